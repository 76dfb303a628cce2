"""Which raw box to open next: by a click, by keys, from cell to cell."""

from __future__ import annotations

from explorer.topics.detection.yolo.result import Result
from explorer.vision.predictions import Slot


def box_at(result: Result, x: float, y: float, *, raw: bool) -> int | None:
    """Return the smallest box at a picture point; the large ones can be hit elsewhere."""
    boxes = result.predictions.boxes
    shown = result.candidates if raw else [found.index for found in result.detections]
    hits = [
        int(i) for i in shown if boxes[i][0] <= x <= boxes[i][2] and boxes[i][1] <= y <= boxes[i][3]
    ]
    sizes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return min(hits, key=lambda i: float(sizes[i]), default=None)


def best_of_cell(result: Result, slot: Slot) -> int:
    """Return the raw box with the highest score in the cell of ``slot``."""
    predictions = result.predictions
    first = predictions.index_of(slot._replace(anchor=0))
    boxes = range(first, first + predictions.heads[slot.head].per_cell)
    return max(boxes, key=lambda i: float(predictions.scores[i]))


def cell_at(result: Result, x: float, y: float) -> int | None:
    """Return the best raw box of the cell of the shown grid at a picture point."""
    slot = result.predictions.from_picture(x, y, result.head)
    return None if slot is None else best_of_cell(result, slot)


def next_cell(result: Result, down: int, right: int) -> int:
    """Return the best raw box of a neighbouring cell; the grid's edge stops."""
    head = result.predictions.heads[result.head]
    slot = Slot(result.head, head.rows // 2, head.columns // 2, 0)
    if result.focus is not None and result.predictions.locate(result.focus).head == result.head:
        slot = result.predictions.locate(result.focus)
    row = min(max(slot.row + down, 0), head.rows - 1)
    column = min(max(slot.column + right, 0), head.columns - 1)
    return best_of_cell(result, Slot(result.head, row, column, 0))


def next_anchor(result: Result) -> int | None:
    """Return the raw box of the next anchor in the open cell."""
    if result.focus is None:
        return None
    place = result.cell.index(result.focus) + 1
    return result.cell[place % len(result.cell)]


def next_detection(result: Result, step: int) -> int | None:
    """Return the detection ``step`` places after the open one, going round."""
    rows = [found.index for found in result.detections]
    if not rows:
        return None
    row = rows.index(result.focus) + step if result.focus in rows else 0
    return rows[row % len(rows)]
