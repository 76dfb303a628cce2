"""What a detector says of each slot, written in the way of its target."""

from __future__ import annotations

import numpy as np

from explorer.vision.anchor_targets import GEOMETRY, Float
from explorer.vision.predictions import Predictions, Slot


def predicted_target(predictions: Predictions, head: int) -> Float:
    """Return (R, C, A, 5 + K): pc, bx, by, bh, bw and P(class | object) of each slot.

    As in `explorer.vision.anchor_targets`, midpoints are counted within their cell (they may
    leave it a little) and sizes in cells. The picture fills the input of the network.
    """
    grid = predictions.heads[head]
    first = predictions.index_of(Slot(head, 0, 0, 0))
    part = slice(first, first + grid.count)
    boxes = predictions.boxes[part].astype(np.float64)
    height, width = predictions.image_size
    cells = np.array([grid.columns / width, grid.rows / height])
    shape = (grid.rows, grid.columns, grid.per_cell)
    rows, columns, _ = np.indices(shape).reshape(3, -1)
    y = np.empty((grid.count, GEOMETRY + predictions.class_scores.shape[1]))
    y[:, 0] = 1 if predictions.objectness is None else predictions.objectness[part]
    y[:, 1:3] = (boxes[:, :2] + boxes[:, 2:]) / 2 * cells - np.stack([columns, rows], axis=1)
    y[:, 4:2:-1] = (boxes[:, 2:] - boxes[:, :2]) * cells
    y[:, GEOMETRY:] = predictions.class_scores[part]
    return y.reshape(*shape, -1)
