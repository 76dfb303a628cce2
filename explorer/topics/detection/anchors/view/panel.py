"""The right side: what belongs to the view in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State
from explorer.topics.detection.anchors.view.kmeans_panel import KMeansPanel
from explorer.topics.detection.anchors.view.prediction_panel import PredictionPanel
from explorer.topics.detection.anchors.view.target_panel import TargetPanel


class Panel(QWidget):
    """One of three panels; the hidden ones take no room."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        edit: Callable[[str, Any], None],
    ) -> None:
        super().__init__()
        self.target = TargetPanel(store, refused, edit)
        self.kmeans = KMeansPanel(store, refused)
        self.prediction = PredictionPanel(store, refused)
        self._pages: tuple[QWidget, ...] = (self.target, self.kmeans, self.prediction)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            column.addWidget(page)
        self._bring(self.target)

    def show_result(self, result: Result) -> None:
        """Show ``result`` in the panel of its view."""
        if result.kmeans:
            self.kmeans.show_kmeans(result.kmeans)
            self._bring(self.kmeans)
        elif result.view == "prediction":
            self.prediction.show_result(result)
            self._bring(self.prediction)
        else:
            self.target.show_result(result)
            self._bring(self.target)

    def _bring(self, front: QWidget) -> None:
        for page in self._pages:
            page.setVisible(page is front)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for page in (self.target, self.kmeans, self.prediction):
            page.retranslate()
