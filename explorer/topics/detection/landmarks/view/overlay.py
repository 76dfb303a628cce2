"""What is drawn on the picture, one function a view. Reads a Result, computes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.core.i18n import tr
from explorer.topics.detection.landmarks.result import Eye, Face, Result
from explorer.topics.detection.landmarks.state import State
from explorer.topics.detection.landmarks.view.caption import STATES, signed
from explorer.topics.detection.landmarks.view.marks import draw_mark, write_numbers
from explorer.ui.colours import CATEGORIES, category, sequential
from explorer.ui.widgets.box_paint import Tag, dot, outline, pen, write_tags
from explorer.ui.widgets.image_canvas import Mapping
from explorer.vision.landmarks import FIVE, MESH, REGIONS, indices

LINE = QColor(255, 255, 255, 150)
HEIGHT, WIDTH = CATEGORIES[0], CATEGORIES[1]
ROOM = 36
"""Screen points that an eye is wide where there is room for p1 to p6."""
AXES = ((CATEGORIES[5], "x"), (CATEGORIES[2], "y"), (CATEGORIES[1], "z"))


@dataclass(frozen=True)
class Look:
    """How one looks at a result.

    Parameters
    ----------
    state : State
    pointed : tuple of int or None
        Face and landmark under the pointer, counted from 0.
    """

    state: State
    pointed: tuple[int, int] | None = None


def painter_for(result: Result, look: Look) -> Callable[[QPainter, Mapping], None]:
    """Return the function that draws ``result`` as ``look`` asks."""
    draw = DRAWERS[look.state.view]

    def paint(painter: QPainter, mapping: Mapping) -> None:
        painter.save()
        draw(painter, mapping, result, look)
        painter.restore()

    return paint


@cache
def colours(count: int) -> tuple[QColor, ...]:
    """Return the colour of each landmark, the same on every face."""
    if count == len(FIVE):
        return tuple(category(k) for k in range(count))
    ramp = sequential(np.linspace(0, 1, MESH, dtype=np.float32))
    return tuple(QColor(*rgb) for rgb in ramp.tolist())


def shown(state: State) -> tuple[int, ...]:
    """Return the landmarks that are drawn, counted from 0."""
    return indices(state.region) if state.points == str(MESH) else tuple(range(len(FIVE)))


def _boxes(
    painter: QPainter, mapping: Mapping, result: Result, text: Callable[[Face], str]
) -> list[Tag]:
    """Draw the faces' boxes, the open one bold; return their tags, the open one's first."""
    tags = []
    for number, face in enumerate(result.faces):
        rect = mapping.rect(*face.found.box.tolist())
        opened = number == result.focus
        outline(painter, mapping, rect, QColor("white"), 2.5 if opened else 1)
        said = " ".join(filter(None, (str(number + 1), text(face))))
        tags.append((not opened, (rect, said, QColor("white" if opened else "#c8c8c8"))))
    return [tag for _, tag in sorted(tags, key=lambda entry: entry[0])]


def draw_points(painter: QPainter, mapping: Mapping, result: Result, look: Look) -> None:
    """Landmarks in their colours, with their numbers."""
    tags = _boxes(painter, mapping, result, lambda face: f"· {face.found.score:.2f}")
    places = shown(look.state)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if result.count == MESH:
        painter.save()
        painter.translate(mapping.origin)
        painter.scale(mapping.scale, mapping.scale)
        _lines(painter, mapping, result, look.state.region)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        _dots(painter, mapping, result, places)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    else:
        for face in result.faces:
            for k in places:
                dot(painter, mapping, mapping.point(*face.landmarks[k].tolist()), category(k))
    if look.state.numbers:
        write_numbers(painter, mapping, result, places)
    write_tags(painter, mapping, tags)
    for k in {result.marked, look.pointed[1] if look.pointed else None} - {None}:
        draw_mark(painter, mapping, result, k, look.pointed)


def _lines(painter: QPainter, mapping: Mapping, result: Result, region: str) -> None:
    chains = [
        chain for part, lines in REGIONS.items() if region in ("all", part) for chain in lines
    ]
    painter.setPen(_in_picture(LINE, 1, mapping))
    for points in _points(result):
        for chain in chains:
            painter.drawPolyline([points[k] for k in chain])


def _dots(painter: QPainter, mapping: Mapping, result: Result, places: tuple[int, ...]) -> None:
    """One call for each landmark draws it on all faces; squares are ten times as fast."""
    faces = _points(result)
    for k in places:
        painter.setPen(_in_picture(colours(MESH)[k], 3, mapping))
        painter.drawPoints([points[k] for points in faces])


@lru_cache(maxsize=2)
def _points(result: Result) -> list[list[QPointF]]:
    """Return the landmarks of each face in pixels: kept while one points and zooms."""
    return [[QPointF(x, y) for x, y in face.landmarks.tolist()] for face in result.faces]


def _in_picture(colour: QColor, width: float, mapping: Mapping) -> QPen:
    """Return a pen ``width`` points wide where the painter measures in picture pixels."""
    side = width * mapping.unit / mapping.scale
    return QPen(colour, side, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)


def _mapped(mapping: Mapping, points: np.ndarray) -> list[QPointF]:
    x0, y0, scale = mapping.origin.x(), mapping.origin.y(), mapping.scale
    return [QPointF(x0 + x * scale, y0 + y * scale) for x, y in points.tolist()]


def draw_eyes(painter: QPainter, mapping: Mapping, result: Result, _look: Look) -> None:
    """The distances whose ratio tells whether an eye is open."""
    tags = _boxes(painter, mapping, result, _said)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for face in result.faces:
        for eye in face.eyes.values():
            _eye(painter, mapping, eye)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    write_tags(painter, mapping, tags)


def _said(face: Face) -> str:
    """Return the ratios of both eyes, and what they mean; said once where it is the same."""
    right, left = face.eyes.values()
    if right.open == left.open:
        return f"· {right.ratio:.2f} {left.ratio:.2f} {tr(STATES[left.open])}"
    return "· " + " ".join(f"{eye.ratio:.2f} {tr(STATES[eye.open])}" for eye in (right, left))


def _eye(painter: QPainter, mapping: Mapping, eye: Eye) -> None:
    points = _mapped(mapping, eye.points)
    for colour, first, second in ((WIDTH, 0, 3), (HEIGHT, 1, 5), (HEIGHT, 2, 4)):
        painter.setPen(pen(QColor(0, 0, 0, 150), 3.5, mapping))
        painter.drawLine(points[first], points[second])
        painter.setPen(pen(colour, 2, mapping))
        painter.drawLine(points[first], points[second])
    if eye.width * mapping.scale >= ROOM * mapping.unit:
        middle = mapping.point(*eye.points.mean(axis=0).tolist())
        painter.setPen(QColor("white"))
        for number, point in enumerate(points, start=1):
            # Away from the middle of the eye.
            away = point - middle
            length = max(1.0, (away.x() ** 2 + away.y() ** 2) ** 0.5)
            at = point + away * (9 * mapping.unit / length)
            side = 10 * mapping.unit
            box = QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


def draw_pose(painter: QPainter, mapping: Mapping, result: Result, _look: Look) -> None:
    """Axes at the nose: to the person's left, up, and out of the face."""

    def turned(face: Face) -> str:
        angles = (face.pose.yaw, face.pose.pitch, face.pose.roll)
        return "· " + "  ".join(signed(angle) for angle in angles)

    tags = _boxes(painter, mapping, result, turned)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for face in result.faces:
        nose, *ends = _mapped(mapping, face.pose.axes)
        for (colour, letter), end in zip(AXES, ends, strict=True):
            painter.setPen(pen(QColor(0, 0, 0, 150), 5, mapping))
            painter.drawLine(nose, end)
            painter.setPen(pen(colour, 3, mapping))
            painter.drawLine(nose, end)
            if face is result.open:
                side = 10 * mapping.unit
                box = QRectF(end.x() - side, end.y() - side, 2 * side, 2 * side)
                painter.fillRect(box.adjusted(side / 3, side / 4, -side / 3, -side / 4), colour)
                painter.setPen(QColor("black"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    write_tags(painter, mapping, tags)


DRAWERS = {"points": draw_points, "eyes": draw_eyes, "pose": draw_pose}
