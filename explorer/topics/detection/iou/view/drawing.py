"""What lies under the two boxes: the grid, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from explorer.core.box_lists import Box
from explorer.topics.detection.iou.result import Result
from explorer.ui.widgets.box_paint import dot, outline, pen, write_tags
from explorer.ui.widgets.image_canvas import Mapping
from explorer.ui.widgets.plot import round_step
from explorer.ui.widgets.shown_boxes import ShownBox

# Okabe and Ito: told apart with any colour vision; hatched in different ways besides.
BOX_A, BOX_B = QColor("#0072b2"), QColor("#d55e00")
COMMON, UNION = QColor("#009e73"), QColor("#8a8a8a")
AROUND = QColor("#b0508c")
FINE, COARSE, INK = QColor("#ececec"), QColor("#cfcfcf"), QColor("#606060")
LEAST_CELL = 6
"""Points between lines that can be told apart."""


def shown(result: Result) -> list[ShownBox]:
    """Return the two boxes, dashed where there is no area."""
    first, second = result.areas
    return [
        ShownBox(result.box_a, "A", BOX_A, dashed=not first),
        ShownBox(result.box_b, "B", BOX_B, dashed=not second),
    ]


def _rect(mapping: Mapping, box: Box) -> QRectF:
    return mapping.rect(*box).normalized()


def draw_grid(painter: QPainter, mapping: Mapping, cells: int) -> None:
    """Lines with their numbers at the rim."""
    if mapping.scale >= LEAST_CELL:
        _lines(painter, mapping, cells, 1, FINE)
    step = int(max(1, round_step(cells, 10)))
    _lines(painter, mapping, cells, step, COARSE)
    painter.setPen(INK)
    height = painter.fontMetrics().height()
    for place in range(step, cells, step):
        across, down = mapping.point(place, 0), mapping.point(0, place)
        painter.drawText(across + QPointF(3, height - 3), str(place))
        painter.drawText(down + QPointF(3, height - 3), str(place))


def _lines(painter: QPainter, mapping: Mapping, cells: int, step: int, colour: QColor) -> None:
    painter.setPen(pen(colour, 1, mapping))
    for place in range(0, cells + 1, step):
        painter.drawLine(mapping.point(place, 0), mapping.point(place, cells))
        painter.drawLine(mapping.point(0, place), mapping.point(cells, place))


def _union(mapping: Mapping, result: Result) -> QPainterPath:
    """Return the outline of both boxes together; one without area adds nothing."""
    whole = QPainterPath()
    for box, area in zip((result.box_a, result.box_b), result.areas, strict=True):
        if area:
            part = QPainterPath()
            part.addRect(_rect(mapping, box))
            whole = whole.united(part)
    return whole


def draw_overlap(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The union in single lines, the intersection filled and in crossed lines."""
    painter.fillPath(_union(mapping, result), QBrush(UNION, Qt.BrushStyle.BDiagPattern))
    if result.common:
        rect = _rect(mapping, result.common)
        filled = QColor(COMMON)
        filled.setAlpha(90)
        painter.fillRect(rect, filled)
        painter.fillRect(rect, QBrush(COMMON, Qt.BrushStyle.DiagCrossPattern))


def draw_giou(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The enclosing box; what belongs to neither box is hatched."""
    around = _rect(mapping, result.enclosing)
    empty = QPainterPath()
    empty.addRect(around)
    hatch = QBrush(AROUND, Qt.BrushStyle.FDiagPattern)
    painter.fillPath(empty.subtracted(_union(mapping, result)), hatch)
    _enclose(painter, mapping, around)


def draw_diou(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The distance of the midpoints, and the diagonal of the enclosing box."""
    around = _rect(mapping, result.enclosing)
    _enclose(painter, mapping, around)
    ends = [_rect(mapping, box).center() for box in (result.box_a, result.box_b)]
    painter.setPen(pen(AROUND, 1.5, mapping, Qt.PenStyle.DashLine))
    painter.drawLine(around.topLeft(), around.bottomRight())
    painter.setPen(pen(QColor("black"), 2.5, mapping))
    painter.drawLine(*ends)
    for at, colour in zip(ends, (BOX_A, BOX_B), strict=True):
        dot(painter, mapping, at, colour)
    tags = [
        (QPointF((ends[0] + ends[1]) / 2), "d", QColor("black")),
        (around.center(), "c", AROUND),
    ]
    write_tags(
        painter, mapping, [(QRectF(at, at + QPointF(1, 1)), text, c) for at, text, c in tags]
    )


def _enclose(painter: QPainter, mapping: Mapping, around: QRectF) -> None:
    outline(painter, mapping, around, AROUND, 2, Qt.PenStyle.DashLine)


DRAWERS: dict[str, Callable[[QPainter, Mapping, Result], None]] = {
    "iou": draw_overlap,
    "giou": draw_giou,
    "diou": draw_diou,
}


def painter_for(view: str, result: Result) -> Callable[[QPainter, Mapping], None]:
    """Return the function that draws ``result`` as ``view`` asks."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        painter.setClipRect(mapping.rect(0, 0, result.grid, result.grid))
        draw_grid(painter, mapping, result.grid)
        DRAWERS[view](painter, mapping, result)

    return paint
