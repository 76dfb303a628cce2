"""The anchors topic: target, k-means, prediction beside target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.topics.detection.anchors import sheet
from explorer.topics.detection.anchors import state as topic
from explorer.topics.detection.anchors.process import Worker
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import VIEWS, State
from explorer.topics.detection.anchors.view.commands import COMMANDS, KMEANS
from explorer.topics.detection.anchors.view.editing import Editing
from explorer.topics.detection.anchors.view.handing import Handing
from explorer.topics.detection.anchors.view.panel import Panel
from explorer.topics.detection.anchors.view.searcher import Searcher
from explorer.topics.detection.anchors.view.stage import Stage
from explorer.ui.actions import Commands
from explorer.ui.services import Services
from explorer.ui.widgets.player import StepCommands


class View(StepCommands, Editing, Handing):
    """Shows labelled boxes, the target that they make, and where anchors come from."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.worker = Worker()
        self.searcher = Searcher(store, services, self.worker, self._computed)
        self.stage = self.board = Stage(store)
        self.player = self.board.kmeans.player
        self.panel = Panel(store, self.refuse, self.edit)
        self.commands = Commands(self, COMMANDS)
        self._connect()
        self.lay_out(self.panel)
        self.retranslate()

    def _connect(self) -> None:
        board, panel = self.board, self.panel
        canvas = board.picture.canvas
        canvas.box_drawn.connect(self._add)
        canvas.box_changed.connect(self._move)
        canvas.box_removed.connect(self._remove)
        canvas.box_chosen.connect(self._choose)
        canvas.pointed.connect(self._point)
        for page in (panel.target, panel.prediction):
            page.slot_picked.connect(self.look_at)
        panel.target.box_picked.connect(self._choose)
        panel.kmeans.file_wanted.connect(self.ask_labels)
        panel.kmeans.folder_wanted.connect(self.ask_label_folder)
        panel.kmeans.anchors_used.connect(self.use_anchors)
        panel.prediction.boxes_used.connect(self.use_boxes)
        panel.prediction.park_wanted.connect(self.open_park)
        board.kmeans.painted.connect(self._go_on)
        board.kmeans.stop.clicked.connect(self.stop_or_go_on)

    def computation(self) -> Callable[[Any], Any]:
        """Return the computation that keeps picture, runs and predictions between changes."""
        return self.searcher.computation()

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.commands.mark_chosen(f"view_{result.view}", [f"view_{name}" for name in VIEWS])
        for name in (*KMEANS, "use_anchors"):
            self.commands[name].setEnabled(result.kmeans is not None)
        self.commands["stop"].setEnabled(result.kmeans is not None and not result.kmeans.finished)
        self.commands["use_boxes"].setEnabled(result.compared is not None)
        self.board.show_result(result, running=not self.searcher.stopped)
        self.panel.show_result(result)

    # --- from the user ------------------------------------------------------

    def set_view(self, view: str) -> None:
        """Show another view."""
        self.store.update(view=view)

    @Slot()
    def _go_on(self) -> None:
        self.searcher.go_on(self.result)

    @Slot()
    def stop_or_go_on(self) -> None:
        """Stop k-means, or let it go on."""
        if self.searcher.stopped:
            self.searcher.stopped = False
            self.searcher.go_on(self.result)
        else:
            self.searcher.stop()
        if self.result is not None:
            self.show_result(self.result)

    # --- for the window -----------------------------------------------------

    def answers(self) -> list[QWidget]:
        """Return the numbers; boxes and cells are to be read."""
        board, target = self.board, self.panel.target
        return [
            board.picture.caption,
            target.tabs,
            board.kmeans.caption,
            board.kmeans.curve,
            self.panel.kmeans.table,
            self.panel.prediction.table,
        ]

    def table(self) -> list[list[Any]]:
        """Return what the view shows as rows, titles first."""
        return sheet.rows(self.result)

    def shut(self) -> None:
        """Stop k-means."""
        self.searcher.stop()
        super().shut()

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
