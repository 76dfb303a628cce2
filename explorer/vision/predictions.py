"""What a detector says before anything is selected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Slot(NamedTuple):
    """Where in the output grids a raw box comes from."""

    head: int
    row: int
    column: int
    anchor: int


@dataclass(frozen=True, eq=False)
class Head:
    """One output grid of a detector.

    Parameters
    ----------
    rows, columns : int
        Cells of the grid.
    anchors : (A, 2) float32 or None
        Width and height of each anchor in input pixels; None where the layout
        has none or does not tell. ``per_cell`` still counts the boxes of a cell.
    per_cell : int
        Boxes that each cell predicts.
    raw : (rows, columns, A, 5 + C) float32 or None
        tx, ty, tw, th, to and class logits as they leave the network, before
        any decoding; None where the file only gives decoded boxes.
    scale_xy : float
        YOLOv4's factor on the sigmoid of tx and ty, 1 for none.
    """

    rows: int
    columns: int
    per_cell: int
    anchors: NDArray[np.float32] | None = None
    raw: NDArray[np.float32] | None = None
    scale_xy: float = 1.0

    @property
    def count(self) -> int:
        """Number of raw boxes."""
        return self.rows * self.columns * self.per_cell


@dataclass(frozen=True, eq=False)
class Predictions:
    """All raw boxes of one picture, decoded but not selected.

    Raw boxes are ordered head by head, then row, column, anchor.

    Parameters
    ----------
    image_size : (height, width) of the picture, pixels
    input_size : (height, width) that the network saw, pixels
    area : (x1, y1, x2, y2) part of the network's input that the picture fills
        (all of it when stretched, less when letterboxed), input pixels
    boxes : (N, 4) float32, x1, y1, x2, y2 in picture pixels, may reach outside
    objectness : (N,) float32 in 0..1, pc; None for layouts without it
    class_scores : (N, C) float32 in 0..1, P(class | object), or P(class) without pc
    names : C class names
    heads : the grids, in the order of the raw boxes
    original_size : (height, width) of the file where the picture is a reduced one
    """

    image_size: tuple[int, int]
    input_size: tuple[int, int]
    area: tuple[float, float, float, float]
    boxes: NDArray[np.float32]
    objectness: NDArray[np.float32] | None
    class_scores: NDArray[np.float32]
    names: tuple[str, ...]
    heads: tuple[Head, ...]
    original_size: tuple[int, int] | None = None
    labels: NDArray[np.intp] = field(init=False)
    scores: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        labels = self.class_scores.argmax(axis=1)
        best = self.class_scores[np.arange(len(labels)), labels]
        scores = best if self.objectness is None else best * self.objectness
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "scores", scores.astype(np.float32, copy=False))

    def __len__(self) -> int:
        return len(self.boxes)

    def locate(self, index: int) -> Slot:
        """Return the grid slot of raw box ``index``."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        for number, head in enumerate(self.heads):
            if index < head.count:
                cell, anchor = divmod(index, head.per_cell)
                row, column = divmod(cell, head.columns)
                return Slot(number, row, column, anchor)
            index -= head.count
        raise IndexError(index)

    def index_of(self, slot: Slot) -> int:
        """Return the raw box of a grid slot; the inverse of `locate`."""
        before = sum(head.count for head in self.heads[: slot.head])
        head = self.heads[slot.head]
        return before + (slot.row * head.columns + slot.column) * head.per_cell + slot.anchor

    def cell_rect(self, slot: Slot) -> tuple[float, float, float, float]:
        """Return x1, y1, x2, y2 of a slot's cell in picture pixels."""
        head = self.heads[slot.head]
        width = self.input_size[1] / head.columns
        height = self.input_size[0] / head.rows
        x1, y1 = self.to_picture(slot.column * width, slot.row * height)
        x2, y2 = self.to_picture((slot.column + 1) * width, (slot.row + 1) * height)
        return x1, y1, x2, y2

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """Map a point from input pixels to picture pixels."""
        x1, y1, x2, y2 = self.area
        height, width = self.image_size
        return (x - x1) * width / (x2 - x1), (y - y1) * height / (y2 - y1)

    def size_in_picture(self, width: float, height: float) -> tuple[float, float]:
        """Map a width and a height from input pixels to picture pixels."""
        x1, y1, x2, y2 = self.area
        return width * self.image_size[1] / (x2 - x1), height * self.image_size[0] / (y2 - y1)

    def from_picture(self, x: float, y: float, head: int) -> Slot | None:
        """Return the slot (anchor 0) of the cell of ``head`` that holds a picture point."""
        x1, y1, x2, y2 = self.area
        rows, columns = self.heads[head].rows, self.heads[head].columns
        column = (x1 + x / self.image_size[1] * (x2 - x1)) / self.input_size[1] * columns
        row = (y1 + y / self.image_size[0] * (y2 - y1)) / self.input_size[0] * rows
        if 0 <= row < rows and 0 <= column < columns:
            return Slot(head, int(row), int(column), 0)
        return None
