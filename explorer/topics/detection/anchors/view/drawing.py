"""How boxes, cells and anchors are drawn on the picture. Reads a `Result`, computes nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from explorer.core.i18n import tr
from explorer.topics.detection.anchors.compare import Compared
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.view.texts import box_name, class_name
from explorer.ui.colours import CATEGORIES, category
from explorer.ui.widgets.box_paint import Tag, dot, outline, pen, write_tags
from explorer.ui.widgets.cells import CURRENT
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.ui.widgets.shown_boxes import ShownBox
from explorer.vision.anchor_targets import Encoded, Fate
from explorer.vision.boxes import midpoints

SHEET = 238
"""Grey of the sheet that boxes without a picture lie on."""
FEW, DOTTED = 12, 300
"""Of so many boxes each has its text; its midpoint."""
FAINT = (Fate.OUTSIDE, Fate.EMPTY)
FAINT_MANY = (*FAINT, Fate.TAKEN)
DARK, LIGHT = QColor(0, 0, 0, 110), QColor(255, 255, 255, 150)
FILLED, CLASH = QColor(86, 180, 233, 70), CATEGORIES[6]
PREDICTED = CATEGORIES[5]


def sheet(result: Result) -> NDArray[np.uint8]:
    """Return a plain sheet of the size that the boxes are counted in."""
    width, height = result.size
    return np.full((height, width, 3), SHEET, np.uint8)


def shown(result: Result) -> list[ShownBox]:
    """Return the boxes as the view draws them."""
    few, beside = len(result.boxes) <= FEW, result.compared is not None
    # The target of the slot looked at has a text of its own.
    told = result.compared.target.holder(*result.slot) if result.compared else -1
    fates, many = result.shown.fates, len(result.boxes) > DOTTED
    # Dashes and broad lines take long to draw.
    dashed = (fates != Fate.ASSIGNED) & (not many)
    faint = np.isin(fates, FAINT_MANY if many else FAINT) | beside
    colours = [category(number) for number in range(len(result.classes))]
    parts = (result.boxes, result.labels, dashed, faint)
    return [
        ShownBox(
            (box[0], box[1], box[2], box[3]),
            _text(result, index) if index != told and (few or index == result.selected) else "",
            colours[label],
            *looks,
        )
        for index, (box, label, *looks) in enumerate(
            zip(*(part.tolist() for part in parts), strict=True)
        )
    ]


def _text(result: Result, index: int) -> str:
    name = box_name(result, index)
    if result.compared:
        return name
    if result.encoded.fates[index] != Fate.ASSIGNED:
        return f"{name} ✕ " + tr("no slot")
    return f"{name} → " + tr("anchor {number}", number=int(result.encoded.anchors[index]) + 1)


def below(result: Result) -> Overlay:
    """Return what is drawn under the boxes."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        _cells(painter, mapping, result)
        _grid(painter, mapping, result)
        row, column, _ = result.slot
        outline(painter, mapping, cell_rect(mapping, result, row, column), CURRENT, 3)
        if result.compared:
            _prediction(painter, mapping, result, result.compared)
        else:
            _anchor(painter, mapping, result, result.selected)
        _midpoints(painter, mapping, result)

    return paint


def cell_rect(mapping: Mapping, result: Result, row: int, column: int) -> QRectF:
    """Return where a cell lies."""
    rows, columns = result.shown.y.shape[:2]
    width, height = result.size[0] / columns, result.size[1] / rows
    return mapping.rect(column * width, row * height, (column + 1) * width, (row + 1) * height)


def _cells(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Tint the cells that hold an object; hatch those in which two want one slot."""
    encoded: Encoded = result.shown
    # As one picture: hundreds of rectangles take longer.
    tints = np.zeros(encoded.y.shape[:2], np.uint32)
    tints[encoded.y[..., 0].any(axis=-1)] = FILLED.rgba()
    height, width = tints.shape
    image = QImage(tints, width, height, tints.strides[0], QImage.Format.Format_ARGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(mapping.rect(0, 0, *result.size), image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(CLASH, Qt.BrushStyle.BDiagPattern))
    crowded = encoded.crowded.tolist()
    painter.drawRects([cell_rect(mapping, result, row, column) for row, column in crowded])


def _grid(painter: QPainter, mapping: Mapping, result: Result) -> None:
    rows, columns = result.shown.y.shape[:2]
    width, height = result.size
    whole = mapping.rect(0, 0, width, height)
    across = [mapping.point(width * i / columns, 0).x() for i in range(columns + 1)]
    down = [mapping.point(0, height * i / rows).y() for i in range(rows + 1)]
    # Filled, and by one call: strokes of these colours take many times as long.
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, thickness in ((DARK, 2 * mapping.unit), (LIGHT, mapping.unit)):
        half = thickness / 2
        strips = [QRectF(x - half, whole.top(), thickness, whole.height()) for x in across]
        strips += [QRectF(whole.left(), y - half, whole.width(), thickness) for y in down]
        painter.setBrush(colour)
        painter.drawRects(strips)


def _anchor(painter: QPainter, mapping: Mapping, result: Result, index: int) -> None:
    """Lay the best anchor on the midpoint of a box."""
    anchor = int(result.encoded.anchors[index]) if index >= 0 else -1
    if anchor < 0:
        return
    x, y = midpoints(result.boxes[index]).tolist()
    width, height = (result.anchors[anchor] * result.size).tolist()
    rect = mapping.rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    outline(painter, mapping, rect, QColor("white"), 2, Qt.PenStyle.DashLine)


def _midpoints(painter: QPainter, mapping: Mapping, result: Result) -> None:
    if len(result.boxes) > DOTTED:
        return
    for index, (x, y) in enumerate(midpoints(result.boxes).tolist()):
        at = mapping.point(x, y)
        if result.shown.fates[index] == Fate.ASSIGNED:
            dot(painter, mapping, at, category(int(result.labels[index])))
        else:
            _cross(painter, mapping, at)


def _cross(painter: QPainter, mapping: Mapping, at: QPointF) -> None:
    arm = 5 * mapping.unit
    lines = [
        QLineF(at.x() - arm, at.y() - arm, at.x() + arm, at.y() + arm),
        QLineF(at.x() - arm, at.y() + arm, at.x() + arm, at.y() - arm),
    ]
    for colour, thickness in ((QColor("white"), 4.5), (CLASH, 2.5)):
        painter.setPen(pen(colour, thickness, mapping))
        painter.drawLines(lines)


def _prediction(painter: QPainter, mapping: Mapping, result: Result, compared: Compared) -> None:
    """Draw the predicted box of the slot looked at, and the one it should be."""
    slot = result.slot
    rect = mapping.rect(*compared.box(*slot))
    outline(painter, mapping, rect, PREDICTED, 3)
    tags: list[Tag] = [(rect, _says(compared, slot), PREDICTED)]
    holder = compared.target.holder(*slot)
    if holder >= 0:
        wanted = mapping.rect(*compared.wanted(*slot))
        colour = category(int(result.labels[holder]))
        outline(painter, mapping, wanted, colour, 3, Qt.PenStyle.DashLine)
        tags.append((wanted, tr("target {box}", box=box_name(result, holder)), colour))
    write_tags(painter, mapping, tags)


def _says(compared: Compared, slot: tuple[int, int, int]) -> str:
    predicted = compared.predicted[slot]
    best = int(predicted[5:].argmax())
    return f"pc {predicted[0]:.2f} {class_name(compared.names[best])} {predicted[5 + best]:.2f}"
