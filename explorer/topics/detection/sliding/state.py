"""The state of the sliding topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark

if TYPE_CHECKING:
    from explorer.topics.detection.sliding.result import Result

SMALLEST, LARGEST = 14, 112
LARGEST_WINDOW = 56
MOST_WINDOWS = (LARGEST - SMALLEST + 1) ** 2
VIEWS = {
    "windows": mark("Window by window"),
    "convolution": mark("As a convolution"),
    "dense": mark("Dense layer = filter"),
    "cost": mark("Cost"),
}


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``input_size``, ``digit_size`` and ``seed`` make the scene that the windows slide over;
    with an ``image`` its middle square is scaled to ``input_size``. A ``step`` beyond the
    last window means the last.
    """

    view: str = fields.choice("windows", VIEWS, label=mark("View"))
    input_size: int = fields.integer(64, SMALLEST, LARGEST, label=mark("Picture size"))
    window: int = fields.integer(14, 14, LARGEST_WINDOW, step=14, label=mark("Window size"))
    stride: int = fields.integer(2, 1, LARGEST_WINDOW, label=mark("Stride"))
    threshold: float = fields.number(0.5, 0.01, 1, step=0.01, label=mark("Score threshold"))
    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    digit_size: int = fields.integer(14, SMALLEST, LARGEST_WINDOW, label=mark("Digit size"))
    seed: int = fields.integer(38, 0, 9999, label=mark("Seed"))
    step: int = fields.integer(0, 0, MOST_WINDOWS - 1, label=mark("Step"))
    unit: int = fields.integer(0, 0, 399, label=mark("Unit looked at"))
    channel: int = fields.integer(0, 0, 15, label=mark("Channel looked at"))
    measure: bool = fields.flag(False, label=mark("Measure the time"))


def compute(state: State) -> Result:
    """Slide the window over the picture in both ways.

    Raises
    ------
    UserError
        Window and picture do not fit together, or picture or weights cannot be had.
    """
    from explorer.core.jobs import CancelToken
    from explorer.topics.detection.sliding.process import Scanner

    return Scanner(CancelToken()).run(state)


def to_code(state: State) -> str:
    """Return a script that slides in both ways with plain torch and asserts the numbers.

    Raises
    ------
    UserError
        There is no result.
    """
    from explorer.topics.detection.sliding.code import script

    return script(state)
