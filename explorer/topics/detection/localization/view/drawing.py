"""What is drawn on the picture: both boxes, how y measures one, and what descent does."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from explorer.core.box_lists import Box
from explorer.topics.detection.localization.display import class_name, decimal
from explorer.topics.detection.localization.result import Result
from explorer.ui.widgets.box_paint import Tag, dot, pen, write_tags
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.ui.widgets.shown_boxes import ShownBox
from explorer.vision.localization import CLASSES

# Okabe and Ito: told apart with any colour vision; the prediction is dashed besides.
TARGET, PREDICTION = QColor("#009e73"), QColor("#d55e00")
MEASURE, ARROW = QColor("#f0e442"), QColor("white")
BEYOND = 3
"""So many pictures away a box is drawn that lies further off: it cannot be seen anyway."""
HEAD = 9
"""Points that the head of an arrow is long."""
LEAST_ARROW = 3
"""Points; shorter arrows have no head."""


def roles(result: Result | None, view: str) -> list[str]:
    """Return which boxes the view shows, the upper one last."""
    if result is None:
        return []
    target = ["target"] if result.present else []
    return target if view == "vector" else [*target, "prediction"]


def shown(result: Result | None, view: str) -> list[ShownBox]:
    """Return the boxes of `roles`."""
    return [_shown(result, role) for role in roles(result, view) if result is not None]


def box_of(result: Result, role: str) -> Box:
    """Return where a box is drawn."""
    if role == "target":
        assert result.target.box is not None
        return result.target.box
    x1, y1, x2, y2 = result.predicted
    (a, b), (c, d) = (_near(point, result.size) for point in ((x1, y1), (x2, y2)))
    return a, b, c, d


def _shown(result: Result, role: str) -> ShownBox:
    box = box_of(result, role)
    if role == "target":
        return ShownBox(box, f"y: {class_name(result.classes[result.target.label])}", TARGET)
    share = result.outputs[CLASSES][result.guess]
    guess = f"{class_name(result.classes[result.guess])} {decimal(share, 2)}"
    text = f"ŷ: pc {decimal(result.outputs[0], 2)}, {guess}"
    return ShownBox(box, text, PREDICTION, dashed=True)


def _near(point: tuple[float, float], size: tuple[int, int]) -> tuple[float, float]:
    x, y = (
        min(max(value, -BEYOND * side), (1 + BEYOND) * side)
        for value, side in zip(point, size[::-1], strict=True)
    )
    return x, y


def painter_for(result: Result | None, view: str, *, veiled: bool = False) -> Overlay:
    """Return the function that draws what lies under the boxes; ``veiled``: no numbers."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        if result is None:
            return
        if view == "vector":
            draw_measures(painter, mapping, result, veiled=veiled)
        else:
            draw_step(painter, mapping, result)

    return paint


def draw_measures(
    painter: QPainter, mapping: Mapping, result: Result, *, veiled: bool = False
) -> None:
    """The shares that y is made of, as lines from the rim and along the box."""
    height, width = result.size
    corners = [((0.0, 0.0), "(0, 0)"), ((float(width), float(height)), "(1, 1)")]
    tags: list[Tag] = [_tag(mapping.point(*at), text, QColor("black")) for at, text in corners]
    if result.target.box is not None:
        x1, y1, x2, y2 = result.target.box
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        lines = (
            ("bx", (0.0, y), (x, y)),
            ("by", (x, 0.0), (x, y)),
            ("bh", (x2, y1), (x2, y2)),
            ("bw", (x1, y2), (x2, y2)),
        )
        values = dict(zip(result.names, result.y.tolist(), strict=True))
        for name, begin, end in lines:
            line = QLineF(mapping.point(*begin), mapping.point(*end))
            painter.setPen(pen(QColor("black"), 4, mapping))
            painter.drawLine(line)
            painter.setPen(pen(MEASURE, 2, mapping))
            painter.drawLine(line)
            text = name if veiled else f"{name} {decimal(values[name], 3)}"
            tags.append(_tag(line.center(), text, MEASURE))
        dot(painter, mapping, mapping.point(x, y), TARGET)
    write_tags(painter, mapping, tags)


def _tag(at: QPointF, text: str, colour: QColor) -> Tag:
    return QRectF(at, at + QPointF(1, 1)), text, colour


def draw_step(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Both midpoints, and arrows for what one step of descent does."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for begin, end in result.arrows:
        ends = (mapping.point(*_near(place, result.size)) for place in (begin, end))
        _arrow(painter, mapping, QLineF(*ends))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for role in roles(result, "loss"):
        rect = mapping.rect(*box_of(result, role))
        dot(painter, mapping, rect.center(), TARGET if role == "target" else PREDICTION)


def _arrow(painter: QPainter, mapping: Mapping, line: QLineF) -> None:
    if line.length() < LEAST_ARROW * mapping.unit:
        return
    head = min(HEAD * mapping.unit, line.length())
    angle = math.atan2(line.dy(), line.dx())
    corners = [line.p2()]
    for turn in (2.7, -2.7):
        way = QPointF(math.cos(angle + turn), math.sin(angle + turn))
        corners.append(line.p2() + way * head)
    painter.setPen(pen(QColor("black"), 5, mapping))
    painter.drawLine(line)
    painter.setBrush(ARROW)
    painter.setPen(pen(QColor("black"), 2, mapping))
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(pen(ARROW, 2.5, mapping))
    base = (corners[1] + corners[2]) / 2
    painter.drawLine(QLineF(line.p1(), base))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF(corners))
