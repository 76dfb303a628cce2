"""Pictures, windows and strides to start from.

The first three are those of Ng, Convolutional Neural Networks, week 3.
"""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset

_PLAIN = {"image": "", "window": 14, "stride": 2, "digit_size": 14, "step": 0}

PRESETS = {
    "14": Preset(
        mark("14 × 14: one window"), {**_PLAIN, "input_size": 14, "seed": 2, "threshold": 0.5}
    ),
    "16": Preset(
        mark("16 × 16: four windows"), {**_PLAIN, "input_size": 16, "seed": 5, "threshold": 0.5}
    ),
    "28": Preset(
        mark("28 × 28: 8 × 8 windows"), {**_PLAIN, "input_size": 28, "seed": 11, "threshold": 0.5}
    ),
    "scene": Preset(
        mark("A scene of 64 × 64"), {**_PLAIN, "input_size": 64, "seed": 38, "threshold": 0.5}
    ),
    "coarse": Preset(
        mark("A stride that is too large"),
        {**_PLAIN, "input_size": 64, "seed": 38, "threshold": 0.5, "stride": 8},
    ),
    "small_window": Preset(
        mark("Large digits, small window"),
        {**_PLAIN, "input_size": 96, "seed": 9, "threshold": 0.5, "digit_size": 28},
    ),
    "large_window": Preset(
        mark("Large digits, large window"),
        {
            **_PLAIN,
            "input_size": 96,
            "seed": 9,
            "threshold": 0.5,
            "digit_size": 28,
            "window": 28,
            "stride": 4,
        },
    ),
}
