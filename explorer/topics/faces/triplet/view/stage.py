"""The left side: one of three views."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.store import Store
from explorer.topics.faces.triplet.result import Result, plan
from explorer.topics.faces.triplet.state import VIEWS, State
from explorer.topics.faces.triplet.view.coach import Coach
from explorer.topics.faces.triplet.view.plane_page import PlanePage
from explorer.topics.faces.triplet.view.siamese_page import SiamesePage
from explorer.topics.faces.triplet.view.training_page import TrainingPage
from explorer.ui.widgets.wrapped_segments import WrappedSegments


class Stage(QWidget):
    """Draws the view that the state asks for."""

    def __init__(self, store: Store[State], coach: Coach) -> None:
        super().__init__()
        self.modes = WrappedSegments(VIEWS)
        self.plane = PlanePage(store)
        self.siamese = SiamesePage(coach)
        self.training = TrainingPage(coach)
        self._pages = {"plane": self.plane, "siamese": self.siamese, "training": self.training}
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        self.modes.picked.connect(lambda view: store.update(view=view))

    def show_result(self, result: Result, state: State) -> None:
        """Draw the view in front."""
        self.modes.show_mode(state.view)
        self._stack.setCurrentWidget(self._pages[state.view])
        if state.view == "plane":
            self.plane.show_result(result)
        elif state.view == "siamese":
            self.siamese.show_passing(result.passing)
        else:
            self.training.show_progress(result.progress, plan(state))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, *self._pages.values()):
            part.retranslate()
