"""From a state to its result; what has not changed is not computed again."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.nets.detector import open_detector, predict
from explorer.sources.open import first_frame
from explorer.topics.detection.nms.boxes import Boxes
from explorer.topics.detection.nms.result import Result, Soft
from explorer.topics.detection.nms.state import State
from explorer.vision.nms_curves import Curves, curves
from explorer.vision.nms_steps import Steps, trace
from explorer.vision.raw_boxes import RawBoxes, of_predictions
from explorer.vision.soft_nms import soft_suppression

# Above, the curves take longer than a slider may lag, and soft-NMS much longer.
MOST_CURVES = 5000
MOST_SOFT = 2000


class Worker:
    """Keeps picture, boxes and suppression between changes. Used in one thread only."""

    def __init__(self) -> None:
        self._frame = lru_cache(maxsize=1)(lambda image: first_frame(image).pixels)
        self._detector = lru_cache(maxsize=1)(open_detector)
        self._detect = lru_cache(maxsize=1)(self._run)
        self._given = lru_cache(maxsize=1)(given)
        self._trace = lru_cache(maxsize=1)(_trace)
        self._curves = lru_cache(maxsize=1)(_curves)
        self._soft = lru_cache(maxsize=1)(_soft)

    def compute(self, state: State) -> Result:
        """Compute what the view of ``state`` shows.

        Raises
        ------
        UserError
            Boxes, scores and classes are not as many, or the picture cannot be read.
        """
        detected = state.boxes is None
        if state.boxes is None:
            if state.scores or state.labels:
                raise UserError("There are scores or classes, but no boxes that they belong to.")
            raw = self._detect(state.image)
        else:
            raw = self._given(state.boxes, state.scores, state.labels)
        key = (raw, state.score_threshold, state.iou_threshold, state.per_class)
        steps = self._trace(*key)
        drawn = detected or state.image
        return Result(
            picture=self._frame(state.image) if drawn else None,
            raw=raw,
            detected=detected,
            score_threshold=state.score_threshold,
            iou_threshold=state.iou_threshold,
            per_class=state.per_class,
            view=state.view,
            steps=steps,
            # Elsewhere one sees how it ends.
            step=state.step if state.view == "steps" else steps.count - 1,
            selected=state.selected if state.selected < len(raw) else -1,
            curves=self._curves(*key) if state.view == "thresholds" else None,
            soft=self._soft(*key, state.method, state.sigma) if state.view == "soft" else None,
        )

    def _run(self, image: str) -> RawBoxes:
        return of_predictions(predict(self._detector(), self._frame(image)))


def given(boxes: Boxes, scores: tuple[float, ...], labels: tuple[str, ...]) -> RawBoxes:
    """Return boxes that the state holds.

    Raises
    ------
    UserError
        Boxes, scores and classes are not as many.
    """
    labels = labels or ("",) * len(boxes)
    for sentence, found in (
        (mark("Number of boxes: {boxes}, of scores: {count}; each box needs one."), scores),
        (mark("Number of boxes: {boxes}, of classes: {count}; each box needs one."), labels),
    ):
        if len(found) != len(boxes):
            raise UserError(sentence, boxes=len(boxes), count=len(found))
    return RawBoxes(
        np.array(boxes, np.float64).reshape(-1, 4),
        np.array(scores, np.float64),
        labels,
    )


def _classes(raw: RawBoxes, per_class: bool) -> NDArray[np.intp] | None:
    return raw.classes if per_class else None


def _trace(raw: RawBoxes, score: float, iou: float, per_class: bool) -> Steps:
    return trace(raw.boxes, raw.scores, score, iou, _classes(raw, per_class))


def _curves(raw: RawBoxes, score: float, iou: float, per_class: bool) -> Curves | None:
    if len(raw) > MOST_CURVES:
        return None
    return curves(raw.boxes, raw.scores, score, iou, _classes(raw, per_class))


def _soft(
    raw: RawBoxes, score: float, iou: float, per_class: bool, method: str, sigma: float
) -> Soft:
    best = np.argsort(-raw.scores, kind="stable")[:MOST_SOFT]
    classes = raw.classes[best] if per_class else None
    kept, weakened = soft_suppression(
        raw.boxes[best], raw.scores[best], score, iou, classes, method=method, sigma=sigma
    )
    scores = raw.scores.copy()
    scores[best] = weakened
    return Soft(best[kept], scores, left_out=len(raw) - len(best))
