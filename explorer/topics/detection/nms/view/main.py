"""The non-max suppression topic: boxes, steps, thresholds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.sources.kept import keep_picture, one_picture
from explorer.topics.detection.nms import boxes as lists
from explorer.topics.detection.nms import state as topic
from explorer.topics.detection.nms.process import Worker
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.view.drawing import sheet
from explorer.topics.detection.nms.view.panel import Panel
from explorer.topics.detection.nms.view.stage import Stage
from explorer.ui.actions import Command, Commands, view_commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.services import Services
from explorer.ui.widgets.player import STEP_COMMANDS, StepCommands

COMMANDS = (
    *STEP_COMMANDS,
    *view_commands(topic.VIEWS),
    Command("open_yolo", "Box", mark("Open in Live detection"), "open_yolo"),
    Command("open_anchors", "Box", mark("Open in Anchor boxes"), "open_anchors", ("T",)),
)


class View(StepCommands, ComputedView):
    """Shows raw boxes and what non-max suppression makes of them."""

    result: Result | None

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self._worker = Worker()
        self.stage = self.board = Stage(store)
        self.player = self.board.player
        self.panel = Panel(store, self.refuse, self.edit)
        self.commands = Commands(self, COMMANDS)
        canvas = self.board.canvas
        canvas.box_drawn.connect(self._add)
        canvas.box_changed.connect(self._move)
        canvas.box_removed.connect(self._remove)
        canvas.box_chosen.connect(self._choose)
        self.panel.table.chosen.connect(self._choose)
        self.lay_out(self.panel)
        self.retranslate()

    def computation(self) -> Callable[[Any], Any]:
        """Return the computation that keeps picture and boxes between changes."""
        return self._worker.compute

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        names = [f"view_{name}" for name in topic.VIEWS]
        self.commands.mark_chosen(f"view_{result.view}", names)
        self.board.show_result(result)
        self.panel.show_result(result)

    # --- from the user ------------------------------------------------------

    def set_view(self, view: str) -> None:
        """Show another view."""
        self.store.update(view=view)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.store.update("selected", selected=index)

    def _drawn(self) -> lists.Fields:
        """Return boxes, scores and classes as the state may hold them."""
        state = self.store.state
        if state.boxes is None:
            assert self.result
            raw = self.result.raw
            boxes = tuple(map(tuple, raw.boxes.tolist()))
            return {"boxes": boxes, "scores": tuple(raw.scores.tolist()), "labels": raw.labels}
        labels = state.labels or ("",) * len(state.boxes)
        return {"boxes": state.boxes, "scores": state.scores, "labels": labels}

    def _draw(self, drawn: lists.Fields, gesture: str | None = None, **more: Any) -> None:
        changes = {**drawn, **more}
        state = self.store.state
        if state.boxes is None and not state.image and self.result and self.result.detected:
            # The boxes are one's own now, and the picture of the reel stays under them.
            assert self.result.picture is not None
            changes["image"] = str(keep_picture(self.result.picture))
        self.change(gesture, **changes)

    @Slot(object)
    def _add(self, box: Box) -> None:
        if self.result is None:
            return
        drawn = self._drawn()
        self._draw(lists.added(drawn, box, self.store.state.selected), selected=len(drawn["boxes"]))

    @Slot(int, object, bool)
    def _move(self, index: int, box: Box, last: bool) -> None:
        drawn = lists.replaced(self._drawn(), index, "boxes", box)
        if self.store.state.boxes is not None:
            # Thousands of scores and classes need no check while a box is dragged.
            drawn = {"boxes": drawn["boxes"]}
        self._draw(drawn, "boxes")
        if last:
            self.store.end_gesture()

    @Slot(int)
    def _remove(self, index: int) -> None:
        self._draw(lists.removed(self._drawn(), index), selected=-1)

    def edit(self, name: str, value: Any) -> None:
        """Change score or class of the box looked at."""
        selected = self.store.state.selected
        if self.result is not None and 0 <= selected < len(self.result.raw):
            self._draw(lists.replaced(self._drawn(), selected, name, value))

    def open_source(self, spec: str) -> None:
        """Let the detector look at the first picture of a source."""

        def read(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.services.notify(outcome.error)
                return
            self.source_opened.emit(spec)
            self.change(image=outcome.value, boxes=None, scores=(), labels=(), step=0, selected=-1)

        self.services.io.submit("picture", lambda _token: one_picture(spec), read)

    def open_yolo(self) -> None:
        """Show the picture in the live detector, with the same thresholds."""
        if self.result is None:
            return
        if self.result.picture is None:
            self.refuse(UserError("These boxes lie on an empty sheet; open a picture first."))
            return
        state = self.store.state
        names = ("image", "score_threshold", "iou_threshold", "per_class")
        self.handed.emit("yolo", {name: getattr(state, name) for name in names})

    def open_anchors(self) -> None:
        """Show the boxes that stay, as labels, in the topic of anchors."""
        if self.result is None:
            return
        state, result = self.store.state, self.result
        kept = result.raw.taken(result.steps.kept)
        fields: dict[str, Any] = {**kept.to_labels(), "view": "target", "selected": -1}
        for name in ("score_threshold", "iou_threshold", "per_class"):
            fields[name] = getattr(state, name)
        if result.picture is None:
            height, width, _ = sheet(result).shape
            self.handed.emit("anchors", {**fields, "image": "", "size": (width, height)})
            return
        image, picture = state.image, result.picture
        self.services.io.submit(
            "hand",
            lambda _token: image or str(keep_picture(picture)),
            lambda outcome: self._handed(fields, outcome),
        )

    def _handed(self, fields: dict[str, Any], outcome: Outcome) -> None:
        if outcome.error is not None:
            self.services.notify(outcome.error)
        else:
            self.handed.emit("anchors", {**fields, "image": outcome.value})

    # --- for the window -----------------------------------------------------

    def answers(self) -> list[QWidget]:
        """Return what tells how the boxes end; the picture is to be read."""
        board, panel = self.board, self.panel
        return [board.plots, board.caption, panel.counts, panel.table]

    def table(self) -> list[list[Any]]:
        """Return all boxes and how they end, titles first."""
        rows: list[list[Any]] = [
            ["box", "label", "score", "x1", "y1", "x2", "y2", "end", "by", "iou", "soft_score"]
        ]
        if self.result is None:
            return rows
        raw, steps, soft = self.result.raw, self.result.steps, self.result.soft
        ends = np.where(steps.dropped, "dropped", np.where(steps.by >= 0, "removed", "kept"))
        for i in self.result.order.tolist():
            removed = steps.by[i] >= 0
            end = [int(steps.by[i]), float(steps.overlap[i])] if removed else ["", ""]
            soft_score = float(soft.scores[i]) if soft else ""
            box = raw.boxes[i].tolist()
            score = float(raw.scores[i])
            rows.append([i, raw.labels[i], score, *box, str(ends[i]), *end, soft_score])
        return rows

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.panel.editor.retranslate()
        self.board.retranslate()
        super().retranslate()
