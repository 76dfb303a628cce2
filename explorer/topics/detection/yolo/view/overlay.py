"""What is drawn on the picture, one function a view. Reads a Result, computes nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.core.i18n import label_name, tr
from explorer.topics.detection.yolo.result import Detection, Result, detection
from explorer.topics.detection.yolo.view.draw import legend_place
from explorer.ui.colours import category, sequential
from explorer.ui.widgets.box_paint import dot, outline, pen, write_tags
from explorer.ui.widgets.image_canvas import Mapping, to_qimage
from explorer.vision.predictions import Slot

GRID_LINE = QColor(255, 255, 255, 110)
DIM = QColor(0, 0, 0, 90)
# More final boxes than this, the best, only hide the picture.
DRAWN = 100


def painter_for(view: str, result: Result) -> Callable[[QPainter, Mapping], None]:
    """Return the function that draws ``result`` as ``view`` asks."""
    draw = DRAWERS[view]
    height, width = result.predictions.image_size

    def paint(painter: QPainter, mapping: Mapping) -> None:
        # Boxes may reach beyond the picture; what is drawn of them does not.
        picture = mapping.rect(0, 0, width, height).intersected(mapping.bounds)
        painter.save()
        painter.setClipRect(picture)
        draw(painter, Mapping(mapping.scale, mapping.origin, picture, mapping.unit), result)
        painter.restore()

    return paint


def _caption(found: Detection) -> str:
    return f"{label_name(found.label)} {found.score:.2f}"


def _colour(result: Result, index: int) -> QColor:
    return category(int(result.predictions.labels[index]))


def _midpoint(mapping: Mapping, found: Detection) -> QPointF:
    x1, y1, x2, y2 = found.box
    return mapping.point((x1 + x2) / 2, (y1 + y2) / 2)


def _drawn(result: Result) -> list[Detection]:
    """Return the best final boxes, and the one that the user opened."""
    found, opened = result.detections, result.focus if result.chosen else None
    return [*found[:DRAWN], *(late for late in found[DRAWN:] if late.index == opened)]


def draw_boxes(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Final boxes with class and score; the one that the user opened stands out."""
    tags = []
    for found in reversed(_drawn(result)):
        rect = mapping.rect(*found.box)
        colour = _colour(result, found.index)
        if result.chosen and found.index == result.focus:
            outline(painter, mapping, rect, QColor("white"), 6)
        outline(painter, mapping, rect, colour, 2.5)
        tags.append((rect, _caption(found), colour))
    write_tags(painter, mapping, tags[::-1])


