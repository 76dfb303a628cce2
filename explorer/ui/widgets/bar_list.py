"""Rows of a text, a bar and a number, of which one can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
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

ROW = 20
GAP = 8
POSITIVE, NEGATIVE = QColor("#d6604d"), QColor("#4393c3")
FAINT = 90
KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    text : str
    value : float
        Length of the bar; negative ones have another colour.
    number : str
        The value as it is shown.
    before : float or None
        What it was, as a thin line.
    """

    text: str
    value: float
    number: str
    before: float | None = None


class BarList(QWidget):
    """Shows rows on one scale; a click or an arrow key chooses one.

    Parameters
    ----------
    colour : QColor, optional
        Of the bars; else positive ones are red and negative ones blue.
    """

    picked = Signal(int)
    """The user chose this row."""

    def __init__(self, colour: QColor | None = None) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.chosen: int | None = None
        self._colour, self._largest = colour, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Leave room for all rows."""
        return QSize(220, ROW * max(1, len(self.rows)))

    def minimumSizeHint(self) -> QSize:
        """Be as high as the rows."""
        return QSize(120, ROW * len(self.rows))

    def show_rows(
        self, rows: Sequence[Row], chosen: int | None = None, largest: float | None = None
    ) -> None:
        """Show rows.

        Parameters
        ----------
        chosen : int, optional
            The row that is framed.
        largest : float, optional
            The value whose bar is full; the largest one by default.
        """
        grown = len(rows) != len(self.rows)
        self.rows, self.chosen = tuple(rows), chosen
        values = [abs(value) for row in rows for value in (row.value, row.before or 0.0)]
        self._largest = largest or max(values, default=0.0) or 1.0
        described = ", ".join(f"{row.text} {row.number}" for row in rows[:5])
        self.setAccessibleDescription(described)
        if grown:
            self.updateGeometry()
        self.update()

    def set_choosable(self) -> None:
        """Let the user choose rows."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _row_at(self, point: QPointF) -> int | None:
        row = int(point.y() // ROW)
        return row if 0 <= row < len(self.rows) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        metrics = painter.fontMetrics()
        numbers = max((metrics.horizontalAdvance(row.number) for row in self.rows), default=0)
        texts = max((metrics.horizontalAdvance(row.text) for row in self.rows), default=0)
        left = min(texts + 4, round(self.width() * 0.55))
        room = max(10, self.width() - left - numbers - 3 * GAP)
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        for number, row in enumerate(self.rows):
            top = number * ROW
            painter.setPen(colour)
            text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, left)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(2, top, left + 2, ROW), middle, text)
            place = QRectF(self.width() - numbers - 2, top, numbers, ROW)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, row.number)
            self._paint_bar(painter, row, QRectF(left + GAP, top + 4, room, ROW - 8))
        self._paint_chosen(painter)
        painter.end()

    def _paint_bar(self, painter: QPainter, row: Row, room: QRectF) -> None:
        full = QRectF(room)
        full.setWidth(room.width() * min(1.0, abs(row.value) / self._largest))
        bar = self._colour or (POSITIVE if row.value >= 0 else NEGATIVE)
        back = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        back.setAlpha(24)
        painter.fillRect(room, back)
        painter.fillRect(full, bar)
        if row.before is not None:
            x = room.left() + room.width() * min(1.0, abs(row.before) / self._largest)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2))
            painter.drawLine(QPointF(x, room.top() - 2), QPointF(x, room.bottom() + 2))

    def _paint_chosen(self, painter: QPainter) -> None:
        if self.chosen is None or self.chosen >= len(self.rows):
            return
        role = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.WindowText
        painter.setPen(QPen(self.palette().color(role), 1))
        painter.drawRect(QRectF(0.5, self.chosen * ROW + 0.5, self.width() - 1, ROW - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self._row_at(event.position())
        if row is not None and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self.picked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next or the previous row."""
        by = KEYS.get(Qt.Key(event.key()))
        if by is None or not self.rows:
            super().keyPressEvent(event)
            return
        row = -1 if self.chosen is None else self.chosen
        self.picked.emit(min(max(row + by, 0), len(self.rows) - 1))

    def event(self, event: QEvent) -> bool:
        """Tell the whole text of the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(QPointF(event.pos()))
            if row is not None:
                text = f"{self.rows[row].text}: {self.rows[row].number}"
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)
