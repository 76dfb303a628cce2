"""The left side: the picture, or k-means."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.store import Store
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import VIEWS, State
from explorer.topics.detection.anchors.view.kmeans_page import KMeansPage
from explorer.topics.detection.anchors.view.picture_page import PicturePage
from explorer.ui.widgets.segments import Segments


class Stage(QWidget):
    """Draws a `Result` in the view that it was made for."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.modes = Segments(VIEWS)
        self.picture, self.kmeans = PicturePage(), KMeansPage(store)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self.kmeans)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        self.modes.picked.connect(lambda view: store.update(view=view))

    def show_result(self, result: Result, *, running: bool) -> None:
        """Draw ``result``."""
        self.modes.show_mode(result.view)
        if result.kmeans:
            self.kmeans.show_kmeans(result.kmeans, running=running)
            self._stack.setCurrentWidget(self.kmeans)
        else:
            self.picture.show_result(result)
            self._stack.setCurrentWidget(self.picture)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, self.picture, self.kmeans):
            part.retranslate()
