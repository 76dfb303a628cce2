"""A list of numbers as bars side by side, of which one can be looked at or chosen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
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
TITLE, TEXT = 15, 11


class VectorBars(QWidget):
    """Bars up for positive and down for negative numbers; a click or an arrow key chooses one.

    Parameters
    ----------
    describe : callable, optional
        Returns what is said of a number, in the active language.
    signed : bool
        Whether there are negative numbers; else all bars begin at the bottom.
    """

    picked = Signal(int)
    """The user chose this number, from 0."""
    pointed = Signal(int)
    """The pointer is over this number; -1 for none."""

    def __init__(
        self, describe: Callable[[int], str] | None = None, *, signed: bool = True
    ) -> None:
        super().__init__()
        self.values: NDArray[np.float64] = np.zeros(0)
        self.before: NDArray[np.float64] | None = None
        self.chosen: int | None = None
        self._describe, self._signed, self._limit, self._title = describe, signed, 1.0, ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Prefer bars that can be told apart."""
        return QSize(270, 72)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(128, 44)

    def show_values(
        self,
        values: ArrayLike,
        before: ArrayLike | None = None,
        *,
        limit: float = 0.0,
    ) -> None:
        """Show numbers.

        Parameters
        ----------
        values, before : (n,)
            ``before``: what they were, as thin lines.
        limit : float
            The size whose bar is full; 0: the largest there is.
        """
        self.values = np.asarray(values, np.float64)
        self.before = None if before is None else np.asarray(before, np.float64)
        shown = self.values if self.before is None else np.append(self.values, self.before)
        self._limit = limit or float(np.abs(shown).max(initial=0.0)) or 1.0
        self.update()

    def choose(self, number: int | None) -> None:
        """Mark a number."""
        self.chosen = number
        told = "" if number is None or self._describe is None else self._describe(number)
        self.setAccessibleDescription(told)
        self.update()

    def set_title(self, title: str) -> None:
        """Say above the bars what the numbers are."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def _number_at(self, x: float) -> int | None:
        place = int(x / max(1, self.width()) * len(self.values))
        return place if 0 <= place < len(self.values) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, bars and the line of zero."""
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        room = QRectF(self.rect()).adjusted(0, TITLE if self._title else 0, 0, 0)
        painter.fillRect(room, self.palette().color(QPalette.ColorRole.Base))
        self._paint_title(painter, ink)
        zero = room.center().y() if self._signed else room.bottom() - 1
        reach = (room.height() / (2 if self._signed else 1) - 2) / self._limit
        width = room.width() / max(1, len(self.values))
        if self.chosen is not None:
            back = QColor(ink)
            back.setAlpha(CHOSEN)
            painter.fillRect(QRectF(self.chosen * width, room.top(), width, room.height()), back)
        gap = 1 if width >= 3 else 0
        for place, value in enumerate(self.values.tolist()):
            top = zero - max(value, 0.0) * reach
            bar = QRectF(place * width, top, width - gap, abs(value) * reach)
            painter.fillRect(bar, POSITIVE if value >= 0 else NEGATIVE)
        painter.fillRect(QRectF(0, zero, self.width(), 1), ink)
        for place, value in enumerate([] if self.before is None else self.before.tolist()):
            line = QRectF(place * width, zero - value * reach - 0.5, width - gap, 1.5)
            painter.fillRect(line, ink)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_title(self, painter: QPainter, ink: QColor) -> None:
        font = painter.font()
        font.setPixelSize(TEXT)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(0, 0, self.width(), TITLE), 0, self._title)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the pointer."""
        number = self._number_at(event.position().x())
        if number is not None:
            self.picked.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the number under the pointer."""
        number = self._number_at(event.position().x())
        self.pointed.emit(-1 if number is None else number)

    def leaveEvent(self, event: QEvent) -> None:
        """Look at none."""
        self.pointed.emit(-1)
        super().leaveEvent(event)

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
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._describe:
            number = self._number_at(event.pos().x())
            if number is not None:
                QToolTip.showText(event.globalPos(), self._describe(number), self)
                return True
        return super().event(event)