def draw_raw(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """All boxes above the score threshold, the surer the stronger; the final ones bold."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    boxes, scores = result.predictions.boxes, result.predictions.scores
    for index in reversed(result.candidates.tolist()):
        colour = QColor(_colour(result, index))
        colour.setAlphaF(0.1 + 0.9 * float(scores[index]))
        painter.setPen(pen(colour, 1.2, mapping))
        painter.drawRect(mapping.rect(*boxes[index].tolist()))
    draw_boxes(painter, mapping, result)


def _grid_lines(painter: QPainter, mapping: Mapping, result: Result) -> None:
    head = result.predictions.heads[result.head]
    cells = result.predictions.cell_rect
    first = cells(Slot(result.head, 0, 0, 0))
    last = cells(Slot(result.head, head.rows - 1, head.columns - 1, 0))
    painter.setPen(pen(GRID_LINE, 1, mapping))
    for column in range(head.columns + 1):
        x = first[0] + (last[2] - first[0]) * column / head.columns
        painter.drawLine(mapping.point(x, first[1]), mapping.point(x, last[3]))
    for row in range(head.rows + 1):
        y = first[1] + (last[3] - first[1]) * row / head.rows
        painter.drawLine(mapping.point(first[0], y), mapping.point(last[2], y))


def draw_grid(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The grid; the cell that owns each final box, and the box's midpoint."""
    _grid_lines(painter, mapping, result)
    tags = []
    for found in reversed(_drawn(result)):
        colour = _colour(result, found.index)
        cell = mapping.rect(*result.predictions.cell_rect(found.slot))
        fill = QColor(colour)
        fill.setAlpha(150)
        painter.fillRect(cell, fill)
        # A cell of another grid than the one drawn has another size: dash it.
        own = found.slot.head == result.head
        style = Qt.PenStyle.SolidLine if own else Qt.PenStyle.DashLine
        outline(painter, mapping, cell, colour, 2, style)
        rect = mapping.rect(*found.box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(colour, 1.8, mapping, style))
        painter.drawRect(rect)
        dot(painter, mapping, _midpoint(mapping, found), colour)
        # The open box says where it is; all of them at once would hide the picture.
        text = _place(found, result) if found.index == result.focus else _caption(found)
        tags.append((rect, text, colour))
    write_tags(painter, mapping, tags[::-1])


def _place(found: Detection, result: Result) -> str:
    head = result.predictions.heads[found.slot.head]
    return tr(
        "{label}: row {row}, column {column} of {rows} × {columns}",
        label=_caption(found),
        row=found.slot.row,
        column=found.slot.column,
        rows=head.rows,
        columns=head.columns,
    )


def draw_anchors(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The anchors of the open cell (dashed) and the box that each of them predicts."""
    _grid_lines(painter, mapping, result)
    if result.focus is None:
        return
    predictions = result.predictions
    slot = predictions.locate(result.focus)
    cell = predictions.cell_rect(slot)
    painter.fillRect(mapping.rect(*cell), QColor(255, 255, 255, 90))
    middle = ((cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2)
    winner = max(result.cell, key=lambda index: float(predictions.scores[index]))
    for number, index in enumerate(result.cell):
        colour = category(number)
        anchors = predictions.heads[slot.head].anchors
        if anchors is not None:
            width, height = predictions.size_in_picture(*anchors[number].tolist())
            rect = mapping.rect(
                middle[0] - width / 2,
                middle[1] - height / 2,
                middle[0] + width / 2,
                middle[1] + height / 2,
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(colour, 1.6, mapping, Qt.PenStyle.DashLine))
            painter.drawRect(rect)
        found = detection(predictions, index)
        rect = mapping.rect(*found.box)
        outline(painter, mapping, rect, colour, 3.5 if index == winner else 1.5)
    outline(painter, mapping, mapping.rect(*cell), QColor("white"), 2)
    _anchor_legend(painter, mapping, result, winner)


def _anchor_legend(painter: QPainter, mapping: Mapping, result: Result, winner: int) -> None:
    predictions, unit = result.predictions, mapping.unit
    lines = []
    for number, index in enumerate(result.cell):
        found = detection(predictions, index)
        text = tr("anchor {number}: {label}", number=number, label=_caption(found))
        if predictions.objectness is not None:
            text += f"   pc {predictions.objectness[index]:.3f}"
        if result.fits:
            text += "   " + tr("shape IoU {value}", value=f"{result.fits[number]:.2f}")
        lines.append((text, category(number), index == winner))
    height = painter.fontMetrics().height() + 4 * unit
    width = max(painter.fontMetrics().horizontalAdvance(text) for text, _, _ in lines) + 50 * unit
    panel = legend_place(mapping, result, width, len(lines) * height + 8 * unit)
    painter.setClipping(False)
    painter.fillRect(panel, QColor(0, 0, 0, 180))
    left, top = panel.left(), panel.top()
    for place, (text, colour, best) in enumerate(lines):
        line = top + 4 * unit + place * height
        painter.setPen(pen(colour, 4 if best else 2, mapping))
        middle = line + height / 2
        painter.drawLine(QPointF(left + 8 * unit, middle), QPointF(left + 30 * unit, middle))
        painter.setPen(QColor("white"))
        box = QRectF(left + 38 * unit, line, width, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)


def draw_pc(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """How sure each cell is that an object's midpoint lies in it, as a heat map."""
    predictions, head = result.predictions, result.predictions.heads[result.head]
    first = predictions.cell_rect(Slot(result.head, 0, 0, 0))
    last = predictions.cell_rect(Slot(result.head, head.rows - 1, head.columns - 1, 0))
    heat = to_qimage(sequential(result.pc_map))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setOpacity(0.62)
    painter.drawImage(mapping.rect(first[0], first[1], last[2], last[3]), heat)
    painter.setOpacity(1)
    if result.focus is not None:
        slot = predictions.locate(result.focus)
        outline(painter, mapping, mapping.rect(*predictions.cell_rect(slot)), QColor("white"), 2)
    _legend(painter, mapping, result)


def _legend(painter: QPainter, mapping: Mapping, result: Result) -> None:
    unit = mapping.unit
    bar = to_qimage(sequential(np.linspace(0, 1, 128, dtype=np.float32)[None, :]))
    panel = legend_place(mapping, result, 224 * unit, 26 * unit)
    painter.setClipping(False)
    painter.fillRect(panel, QColor(0, 0, 0, 170))
    left, right = panel.left() + 26 * unit, panel.right() - 26 * unit
    painter.drawImage(QRectF(left, panel.top() + 7 * unit, right - left, 12 * unit), bar)
    painter.setPen(QColor("white"))
    ends = QRectF(panel.left(), panel.top(), 26 * unit, panel.height())
    painter.drawText(ends, Qt.AlignmentFlag.AlignCenter, "0")
    ends.moveLeft(right)
    painter.drawText(ends, Qt.AlignmentFlag.AlignCenter, "1")


def draw_numbers(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """The open box alone: its cell, its anchor, its midpoint; the rest dimmed."""
    if result.focus is None:
        return
    predictions = result.predictions
    found = detection(predictions, result.focus)
    colour = _colour(result, result.focus)
    rect = mapping.rect(*found.box)
    height, width = predictions.image_size
    whole = mapping.rect(0, 0, width, height)
    inside = rect.intersected(whole)
    for strip in (
        QRectF(whole.topLeft(), QPointF(whole.right(), inside.top())),
        QRectF(QPointF(whole.left(), inside.bottom()), whole.bottomRight()),
        QRectF(QPointF(whole.left(), inside.top()), inside.bottomLeft()),
        QRectF(inside.topRight(), QPointF(whole.right(), inside.bottom())),
    ):
        painter.fillRect(strip, DIM)
    _grid_lines(painter, mapping, result)
    cell = predictions.cell_rect(found.slot)
    outline(painter, mapping, mapping.rect(*cell), QColor("white"), 2)
    anchors = predictions.heads[found.slot.head].anchors
    if anchors is not None:
        width, height = predictions.size_in_picture(*anchors[found.slot.anchor].tolist())
        x, y = (found.box[0] + found.box[2]) / 2, (found.box[1] + found.box[3]) / 2
        painter.setPen(pen(QColor("white"), 1.4, mapping, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(mapping.rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    outline(painter, mapping, rect, colour, 2.5)
    dot(painter, mapping, _midpoint(mapping, found), colour)
    write_tags(painter, mapping, [(rect, _caption(found), colour)])


DRAWERS = {
    "boxes": draw_boxes,
    "raw": draw_raw,
    "grid": draw_grid,
    "anchors": draw_anchors,
    "pc": draw_pc,
    "numbers": draw_numbers,
}
