"""A list of numbers as bars side by side, of which one can be chosen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.ui.widgets.bar_list import NEGATIVE, POSITIVE

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
CHOSEN = 60


class VectorBars(QWidget):
    """Bars up for positive and down for negative numbers; a click or an arrow key chooses one.

    Parameters
    ----------
    describe : callable
        Returns what is said of a number, in the active language.
    """

    picked = Signal(int)
    """The user chose this number, from 0."""

    def __init__(self, describe: Callable[[int], str]) -> None:
        super().__init__()
        self.values: NDArray[np.float64] = np.zeros(0)
        self.before: NDArray[np.float64] | None = None
        self.chosen: int | None = None
        self._describe, self._largest = describe, 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Prefer bars that can be told apart."""
        return QSize(270, 72)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(128, 56)

    def show_values(
        self,
        values: NDArray[np.floating],
        before: NDArray[np.floating] | None = None,
        chosen: int | None = None,
    ) -> None:
        """Show numbers.

        Parameters
        ----------
        values, before : (n,)
            ``before``: what they were, as thin lines.
        chosen : int, optional
            The number that is marked.
        """
        self.values, self.chosen = np.asarray(values, np.float64), chosen
        self.before = None if before is None else np.asarray(before, np.float64)
        shown = self.values if self.before is None else np.append(self.values, self.before)
        self._largest = float(np.abs(shown).max(initial=0.0)) or 1.0
        self.setAccessibleDescription("" if chosen is None else self._describe(chosen))
        self.update()

    def _number_at(self, x: float) -> int | None:
        place = int(x / max(1, self.width()) * len(self.values))
        return place if 0 <= place < len(self.values) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars and the line of zero."""
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        width, middle = self.width() / max(1, len(self.values)), self.height() / 2
        reach = (middle - 2) / self._largest
        if self.chosen is not None:
            back = QColor(ink)
            back.setAlpha(CHOSEN)
            painter.fillRect(QRectF(self.chosen * width, 0, width, self.height()), back)
        gap = 1 if width >= 3 else 0
        for place, value in enumerate(self.values.tolist()):
            top = middle - max(value, 0.0) * reach
            bar = QRectF(place * width, top, width - gap, abs(value) * reach)
            painter.fillRect(bar, POSITIVE if value >= 0 else NEGATIVE)
        painter.fillRect(QRectF(0, middle, self.width(), 1), ink)
        for place, value in enumerate([] if self.before is None else self.before.tolist()):
            line = QRectF(place * width, middle - value * reach - 0.5, width - gap, 1.5)
            painter.fillRect(line, ink)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the pointer."""
        number = self._number_at(event.position().x())
        if number is not None:
            self.picked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next number, or the one before."""
        by = STEPS.get(Qt.Key(event.key()))
        if by is None or not len(self.values):
            super().keyPressEvent(event)
            return
        start = -1 if self.chosen is None else self.chosen
        self.picked.emit(min(max(start + by, 0), len(self.values) - 1))

    def event(self, event: QEvent) -> bool:
        """Tell the number under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._number_at(event.pos().x())
            if number is not None:
                QToolTip.showText(event.globalPos(), self._describe(number), self)
                return True
        return super().event(event)
