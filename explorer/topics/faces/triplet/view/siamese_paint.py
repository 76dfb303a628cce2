"""Three pictures, the one set of weights that all of them meet, and the three embeddings."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen

from explorer.core.i18n import tr
from explorer.topics.faces.triplet.passing import Passing
from explorer.topics.faces.triplet.texts import decimal
from explorer.topics.faces.triplet.view.plane_paint import COLOURS, LETTERS
from explorer.ui.colours import CATEGORIES, gray, signed
from explorer.ui.widgets.image_canvas import to_qimage

LAYERS = {
    "conv1": "conv 5 × 5, 16",
    "conv2": "conv 5 × 5, 32",
    "dense1": "dense, 64",
    "dense2": "dense, 2",
}
"""Kinds of the layers, and how many maps or numbers they make; the same in every language."""
FILTERS_A_ROW = (4, 8, 16)
"""As many as give the largest filters."""
ORDER = (1, 0, 2)
"""Positive, anchor, negative from above: each distance lies between its two points."""
WEIGHTS = CATEGORIES[6]
LEAST_PICTURE, LARGEST_PICTURE = 40, 180
WIDEST_BOX, LARGEST_FILTER = 340, 72
ROWS = 12
"""Lines of text that the weights take besides their filters, with what is between them."""
GAP = 8


class Places:
    """Where everything lies in a widget."""

    def __init__(self, area: QRectF, line: float, texts: float) -> None:
        self.area, self.line = area, line
        row = area.height() / 3
        side = min(row - line - 2 * GAP, area.width() * 0.17, LARGEST_PICTURE)
        self.side = max(LEAST_PICTURE, side)
        self.middles = [area.top() + row * (index + 0.5) for index in range(3)]
        self.texts = texts
        """Width of the embeddings."""
        left = area.left() + max(self.side, 70) + 0.06 * area.width()
        right = area.right() - texts - 0.06 * area.width()
        width = min(max(120.0, right - left), WIDEST_BOX)
        left += max(0.0, (right - left - width) / 2)
        height = min(area.height() - 2 * GAP, ROWS * line + 4 * LARGEST_FILTER)
        self.box = QRectF(left, area.center().y() - height / 2, width, height)

    def picture(self, index: int) -> QRectF:
        """Return where a picture lies, under its name."""
        top = self.middles[index] - self.side / 2 + self.line / 2
        return QRectF(self.area.left(), top, self.side, self.side)


def draw(painter: QPainter, area: QRectF, passing: Passing, palette: QPalette) -> None:
    """Draw pictures, paths, weights and embeddings."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = palette.color(QPalette.ColorRole.WindowText)
    metrics = painter.fontMetrics()
    words = _embeddings(passing)
    width = max(metrics.horizontalAdvance(text) for text in words) + 6
    places = Places(area, metrics.height(), width)
    for row, index in enumerate(ORDER):
        _paths(painter, places, row, COLOURS[index])
        rect = places.picture(row)
        painter.setPen(ink)
        title = tr("{letter}: a {digit}", letter=LETTERS[index], digit=passing.labels[index])
        painter.drawText(rect.topLeft() - QPointF(0, metrics.descent() + 2), title)
        image = to_qimage(gray(passing.pictures[index], 0, 1))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(rect, image)
        painter.setPen(QPen(COLOURS[index], 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
    _weights(painter, places, passing, palette)
    _outputs(painter, places, passing, words, ink)


def _embeddings(passing: Passing) -> list[str]:
    points = passing.points.tolist()
    return [
        f"f({LETTERS[index]}) = ({decimal(points[index][0], 2)}, {decimal(points[index][1], 2)})"
        for index in ORDER
    ]


def _paths(painter: QPainter, places: Places, row: int, colour: QColor) -> None:
    """From a picture into the weights, and out of them: all three at the same doors."""
    box, rect, middle = places.box, places.picture(row), places.middles[row]
    spread = (row - 1) * 10
    way = QPainterPath(QPointF(rect.right(), rect.center().y()))
    entry = QPointF(box.left(), box.center().y() + spread)
    bend = (entry.x() - rect.right()) / 2
    way.cubicTo(QPointF(rect.right() + bend, rect.center().y()), entry - QPointF(bend, 0), entry)
    leave = QPointF(box.right(), entry.y())
    way.moveTo(leave)
    end = QPointF(places.area.right() - places.texts - 4, middle)
    bend = (end.x() - leave.x()) / 2
    way.cubicTo(leave + QPointF(bend, 0), end - QPointF(bend, 0), end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2.5))
    painter.drawPath(way)
    _tip(painter, entry, colour)
    _tip(painter, end, colour)


def _tip(painter: QPainter, at: QPointF, colour: QColor) -> None:
    head = QPainterPath(at)
    head.lineTo(at + QPointF(-8, -4))
    head.lineTo(at + QPointF(-8, 4))
    painter.fillPath(head, colour)


def _weights(painter: QPainter, places: Places, passing: Passing, palette: QPalette) -> None:
    """The one set of weights: its layers with their parameters, and the first filters."""
    box, line = places.box, places.line + 3
    painter.setPen(QPen(WEIGHTS, 2.5))
    painter.setBrush(palette.color(QPalette.ColorRole.Base))
    painter.drawRoundedRect(box, 8, 8)
    inner = box.adjusted(10, 8, -10, -8)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    rows = [(tr("One network f"), "")]
    rows += [(LAYERS[name], f"{count:,}") for name, count in passing.layers]
    rows.append((tr("Parameters"), f"{passing.parameters:,}"))
    for number, (text, count) in enumerate(rows):
        row = QRectF(inner.left(), inner.top() + number * line, inner.width(), line)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, count)
        room = row.width() - painter.fontMetrics().horizontalAdvance(f" {count}")
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(row, 0, short)
    below = QRectF(inner)
    below.setTop(inner.top() + (len(rows) + 0.4) * line)
    _filters(painter, below, passing, line)


def _filters(painter: QPainter, room: QRectF, passing: Passing, line: float) -> None:
    """The filters of the first layer, as large as there is room for; none where there is not."""
    filters = passing.filters
    sides = {
        across: min(room.width() / across, (room.height() - line) / -(-len(filters) // across))
        for across in FILTERS_A_ROW
    }
    across = max(sides, key=lambda count: sides[count])
    side = min(sides[across], LARGEST_FILTER)
    if side < 10:
        return
    painter.drawText(
        QRectF(room.left(), room.top(), room.width(), line), 0, tr("Filters of the first layer")
    )
    colours = signed(filters, float(np.abs(filters).max()))
    for number, tile in enumerate(colours):
        below, right = divmod(number, across)
        place = QRectF(0, 0, side - 3, side - 3)
        place.translate(room.left() + right * side, room.top() + line + below * side)
        painter.drawImage(place, to_qimage(np.ascontiguousarray(tile)))


def _outputs(
    painter: QPainter, places: Places, passing: Passing, words: list[str], ink: QColor
) -> None:
    left = places.area.right() - places.texts
    metrics = painter.fontMetrics()
    painter.setPen(ink)
    for middle, text in zip(places.middles, words, strict=True):
        painter.drawText(QPointF(left + 2, middle + metrics.capHeight() / 2), text)
    pairs = (
        (0, f"d(A,P) = {decimal(passing.triplet.distance_ap)}"),
        (1, f"d(A,N) = {decimal(passing.triplet.distance_an)}"),
    )
    for above, text in pairs:
        at = (places.middles[above] + places.middles[above + 1]) / 2
        painter.drawText(QPointF(left + 2, at + metrics.capHeight() / 2), text)
