"""What is drawn on the plane: zones, distances, the way of descent, its next step, the points."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from explorer.core.i18n import mark, tr
from explorer.topics.faces.triplet.result import Result
from explorer.topics.faces.triplet.texts import decimal, scale
from explorer.topics.faces.triplet.view.mapping import PAPER, PlaneMapping, draw_axes
from explorer.ui.colours import text_on

# Okabe and Ito: told apart with any colour vision; the letters say it besides.
COLOURS = (QColor("#0072b2"), QColor("#009e73"), QColor("#d55e00"))
LETTERS = ("A", "P", "N")
HARD, SEMI_HARD, EASY = QColor("#f6d2c0"), QColor("#fdf0c4"), PAPER
HATCH = QColor(213, 94, 0, 70)
RADIUS = 11
"""Points from the middle of a handle to its rim."""
HEAD, LEAST_ARROW = 9, 3
LEGEND = (
    (mark("easy"), EASY, Qt.BrushStyle.NoBrush),
    (mark("semi-hard"), SEMI_HARD, Qt.BrushStyle.NoBrush),
    (mark("hard"), HARD, Qt.BrushStyle.BDiagPattern),
)
INK = QColor("#303030")
MOVE, MOST_MOVES = 3, 20
"""Points by which a text gives way at a time, and how often at most."""


@dataclass(frozen=True)
class Looks:
    """How the plane is looked at.

    Parameters
    ----------
    selected : int
        The point that the keys move; -1 for none.
    veiled : bool
        Whether numbers are left out, as a lesson asks for them.
    """

    selected: int = -1
    veiled: bool = False


def draw_plane(painter: QPainter, mapping: PlaneMapping, result: Result, looks: Looks) -> None:
    """Draw everything, from the zones up to the points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(mapping.area)
    places = [mapping.point(*point) for point in result.points.tolist()]
    _zones(painter, mapping, result, places[0])
    draw_axes(painter, mapping)
    _lines(painter, result, places, looks)
    _way(painter, mapping, result)
    _arrows(painter, mapping, result, places)
    for index, (place, letter) in enumerate(zip(places, LETTERS, strict=True)):
        _handle(painter, place, letter, COLOURS[index], chosen=index == looks.selected)
    _together(painter, places)
    _legend(painter, mapping, result, looks)


def _together(painter: QPainter, places: list[QPointF]) -> None:
    """Say which points lie under the uppermost one."""
    for top in (2, 1):
        under = [i for i in range(top) if QLineF(places[i], places[top]).length() < RADIUS]
        if under:
            text = " = ".join(LETTERS[index] for index in (*under, top))
            box = _room(painter.fontMetrics(), text)
            box.moveCenter(places[top] - QPointF(0, RADIUS + painter.fontMetrics().height()))
            _tag(painter, box, text, INK)
            return


def _zones(painter: QPainter, mapping: PlaneMapping, result: Result, middle: QPointF) -> None:
    painter.fillRect(mapping.area, EASY)
    inner, outer = (radius * mapping.scale for radius in result.radii)
    painter.setPen(QPen(INK, 1, Qt.PenStyle.DashLine))
    painter.setBrush(SEMI_HARD)
    painter.drawEllipse(middle, outer, outer)
    painter.setPen(QPen(INK, 1))
    for brush in (QBrush(HARD), QBrush(HATCH, Qt.BrushStyle.BDiagPattern)):
        painter.setBrush(brush)
        painter.drawEllipse(middle, inner, inner)


def _lines(painter: QPainter, result: Result, places: list[QPointF], looks: Looks) -> None:
    for index in (1, 2):
        style = Qt.PenStyle.SolidLine if index == 1 else Qt.PenStyle.DashLine
        painter.setPen(QPen(COLOURS[index], 2, style))
        painter.drawLine(QLineF(places[0], places[index]))
    for index, (text, box) in tags(painter.fontMetrics(), result, places, looks).items():
        _tag(painter, box, text, COLOURS[index])


def tags(
    metrics: QFontMetrics, result: Result, places: list[QPointF], looks: Looks
) -> dict[int, tuple[str, QRectF]]:
    """Return what is written at the lines to points 1 and 2, and where.

    It stands in the middle of a line, or above or below, off the handles and each other.
    """
    around = QPointF(RADIUS + 2, RADIUS + 2)
    taken = [QRectF(place - around, place + around) for place in places]
    distances = (result.triplet.distance_ap, result.triplet.distance_an)
    found = {}
    for index, distance in zip((1, 2), distances, strict=True):
        line = QLineF(places[0], places[index])
        if line.length() > 4 * RADIUS:
            name = f"d(A,{LETTERS[index]})"
            text = name if looks.veiled else f"{name} = {decimal(distance)}"
            box = _free(_room(metrics, text), line.center(), taken)
            found[index] = (text, box)
            taken.append(box)
    return found


