"""The small dense network at one pixel: channels in, filters out, weights as lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.topics.networks.inception.result import Result
from explorer.ui import channel_looks
from explorer.ui.colours import DIVERGING, signed, text_on
from explorer.ui.widgets.cells import CURRENT, number_text

LARGEST, LEAST_WRITTEN = 18.0, 11.0
THINNEST, THICKEST = 0.6, 6.0
# More lines than so would hide the weights written on them.
MOST_WRITTEN = 6
# How opaque the lines of the filters are that are not looked at, of 255: few lines, many.
FAINT, FAINTER = 110, 70
MANY = 48
NEGATIVE, POSITIVE = (QColor(*DIVERGING[end].tolist()) for end in (1, -1))
NAMES, VALUES, NUMBERS = 26, 80, 20
"""Room beside channels and filters: for names, for z and a, or the number of a filter alone."""
ROOMY = 220
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Neurons(QWidget):
    """Draws the network at the pixel of a `Result`; a click chooses a channel or filter."""

    channel_picked = Signal(int)
    filter_picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Prefer numbers that can be read."""
        return QSize(240, 200)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(130, 90)

    def show_result(self, result: Result) -> None:
        """Draw the pixel looked at."""
        self.result = result
        self._inks = channel_looks.brightness(result.input)[
            :, result.pixel.row, result.pixel.column
        ]
        self._outputs = signed(result.pixel.a, float(np.abs(result.output).max()))
        self.setAccessibleDescription("\n".join(self._tip(place) for place in self._places()))
        self.update()

    # --- geometry -------------------------------------------------------------

    def _places(self) -> list[tuple[bool, int]]:
        """Return all neurons: whether it is an output, and its number."""
        assert self.result
        filters, channels = self.result.weights.shape
        return [(False, c) for c in range(channels)] + [(True, k) for k in range(filters)]

    @property
    def _radius(self) -> float:
        assert self.result
        room = self.height() / max(self.result.weights.shape) / 2.4
        return min(LARGEST, room, self.width() / 10)

    @property
    def _beside(self) -> int:
        return VALUES if self.width() >= ROOMY else NUMBERS

    def centre(self, output: bool, number: int) -> QPointF:
        """Return the middle of a neuron."""
        assert self.result
        count = self.result.weights.shape[0 if output else 1]
        x = self.width() - self._radius - self._beside if output else self._radius + NAMES
        return QPointF(x, self.height() * (number + 0.5) / count)

    def _at(self, point: QPointF) -> tuple[bool, int] | None:
        if self.result is None:
            return None
        reach = self._radius + 3
        for place in self._places():
            away = point - self.centre(*place)
            if away.x() ** 2 + away.y() ** 2 <= reach**2:
                return place
        return None

    # --- painting -------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, those of the filter looked at on top, then the neurons."""
        if self.result is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filters, chosen = len(self.result.weights), self.result.filter
        for k in sorted(range(filters), key=lambda k: k == chosen):
            self._paint_lines(painter, k)
        self._paint_weights(painter, chosen)
        for place in self._places():
            self._paint_neuron(painter, *place)
        painter.end()

    def _paint_lines(self, painter: QPainter, k: int) -> None:
        assert self.result
        most = float(np.abs(self.result.weights).max()) or 1.0
        behind = k != self.result.filter
        # Many lines behind are a backdrop, which each step draws anew: thin ones are quick.
        thin = behind and self.result.weights.size > MANY
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not thin)
        for c, weight in enumerate(self.result.weights[k].tolist()):
            colour = QColor(NEGATIVE if weight < 0 else POSITIVE)
            if weight == 0:
                colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            if behind:
                colour.setAlpha(FAINTER if thin else FAINT)
            pen = QPen(colour, THINNEST + (THICKEST - THINNEST) * abs(weight) / most)
            if thin:
                pen.setWidth(0)
            elif weight <= 0:
                # Told apart without colours too.
                pen.setStyle(Qt.PenStyle.DashLine if weight else Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(self.centre(False, c), self.centre(True, k))

    def _paint_weights(self, painter: QPainter, k: int) -> None:
        """Write the weights of a filter on its lines."""
        assert self.result
        weights = self.result.weights[k].tolist()
        if len(weights) > MOST_WRITTEN or self._radius < LEAST_WRITTEN:
            return
        for c, weight in enumerate(weights):
            text = number_text(weight)
            start, end = self.centre(False, c), self.centre(True, k)
            room = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(text) + 8, 16)
            room.moveCenter(start + (end - start) * 0.4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
            painter.drawRoundedRect(room, 3, 3)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_neuron(self, painter: QPainter, output: bool, number: int) -> None:
        result = self.result
        assert result
        chosen = number == (result.filter if output else result.channel)
        value = float((result.pixel.a if output else result.pixel.x)[number])
        fill = QColor(*(self._outputs if output else self._inks)[number].tolist())
        line = self.palette().color(QPalette.ColorRole.WindowText)
        centre, radius = self.centre(output, number), self._radius
        painter.setPen(QPen(CURRENT, 3) if chosen else QPen(line, 1))
        painter.setBrush(fill)
        painter.drawEllipse(centre, radius, radius)
        inside = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        text = number_text(value)
        if radius >= LEAST_WRITTEN and painter.fontMetrics().horizontalAdvance(text) < 2 * radius:
            painter.setPen(text_on(fill))
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(line)
        middle = Qt.AlignmentFlag.AlignVCenter
        if output:
            beside = QRectF(self.width() - self._beside + 5, centre.y() - 16, self._beside, 32)
            painter.drawText(beside, middle, self._values(number))
        else:
            beside = QRectF(0, centre.y() - 8, NAMES - 5, 16)
            name = channel_looks.channel_labels(len(result.input))[number]
            painter.drawText(beside, middle | Qt.AlignmentFlag.AlignRight, name)

    def _values(self, k: int) -> str:
        """Return z and what ReLU makes of it, as far as there is room."""
        assert self.result
        if self._beside == NUMBERS:
            return str(k)
        name, pixel = str(k).translate(SUBSCRIPTS), self.result.pixel
        text = f"z{name} = {number_text(pixel.z[k])}"
        tall = self._radius >= LEAST_WRITTEN + 3
        return f"{text}\na{name} = {number_text(pixel.a[k])}" if tall else text

    # --- mouse ----------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at a channel or a filter."""
        place = self._at(event.position())
        if place:
            (self.filter_picked if place[0] else self.channel_picked).emit(place[1])

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of a neuron."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            text = self._tip(place) if place else self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _tip(self, place: tuple[bool, int]) -> str:
        assert self.result
        output, number = place
        pixel = self.result.pixel
        filters, channels = self.result.weights.shape
        if not output:
            name = channel_looks.channel_names(channels)[number]
            return f"{name}: {number_text(pixel.x[number])}"
        z, a = number_text(pixel.z[number]), number_text(pixel.a[number])
        return f"{channel_looks.filter_names(filters)[number]}: z = {z}, a = {a}"
