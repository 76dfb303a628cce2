"""The frame on screen with its boxes and settings, handed to other topics."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.core.jobs import Outcome
from explorer.sources.base import Frame
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.result import Result
from explorer.ui.live_view import LiveView
from explorer.vision import raw_boxes
from explorer.vision.raw_boxes import RawBoxes

SETTINGS = ("score_threshold", "iou_threshold", "per_class")
"""Fields that the topics of detection share."""


class Handing(LiveView):
    """Mixed into the view: the slots of the commands that open another topic."""

    pipeline: Pipeline
    result: Result | None

    def open_nms(self) -> None:
        """Hand the frame on screen and its raw boxes to the topic of non-max suppression."""
        last, state = self.pipeline.last, self.store.state
        if last is not None:
            floor = min(raw_boxes.FLOOR, state.score_threshold)
            raw = raw_boxes.of_predictions(last.predictions, floor, state.classes)
            self._hand("nms", last.frame, {**raw.to_fields(), "step": 0})

    def open_anchors(self) -> None:
        """Hand the frame on screen and its detections, as labels, to the topic of anchors."""
        last = self.pipeline.last
        if last is not None and self.result is not None:
            found = self.result.detections
            boxes = RawBoxes(
                np.array([one.box for one in found], np.float64).reshape(-1, 4),
                np.array([one.score for one in found], np.float64),
                tuple(one.label for one in found),
            )
            self._hand("anchors", last.frame, {**boxes.to_labels(), "view": "target"})

    def _hand(self, topic: str, frame: Frame, boxes: dict[str, Any]) -> None:
        state = self.store.state
        named = self.named(state, frame)
        fields = {name: getattr(state, name) for name in SETTINGS} | {**boxes, "selected": -1}

        def handed(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.services.notify(outcome.error)
                return
            self.handed.emit(topic, {**fields, "image": outcome.value.image})

        self.services.io.submit("hand", lambda _token: named(), handed)
