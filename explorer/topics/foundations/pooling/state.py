"""The state of the pooling topic, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.topics.foundations.pooling.presets import FOUR, Matrix

if TYPE_CHECKING:
    from explorer.topics.foundations.pooling.result import Result

LARGEST_SIDE = 64
# Padding is at most half the window, so a side grows by one cell at most.
LAST_STEP = (LARGEST_SIDE + 1) ** 2 - 1

MODES = {"max": mark("Max pooling"), "average": mark("Average pooling")}
VIEWS = {
    "step": mark("Step by step"),
    "gradient": mark("The gradient's way back"),
    "shift": mark("Moved by one cell"),
}
SHIFTS = {
    "right": mark("To the right"),
    "left": mark("To the left"),
    "down": mark("Down"),
    "up": mark("Up"),
}


@dataclass(frozen=True)
class State:
    """What the user has chosen. A step beyond the last means the last."""

    input: Matrix = fields.array(FOUR, (LARGEST_SIDE, LARGEST_SIDE), label=mark("Input"))
    mode: str = fields.choice("max", MODES, label=mark("Kind"))
    size: int = fields.integer(2, 1, 16, label=mark("Window size"))
    stride: int = fields.integer(2, 1, 64, label=mark("Stride"))
    padding: int = fields.integer(0, 0, 8, label=mark("Padding"))
    step: int = fields.integer(0, 0, LAST_STEP, label=mark("Step"))
    view: str = fields.choice("step", VIEWS, label=mark("View"))
    shift: str = fields.choice("left", SHIFTS, label=mark("Move the input"))


def compute(state: State) -> Result:
    """Slide the pooling window over the input.

    Raises
    ------
    UserError
        The window is larger than the padded input, or the padding more than half the
        window.
    """
    from explorer.topics.foundations.pooling.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats the pooling with plain torch and asserts it."""
    from explorer.topics.foundations.pooling.code import script

    return script(state)
