"""A bar for each layer, on a linear or a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.topics.foundations.layers.view.scale import Scale, short

TITLE = 20
VALUES = 16
LABELS = 18
WIDEST = 56.0
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True)
class Bar:
    """One bar; ``value`` is None where nothing was counted, ``tip`` tells its numbers."""

    label: str
    value: int | None
    colour: QColor
    tip: str


class BarChart(QWidget):
    """Shows bars; a click, or an arrow key, chooses one."""

    picked = Signal(int)
    """The user chose this bar."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.title = ""
        self.current: int | None = None
        self.scale = Scale(0, log=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, title: str, bars: Sequence[Bar], current: int | None, log: bool) -> None:
        """Show other bars, the one with index ``current`` marked."""
        self.title, self.bars, self.current = title, bars, current
        self.scale = Scale(max((bar.value or 0 for bar in bars), default=0), log)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join(bar.tip for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        """Prefer bars that can be told apart."""
        return QSize(240, 160)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(120, 90)

    # --- geometry -------------------------------------------------------------

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        texts = (short(tick) for tick in self.scale.ticks())
        left = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 8
        top = TITLE + VALUES
        return QRectF(left, top, self.width() - left - 4, self.height() - top - LABELS)

    def slot(self, index: int) -> QRectF:
        """Return the strip of the plot that belongs to a bar."""
        plot = self._plot()
        width = plot.width() / max(1, len(self.bars))
        return QRectF(plot.left() + index * width, plot.top(), width, plot.height())

    def at(self, point: QPointF) -> int | None:
        """Return the bar at a point; None beside them."""
        plot = self._plot()
        place = int((point.x() - plot.left()) // (plot.width() / max(1, len(self.bars))))
        return place if 0 <= place < len(self.bars) else None

    # --- painting -------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, scale and bars."""
        painter, plot = QPainter(self), self._plot()
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(ink)
        painter.drawText(QRectF(4, 0, self.width() - 8, TITLE), 0, self.title)
        self._paint_scale(painter, plot)
        room = self.slot(0).width()
        step = 1 + int(painter.fontMetrics().horizontalAdvance("000") // room)
        for index, bar in enumerate(self.bars):
            current = index == self.current
            self._paint_bar(painter, self.slot(index), bar, current)
            # The label of the current bar needs its room.
            free = self.current is None or abs(index - self.current) >= step
            if current or (index % step == 0 and free):
                self._paint_label(painter, self.slot(index), bar.label, current)
        painter.setPen(ink)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_scale(self, painter: QPainter, plot: QRectF) -> None:
        line = QPen(self.palette().color(QPalette.ColorRole.Mid), 1, Qt.PenStyle.DotLine)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in self.scale.ticks():
            y = plot.bottom() - self.scale.height(tick) * plot.height()
            painter.setPen(line)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(muted)
            painter.drawText(QRectF(0, y - 9, plot.left() - 5, 18), side, short(tick))

    def _paint_bar(self, painter: QPainter, slot: QRectF, bar: Bar, current: bool) -> None:
        palette = self.palette()
        if current:
            veil = palette.color(QPalette.ColorRole.Highlight)
            veil.setAlpha(45)
            painter.fillRect(slot.adjusted(0, -VALUES, 0, LABELS), veil)
        tall = self.scale.height(bar.value or 0) * slot.height()
        width = min(slot.width() * 0.72, WIDEST)
        body = QRectF(slot.center().x() - width / 2, slot.bottom() - tall, width, tall)
        painter.fillRect(body, bar.colour)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        if current and bar.value:
            painter.drawRect(body)
        text = "–" if bar.value is None else short(bar.value)
        if painter.fontMetrics().horizontalAdvance(text) <= slot.width():
            above = QRectF(slot.left(), body.top() - VALUES, slot.width(), VALUES)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_label(self, painter: QPainter, slot: QRectF, label: str, current: bool) -> None:
        font = QFont(self.font())
        font.setBold(current)
        painter.setFont(font)
        below = QRectF(slot.center().x() - 60, slot.bottom() + 2, 120, LABELS - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, label)
        painter.setFont(self.font())

    # --- from the user ----------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bar under the pointer."""
        index = self.at(event.position())
        if index is not None:
            self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next or the last bar."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.bars:
            super().keyPressEvent(event)
            return
        before = -1 if self.current is None else self.current
        self.picked.emit(min(max(before + step, 0), len(self.bars) - 1))

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of the bar under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.at(QPointF(event.pos()))
            tip = "" if index is None else self.bars[index].tip
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)
