"""Recognition on screen: the picture with names, the faces, the people they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.nets.face_embedder import FaceEmbedder
from explorer.nets.face_looker import Looker
from explorer.sources.base import Frame
from explorer.topics.faces.faces import process, sheet
from explorer.topics.faces.faces.process import Processed
from explorer.topics.faces.faces.result import Result, interpret, judge
from explorer.topics.faces.faces.state import VIEWS, State, to_code
from explorer.topics.faces.faces.view.aligned import AlignedFace
from explorer.topics.faces.faces.view.caption import caption
from explorer.topics.faces.faces.view.commands import COMMANDS
from explorer.topics.faces.faces.view.enrol_bar import EnrolBar
from explorer.topics.faces.faces.view.gallery_panel import GalleryPanel
from explorer.topics.faces.faces.view.keeper import Keeper
from explorer.topics.faces.faces.view.long_run import LongRun
from explorer.topics.faces.faces.view.overlay import painter_for
from explorer.topics.faces.faces.view.panel import Panel
from explorer.topics.faces.faces.view.table import FaceTable
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.tool_tips import hint


class RecognitionView(LiveView):
    """Recognises the faces of a picture, a folder, a video or a camera.

    The commands that change the gallery are those of `main.View`.
    """

    command_table = COMMANDS
    hint = mark("Loading the network…")

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        preferred = services.settings.state
        threads = preferred.threads or None
        self.looker = Looker(lambda: FaceEmbedder(preferred.device, threads))
        self._notice: UserError | None = None
        self._asked = ""
        self.run = LongRun(services)
        self.keeper = Keeper(store, services)
        self.processed: Processed | None = None
        self.result: Result | None = None
        # Whom the result was compared with.
        self._known = self.keeper.content.known
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for three lines, so that the picture does not move from face to face.
        self.caption.setFixedHeight(3 * self.caption.fontMetrics().lineSpacing() + 2)
        self.aligned = AlignedFace(self.caption.height())
        self.bar = EnrolBar(self.run)
        self.panel = Panel(store, services.notify)
        self.table_view = FaceTable(self._open_face)
        self.gallery = GalleryPanel(self.commands, self.keeper.shelf)
        self.tabs = QTabWidget()
        for page in (self.table_view, self.gallery):
            self.tabs.addTab(page, "")
        self._lay_out()
        self.keeper.changed.connect(self._gallery_changed)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.canvas.clicked.connect(self._clicked)
        self.gallery.show_content(self.keeper.content)
        self.retranslate()

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.timeline)
        row = QHBoxLayout()
        row.addWidget(self.aligned)
        row.addWidget(self.caption, 1)
        column.addLayout(row)
        column.addWidget(self.bar)
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 8, 10, 8)
        column.addWidget(self.panel)
        column.addWidget(self.tabs, 1)
        right.setMinimumWidth(340)
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

    # --- life -------------------------------------------------------------------

    def start(self) -> None:
        """Read the gallery, then open the source; or go on after `leave`."""
        self.keeper.load()
        super().start()
        self._show_mode()

    def tick(self) -> None:
        """Notice what another window does to the gallery."""
        super().tick()
        self.keeper.watch()

    def shut(self) -> None:
        """Stop the source, and let go of the gallery."""
        self.run.cancel()
        super().shut()
        self.keeper.close()

    # --- from the flow ------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Recognise the faces in ``frame``."""
        looker, state, known = self.looker, self.store.state, self.keeper.content.known
        self.flow.submit(lambda token: process.run(looker, frame, state, known, token), self._done)

    def _done(self, processed: Processed) -> None:
        self.processed, self.result = processed, processed.result
        self._known = processed.known
        self._interpret()
        assert self.result
        if self.looker.notice is not self._notice:
            self._notice = self.looker.notice
            if self._notice:
                self.services.notify(self._notice)
        self.canvas.show_picture(processed.frame.pixels, painter_for(self.result, self._asked))
        self.shown(processed.frame)

    def _interpret(self) -> None:
        """Bring the result to the state and the people of now."""
        assert self.processed
        assert self.result
        state, known = self.store.state, self.keeper.content.known
        if known is self._known:
            self.result = judge(self.result, state)
        else:
            self._known = known
            self.result = interpret(self.processed.looked, known, state)

    def state_changed(self, state: State, old: State) -> None:
        """Compare again; follow undo into the gallery."""
        if state.edit != old.edit:
            self.keeper.follow(state)
        self._show_mode()
        if state.image != old.image:
            # Its frames will be computed as the state is by then.
            return
        self._compare()

    def _compare(self) -> None:
        """Compare the faces that are there with the people, as both are now."""
        if self.processed:
            self._interpret()
            assert self.result
            self.canvas.show_overlay(painter_for(self.result, self._asked))
            self._show_numbers()

    @Slot()
    def _gallery_changed(self) -> None:
        self.gallery.show_content(self.keeper.content)
        self.bar.show_people(self.keeper.content.people)
        self._name_tabs()
        self._compare()

    # --- on screen ------------------------------------------------------------------

    def show_details(self, frame: Frame) -> None:
        """Show the numbers that go with ``frame``, beside the picture."""
        self._show_numbers()
        super().show_details(frame)

    def _show_numbers(self) -> None:
        if self.result is None or self.processed is None:
            return
        focus, aligned = self.result.focus, self.processed.looked.aligned
        self.aligned.show_face(None if focus is None else aligned[focus])
        self.caption.setText(caption(self.result))
        # Should the lines not do.
        self.caption.setToolTip(hint(self.caption.text()))
        self.table_view.show_result(self.result)
        self.bar.show_result(self.result)
        self._name_tabs()

    def _name_tabs(self) -> None:
        faces = len(self.result.faces) if self.result else 0
        self.tabs.setTabText(0, tr("Faces ({count})", count=faces))
        people = len(self.keeper.content.people)
        self.tabs.setTabText(1, tr("Gallery ({count})", count=people))

    def _show_mode(self) -> None:
        view = self.store.state.view
        self.commands.mark_chosen(f"view_{view}", [f"view_{name}" for name in VIEWS])
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(list(VIEWS).index(view))

    # --- from the user ------------------------------------------------------------

    def set_view(self, name: str) -> None:
        """Show the faces of the picture, or the gallery."""
        self.store.update(view=name)

    @Slot(int)
    def _tab_chosen(self, index: int) -> None:
        self.set_view(list(VIEWS)[index])

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        faces = self.result.faces if self.result else ()
        boxes = [face.found.box.tolist() for face in faces]
        hits = [k for k, (x1, y1, x2, y2) in enumerate(boxes) if x1 <= x <= x2 and y1 <= y <= y2]
        if hits:
            # The smallest; a large one can be hit elsewhere.
            self._open_face(min(hits, key=lambda k: boxes[k][2] - boxes[k][0]))

    def _open_face(self, face: int) -> None:
        self.store.update("open", face=face + 1)

    def step_face(self, by: int) -> None:
        """Open the next face, going round."""
        if self.result and self.result.focus is not None:
            self._open_face((self.result.focus + by) % len(self.result.faces))

    # --- for the window -------------------------------------------------------------

    def message_place(self) -> QRect:
        """Return where a message may lie: over the picture."""
        return QRect(self.canvas.mapTo(self, QPoint(0, 0)), self.canvas.size())

    def answers(self) -> list[QWidget]:
        """Return the widgets that give away what a lesson asks."""
        return [self.caption, self.table_view, self.tabs.tabBar()]

    def veil(self, asked: str) -> None:
        """Leave out of the picture what a lesson asks for."""
        self._asked = asked
        self._compare()

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return self.result.to_json() if self.result else None

    def table(self) -> list[list[Any]]:
        """Return every face as a row, titles first."""
        return sheet.rows(self.result)

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for the picture on screen."""
        frame = self.processed.frame if self.processed else None
        named = self.named(self.store.state, frame)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        for part in (self.panel, self.table_view, self.gallery, self.bar, self.aligned):
            part.retranslate()
        self.canvas.setAccessibleName(tr("Picture with names"))
        self._name_tabs()
        self._show_mode()
        self._show_numbers()
        self.canvas.update()
