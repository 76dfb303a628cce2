"""From a state to its result; what has not changed is not computed again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.core.jobs import CancelToken
from explorer.core.paths import absolute
from explorer.nets.detector import open_detector, predict
from explorer.sources.open import first_frame
from explorer.topics.detection.anchors.clusters import Run
from explorer.topics.detection.anchors.compare import Compared, compare, detected
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.shapes import Boxes, numbers_of
from explorer.topics.detection.anchors.state import State
from explorer.vision.anchor_targets import Encoded, Float, encode
from explorer.vision.label_files import LabelSet, read_labels
from explorer.vision.label_shapes import generate

if TYPE_CHECKING:
    from explorer.vision.predictions import Predictions


class Worker:
    """Keeps picture, labels, runs and predictions. Used in one thread only."""

    def __init__(self) -> None:
        self._frame = lru_cache(maxsize=1)(lambda image: first_frame(image).pixels)
        self._detector = lru_cache(maxsize=1)(open_detector)
        self._predictions = lru_cache(maxsize=1)(self._predict)
        self._boxes = lru_cache(maxsize=1)(_array)
        self._numbers = lru_cache(maxsize=1)(_numbers)
        self._labels = lru_cache(maxsize=1)(_label_set)
        self._run = lru_cache(maxsize=1)(self._begin)

    def compute(
        self, state: State, token: CancelToken | None = None, seconds: float | None = None
    ) -> Result:
        """Compute what the view of ``state`` shows.

        Parameters
        ----------
        seconds : float, optional
            How long k-means may go on this time; to its end where it is left out, 0 to stand
            still.

        Raises
        ------
        UserError
            Boxes and classes do not fit together, or picture, labels or weights cannot be
            read.
        Cancelled
        """
        picture = self._frame(state.image) if state.image else None
        width, height = state.size if picture is None else picture.shape[1::-1]
        size = (width, height)
        boxes = self._boxes(state.boxes)
        labels = self._numbers(state.labels, state.classes, len(boxes))
        anchors = np.array(state.anchors, np.float64)
        grid = (state.grid, state.grid)
        encoded = encode(boxes, labels, len(state.classes), anchors, grid, size)
        compared = None
        if state.view == "prediction" and picture is not None:
            names = tuple(state.classes[label] for label in labels)
            compared = self._compare(state, boxes, names)
        kmeans = None
        if state.view == "kmeans":
            run = self._run(state.label_file, state.count, state.clusters, state.seed)
            run.advance(token or CancelToken(), seconds)
            kmeans = run.at(state.step)
        return Result(
            picture=picture,
            size=size,
            boxes=boxes,
            labels=labels,
            classes=state.classes,
            anchors=anchors,
            grid=state.grid,
            encoded=encoded,
            selected=state.selected if state.selected < len(boxes) else -1,
            slot=_slot(state, compared.target if compared else encoded),
            view=state.view,
            kmeans=kmeans,
            compared=compared,
        )

    def _predict(self, image: str) -> Predictions:
        return predict(self._detector(), self._frame(image))

    def _compare(self, state: State, boxes: Float, names: tuple[str, ...]) -> Compared:
        predictions = self._predictions(state.image)
        found = detected(predictions, state.score_threshold, state.iou_threshold, state.per_class)
        return compare(predictions, boxes, names, state.head, found)

    def _begin(self, label_file: str, count: int, k: int, seed: int) -> Run:
        # What is generated is always the same: the seed is for where the anchors begin.
        return Run(self._labels(label_file, 0 if label_file else count), k, seed)


def _array(boxes: Boxes) -> Float:
    return np.array(boxes, np.float64).reshape(-1, 4)


def _numbers(labels: tuple[str, ...], classes: tuple[str, ...], count: int) -> NDArray[np.intp]:
    return np.array(numbers_of(labels, classes, count), np.intp)


def _label_set(label_file: str, count: int) -> LabelSet:
    if label_file:
        return read_labels(Path(absolute(label_file)))
    return LabelSet(generate(count, 0), 0)


def _slot(state: State, encoded: Encoded) -> tuple[int, int, int]:
    """Return the slot of the box looked at, else the one that the state names."""
    rows, columns, anchors, _ = encoded.y.shape
    if 0 <= state.selected < len(encoded.fates):
        (row, column), anchor = encoded.cells[state.selected], encoded.anchors[state.selected]
        if row >= 0 and anchor >= 0:
            return int(row), int(column), int(anchor)
    return (
        min(state.row, rows - 1),
        min(state.column, columns - 1),
        min(state.anchor, anchors - 1),
    )
