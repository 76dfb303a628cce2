"""Where a pointer takes hold of a box, and what becomes of the box when it is dragged."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.core.box_lists import Box
from explorer.vision.boxes import areas

Sides = tuple[int, int]
"""Which sides are held: -1 left or top, 1 right or bottom, 0 neither of the two."""

MOVE: Sides = (0, 0)
NEW: Sides = (1, 1)
"""A new box is a point whose lower right corner is dragged away."""


class Grip(NamedTuple):
    """The sides of one box; `MOVE` holds all of it."""

    box: int
    sides: Sides


def grip_at(
    boxes: NDArray[Any], x: float, y: float, reach: float, selected: int = -1
) -> Grip | None:
    """Return what is held at a point: a side of the selected box, else the smallest box there.

    Parameters
    ----------
    boxes : (N, 4) float
        In any order of their sides; of equally small ones the last lies on top.
    reach : float
        How far from a side it can be held, pixels.
    """
    ordered = _ordered(boxes)
    near = (ordered[:, :2] - reach <= (x, y)) & (ordered[:, 2:] + reach >= (x, y))
    found = np.flatnonzero(near.all(axis=1))[::-1]
    if not len(found):
        return None
    grips = [Grip(selected, _sides(ordered[selected], x, y, reach))] if selected in found else []
    if not grips or grips[0].sides == MOVE:
        smallest = int(found[np.argmin(areas(ordered[found]))])
        return Grip(smallest, _sides(ordered[smallest], x, y, reach))
    return grips[0]


def dragged(
    box: Box,
    sides: Sides,
    by: tuple[float, float],
    *,
    grain: float = 1.0,
    limits: tuple[float, float] | None = None,
) -> Box:
    """Return ``box`` with its ``sides`` dragged; beyond the opposite side it turns over.

    Parameters
    ----------
    by : (dx, dy)
        From where the drag began.
    grain : float
        Sides come to lie on multiples of it; a box that is moved keeps its size.
    limits : (width, height) or None
        What the box has to stay in.
    """
    ends = []
    for axis in (0, 1):
        limit = None if limits is None else limits[axis]
        span = (min(box[axis], box[axis + 2]), max(box[axis], box[axis + 2]))
        if sides == MOVE:
            ends.append(_moved(span, _round(by[axis], grain), limit))
        elif sides[axis]:
            ends.append(_stretched(span, sides[axis], by[axis], grain, limit))
        else:
            ends.append(span)
    (x1, x2), (y1, y2) = ends
    return x1, y1, x2, y2


Span = tuple[float, float]


def _moved(span: Span, by: float, limit: float | None) -> Span:
    if limit is not None:
        by = max(-span[0], min(by, limit - span[1]))
    return span[0] + by, span[1] + by


def _stretched(span: Span, side: int, by: float, grain: float, limit: float | None) -> Span:
    held, other = span if side < 0 else span[::-1]
    held = _round(held + by, grain)
    if limit is not None:
        held = min(max(held, 0.0), limit)
    return min(held, other), max(held, other)


def _round(value: float, grain: float) -> float:
    return round(value / grain) * grain


def _ordered(boxes: NDArray[Any]) -> NDArray[Any]:
    first, last = boxes[:, :2], boxes[:, 2:]
    return np.concatenate((np.minimum(first, last), np.maximum(first, last)), axis=1)


def _sides(box: NDArray[Any], x: float, y: float, reach: float) -> Sides:
    return _side(box[0], box[2], x, reach), _side(box[1], box[3], y, reach)


def _side(low: float, high: float, at: float, reach: float) -> int:
    # The middle half of a small box is left to move it by.
    inner = min(reach, (high - low) / 4)
    return int(at >= high - inner) or -int(at <= low + inner)
