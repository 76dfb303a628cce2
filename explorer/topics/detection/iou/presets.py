"""Pairs of boxes to start from."""

from __future__ import annotations

from explorer.core.box_lists import Box
from explorer.core.i18n import mark
from explorer.topics.preset import Preset

A: Box = (15.0, 20.0, 65.0, 60.0)
B: Box = (40.0, 30.0, 85.0, 75.0)


def _pair(title: str, box_a: Box, box_b: Box, grid: int = 100) -> Preset:
    return Preset(title, {"box_a": box_a, "box_b": box_b, "grid": grid})


PRESETS = {
    "overlapping": _pair(mark("Overlapping"), A, B),
    "counted": _pair(mark("Cells to count"), (1.0, 1.0, 5.0, 5.0), (3.0, 2.0, 7.0, 6.0), 10),
    "equal": _pair(mark("Equal"), A, A),
    "inside": _pair(
        mark("One inside the other"), (10.0, 10.0, 90.0, 90.0), (30.0, 30.0, 70.0, 70.0)
    ),
    "touching": _pair(mark("Touching"), (10.0, 30.0, 50.0, 70.0), (50.0, 30.0, 90.0, 70.0)),
    "near": _pair(mark("Apart, near"), (20.0, 30.0, 40.0, 60.0), (50.0, 30.0, 70.0, 60.0)),
    "far": _pair(mark("Apart, far"), (5.0, 5.0, 25.0, 35.0), (75.0, 65.0, 95.0, 95.0)),
    "empty": _pair(mark("No area"), (20.0, 50.0, 80.0, 50.0), (30.0, 30.0, 70.0, 70.0)),
}
