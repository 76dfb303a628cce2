"""Examples to start from; the numbers are those of the course.

Source: Ng, Convolutional Neural Networks, week 1.
"""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset

Matrix = tuple[tuple[float, ...], ...]

BRIGHT_LEFT: Matrix = ((10.0, 10.0, 10.0, 0.0, 0.0, 0.0),) * 6
DARK_LEFT: Matrix = ((0.0, 0.0, 0.0, 10.0, 10.0, 10.0),) * 6
VERTICAL: Matrix = ((1.0, 0.0, -1.0),) * 3
HORIZONTAL: Matrix = ((1.0,) * 3, (0.0,) * 3, (-1.0,) * 3)

PLAIN = {"padding": 0, "stride": 1, "dilation": 1, "step": 0}

PRESETS = {
    "vertical": Preset(
        mark("Vertical edge, bright to dark"),
        {**PLAIN, "input": BRIGHT_LEFT, "kernel": VERTICAL},
    ),
    "dark_to_bright": Preset(
        mark("Vertical edge, dark to bright"),
        {**PLAIN, "input": DARK_LEFT, "kernel": VERTICAL},
    ),
    "dark_stripe": Preset(
        mark("Dark stripe: bright, dark, bright"),
        {**PLAIN, "input": ((10.0, 10.0, 0.0, 0.0, 10.0, 10.0),) * 6, "kernel": VERTICAL},
    ),
    "horizontal": Preset(
        mark("Horizontal edges"),
        {**PLAIN, "input": BRIGHT_LEFT[:3] + DARK_LEFT[:3], "kernel": HORIZONTAL},
    ),
    "mixed": Preset(
        mark("Mixed numbers, vertical edges"),
        {
            **PLAIN,
            "input": (
                (3.0, 0.0, 1.0, 2.0, 7.0, 4.0),
                (1.0, 5.0, 8.0, 9.0, 3.0, 1.0),
                (2.0, 7.0, 2.0, 5.0, 1.0, 3.0),
                (0.0, 1.0, 3.0, 1.0, 7.0, 8.0),
                (4.0, 2.0, 1.0, 6.0, 2.0, 8.0),
                (2.0, 4.0, 5.0, 2.0, 3.0, 9.0),
            ),
            "kernel": VERTICAL,
        },
    ),
    "strided": Preset(
        mark("7 × 7 with stride 2"),
        {
            **PLAIN,
            "input": (
                (2.0, 3.0, 7.0, 4.0, 6.0, 2.0, 9.0),
                (6.0, 6.0, 9.0, 8.0, 7.0, 4.0, 3.0),
                (3.0, 4.0, 8.0, 3.0, 8.0, 9.0, 7.0),
                (7.0, 8.0, 3.0, 6.0, 6.0, 3.0, 4.0),
                (4.0, 2.0, 1.0, 8.0, 3.0, 4.0, 6.0),
                (3.0, 2.0, 4.0, 1.0, 9.0, 8.0, 3.0),
                (0.0, 1.0, 3.0, 9.0, 2.0, 1.0, 4.0),
            ),
            "kernel": ((3.0, 4.0, 4.0), (1.0, 0.0, 2.0), (-1.0, 0.0, 3.0)),
            "stride": 2,
        },
    ),
}
