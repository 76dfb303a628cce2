"""The state of the volumes topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.topics.foundations.volumes import presets
from explorer.vision.choices import PADDINGS

if TYPE_CHECKING:
    from explorer.topics.foundations.volumes.result import Result

Vector = tuple[float, ...]
Volume = tuple[tuple[Vector, ...], ...]

LARGEST_SIDE = 64
MOST_PADDING = 32
LAST_STEP = (LARGEST_SIDE + 2 * MOST_PADDING) ** 2 - 1

VIEWS = {"volumes": mark("Volumes in depth"), "channels": mark("Channel by channel")}


@dataclass(frozen=True)
class State:
    """What the user has chosen; whether the parts fit together is found in `compute`.

    A step, filter or channel beyond the last means the last.
    """

    input: Volume = fields.array(presets.CORNERS, (LARGEST_SIDE,) * 3, label=mark("Input"))
    kernels: tuple[Volume, ...] = fields.array(
        presets.TWO_EDGES, (LARGEST_SIDE, LARGEST_SIDE, 11, 11), label=mark("Filters")
    )
    bias: Vector = fields.array(
        (), (LARGEST_SIDE,), label=mark("Bias (empty: zeros)"), optional=True
    )
    relu: bool = fields.flag(False, label=mark("ReLU"))
    padding: int | str = fields.integer_or(0, 0, MOST_PADDING, PADDINGS, label=mark("Padding"))
    stride: int = fields.integer(1, 1, 64, label=mark("Stride"))
    step: int = fields.integer(0, 0, LAST_STEP, label=mark("Step"))
    filter: int = fields.integer(0, 0, LARGEST_SIDE - 1, label=mark("Filter looked at"))
    channel: int = fields.integer(0, 0, LARGEST_SIDE - 1, label=mark("Channel looked at"))
    view: str = fields.choice("volumes", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Convolve the input with every filter, and take the cell at ``state.step`` apart.

    Raises
    ------
    UserError
        Input, filters and bias do not fit together, or a filter is larger than the
        padded input.
    """
    from explorer.topics.foundations.volumes.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats the convolution with plain torch and asserts it."""
    from explorer.topics.foundations.volumes.code import script

    return script(state)
