"""Several series of numbers in one plot, as lines or as bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.curve import decades

LEFT, BOTTOM, RIGHT = 46, 20, 12
TEXT = 11
LINE = 16
POINTS = 600
SAMPLE, NAME_GAP = 30, 10
"""Room for a piece of the line before its name, and between two names."""
FILLED = 0.84
"""Part of its room that a group of bars takes."""
FAINT = 150
"""Opacity, of 255."""


@dataclass(frozen=True, eq=False)
class Series:
    """One line, or the bars of one kind.

    Parameters
    ----------
    name : str
        "" where that of another series stands for both.
    x, y : (n,) float
    colour : QColor
    second : bool
        Told from the first by more than its colour: dashes, or hatched bars.
    dots : bool
        A dot at each point.
    faint : bool
        Thin and pale, behind what counts.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: QColor
    second: bool = False
    dots: bool = False
    faint: bool = False


def round_step(span: float, most: int = 5) -> float:
    """Return 1, 2 or 5 times a power of ten of which ``most`` at most reach over ``span``."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(step * power for step in (1, 2, 5, 10) if step * power * most >= span)


class Plot(QWidget):
    """Draws `Series` over an axis that begins at ``start``.

    Parameters
    ----------
    bars : bool
        Bars beside each other, on a logarithmic scale; else lines from 0 upwards.
    start : int
    label : callable
        Turns a value on the axis into a text.
    across_label : callable
        Turns a whole number on the axis across into a text.
    """

    painted = Signal()
    """All that was shown last is on screen."""

    def __init__(
        self,
        *,
        bars: bool = False,
        start: int = 0,
        label: Callable[[float], str] = number_text,
        across_label: Callable[[int], str] = str,
    ) -> None:
        super().__init__()
        self.series: tuple[Series, ...] = ()
        self._bars, self._start, self._label = bars, start, label
        self._across_label = across_label
        self._end, self._low, self._high = start + 1, 0.0, 1.0
        self._title = self._across = ""
        self._names: list[tuple[Series, float, int]] = []
        """What is named, how far from the left, and in which line."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 110)

    def sizeHint(self) -> QSize:
        """Prefer a plot that can be read."""
        return QSize(340, 200)

    def set_texts(self, title: str, across: str) -> None:
        """Say what the values are, and what the axis across counts."""
        self._title, self._across = title, across
        self.setAccessibleName(title)
        self.update()

    def show_series(self, series: Sequence[Series], end: int, high: float = 0.0) -> None:
        """Show other series.

        Parameters
        ----------
        end : int
            Where the axis across ends.
        high : float
            Values that the other axis shows at least.
        """
        self.series, self._end = tuple(series), max(self._start + 1, end)
        values = np.concatenate([np.zeros(0), *(part.y for part in series)])
        if self._bars:
            self._low, self._high = (float(power) for power in decades(values))
        else:
            top = float(values.max(initial=high)) or 1.0
            step = round_step(top)
            self._low, self._high = 0.0, math.ceil(top / step - 1e-9) * step
        named = (part for part in series if part.name and len(part.y))
        last = (f"{part.name} {number_text(float(part.y[-1]))}" for part in named)
        self.setAccessibleDescription(", ".join(last))
        self._arrange_names()
        self.update()

    def _arrange_names(self) -> None:
        font = self.font()
        font.setPixelSize(TEXT)
        measure = QFontMetricsF(font).horizontalAdvance
        self._names = []
        left, line = float(LEFT), 0
        for part in self.series:
            if not part.name:
                continue
            right = left + SAMPLE + measure(part.name)
            if right > self.width() and left > LEFT:
                right, left, line = right - left + LEFT, float(LEFT), line + 1
            self._names.append((part, left, line))
            left = right + NAME_GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the names fit."""
        super().resizeEvent(event)
        self._arrange_names()

    # --- geometry -------------------------------------------------------------

    @property
    def _area(self) -> QRectF:
        lines = 1 + self._names[-1][2] if self._names else 0
        top = LINE * (1 + lines) + 6
        width, height = self.width() - LEFT - RIGHT, self.height() - top - BOTTOM
        return QRectF(LEFT, top, max(1, width), max(1, height))

    def point(self, x: float, y: float) -> QPointF:
        """Return where a value lies in the widget."""
        area = self._area
        if self._bars:
            y = math.log10(y) if y > 0 else self._low
        share = (y - self._low) / (self._high - self._low)
        # Groups of bars stand in the middle of their room.
        across = (x - self._start + 0.5) / (self._end - self._start + 1)
        if not self._bars:
            across = (x - self._start) / (self._end - self._start)
        up = min(max(share, 0.0), 1.0) * area.height()
        return QPointF(area.left() + across * area.width(), area.bottom() - up)

    # --- painting ---------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, series and what they are called."""
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(TEXT)
        painter.setFont(font)
        painter.fillRect(self._area, self.palette().color(QPalette.ColorRole.Base))
        self._paint_axis_up(painter)
        self._paint_axis_across(painter)
        self._paint_names(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self._bars)
        for number, part in enumerate(self.series):
            if self._bars:
                self._paint_bars(painter, part, number)
            else:
                self._paint_line(painter, part)
        painter.end()
        self.painted.emit()

    def _paint_line(self, painter: QPainter, part: Series) -> None:
        if not len(part.x):
            return
        chosen = np.unique(np.linspace(0, len(part.x) - 1, POINTS).round().astype(int))
        points = [self.point(float(part.x[i]), float(part.y[i])) for i in chosen]
        painter.setPen(_pen(part))
        painter.drawPolyline(QPolygonF(points))
        _paint_dots(painter, part, points)

    def _paint_bars(self, painter: QPainter, part: Series, number: int) -> None:
        room = self._area.width() / (self._end - self._start + 1)
        width = room * FILLED / len(self.series)
        bottom = self._area.bottom()
        for x, y in zip(part.x, part.y, strict=True):
            top = self.point(float(x), float(y))
            left = top.x() - room * FILLED / 2 + number * width
            rect = QRectF(left, top.y(), max(1.0, width - 1), bottom - top.y())
            _paint_bar(painter, part, rect)

    def _paint_axis_up(self, painter: QPainter) -> None:
        for value in self._ticks():
            y = self.point(0, value).y()
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawLine(QPointF(self._area.left(), y), QPointF(self._area.right(), y))
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            place = QRectF(0, y - 8, LEFT - 5, 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, self._label(value))

    def _ticks(self) -> list[float]:
        most = max(1, int(self._area.height() / 24))
        if self._bars:
            every = max(1, math.ceil((self._high - self._low) / most))
            return [10.0**power for power in range(int(self._high), int(self._low) - 1, -every)]
        step = round_step(self._high, min(5, most))
        return [step * count for count in range(round(self._high / step) + 1)]

    def _paint_axis_across(self, painter: QPainter) -> None:
        step = max(1, round(round_step(self._end - self._start + 1, 8)))
        for x in range(self._start, self._end + 1):
            if x % step == 0 or x == self._start:
                place = QRectF(self.point(x, 1).x() - 40, self._area.bottom() + 3, 80, LINE)
                place.moveRight(min(place.right(), self.width() + 30.0))
                painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, self._across_label(x))

    def _paint_names(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        place, width = QRectF(LEFT, 0, self._area.width(), LINE), painter.fontMetrics()
        painter.drawText(place, 0, self._title)
        both = width.horizontalAdvance(self._title) + width.horizontalAdvance(self._across)
        if both + NAME_GAP <= place.width():
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, self._across)
        for part, left, line in self._names:
            self._paint_name(painter, part, left, LINE * (1 + line))

    def _paint_name(self, painter: QPainter, part: Series, left: float, top: float) -> None:
        middle = top + LINE / 2
        if self._bars:
            _paint_bar(painter, part, QRectF(left, middle - 4, 18, 8))
        else:
            painter.setPen(_pen(part))
            painter.drawLine(QPointF(left, middle), QPointF(left + 24, middle))
            _paint_dots(painter, part, [QPointF(left + 12, middle)])
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(left + SAMPLE, top, self.width(), LINE), 0, part.name)


def _pen(part: Series) -> QPen:
    colour = QColor(part.colour)
    colour.setAlpha(FAINT if part.faint else 255)
    pen = QPen(colour, 1 if part.faint else 2)
    if part.second:
        pen.setDashPattern([3, 2])
    return pen


def _paint_dots(painter: QPainter, part: Series, points: Sequence[QPointF]) -> None:
    if not part.dots:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(part.colour)
    for point in points:
        if part.second:
            painter.drawRect(QRectF(point.x() - 3.5, point.y() - 3.5, 7, 7))
        else:
            painter.drawEllipse(point, 4, 4)


def _paint_bar(painter: QPainter, part: Series, rect: QRectF) -> None:
    if part.second:
        painter.fillRect(rect, QBrush(part.colour, Qt.BrushStyle.BDiagPattern))
        painter.setPen(part.colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
    else:
        painter.fillRect(rect, part.colour)
