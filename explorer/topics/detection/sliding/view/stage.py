"""The left side: one of four views, and the player of the windows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.state import VIEWS, State
from explorer.topics.detection.sliding.view.convolution_page import ConvolutionPage
from explorer.topics.detection.sliding.view.cost_page import CostPage
from explorer.topics.detection.sliding.view.dense_page import DensePage
from explorer.topics.detection.sliding.view.windows_page import WindowsPage
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments

SPEEDS = (1, 4, 16, 64, 256)
STEPPED = ("windows", "dense")
"""Views of a single window."""


class Stage(QWidget):
    """Draws a `Result` in the view that the state asks for."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self._store = store
        self._result: Result | None = None
        self.modes = Segments(VIEWS)
        self.windows, self.convolution = WindowsPage(), ConvolutionPage()
        self.dense, self.cost = DensePage(), CostPage(store)
        self.pages = {
            "windows": self.windows,
            "convolution": self.convolution,
            "dense": self.dense,
            "cost": self.cost,
        }
        self.player = PlayerBar(store, speeds=SPEEDS, speed=16)
        self.loading = QLabel()
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.loading)
        for page in self.pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        column.addWidget(self.player)
        self.modes.picked.connect(self.show_view)
        for page in (self.windows, self.convolution, self.dense):
            page.canvas.clicked.connect(self._pick_place)
        for page in (self.windows, self.convolution):
            page.map.picked.connect(self._pick_cell)
        self.dense.picked.connect(lambda channel: store.update("channel", channel=channel))
        self.modes.show_mode(store.state.view)

    @Slot(str)
    def show_view(self, view: str) -> None:
        """Ask for another view; time is taken only where it is shown."""
        self._store.update(view=view, measure=False)

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result``."""
        self._result = result
        self.modes.show_mode(view)
        page = self.pages[view]
        page.show_result(result)
        self._stack.setCurrentWidget(page)
        self.player.setVisible(view in STEPPED)
        self.player.set_count(result.steps)

    @Slot(int, int)
    def _pick_cell(self, row: int, column: int) -> None:
        assert self._result
        self.player.step_to(row * self._result.slide.side + column)

    @Slot(float, float)
    def _pick_place(self, x: float, y: float) -> None:
        """Look at the window whose middle is next to a point of the picture."""
        assert self._result
        slide = self._result.slide
        column, row = (
            min(max(round((at - slide.window / 2) / slide.stride), 0), slide.side - 1)
            for at in (x, y)
        )
        self._pick_cell(row, column)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, *self.pages.values(), self.player):
            part.retranslate()
        self.loading.setText(tr("Loading the network…"))
