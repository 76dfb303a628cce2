"""From raw predictions and a state to everything the views show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.topics.detection.yolo.state import State
from explorer.vision.grid import Decode, anchor_shape_iou, explain
from explorer.vision.nms import select
from explorer.vision.predictions import Predictions, Slot


@dataclass(frozen=True)
class Detection:
    """A box that survived the selection.

    ``index`` is its raw box, ``box`` is x1, y1, x2, y2 in picture pixels.
    """

    index: int
    label: str
    score: float
    box: tuple[float, float, float, float]
    slot: Slot


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    predictions : Predictions
        All raw boxes.
    candidates : (R,) int
        Raw boxes whose score is above the threshold and whose class is wanted,
        best first.
    hidden : int
        Number of raw boxes above the threshold whose class is not wanted.
    unknown : tuple of str
        Wanted classes that the network does not know.
    detections : tuple of Detection
        Final boxes, best first.
    focus : int or None
        The raw box that is open; None when there is none to open.
    chosen : bool
        Whether the user opened it; else it is the best detection.
    head : int
        The grid that is shown.
    cell : tuple of int
        Raw boxes of the cell that holds ``focus``, one for each anchor.
    fits : tuple of float
        IoU of each anchor's shape with the open box's, both centred on one point;
        empty where the layout has no anchors.
    decode : Decode or None
        The numbers of ``focus``.
    pc_map : (rows, columns) float32
        The highest pc (highest class score where the layout has no pc) of each cell.
    """

    predictions: Predictions
    candidates: NDArray[np.intp]
    hidden: int
    unknown: tuple[str, ...]
    detections: tuple[Detection, ...]
    focus: int | None
    chosen: bool
    head: int
    cell: tuple[int, ...]
    fits: tuple[float, ...]
    decode: Decode | None
    pc_map: NDArray[np.float32]

    @property
    def raw_count(self) -> int:
        """Number of raw boxes above the score threshold, of the wanted classes."""
        return len(self.candidates)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "detections": [
                {
                    "label": detection.label,
                    "score": detection.score,
                    "box": list(detection.box),
                    "index": detection.index,
                    "slot": detection.slot._asdict(),
                }
                for detection in self.detections
            ],
            "raw_count": self.raw_count,
            # The boxes are in pixels of the first, which a huge picture is reduced to.
            "image_size": list(self.predictions.image_size),
            "original_size": list(self.predictions.original_size or self.predictions.image_size),
            "input_size": list(self.predictions.input_size),
            "open": self.decode and {**asdict(self.decode), "slot": self.decode.slot._asdict()},
        }


def interpret(predictions: Predictions, state: State) -> Result:
    """Select and explain; no network is involved."""
    selection = select(
        predictions,
        state.score_threshold,
        state.iou_threshold,
        per_class=state.per_class,
        classes=state.classes,
    )
    above = int(np.count_nonzero(predictions.scores > np.float32(state.score_threshold)))
    focus = _focus(predictions, state, selection.kept)
    slot = predictions.locate(focus) if focus is not None else None
    head = _head(predictions, state, slot)
    cell: tuple[int, ...] = ()
    if slot is not None:
        first = predictions.index_of(slot._replace(anchor=0))
        cell = tuple(range(first, first + predictions.heads[slot.head].per_cell))
    return Result(
        predictions=predictions,
        candidates=selection.candidates,
        hidden=above - len(selection.candidates),
        unknown=tuple(name for name in state.classes if name not in predictions.names),
        detections=tuple(detection(predictions, int(index)) for index in selection.kept),
        focus=focus,
        chosen=focus is not None and focus == state.selected,
        head=head,
        cell=cell,
        fits=_fits(predictions, focus, slot),
        decode=None if focus is None else explain(predictions, focus),
        pc_map=_pc_map(predictions, head),
    )


def detection(predictions: Predictions, index: int) -> Detection:
    """Describe raw box ``index``."""
    x1, y1, x2, y2 = predictions.boxes[index].tolist()
    return Detection(
        index=index,
        label=predictions.names[predictions.labels[index]],
        score=float(predictions.scores[index]),
        box=(x1, y1, x2, y2),
        slot=predictions.locate(index),
    )


def _focus(predictions: Predictions, state: State, kept: NDArray[np.intp]) -> int | None:
    if 0 <= state.selected < len(predictions):
        return state.selected
    return int(kept[0]) if len(kept) else None


def _head(predictions: Predictions, state: State, slot: Slot | None) -> int:
    if 0 <= state.head < len(predictions.heads):
        return state.head
    return slot.head if slot else 0


def _fits(predictions: Predictions, focus: int | None, slot: Slot | None) -> tuple[float, ...]:
    anchors = predictions.heads[slot.head].anchors if slot else None
    if focus is None or anchors is None:
        return ()
    x1, y1, x2, y2 = predictions.boxes[focus].tolist()
    one = predictions.size_in_picture(1, 1)
    return tuple(anchor_shape_iou((x2 - x1) / one[0], (y2 - y1) / one[1], anchors).tolist())


def _pc_map(predictions: Predictions, head: int) -> NDArray[np.float32]:
    start = sum(grid.count for grid in predictions.heads[:head])
    grid = predictions.heads[head]
    values = predictions.scores if predictions.objectness is None else predictions.objectness
    cells = values[start : start + grid.count].reshape(grid.rows, grid.columns, grid.per_cell)
    highest: NDArray[np.float32] = cells.max(axis=2)
    return highest
