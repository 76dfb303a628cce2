"""Numbers at landmarks, and a landmark marked on every face."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from explorer.core.i18n import tr
from explorer.topics.detection.landmarks.result import Result
from explorer.ui.widgets.box_paint import inside, pen
from explorer.ui.widgets.image_canvas import Mapping
from explorer.vision.landmarks import FIVE, NAMES

SHADOW = QColor(0, 0, 0, 200)


def write_numbers(
    painter: QPainter, mapping: Mapping, result: Result, places: tuple[int, ...]
) -> None:
    """Write each landmark's number beside it, where no other number is."""
    font = QFont(painter.font())
    font.setPixelSize(round((13 if result.count == len(FIVE) else 9) * mapping.unit))
    font.setBold(result.count == len(FIVE))
    plain = painter.font()
    painter.setFont(font)
    metrics = painter.fontMetrics()
    height, gap = metrics.ascent(), (6 if result.count == len(FIVE) else 2) * mapping.unit
    width = metrics.horizontalAdvance(str(result.count))
    taken: set[tuple[int, int]] = set()
    for face in result.faces:
        for k in places:
            point = mapping.point(*face.landmarks[k].tolist())
            # A number may fill four cells of a grid as large as itself.
            column, row = int(point.x() // width), int(point.y() // height)
            cells = {(column + i, row + j) for i in (0, 1) for j in (0, 1)}
            if taken.isdisjoint(cells):
                taken |= cells
                at = QPointF(point.x() + gap, point.y() - gap / 2)
                _shadowed(painter, mapping, at, str(k + 1))
    painter.setFont(plain)


def _shadowed(painter: QPainter, mapping: Mapping, at: QPointF, text: str) -> None:
    painter.setPen(SHADOW)
    painter.drawText(at + QPointF(mapping.unit, mapping.unit), text)
    painter.setPen(QColor("white"))
    painter.drawText(at, text)


def draw_mark(
    painter: QPainter, mapping: Mapping, result: Result, k: int, pointed: tuple[int, int] | None
) -> None:
    """Ring landmark ``k`` on every face, and say what it is on the one looked at."""
    looked_at = pointed[0] if pointed and pointed[1] == k else result.focus
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, face in enumerate(result.faces):
        at, radius = mapping.point(*face.landmarks[k].tolist()), 8 * mapping.unit
        for colour, width in ((QColor("black"), 5.0), (QColor("white"), 2.5)):
            painter.setPen(pen(colour, width, mapping))
            painter.drawEllipse(at, radius, radius)
        text = f"{k + 1}"
        if number == looked_at:
            text = f"{k + 1} · {tr(NAMES[result.count][k])}"
        _label(painter, mapping, at, text)


def _label(painter: QPainter, mapping: Mapping, at: QPointF, text: str) -> None:
    metrics, unit = painter.fontMetrics(), mapping.unit
    size = metrics.horizontalAdvance(text) + 8 * unit, metrics.height() + 2 * unit
    box = inside(QRectF(at.x() + 10 * unit, at.y() - size[1] / 2, *size), mapping.bounds)
    painter.fillRect(box, QColor("black"))
    painter.setPen(QColor("white"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
