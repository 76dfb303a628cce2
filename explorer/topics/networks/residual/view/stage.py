"""The left side: one of three views."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.nets.curves import Curves
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.state import VIEWS, State
from explorer.topics.networks.residual.view.block_page import BlockPage
from explorer.topics.networks.residual.view.coach import Coach
from explorer.topics.networks.residual.view.cut_page import CutPage
from explorer.topics.networks.residual.view.training_page import TrainingPage
from explorer.ui.missing_card import MissingCard
from explorer.ui.widgets.wrapped_segments import WrappedSegments


class Stage(QWidget):
    """Draws the view that the state asks for."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        coach: Coach,
        missing: MissingCard,
    ) -> None:
        super().__init__()
        self.modes = WrappedSegments(VIEWS)
        self.block = BlockPage(store, refused)
        self.training = TrainingPage(coach)
        self.cut = CutPage(missing)
        self._pages = {"block": self.block, "training": self.training, "cut": self.cut}
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        self.modes.picked.connect(lambda view: store.update(view=view))
        # At once: opening a large network takes seconds.
        store.subscribe(lambda new, _old: self.modes.show_mode(new.view))

    def wait(self) -> None:
        """Say that the classes of a trained network are on their way."""
        self.cut.wait()
        self._stack.setCurrentWidget(self.cut)

    def show_result(self, result: Result, curves: Curves | None, state: State) -> None:
        """Draw the view in front."""
        self.modes.show_mode(state.view)
        self._stack.setCurrentWidget(self._pages[state.view])
        if state.view == "block":
            self.block.show_result(result, state)
        elif state.view == "training":
            self.training.show_curves(curves, state)
        elif result.cut or result.missing:
            self.cut.show_result(result)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, *self._pages.values()):
            part.retranslate()
