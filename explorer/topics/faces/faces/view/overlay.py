"""Boxes with names on the picture. Reads a Result, computes nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from explorer.core.i18n import tr
from explorer.topics.faces.faces.result import Face, Result
from explorer.topics.faces.faces.view.texts import short
from explorer.ui.colours import category
from explorer.ui.widgets.box_paint import Tag, dot, outline, write_tags
from explorer.ui.widgets.image_canvas import Mapping

UNKNOWN = QColor("#d0d0d0")


def colour(face: Face) -> QColor:
    """Return a person's colour, the same in every picture; grey for unknown."""
    return category(face.nearest[0].person) if face.known else UNKNOWN


def said(face: Face) -> str:
    """Return name and distance."""
    name = short(face.name) if face.name is not None else tr("unknown")
    return name if face.distance is None else f"{name} {face.distance:.2f}"


def painter_for(result: Result, asked: str = "") -> Callable[[QPainter, Mapping], None]:
    """Return the function that draws ``result``; not what a lesson has ``asked`` for."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        if asked == "count":
            return
        tags: list[tuple[bool, Tag]] = []
        for number, face in enumerate(result.faces):
            rect, opened = mapping.rect(*face.found.box.tolist()), number == result.focus
            plain = face.known or bool(asked)
            style = Qt.PenStyle.SolidLine if plain else Qt.PenStyle.DashLine
            shade = UNKNOWN if asked else colour(face)
            outline(painter, mapping, rect, shade, 3.5 if opened else 1.5, style)
            if opened:
                for k, point in enumerate(face.found.five.tolist()):
                    dot(painter, mapping, mapping.point(*point), category(k))
            text = f"{number + 1}" if asked else f"{number + 1} · {said(face)}"
            tags.append((not opened, (rect, text, shade)))
        ordered = sorted(tags, key=lambda entry: entry[0])
        write_tags(painter, mapping, [tag for _, tag in ordered])

    return paint
