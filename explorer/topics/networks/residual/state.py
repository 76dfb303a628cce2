"""The state of the residual topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.topics.networks.residual import presets

if TYPE_CHECKING:
    from explorer.topics.networks.residual.result import Result

Matrix = tuple[tuple[float, ...], ...]

VIEWS = {
    "block": mark("One block"),
    "training": mark("Trained side by side"),
    "cut": mark("Cut shortcuts"),
}
DEPTHS = (8, 14, 20, 32, 44, 56)
"""Some of the depths 6 n + 2 that the networks can have."""
NETWORKS = {"resnet18": "ResNet-18", "resnet50": "ResNet-50"}
MOST_UNITS = 6
MOST_STEPS = 100_000


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``shortcut`` to ``decay_steps`` belong to the block that is shown number by number;
    vectors are columns. ``depth`` to ``seed`` say how the two networks are trained, and
    ``image``, ``network`` and ``cut`` which shortcuts of a trained one are cut.
    ``rate`` and ``weight_decay`` also are what the weights of the block shrink by.
    """

    view: str = fields.choice("block", VIEWS, label=mark("View"))
    shortcut: bool = fields.flag(True, label=mark("Shortcut"))
    input: Matrix = fields.array(presets.INPUT, (MOST_UNITS, 1), label=mark("Input a[l]"))
    first: Matrix = fields.array(
        presets.FIRST, (MOST_UNITS, MOST_UNITS), label=mark("First weights W[l+1]")
    )
    first_bias: Matrix = fields.array(
        presets.FIRST_BIAS, (MOST_UNITS, 1), label=mark("First bias b[l+1]")
    )
    second: Matrix = fields.array(
        presets.SECOND, (MOST_UNITS, MOST_UNITS), label=mark("Second weights W[l+2]")
    )
    second_bias: Matrix = fields.array(
        presets.SECOND_BIAS, (MOST_UNITS, 1), label=mark("Second bias b[l+2]")
    )
    projection: Matrix = fields.array(
        (), (MOST_UNITS, MOST_UNITS), label=mark("Projection Wₛ (empty: none)"), optional=True
    )
    strength: float = fields.number(1.0, 0, 1, step=0.01, label=mark("Weights times s"))
    decay_steps: int = fields.integer(0, 0, MOST_STEPS, label=mark("Steps of weight decay"))
    rate: float = fields.number(0.1, 0.001, 1, step=0.001, label=mark("Learning rate"))
    weight_decay: float = fields.number(0.0001, 0, 0.1, step=0.0001, label=mark("Weight decay λ"))
    depth: int = fields.integer(20, DEPTHS[0], DEPTHS[-1], step=6, label=mark("Depth"))
    width: int = fields.integer(8, 2, 32, label=mark("Channels of the first stage"))
    epochs: int = fields.integer(5, 1, 50, label=mark("Epochs"))
    momentum: float = fields.number(0.9, 0, 0.99, step=0.01, label=mark("Momentum"))
    batch: int = fields.integer(32, 8, 256, label=mark("Digits a step"))
    seed: int = fields.integer(0, 0, 9999, label=mark("Seed"))
    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    network: str = fields.choice("resnet50", NETWORKS, label=mark("Network"))
    cut: tuple[str, ...] = fields.names((), label=mark("Cut shortcuts"))


def compute(state: State) -> Result:
    """Compute the block; in the other views also train both networks, or cut shortcuts.

    Raises
    ------
    UserError
        The parts of the block do not fit together, there is no network of this depth, or
        picture, weights or shortcut cannot be had.
    """
    from explorer.topics.networks.residual.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats what the view shows with plain torch and asserts it.

    Raises
    ------
    UserError
        There is no result.
    """
    from explorer.topics.networks.residual.code import script

    return script(state)
