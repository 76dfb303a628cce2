"""Boxes with names on the picture. Reads a Result, computes nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QPainter

from explorer.core.i18n import tr
from explorer.topics.faces.faces.result import Face, Result
from explorer.ui.colours import category
from explorer.ui.widgets.box_paint import Tag, dot, outline, write_tags
from explorer.ui.widgets.image_canvas import Mapping

UNKNOWN = QColor("#d0d0d0")
LONGEST = 24


def colour(face: Face) -> QColor:
    """Return a person's colour, the same in every picture; grey for unknown."""
    return category(face.nearest[0].person) if face.known else UNKNOWN


def short(name: str) -> str:
    """Return a name as a tag has room for it."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def said(face: Face) -> str:
    """Return name and distance."""
    name = short(face.name) if face.name is not None else tr("unknown")
    return name if face.distance is None else f"{name} {face.distance:.2f}"


def painter_for(result: Result) -> Callable[[QPainter, Mapping], None]:
    """Return the function that draws ``result``."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        tags: list[tuple[bool, Tag]] = []
        for number, face in enumerate(result.faces):
            rect, opened = mapping.rect(*face.found.box.tolist()), number == result.focus
            outline(painter, mapping, rect, colour(face), 3.5 if opened else 1.5)
            if opened:
                for k, point in enumerate(face.found.five.tolist()):
                    dot(painter, mapping, mapping.point(*point), category(k))
            tags.append((not opened, (rect, f"{number + 1} · {said(face)}", colour(face))))
        ordered = sorted(tags, key=lambda entry: entry[0])
        write_tags(painter, mapping, [tag for _, tag in ordered])

    return paint
