"""Boxes, points and texts on a picture: strokes that stand out on light and dark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.ui.colours import text_on
from explorer.ui.widgets.image_canvas import Mapping

# More texts than this only hide the picture.
LABELS = 30
SHADOW = QColor(0, 0, 0, 120)

Tag = tuple[QRectF, str, QColor]


def pen(
    colour: QColor, width: float, mapping: Mapping, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """Return a pen ``width`` points wide, also in a large exported picture."""
    result = QPen(colour, width * mapping.unit, style)
    result.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return result


def outline(
    painter: QPainter,
    mapping: Mapping,
    rect: QRectF,
    colour: QColor,
    width: float,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """Draw a rectangle that stands out on light and dark."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(SHADOW, width + 1.5, mapping))
    painter.drawRect(rect)
    painter.setPen(pen(colour, width, mapping, style))
    painter.drawRect(rect)


def dot(painter: QPainter, mapping: Mapping, at: QPointF, colour: QColor) -> None:
    """Mark a point."""
    painter.setPen(pen(QColor("black"), 1, mapping))
    painter.setBrush(colour)
    # Boxes lie along the pixels and need no smoothing, which takes most of their time.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawEllipse(at, 4.5 * mapping.unit, 4.5 * mapping.unit)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def write_tags(painter: QPainter, mapping: Mapping, tags: list[Tag]) -> None:
    """Write texts at their boxes, the first (best) on top and none over another if possible."""
    metrics, pad = painter.fontMetrics(), 4 * mapping.unit
    height = metrics.height() + pad / 2
    placed: list[tuple[QRectF, str, QColor]] = []
    for at, text, colour in tags[:LABELS]:
        width = metrics.horizontalAdvance(text) + 2 * pad
        tops = (at.top() - height, at.top(), at.bottom(), at.bottom() - height)
        places = [inside(QRectF(at.left(), top, width, height), mapping.bounds) for top in tops]
        free = [p for p in places if not any(p.intersects(other) for other, _, _ in placed)]
        # Above the box where the picture has room there, else as near as is free.
        above = places[0] if at.top() - height >= mapping.bounds.top() else places[1]
        placed.append((above if above in free or not free else free[0], text, colour))
    # A picture may be smaller than a text.
    painter.setClipping(False)
    for box, text, colour in reversed(placed):
        painter.fillRect(box, colour)
        painter.setPen(text_on(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def inside(box: QRectF, bounds: QRectF) -> QRectF:
    """Return ``box`` moved into ``bounds``; its top left corner where it is larger."""
    left = max(min(box.left(), bounds.right() - box.width()), bounds.left())
    top = max(min(box.top(), bounds.bottom() - box.height()), bounds.top())
    return QRectF(left, top, box.width(), box.height())
