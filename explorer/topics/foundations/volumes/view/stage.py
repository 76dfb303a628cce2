"""The left side: one of two views of the convolution, and the player."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.state import VIEWS, State
from explorer.topics.foundations.volumes.view.depth import DepthPage
from explorer.topics.foundations.volumes.view.rows import ChannelsPage
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments


class Stage(QWidget):
    """Draws a `Result` in the view that the state asks for."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
    ) -> None:
        super().__init__()
        self._columns = 1
        self.modes = Segments(VIEWS)
        self.depth = DepthPage(store, refused, take)
        self.channels = ChannelsPage(store, refused, take)
        self._pages = {"volumes": self.depth, "channels": self.channels}
        self.player = PlayerBar(store)
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
            page.output.picked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        column.addWidget(self.player)
        self.modes.picked.connect(lambda view: store.update(view=view))

    def show_result(self, result: Result, state: State) -> None:
        """Draw ``result``."""
        self.modes.show_mode(state.view)
        page = self._pages[state.view]
        page.show_result(result, state.relu)
        self._stack.setCurrentWidget(page)
        self._columns = result.columns.output
        self.player.set_count(result.steps)

    @Slot(int, int)
    def _pick(self, row: int, column: int) -> None:
        self.player.step_to(row * self._columns + column)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.depth.retranslate()
        self.player.retranslate()
