"""The first view: three points, what the loss says of them, and steps of descent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.faces.triplet import texts
from explorer.topics.faces.triplet.result import Result
from explorer.topics.faces.triplet.state import State
from explorer.topics.faces.triplet.view.plane_canvas import PlaneCanvas
from explorer.ui.widgets.player import PlayerBar

LARGER = 1.15
LINES = 3


class DescentPlayer(PlayerBar):
    """Takes steps of gradient descent, until there is no gradient."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(store, "steps")

    def place_text(self) -> str:
        """Say how many steps were taken."""
        return f"{self.at} / {self.count - 1}"


class PlanePage(QWidget):
    """Draws a `Result`; its points can be moved on the canvas."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.canvas = PlaneCanvas()
        self.formula, self.caption = QLabel(), QLabel()
        font = self.formula.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        font.setBold(True)
        self.formula.setFont(font)
        for label in (self.formula, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The plane keeps its size while a point is dragged.
        self.caption.setMinimumHeight(LINES * self.caption.fontMetrics().lineSpacing() + 2)
        self.player = DescentPlayer(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas, 1)
        for part in (self.formula, self.caption, self.player):
            column.addWidget(part)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.canvas.show_result(result)
        self.formula.setText(texts.formula(result.triplet))
        self.caption.setText(texts.plane_text(result))
        self.player.set_count(result.descent.steps + 1)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.canvas.retranslate()
        self.formula.setToolTip(
            tr("d is the squared distance: d(A,P) = ‖f(A) − f(P)‖². α is the margin.")
        )
        self.player.retranslate()
