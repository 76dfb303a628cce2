"""Examples to start from; the numbers are those of the course.

Source: Ng, Convolutional Neural Networks, week 1. The line, which is there to be moved,
is ours.
"""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset

Matrix = tuple[tuple[float, ...], ...]

FOUR: Matrix = (
    (1.0, 3.0, 2.0, 1.0),
    (2.0, 9.0, 1.0, 1.0),
    (1.0, 3.0, 2.0, 3.0),
    (5.0, 6.0, 1.0, 2.0),
)
# The course changes one number here, so that the means come out even.
FOUR_TO_AVERAGE: Matrix = (*FOUR[:2], (1.0, 4.0, 2.0, 3.0), FOUR[3])

PLAIN = {"mode": "max", "size": 2, "stride": 2, "padding": 0, "step": 0, "shift": "left"}

PRESETS = {
    "max": Preset(mark("4 × 4, max"), {**PLAIN, "input": FOUR}),
    "average": Preset(
        mark("4 × 4, average"), {**PLAIN, "input": FOUR_TO_AVERAGE, "mode": "average"}
    ),
    "overlapping": Preset(
        mark("5 × 5, windows that overlap"),
        {
            **PLAIN,
            "input": (
                (1.0, 3.0, 2.0, 1.0, 3.0),
                (2.0, 9.0, 1.0, 1.0, 5.0),
                (1.0, 3.0, 2.0, 3.0, 2.0),
                (8.0, 3.0, 5.0, 1.0, 0.0),
                (5.0, 6.0, 1.0, 2.0, 9.0),
            ),
            "size": 3,
            "stride": 1,
        },
    ),
    "line": Preset(
        mark("A bright line, to be moved"),
        {**PLAIN, "input": ((0.0, 0.0, 9.0, 0.0, 0.0, 0.0),) * 6, "shift": "right"},
    ),
}
