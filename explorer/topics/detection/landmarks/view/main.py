"""The landmarks topic: picture, controls, the output vector, the faces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.detection.landmarks import navigate, sheet
from explorer.topics.detection.landmarks.process import Finder, Processed
from explorer.topics.detection.landmarks.result import Result, interpret
from explorer.topics.detection.landmarks.state import VIEWS, State, to_code
from explorer.topics.detection.landmarks.view.caption import caption, landmark_text
from explorer.topics.detection.landmarks.view.commands import COMMANDS
from explorer.topics.detection.landmarks.view.overlay import Look, painter_for, shown
from explorer.topics.detection.landmarks.view.panel import Panel
from explorer.topics.detection.landmarks.view.tables import FaceRows, Table, VectorRows
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.widgets.segments import Segments

REACH = 12
"""How near to a landmark the pointer must be, screen points."""


class View(LiveView):
    """Shows the landmarks of the faces in a picture, a video or a camera."""

    command_table = COMMANDS
    hint = mark("Loading the network…")

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.finder = Finder()
        self.processed: Processed | None = None
        self.result: Result | None = None
        self._pointed: tuple[int, int] | None = None
        self.modes = Segments(VIEWS)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for four lines, so that the picture does not move from view to view.
        self.caption.setFixedHeight(4 * self.caption.fontMetrics().lineSpacing() + 2)
        self.panel = Panel(store, services.notify)
        self.vector = Table(VectorRows(), mark("Output vector y"), self._open_number)
        self.face_table = Table(FaceRows(), mark("Faces"), self._open_face)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.vector, "")
        self.tabs.addTab(self.face_table, "")
        self._lay_out()
        self._show_tab()
        self.modes.picked.connect(self.set_view)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.hovered.connect(self._hovered)
        self.canvas.left.connect(self._point_nowhere)
        self.retranslate()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.timeline)
        column.addWidget(self.caption)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 8, 10, 8)
        column.addWidget(self.panel)
        column.addWidget(self.tabs, 1)
        # Two closed eyes can be read.
        right.setMinimumWidth(380)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([860, 410])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    # --- from the flow --------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Look for faces in ``frame``."""
        finder, state = self.finder, self.store.state
        self.flow.submit(lambda token: finder.run(frame, state, token), self._done)

    def _done(self, processed: Processed) -> None:
        self.processed, self._pointed = processed, None
        self.result = processed.result
        if processed.state != self.store.state:
            self._interpret()
        self.canvas.show_picture(processed.frame.pixels, self._overlay())
        self.shown(processed.frame)

    def _interpret(self) -> None:
        assert self.processed
        size = self.processed.frame.pixels.shape[:2]
        self.result = interpret(self.processed.found, size, self.store.state)

    def state_changed(self, state: State, old: State) -> None:
        """Select again, or look for faces again."""
        if state.view != old.view:
            self._show_tab()
        self._show_mode()
        if state.image != old.image or self.processed is None:
            # Its frames will be computed as the state is by then.
            return
        if state.input_size != old.input_size:
            self.refresh()
            return
        self._interpret()
        self.canvas.show_overlay(self._overlay())
        self._show_numbers()

    # --- on screen ------------------------------------------------------------

    def _overlay(self) -> Callable[..., None]:
        assert self.result
        return painter_for(self.result, Look(self.store.state, self._pointed))

    def show_details(self, frame: Frame) -> None:
        """Show the numbers that go with ``frame``, beside the picture."""
        self._show_numbers()
        super().show_details(frame)

    def _show_numbers(self) -> None:
        if self.result is None:
            return
        result = self.result
        self.caption.setText(caption(self.store.state.view, result))
        # Should the lines not do.
        self.caption.setToolTip(self.caption.text())
        row = None if result.marked is None else 1 + 2 * result.marked
        self.vector.show_result(result, row)
        self.face_table.show_result(result, result.focus)
        self.tabs.setTabText(0, tr("y: {count} numbers", count=result.length))
        self.tabs.setTabText(1, tr("Faces ({count})", count=len(result.faces)))

    def _show_tab(self) -> None:
        points = self.store.state.view == "points"
        self.tabs.setCurrentWidget(self.vector if points else self.face_table)

    def _show_mode(self) -> None:
        state = self.store.state
        self.modes.show_mode(state.view)
        self.commands.mark_chosen(f"view_{state.view}", [f"view_{name}" for name in VIEWS])
        self.panel.show_view(state)

    # --- from the user ----------------------------------------------------------

    @Slot(str)
    def set_view(self, name: str) -> None:
        """Look at the same faces in another way."""
        self.store.update(view=name)

    def _at(self, x: float, y: float) -> tuple[int, int] | None:
        state = self.store.state
        if self.result is None or state.view != "points":
            return None
        reach = REACH / self.canvas.mapping().scale
        return navigate.landmark_at(self.result, x, y, reach, shown(state))

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        if self.result is None:
            return
        if found := self._at(x, y):
            self.store.update("open", face=found[0] + 1, landmark=found[1] + 1)
        elif (face := navigate.face_at(self.result, x, y)) is not None:
            self._open_face(face)

    @Slot(float, float)
    def _hovered(self, x: float, y: float) -> None:
        self._point(self._at(x, y))

    @Slot()
    def _point_nowhere(self) -> None:
        self._point(None)

    def _point(self, pointed: tuple[int, int] | None) -> None:
        if pointed != self._pointed and self.result:
            self._pointed = pointed
            self.canvas.show_overlay(self._overlay())
            tip = pointed and landmark_text(self.result, *pointed)
            self.canvas.setToolTip(tip or "")

    def _open_face(self, face: int) -> None:
        self.store.update("open", face=face + 1)

    def _open_number(self, row: int) -> None:
        self.store.update("open", landmark=(row + 1) // 2)

    def step_face(self, by: int) -> None:
        """Open the next face, going round."""
        if self.result and self.result.focus is not None:
            self._open_face((self.result.focus + by) % len(self.result.faces))

    def step_mark(self, by: int) -> None:
        """Mark the next of the landmarks that are drawn, going round."""
        if self.result:
            k = navigate.next_landmark(self.result, by, shown(self.store.state))
            self.store.update("open", landmark=k + 1)

    def unmark(self) -> None:
        """Mark no landmark."""
        self.store.update(landmark=0)

    # --- for the window -----------------------------------------------------

    def answers(self) -> list[QWidget]:
        """Return the widgets that give away what a lesson asks."""
        return [self.caption, self.tabs]

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return self.result.to_json() if self.result else None

    def table(self) -> list[list[Any]]:
        """Return every landmark of every face as rows, titles first."""
        return sheet.rows(self.result)

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for the picture on screen."""
        frame = self.processed.frame if self.processed else None
        named = self.named(self.store.state, frame)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.modes.retranslate()
        self.panel.retranslate()
        self.vector.retranslate()
        self.face_table.retranslate()
        self.canvas.setAccessibleName(tr("Picture with landmarks"))
        self.tabs.setTabText(0, tr("Output vector y"))
        self.tabs.setTabText(1, tr("Faces"))
        self._show_mode()
        self._show_numbers()
        self.canvas.update()
