"""How the common YOLO exports arrange their boxes, told apart by shape.

Grids come finest first, strides 8, 16, 32 (and 64 in the large variants).

- yolov5: (1, 3 * cells, 5 + C); middle and size in input pixels, pc, class scores.
- yolov8 (also v9, v11): (1, 4 + C, cells); middle and size in input pixels, class scores.
- yolox: (1, cells, 5 + C); offset from the cell's corner and log of the size, both in
  strides, pc, class scores.

Sources: ``export.py`` of ultralytics/yolov5 and ultralytics/ultralytics,
``tools/export_onnx.py`` and ``demo_utils.py`` of Megvii-BaseDetection/YOLOX.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.predictions import Head

STRIDES = ((8, 16, 32), (8, 16, 32, 64), (16, 32))
FARTHEST = 1e6
"""Input pixels beyond which no box reaches."""
LARGEST_LOG = 10.0
"""A box of e^10 strides, or of as few pixels: no size is the logarithm of more."""
Float = NDArray[np.float32]
Rows = tuple[Float, Float | None, Float]


@dataclass(frozen=True)
class Layout:
    """A recognised arrangement: boxes per cell, whether pc is there, the strides."""

    kind: str
    per_cell: int
    classes: int
    strides: tuple[int, ...]

    def grids(self, input_size: tuple[int, int]) -> list[tuple[int, int]]:
        """Return (rows, columns) of each grid for an input of (height, width)."""
        return _grids(self.strides, input_size)

    def heads(self, input_size: tuple[int, int]) -> tuple[Head, ...]:
        """Return the grids without raw numbers, which these files do not tell."""
        return tuple(Head(rows, columns, self.per_cell) for rows, columns in self.grids(input_size))


def _grids(strides: tuple[int, ...], input_size: tuple[int, int]) -> list[tuple[int, int]]:
    return [(input_size[0] // stride, input_size[1] // stride) for stride in strides]


def recognise(shape: tuple[int, ...], input_size: tuple[int, int]) -> Layout | None:
    """Return the layout of an output of ``shape`` for an input of (height, width)."""
    if len(shape) != 3 or shape[0] != 1:
        return None
    _, first, second = shape
    for strides in STRIDES:
        cells = sum(rows * columns for rows, columns in _grids(strides, input_size))
        if first == 3 * cells and second > 5:
            return Layout("yolov5", 3, second - 5, strides)
        if first == cells and second > 5:
            return Layout("yolox", 1, second - 5, strides)
        if second == cells and first > 4:
            return Layout("yolov8", 1, first - 4, strides)
    return None


def corners(middle: Float, size: Float) -> Float:
    """Return boxes x1, y1, x2, y2 from their middles (N, 2) and sizes (N, 2)."""
    return np.concatenate([middle - size / 2, middle + size / 2], axis=1)


def _yolov5(output: Float, layout: Layout, input_size: tuple[int, int]) -> Rows:
    parts, start = [], 0
    for rows, columns in layout.grids(input_size):
        count = layout.per_cell * rows * columns
        grid = output[start : start + count].reshape(layout.per_cell, rows, columns, -1)
        # The file counts the anchors first, we count them last.
        parts.append(grid.transpose(1, 2, 0, 3).reshape(count, -1))
        start += count
    table = np.concatenate(parts)
    return corners(table[:, :2], table[:, 2:4]), table[:, 4], table[:, 5:]


def _yolov8(output: Float, layout: Layout, input_size: tuple[int, int]) -> Rows:
    table = np.ascontiguousarray(output.T)
    return corners(table[:, :2], table[:, 2:4]), None, table[:, 4:]


def _yolox(output: Float, layout: Layout, input_size: tuple[int, int]) -> Rows:
    cells, strides = [], []
    for stride, (rows, columns) in zip(layout.strides, layout.grids(input_size), strict=True):
        grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1)
        cells.append(grid.reshape(-1, 2))
        strides.append(np.full((rows * columns, 1), stride))
    if np.abs(output[:, 2:4]).max(initial=0) > LARGEST_LOG:
        # An export that decodes by itself: all in input pixels.
        return corners(output[:, :2], output[:, 2:4]), output[:, 4], output[:, 5:]
    stride_of = np.concatenate(strides).astype(np.float32)
    middle = (output[:, :2] + np.concatenate(cells).astype(np.float32)) * stride_of
    size = np.exp(output[:, 2:4]) * stride_of
    return corners(middle, size), output[:, 4], output[:, 5:]


_READERS: dict[str, Callable[[Float, Layout, tuple[int, int]], Rows]] = {
    "yolov5": _yolov5,
    "yolov8": _yolov8,
    "yolox": _yolox,
}


def read_boxes(output: NDArray[Any], layout: Layout, input_size: tuple[int, int]) -> Rows:
    """Return boxes in input pixels, pc (or None) and class scores.

    In the order of `explorer.vision.predictions.Predictions`: grid, row, column, anchor.
    """
    with np.errstate(all="ignore"):
        boxes, pc, classes = _READERS[layout.kind](output[0].astype(np.float32), layout, input_size)
        # What is no box, or no number, has no score: nothing can be drawn of it.
        broken = ~(np.abs(boxes).max(axis=1) < FARTHEST)
    boxes, classes = boxes.copy(), _numbers(classes)
    boxes[broken], classes[broken] = 0.0, 0.0
    return boxes, None if pc is None else _numbers(pc), classes


def _numbers(values: Float) -> Float:
    return np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
