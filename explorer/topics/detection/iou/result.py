"""From two boxes to their overlap, three ways to measure it, and what the view draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.core.box_lists import Box
from explorer.topics.detection.iou.state import LARGEST_GRID, State
from explorer.vision import boxes

# So seldom does a grid change that it can be read.
GRIDS = (20, 50, 100, 200, 500, 1000, LARGEST_GRID)


@dataclass(frozen=True)
class Result:
    """What is on screen.

    Parameters
    ----------
    areas : (float, float)
        Of both boxes, in cells.
    common : Box or None
        Where they overlap; None where they do not, which touching is too.
    enclosing : Box
        The smallest box around both.
    distance, diagonal : float
        Squared: between the midpoints, and across the enclosing box.
    match : bool
        Whether the IoU reaches the threshold.
    grid : int
        Cells along each side of what is drawn.
    """

    box_a: Box
    box_b: Box
    areas: tuple[float, float]
    common: Box | None
    enclosing: Box
    intersection: float
    union: float
    iou: float
    giou: float
    diou: float
    distance: float
    diagonal: float
    threshold: float
    match: bool
    grid: int

    @property
    def enclosing_area(self) -> float:
        """The area of the enclosing box, in cells."""
        x1, y1, x2, y2 = self.enclosing
        return (x2 - x1) * (y2 - y1)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "iou": self.iou,
            "intersection": self.intersection,
            "union": self.union,
            "areas": list(self.areas),
            "match": self.match,
            "giou": self.giou,
            "diou": self.diou,
            "enclosing": list(self.enclosing),
            "enclosing_area": self.enclosing_area,
            "distance_squared": self.distance,
            "diagonal_squared": self.diagonal,
        }

    def rows(self) -> list[list[Any]]:
        """Return the numbers as rows, titles first."""
        sides = [["box", "x1", "y1", "x2", "y2", "area"]]
        for name, box, area in zip(("A", "B"), (self.box_a, self.box_b), self.areas, strict=True):
            sides.append([name, *map(str, box), str(area)])
        numbers = ("intersection", "union", "iou", "giou", "diou")
        return [*sides, *([name, getattr(self, name)] for name in numbers)]


def interpret(state: State) -> Result:
    """Measure the overlap of the two boxes of ``state``."""
    a, b = np.array(state.box_a), np.array(state.box_b)
    areas = (float(boxes.areas(a)), float(boxes.areas(b)))
    intersection = float(boxes.intersections(a, b))
    around = boxes.enclosing(a, b)
    iou = float(boxes.iou(a, b))
    return Result(
        box_a=state.box_a,
        box_b=state.box_b,
        areas=areas,
        common=_common(state.box_a, state.box_b) if intersection else None,
        enclosing=_box(around),
        intersection=intersection,
        union=sum(areas) - intersection,
        iou=iou,
        giou=float(boxes.giou(a, b)),
        diou=float(boxes.diou(a, b)),
        distance=float(((boxes.midpoints(a) - boxes.midpoints(b)) ** 2).sum()),
        diagonal=float(((around[2:] - around[:2]) ** 2).sum()),
        threshold=state.threshold,
        match=iou >= state.threshold,
        grid=_grid(state.grid, float(around.max())),
    )


def _box(corners: Any) -> Box:
    x1, y1, x2, y2 = corners.tolist()
    return x1, y1, x2, y2


def _common(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def _grid(chosen: int, farthest: float) -> int:
    if farthest <= chosen:
        return chosen
    return next((grid for grid in GRIDS if grid >= farthest), LARGEST_GRID)
