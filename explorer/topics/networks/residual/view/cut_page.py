"""A trained network on a picture: the classes with all shortcuts, and with those left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.state import NETWORKS
from explorer.topics.networks.residual.view.texts import cut_text, percent
from explorer.ui.colours import CATEGORIES
from explorer.ui.missing_card import MissingCard
from explorer.ui.waiting_card import WaitingCard
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.image_canvas import ImageCanvas

if TYPE_CHECKING:
    from explorer.nets.guess import Guess


class CutPage(QWidget):
    """Draws a `Cut`, or says that its weights are missing.

    Parameters
    ----------
    missing : MissingCard
        What is shown in that case.
    """

    def __init__(self, missing: MissingCard) -> None:
        super().__init__()
        self.canvas = ImageCanvas()
        self.before, self.now = BarList(CATEGORIES[1]), BarList(CATEGORIES[1])
        self.titles = {bars: QLabel() for bars in (self.before, self.now)}
        self.caption, self.missing, self.waiting = QLabel(), missing, WaitingCard()
        self._stack = QStackedWidget()
        for part in (self._shown_part(), self.missing, self.waiting):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _shown_part(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.addWidget(self.canvas, 0, 0, 1, 2)
        for column, (bars, title) in enumerate(self.titles.items()):
            grid.addWidget(title, 1, column)
            grid.addWidget(bars, 2, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.caption, 3, 0, 1, 2)
        grid.setRowStretch(0, 1)
        self.caption.setWordWrap(True)
        return part

    def wait(self) -> None:
        """Say that the classes of another network or picture are on their way."""
        self._stack.setCurrentWidget(self.waiting)

    def show_result(self, result: Result) -> None:
        """Draw the network with its cuts, or say that its weights are missing."""
        self._stack.setCurrentIndex(0 if result.cut else 1)
        if result.cut is None:
            self.missing.show_error(result.missing)
            self.missing.show_other(NETWORKS.get(result.instead, ""))
            return
        self.canvas.show_picture(result.cut.frame.pixels)
        for bars, top in ((self.before, result.cut.top_before), (self.now, result.cut.top)):
            bars.show_rows([_row(guess) for guess in top], largest=1.0)
        self.caption.setText(cut_text(result.cut))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for bars, text in (
            (self.before, tr("With all shortcuts")),
            (self.now, tr("With the cuts")),
        ):
            self.titles[bars].setText(text)
            bars.setAccessibleName(text)
        self.canvas.setAccessibleName(tr("Picture"))
        self.missing.retranslate()
        self.waiting.retranslate()


def _row(guess: Guess) -> Row:
    return Row(guess.label, guess.probability, percent(guess.probability))
