"""The numbers of a vector as bars beside each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.bar_list import NEGATIVE, POSITIVE

TITLE = 14
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Strip(QWidget):
    """Bars up for positive and down for negative numbers; pointer or arrow keys mark one.

    Parameters
    ----------
    signed : bool
        Whether there are negative numbers; else all bars begin at the bottom.
    """

    marked = Signal(int)
    """The user looks at this number, from 0; -1 for none."""

    def __init__(self, signed: bool = True) -> None:
        super().__init__()
        self.values: NDArray[np.float64] = np.zeros(0)
        self._signed, self._limit, self._mark, self._title = signed, 1.0, -1, ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 44)

    def sizeHint(self) -> QSize:
        """Prefer bars that can be told apart."""
        return QSize(420, 84)

    def show_values(self, values: NDArray[np.floating] | None, limit: float) -> None:
        """Show numbers; ``limit`` is the size whose bar is full. None: there are none."""
        self.values = np.zeros(0) if values is None else np.asarray(values, np.float64)
        self._limit = limit or 1.0
        self.update()

    def show_mark(self, place: int) -> None:
        """Mark a number, -1 for none."""
        self._mark = place
        self.update()

    def set_title(self, title: str) -> None:
        """Say what the numbers are."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def _bar(self, place: int) -> QRectF:
        room = QRectF(self.rect()).adjusted(1, TITLE + 1, -1, -1)
        width = room.width() / max(1, len(self.values))
        zero = room.center().y() if self._signed else room.bottom()
        reach = room.height() / (2 if self._signed else 1)
        height = min(1.0, abs(float(self.values[place])) / self._limit) * reach
        top = zero - height if self.values[place] >= 0 else zero
        return QRectF(room.left() + place * width, top, max(1.0, width - 1), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, the line of zero and the title."""
        painter = QPainter(self)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        room = QRectF(self.rect()).adjusted(0, TITLE, 0, 0)
        painter.fillRect(room, self.palette().color(QPalette.ColorRole.Base))
        zero = room.center().y() if self._signed else room.bottom() - 1
        painter.fillRect(
            QRectF(0, zero, self.width(), 1), self.palette().color(QPalette.ColorRole.Mid)
        )
        for place, value in enumerate(self.values.tolist()):
            bar = self._bar(place)
            if place == self._mark:
                back = QColor(ink)
                back.setAlpha(50)
                painter.fillRect(QRectF(bar.left(), TITLE, bar.width(), room.height()), back)
            painter.fillRect(bar, POSITIVE if value >= 0 else NEGATIVE)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(0, 0, self.width(), TITLE), 0, self._title)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the number under the pointer."""
        place = int(event.position().x() / self.width() * len(self.values))
        self.marked.emit(place if 0 <= place < len(self.values) else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self.marked.emit(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark the next number, or the one before."""
        by = STEPS.get(Qt.Key(event.key()))
        if by is None or not len(self.values):
            super().keyPressEvent(event)
            return
        self.marked.emit(min(max(self._mark + by, 0), len(self.values) - 1))
