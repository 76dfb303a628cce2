"""Sliding windows over a square picture: where they lie, and what they cost in both forms.

The classifier is `explorer.nets.window_net`: 14 x 14 x 3, 5 x 5 convolution with 16 filters,
2 x 2 pooling, dense layers of 400, 400 and 4. A larger window is averaged down to 14 x 14,
so its side is a multiple of 14: then a window cut out and averaged is the same as a part of
the averaged picture, and both forms see the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision import costs
from explorer.vision.boxes import iou
from explorer.vision.costs import Cost, Shape
from explorer.vision.nms import non_max_suppression
from explorer.vision.windows import Axis

WINDOW = 14
STEP = 2
"""Pixels of the averaged picture from one cell of the convolutional form to the next."""
FILTERS, SIZE, POOLED, UNITS = 16, 5, 5, 400
KNOWN = (0, 2, 4)
"""The digits that the network knows; the class after them is "none of these"."""
NOTHING = len(KNOWN)
LAYERS = ("conv", "pool", "dense1", "dense2", "output")
ABOUT = 0.3
"""IoU from which on a window is about a digit, and above which two windows mean the same one."""

Scores = NDArray[np.float32]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Slide:
    """How windows slide over a picture; all lengths in its pixels.

    Parameters
    ----------
    size : int
        Rows and columns of the picture.
    window, stride : int
    """

    size: int
    window: int
    stride: int

    @cached_property
    def axis(self) -> Axis:
        """The same down and to the right."""
        return Axis(self.size, self.window, self.stride)

    @property
    def side(self) -> int:
        """Windows in a row."""
        return self.axis.output

    @property
    def factor(self) -> int:
        """Pixels of the picture, each way, that make one of the averaged picture."""
        return self.window // WINDOW

    @property
    def period(self) -> int:
        """Pixels from one cell to the next in a single pass of the convolutional form."""
        return STEP * self.factor

    @property
    def passes(self) -> int:
        """Passes each way: a stride between the cells takes pictures that are shifted.

        Every so many windows the corner falls on a cell of the same pass again.
        """
        return min(self.period // math.gcd(self.stride, self.period), self.side)

    @property
    def cells(self) -> int:
        """Stride of the first dense layer's convolution, in cells of the pooled maps."""
        return self.stride // math.gcd(self.stride, self.period)

    def averaged(self, start: int) -> int:
        """Return the side of what a pass sees that is shifted by ``start`` windows."""
        return (self.size - start * self.stride) // self.factor

    def box(self, row: int, column: int) -> Box:
        """Return [x1, y1, x2, y2] of a window."""
        x, y = self.axis.start(column), self.axis.start(row)
        return x, y, x + self.window, y + self.window


def slide(size: int, window: int, stride: int) -> Slide:
    """Return how windows slide over a picture.

    Raises
    ------
    UserError
        The window has another side than the network can see, or is larger than the picture.
    """
    if window % WINDOW:
        below = window - window % WINDOW
        raise UserError(
            "The network sees {own} × {own} pixels; a larger window is averaged down to that, so "
            "its side is a multiple: {below} or {above}, not {window}.",
            own=WINDOW,
            below=max(below, WINDOW),
            above=below + WINDOW,
            window=window,
        )
    if window > size:
        raise UserError(
            "A window of {window} pixels does not fit into a picture of {size}. Choose a smaller "
            "window or a larger picture.",
            window=window,
            size=size,
        )
    return Slide(size, window, stride)


def window_costs() -> dict[str, Cost]:
    """Return what each layer makes of one window, and takes for it."""
    conv = costs.convolution((WINDOW, WINDOW, 3), FILTERS, SIZE)
    pool = costs.pool(conv.shape, "max", STEP, STEP)
    dense1 = costs.dense(pool.shape, UNITS)
    dense2 = costs.dense(dense1.shape, UNITS)
    output = costs.dense(dense2.shape, NOTHING + 1)
    return dict(zip(LAYERS, (conv, pool, dense1, dense2, output), strict=True))


def pass_costs(height: int, width: int, stride: int) -> dict[str, Cost]:
    """Return the same for a whole averaged picture, dense layers as convolutions."""
    conv = costs.convolution((height, width, 3), FILTERS, SIZE)
    pool = costs.pool(conv.shape, "max", STEP, STEP)
    dense1 = costs.convolution(pool.shape, UNITS, POOLED, stride)
    dense2 = costs.convolution(dense1.shape, UNITS, 1)
    output = costs.convolution(dense2.shape, NOTHING + 1, 1)
    return dict(zip(LAYERS, (conv, pool, dense1, dense2, output), strict=True))


def multiplications(slide: Slide) -> dict[str, tuple[int, int]]:
    """Return, for each layer, the products of all windows, and of all passes."""
    windows, alone = slide.side**2, window_costs()
    sides = [slide.averaged(start) for start in range(slide.passes)]
    passes = [pass_costs(height, width, slide.cells) for height in sides for width in sides]
    return {
        name: (
            windows * alone[name].multiplications,
            sum(costs[name].multiplications for costs in passes),
        )
        for name in LAYERS
    }


@dataclass(frozen=True)
class Found:
    """A window that shows a digit: its cell, box, digit and score, 0 to 1."""

    row: int
    column: int
    box: Box
    digit: int
    score: float

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "box": list(self.box),
            "digit": self.digit,
            "score": self.score,
        }


def found(slide: Slide, scores: Scores, threshold: float) -> tuple[Found, ...]:
    """Return the windows that show a digit, the best first; of those that overlap, the best.

    Parameters
    ----------
    scores : (rows, columns, 4)
    """
    best = scores[..., :NOTHING].max(axis=-1)
    cells = np.argwhere(best >= threshold)
    if not len(cells):
        return ()
    boxes = np.array([slide.box(*cell) for cell in cells.tolist()], float)
    kept = non_max_suppression(boxes, best[tuple(cells.T)], ABOUT)
    return tuple(
        Found(
            row,
            column,
            slide.box(row, column),
            KNOWN[int(scores[row, column, :NOTHING].argmax())],
            float(best[row, column]),
        )
        for row, column in cells[kept].tolist()
    )


@dataclass(frozen=True)
class Wanted:
    """A digit that should be found, and the best score that a window about it has for it."""

    digit: int
    box: Box
    score: float


def look_for(slide: Slide, scores: Scores, digits: Iterable[tuple[int, Box]]) -> tuple[Wanted, ...]:
    """Return what the windows say of each digit: those whose boxes are about its own.

    Where there is no such window the score is 0.
    """
    side = slide.side
    windows = np.array([slide.box(*divmod(cell, side)) for cell in range(side**2)], float)
    found = []
    for digit, box in digits:
        about = iou(np.array(box, float), windows) >= ABOUT
        own = scores.reshape(side**2, -1)[about, KNOWN.index(digit)]
        found.append(Wanted(digit, box, float(own.max(initial=0.0))))
    return tuple(found)


def shape_of(slide: Slide) -> Shape:
    """Return (rows, columns, 4) of the output."""
    return slide.side, slide.side, NOTHING + 1
