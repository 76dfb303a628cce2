"""Anchor boxes: from labelled boxes to the target of a detector, and back.

The picture is divided into R x C cells. An object belongs to the cell that its midpoint
lies in and, there, to the anchor whose shape has the highest IoU with its box. The slot
y[row][column][anchor] then holds

    [pc, bx, by, bh, bw, c1, ..., cK]

with pc = 1, the midpoint (bx, by) within the cell (0..1 from its upper left corner), height
and width in cells (they may exceed 1) and a one for the class. Slots without an object are
zeros; of them only pc counts. Source: Ng, Convolutional Neural Networks, week 3 (after
Redmon and Farhadi, YOLO9000, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from explorer.vision.boxes import midpoints

Float = NDArray[np.float64]
Index = NDArray[np.intp]

GEOMETRY = 5
"""Numbers of a slot before the classes."""
TIE = 1e-12
"""Two IoU that only rounding keeps apart are equal."""
PARTS = ("pc", "bx", "by", "bh", "bw")


class Fate(IntEnum):
    """What becomes of an object."""

    ASSIGNED = 0
    TAKEN = 1
    """An earlier object holds the slot."""
    OUTSIDE = 2
    """The midpoint lies outside of the picture."""
    EMPTY = 3
    """The box has no area."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """The target and how it came about.

    Parameters
    ----------
    y : (R, C, A, 5 + K) float64
    cells : (N, 2) integers
        Row and column of each box's midpoint; -1 where it is outside.
    anchors : (N,) integers
        The anchor with the highest IoU, the first of equal ones; -1 for a box without area.
    ious : (N, A) float64
        IoU of each box with each anchor, both centred on one point.
    fates : (N,) uint8
        `Fate` of each box.
    holders : (N,) integers
        The box that holds the slot where the fate is TAKEN, else -1.
    """

    y: Float
    cells: Index
    anchors: Index
    ious: Float
    fates: NDArray[np.uint8]
    holders: Index

    @property
    def assigned(self) -> Index:
        """The boxes that have a slot."""
        return np.flatnonzero(self.fates == Fate.ASSIGNED)

    @property
    def crowded(self) -> Index:
        """Row and column of the cells in which an object finds its slot taken, (M, 2)."""
        marked = np.zeros(self.y.shape[:2], bool)
        marked[tuple(self.cells[self.fates == Fate.TAKEN].T)] = True
        return np.argwhere(marked)

    @property
    def mean_iou(self) -> float | None:
        """Mean IoU of the boxes that have an area with their best anchors; None without any."""
        shaped = self.anchors >= 0
        return float(self.ious[shaped].max(axis=1).mean()) if shaped.any() else None

    def holder(self, row: int, column: int, anchor: int) -> int:
        """Return the box in a slot, -1 for none."""
        found = self.assigned
        here = (self.cells[found] == (row, column)).all(axis=1) & (self.anchors[found] == anchor)
        return int(found[here][0]) if here.any() else -1


def shape_ious(sizes: Float, anchors: Float) -> Float:
    """Return the IoU of each box (N, 2) with each anchor (A, 2), centred on one point: (N, A).

    Sizes are width and height in one unit; a scale of either axis changes nothing. Without
    area there is no overlap: 0.
    """
    width, height = np.ascontiguousarray(sizes[:, 0]), np.ascontiguousarray(sizes[:, 1])
    area = width * height
    ious = np.zeros((len(anchors), len(sizes)))
    for number, (across, down) in enumerate(anchors):
        common = np.minimum(width, across) * np.minimum(height, down)
        union = area + across * down - common
        np.divide(common, union, out=ious[number], where=union > 0)
    return ious.T


def first_best(ious: Float) -> Index:
    """Return the anchor with the highest IoU for each box, the first of equal ones: (N,)."""
    best: Index = (ious >= ious.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
    return best


def cells_of(boxes: Float, grid: tuple[int, int], size: tuple[float, float]) -> Index:
    """Return row and column of each midpoint, (N, 2); -1 outside of the picture.

    A midpoint on a line belongs to the cell to the right of or below it, on the last border
    to the last cell. ``grid`` is (rows, columns), ``size`` (width, height).
    """
    middle = midpoints(boxes)[:, ::-1]
    counts, extent = np.array(grid), np.array(size[::-1], float)
    inside = np.all((middle >= 0) & (middle <= extent), axis=1)[:, None]
    # Multiplied first: whole numbers then come out exactly, also on the lines.
    places = np.floor(np.where(inside, middle, 0) * counts / extent).astype(np.intp)
    return np.where(inside, np.minimum(places, counts - 1), -1)


def encode(
    boxes: Float,
    classes: Index,
    count: int,
    anchors: Float,
    grid: tuple[int, int],
    size: tuple[float, float],
) -> Encoded:
    """Return the target of ``boxes``, which take their slots in the order of the list.

    Parameters
    ----------
    boxes : (N, 4) float64
        x1, y1, x2, y2 in pixels; no area where x2 <= x1 or y2 <= y1. May reach outside.
    classes : (N,) integers in 0..count - 1; -1 for none of the classes
    anchors : (A, 2) float64
        Width and height as shares of the picture's.
    grid : (rows, columns)
    size : (width, height) of the picture, pixels
    """
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    ious = shape_ious(sides / size, anchors)
    shaped = (sides > 0).all(axis=1)
    best = np.where(shaped, first_best(ious), -1)
    cells = cells_of(boxes, grid, size)
    fates = np.where(cells[:, 0] < 0, Fate.OUTSIDE, Fate.ASSIGNED).astype(np.uint8)
    fates[~shaped] = Fate.EMPTY
    holders = _collide(fates, (cells[:, 0] * grid[1] + cells[:, 1]) * len(anchors) + best)
    y = np.zeros((*grid, len(anchors), GEOMETRY + count))
    found = np.flatnonzero(fates == Fate.ASSIGNED)
    rows, columns = cells[found].T
    slots = (rows, columns, best[found])
    y[(*slots, 0)] = 1
    middle = midpoints(boxes[found])
    y[(*slots, 1)] = middle[:, 0] * grid[1] / size[0] - columns
    y[(*slots, 2)] = middle[:, 1] * grid[0] / size[1] - rows
    y[(*slots, 3)] = sides[found, 1] * grid[0] / size[1]
    y[(*slots, 4)] = sides[found, 0] * grid[1] / size[0]
    known = classes[found] >= 0
    y[(*(part[known] for part in slots), GEOMETRY + classes[found][known])] = 1
    return Encoded(y, cells, best, ious, fates, holders)


def _collide(fates: NDArray[np.uint8], slots: Index) -> Index:
    """Mark in ``fates`` the boxes whose slot an earlier one holds; return who that is."""
    holders = np.full(len(fates), -1)
    found = np.flatnonzero(fates == Fate.ASSIGNED)
    _, first, places = np.unique(slots[found], return_index=True, return_inverse=True)
    holder = found[first[places]] if len(found) else found
    late = holder != found
    fates[found[late]] = Fate.TAKEN
    holders[found[late]] = holder[late]
    return holders


@dataclass(frozen=True, eq=False)
class Decoded:
    """The objects in a target, in the order row, column, anchor.

    Parameters
    ----------
    boxes : (M, 4) float64, pixels
    classes : (M,) integers; -1 where no class is marked
    slots : (M, 3) integers: row, column, anchor
    """

    boxes: Float
    classes: Index
    slots: Index


def decode(y: Float, size: tuple[float, float]) -> Decoded:
    """Return the objects of ``y`` (R, C, A, 5 + K), whose pc is at least 0.5."""
    slots = np.argwhere(y[..., 0] >= 0.5)
    parts = y[tuple(slots.T)]
    classes = np.full(len(slots), -1)
    if parts.shape[1] > GEOMETRY:
        marked = parts[:, GEOMETRY:]
        classes = np.where(marked.any(axis=1), marked.argmax(axis=1), -1)
    return Decoded(to_pixels(parts, slots, y.shape[:2], size), classes, slots)


def to_pixels(
    parts: Float, slots: Index, grid: tuple[int, ...], size: tuple[float, float]
) -> Float:
    """Return the boxes (M, 4) that slots (M, 2 or 3) with ``parts`` (M, 5 + K) stand for."""
    cell = np.array([size[0] / grid[1], size[1] / grid[0]])
    middle = (slots[:, 1::-1] + parts[:, 1:3]) * cell
    half = parts[:, 4:2:-1] * cell / 2
    return np.concatenate([middle - half, middle + half], axis=1)
