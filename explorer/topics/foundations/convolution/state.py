"""The state of the convolution topic, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.topics.foundations.convolution.presets import BRIGHT_LEFT, VERTICAL, Matrix
from explorer.vision.choices import PADDINGS

if TYPE_CHECKING:
    from explorer.topics.foundations.convolution.result import Result

LARGEST_SIDE = 64
MOST_PADDING = 32
LAST_STEP = (LARGEST_SIDE + 2 * MOST_PADDING) ** 2 - 1

VIEWS = {"step": mark("Step by step"), "usage": mark("How often each cell is used")}


@dataclass(frozen=True)
class State:
    """What the user has chosen. A step beyond the last means the last."""

    input: Matrix = fields.array(BRIGHT_LEFT, (LARGEST_SIDE, LARGEST_SIDE), label=mark("Input"))
    kernel: Matrix = fields.array(VERTICAL, (11, 11), label=mark("Filter"))
    padding: int | str = fields.integer_or(0, 0, MOST_PADDING, PADDINGS, label=mark("Padding"))
    stride: int = fields.integer(1, 1, 64, label=mark("Stride"))
    dilation: int = fields.integer(1, 1, 8, label=mark("Dilation"))
    step: int = fields.integer(0, 0, LAST_STEP, label=mark("Step"))
    view: str = fields.choice("step", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Slide the filter over the input.

    Raises
    ------
    UserError
        The filter is larger than the padded input.
    """
    from explorer.topics.foundations.convolution.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats the convolution with plain torch and asserts it."""
    from explorer.topics.foundations.convolution.code import script

    return script(state)
