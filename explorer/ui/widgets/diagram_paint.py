"""The drawing of a laid out network, made once and painted at any zoom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPolygonF

from explorer.ui.widgets.diagram_boxes import TEXT_LINE, Box
from explorer.ui.widgets.diagram_layout import Layout
from explorer.ui.widgets.diagram_wires import Wire

TEXT_SIZE = 11
SMALLEST_TEXT = 7
# Smaller than so, volumes are drawn without smoothing their edges: it takes long, and hides
# more than it helps.
SMOOTH = 0.4
HEAD = 5.0
CORNER = 8.0


@dataclass(frozen=True, eq=False)
class Figure:
    """A volume ready to be painted: faces with their colours, and the room that it takes."""

    box: Box
    bounds: QRectF
    faces: tuple[tuple[QPolygonF, QColor], ...]
    rim: QColor


@dataclass(frozen=True, eq=False)
class Stroke:
    """A wire ready to be painted; ``head`` is empty where it has no arrow."""

    path: QPainterPath
    head: QPolygonF
    bounds: QRectF
    shortcut: bool


class Drawing:
    """Paints a `Layout`."""

    def __init__(self, layout: Layout) -> None:
        self.figures = {id: _figure(box) for id, box in layout.boxes.items()}
        self.strokes = [_stroke(wire) for wire in layout.wires]

    def at(self, point: QPointF) -> str | None:
        """Return the node at a point of the picture, its text included."""
        return next((id for id, f in self.figures.items() if f.bounds.contains(point)), None)

    def paint(self, painter: QPainter, seen: QRectF, zoom: float, palette: QPalette) -> None:
        """Paint what lies in ``seen``; the painter is set to coordinates of the picture."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_strokes(painter, seen, palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= SMOOTH)
        figures = [figure for figure in self.figures.values() if figure.bounds.intersects(seen)]
        for figure in figures:
            painter.setPen(QPen(figure.rim, 0))
            for polygon, colour in figure.faces:
                painter.setBrush(colour)
                painter.drawPolygon(polygon)
        if readable(zoom):
            self._paint_texts(painter, figures, palette)

    def _paint_strokes(self, painter: QPainter, seen: QRectF, palette: QPalette) -> None:
        for shortcut, role, width in (
            (False, QPalette.ColorRole.PlaceholderText, 1.3),
            (True, QPalette.ColorRole.Link, 1.8),
        ):
            colour = palette.color(role)
            strokes = [
                x for x in self.strokes if x.shortcut == shortcut and x.bounds.intersects(seen)
            ]
            painter.setPen(QPen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for stroke in strokes:
                painter.drawPath(stroke.path)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for stroke in strokes:
                painter.drawPolygon(stroke.head)

    def _paint_texts(self, painter: QPainter, figures: list[Figure], palette: QPalette) -> None:
        font = painter.font()
        font.setPixelSize(TEXT_SIZE)
        painter.setFont(font)
        for place, role in enumerate(
            (QPalette.ColorRole.WindowText, QPalette.ColorRole.PlaceholderText)
        ):
            painter.setPen(palette.color(role))
            for figure in figures:
                box = figure.box
                top = box.top + box.height + 2 + place * TEXT_LINE
                room = QRectF(figure.bounds.left(), top, figure.bounds.width(), TEXT_LINE)
                text = box.node.detail if place else box.node.title
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextDontClip
                painter.drawText(room, int(flags), text)


def readable(zoom: float) -> bool:
    """Return whether the texts of the nodes can be read."""
    return TEXT_SIZE * zoom >= SMALLEST_TEXT


def _figure(box: Box) -> Figure:
    left, right, bottom = box.left, box.left + box.width, box.top + box.height
    front_right, front_top, depth = right - box.depth, box.top + box.depth, box.depth
    colour = QColor(box.node.colour)
    front = QPolygonF(QRectF(left, front_top, front_right - left, bottom - front_top))
    lid = [(left, front_top), (left + depth, box.top), (right, box.top), (front_right, front_top)]
    side = [(front_right, front_top), (right, box.top), (right, bottom - depth)]
    side.append((front_right, bottom))
    faces = (
        (front, colour),
        (_polygon(lid), colour.lighter(135)),
        (_polygon(side), colour.darker(125)),
    )
    return Figure(box, QRectF(*box.bounds), faces, colour.darker(170))


def _polygon(points: list[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points])


def _stroke(wire: Wire) -> Stroke:
    points = [QPointF(*point) for point in wire.points]
    path = QPainterPath(points[0])
    if wire.peak is not None:
        start, end = points
        # The cubic's highest point, half way, is to reach the peak.
        control = (8 * wire.peak - start.y() - end.y()) / 6
        path.cubicTo(start.x(), control, end.x(), control, end.x(), end.y())
    elif wire.link is None:
        _round(path, points)
    else:
        for one, other in pairwise(points):
            half = (one.x() + other.x()) / 2
            path.cubicTo(half, one.y(), half, other.y(), other.x(), other.y())
    head = QPolygonF()
    if wire.link is not None:
        # Arcs come down on their node, all other links from the left.
        x, y = points[-1].x(), points[-1].y()
        back = [(-HEAD, -HEAD / 2), (-HEAD, HEAD / 2)]
        if wire.peak is not None:
            back = [(dy, dx) for dx, dy in back]
        head = _polygon([(x, y), *((x + dx, y + dy) for dx, dy in back)])
    bounds = path.boundingRect().adjusted(-HEAD, -HEAD, HEAD, HEAD)
    return Stroke(path, head, bounds, wire.peak is not None)


def _round(path: QPainterPath, points: list[QPointF]) -> None:
    """Draw straight pieces with round corners."""
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(corner, _towards(corner, after))
    path.lineTo(points[-1])


def _towards(corner: QPointF, other: QPointF) -> QPointF:
    """Return a point near ``corner`` on the way to ``other``."""
    way = other - corner
    length = way.manhattanLength()
    return corner + way * min(0.5, CORNER / length) if length else corner
