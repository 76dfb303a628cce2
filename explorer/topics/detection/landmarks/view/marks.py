"""Numbers at landmarks, and a landmark marked on every face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
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
    for face, k in roomy(result, mapping, places, (width, height)):
        point = mapping.point(*result.faces[face].landmarks[k].tolist())
        _shadowed(painter, mapping, point + QPointF(gap, -gap / 2), str(k + 1))
    painter.setFont(plain)


def roomy(
    result: Result, mapping: Mapping, places: tuple[int, ...], size: tuple[float, float]
) -> Iterator[tuple[int, int]]:
    """Give the (face, landmark) whose numbers of ``size`` lie over none that was given before."""
    if not result.faces:
        return
    at = np.stack([face.landmarks[list(places)] for face in result.faces]).reshape(-1, 2)
    origin = (mapping.origin.x(), mapping.origin.y())
    cells = np.floor((origin + at * mapping.scale) / size).astype(int)
    taken: set[tuple[int, int]] = set()
    # Of those in one cell only the first can have room.
    numbers = cells @ (1 << 20, 1)
    for first in sorted(np.unique(numbers, return_index=True)[1].tolist()):
        column, row = cells[first].tolist()
        # A number may fill four cells of a grid as large as itself.
        filled = {(column + i, row + j) for i in (0, 1) for j in (0, 1)}
        if taken.isdisjoint(filled):
            taken |= filled
            face, place = divmod(first, len(places))
            yield face, places[place]


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
