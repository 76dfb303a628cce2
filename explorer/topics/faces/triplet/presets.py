"""Triplets to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.faces.triplet.points import Point
from explorer.topics.preset import Preset

NOWHERE: Point = (0.0, 0.0)


def _triplet(
    title: str, positive: Point, negative: Point, margin: float, anchor: Point = NOWHERE
) -> Preset:
    points = {"anchor": anchor, "positive": positive, "negative": negative}
    return Preset(title, {**points, "margin": margin, "steps": 0})


PRESETS = {
    "easy": _triplet(mark("Easy: far enough"), (1.0, 1.0), (-2.0, 1.0), 1.0),
    "semi_hard": _triplet(mark("Semi-hard: within the margin"), (1.0, 1.0), (-1.5, 0.5), 1.0),
    "hard": _triplet(mark("Hard: nearer than the positive"), (1.0, 1.0), (-0.5, 0.5), 1.0),
    "no_margin": _triplet(mark("Without a margin"), (1.0, 1.0), (-1.5, 0.5), 0.0),
    "between": _triplet(mark("Negative in between"), (2.0, 1.0), (1.0, 0.6), 1.0),
    "point": _triplet(mark("All at one point"), NOWHERE, NOWHERE, 1.0),
    "point_no_margin": _triplet(mark("All at one point, without a margin"), NOWHERE, NOWHERE, 0.0),
}
