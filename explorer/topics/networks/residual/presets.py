"""Blocks to start from. Vectors are columns."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset

INPUT = ((1.0,), (2.0,), (3.0,))
FIRST = ((1.0, 0.0, 1.0), (0.0, 1.0, -1.0), (1.0, -1.0, 0.0))
FIRST_BIAS = ((0.0,), (0.0,), (2.0,))
SECOND = ((1.0, 0.0, -1.0), (0.0, 1.0, 1.0), (-1.0, 1.0, 0.0))
SECOND_BIAS = ((0.0,), (0.0,), (0.0,))

_WHOLE = {"strength": 1.0, "decay_steps": 0}
_BLOCK = {
    "input": INPUT,
    "first": FIRST,
    "first_bias": FIRST_BIAS,
    "second": SECOND,
    "second_bias": SECOND_BIAS,
    "projection": (),
}

BLOCKS = {
    "residual": Preset(mark("A residual block"), {**_BLOCK, **_WHOLE, "shortcut": True}),
    "plain": Preset(mark("The same without shortcut"), {**_BLOCK, **_WHOLE, "shortcut": False}),
    "identity": Preset(
        mark("Zero weights: the identity"),
        {**_BLOCK, "strength": 0.0, "decay_steps": 0, "shortcut": True},
    ),
    "nothing": Preset(
        mark("Zero weights, no shortcut"),
        {**_BLOCK, "strength": 0.0, "decay_steps": 0, "shortcut": False},
    ),
    "projection": Preset(
        mark("Projection: three to two"),
        {
            **_BLOCK,
            **_WHOLE,
            "second": SECOND[:2],
            "second_bias": SECOND_BIAS[:2],
            "projection": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
            "shortcut": True,
        },
    ),
    "bottleneck": Preset(
        mark("Bottleneck: four, one, four"),
        {
            "input": ((1.0,), (0.0,), (2.0,), (1.0,)),
            "first": ((1.0, 1.0, 0.0, -1.0),),
            "first_bias": ((1.0,),),
            "second": ((2.0,), (-1.0,), (1.0,), (-2.0,)),
            "second_bias": ((0.0,),) * 4,
            "projection": (),
            **_WHOLE,
            "shortcut": True,
        },
    ),
}
