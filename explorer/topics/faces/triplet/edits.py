"""What becomes of the fields of a state when a point is moved by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.topics.faces.triplet.points import FARTHEST, Point
from explorer.topics.faces.triplet.presets import NOWHERE
from explorer.topics.faces.triplet.result import ROLES, Result
from explorer.topics.faces.triplet.state import State

Changes = dict[str, Any]
DIGITS = 6


def places(state: State, result: Result) -> dict[str, list[float]]:
    """Return where the points are now; ``result`` may be that of a state before this one."""
    if not state.steps:
        return {role: list(getattr(state, role)) for role in ROLES}
    points = result.points.clip(-FARTHEST, FARTHEST).round(DIGITS)
    return dict(zip(ROLES, points.tolist(), strict=True))


def moved(state: State, result: Result, role: str, point: Point) -> Changes:
    """Return the fields with one point elsewhere, and the others where descent brought them."""
    place = np.clip(point, -FARTHEST, FARTHEST).round(DIGITS).tolist()
    return {**places(state, result), role: place, "steps": 0}


def collapsed() -> Changes:
    """Return the fields with all points where f = 0 puts them."""
    return {**{role: list(NOWHERE) for role in ROLES}, "steps": 0}