def _room(metrics: QFontMetrics, text: str) -> QRectF:
    return QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)


def _free(box: QRectF, at: QPointF, taken: list[QRectF]) -> QRectF:
    """Return the box there, or as little above or below as leaves free what is taken."""
    for step in range(MOST_MOVES):
        for way in (-1, 1):
            moved = QRectF(box)
            moved.moveCenter(at + QPointF(0, way * step * MOVE))
            if not any(moved.intersects(other) for other in taken):
                return moved
    box.moveCenter(at)
    return box


def _tag(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    painter.fillRect(box, colour)
    painter.setPen(text_on(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _way(painter: QPainter, mapping: PlaneMapping, result: Result) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, colour in enumerate(COLOURS):
        way = result.descent.points[: result.steps + 1, index]
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DotLine))
        painter.drawPolyline(QPolygonF([mapping.point(*point) for point in way.tolist()]))


def _arrows(
    painter: QPainter, mapping: PlaneMapping, result: Result, places: list[QPointF]
) -> None:
    length = scale(result) * mapping.scale
    for place, (x, y) in zip(places, result.moves.tolist(), strict=True):
        line = QLineF(place, place + QPointF(x, -y) * length)
        if line.length() >= LEAST_ARROW:
            _arrow(painter, line)


def _arrow(painter: QPainter, line: QLineF) -> None:
    angle = math.atan2(line.dy(), line.dx())
    head = min(HEAD, line.length())
    corners = [
        line.p2() + QPointF(math.cos(angle + turn), math.sin(angle + turn)) * head
        for turn in (2.7, -2.7)
    ]
    path = QPainterPath(line.p1())
    path.lineTo((corners[0] + corners[1]) / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(INK, 2.5))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    painter.drawPolygon(QPolygonF([line.p2(), *corners]))


def _handle(painter: QPainter, at: QPointF, letter: str, colour: QColor, *, chosen: bool) -> None:
    if chosen:
        painter.setPen(QPen(INK, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, RADIUS + 4, RADIUS + 4)
    painter.setPen(QPen(PAPER, 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(at, RADIUS, RADIUS)
    painter.setPen(text_on(colour))
    box = QRectF(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS).translated(at)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def legend(result: Result, looks: Looks) -> list[str]:
    """Say what a negative is where, with the squared distances at which that changes."""
    near, margin = result.triplet.distance_ap, result.triplet.margin
    first, last = decimal(near), decimal(near + margin)
    # Without a margin a negative just as far away has no loss.
    bounds = (
        f"d ≥ {last}",
        f"{first} < d < {last}" if margin else "",
        f"d {_most(margin)} {first}",
    )
    names = [tr(name) for name, _, _ in LEGEND]
    if looks.veiled:
        return names
    return [f"{name}: {bound or '–'}" for name, bound in zip(names, bounds, strict=True)]


def _most(margin: float) -> str:
    return "≤" if margin else "<"


def _legend(painter: QPainter, mapping: PlaneMapping, result: Result, looks: Looks) -> None:
    metrics = painter.fontMetrics()
    row, pad = metrics.height() + 3, 6
    texts = legend(result, looks)
    title = tr("Where a negative is:")
    width = max(metrics.horizontalAdvance(text) for text in (title, *texts)) + 20 + 2 * pad
    box = QRectF(mapping.area.left() + 6, mapping.area.top() + 6, width, 4 * row + 2 * pad)
    painter.setPen(QPen(INK, 1))
    painter.setBrush(PAPER)
    painter.drawRect(box)
    inner = box.adjusted(pad, pad, -pad, -pad)
    painter.drawText(inner, 0, title)
    for number, (text, (_, colour, hatch)) in enumerate(zip(texts, LEGEND, strict=True), start=1):
        top = inner.top() + number * row
        swatch = QRectF(inner.left(), top + 2, 14, row - 5)
        painter.fillRect(swatch, colour)
        painter.setBrush(QBrush(HATCH, hatch))
        painter.drawRect(swatch)
        painter.drawText(QPointF(inner.left() + 20, top + metrics.ascent()), text)
