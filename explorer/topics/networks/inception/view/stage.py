"""The left side: one of the views, and the player of the pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import VIEWS, State
from explorer.topics.networks.inception.view.activations_page import ActivationsPage
from explorer.topics.networks.inception.view.cost import CostPage
from explorer.topics.networks.inception.view.module import ModulePage
from explorer.topics.networks.inception.view.pixel import PixelPage
from explorer.ui.missing_card import MissingCard
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.wrapped_segments import WrappedSegments


class Stage(QWidget):
    """Draws a `Result` in the view that the state asks for."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
        missing: MissingCard,
    ) -> None:
        super().__init__()
        self._store, self._columns = store, 1
        self.modes = WrappedSegments(VIEWS)
        self.pixel = PixelPage(store, refused, take)
        self.cost, self.module = CostPage(store), ModulePage()
        self.activations = ActivationsPage(store, missing)
        self.pages = {
            "pixel": self.pixel,
            "cost": self.cost,
            "module": self.module,
            "activations": self.activations,
        }
        self.player = PlayerBar(store)
        self._stack = QStackedWidget()
        for page in self.pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        column.addWidget(self.player)
        # Elsewhere nobody sees what is measured, and all would wait for it.
        self.modes.picked.connect(lambda view: store.update(view=view, measure=False))
        # At once: opening a large network takes seconds.
        store.subscribe(lambda new, _old: self.modes.show_mode(new.view))
        for grid in (self.pixel.input, self.pixel.output):
            grid.picked.connect(self._pick)

    def wait(self) -> None:
        """Say that the maps of a trained network are on their way."""
        self.activations.wait()
        self._stack.setCurrentWidget(self.activations)
        self.player.hide()

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result``."""
        self.modes.show_mode(view)
        page = self.pages[view]
        page.show_result(result)
        self._stack.setCurrentWidget(page)
        self._columns = result.output.shape[2]
        self.player.setVisible(view == "pixel")
        self.player.set_count(result.steps)

    @Slot(int, int)
    def _pick(self, row: int, column: int) -> None:
        self.player.step_to(row * self._columns + column)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, *self.pages.values(), self.player):
            part.retranslate()
