"""The faces as rows."""

from __future__ import annotations

from typing import Any

from explorer.topics.faces.faces.result import NEAREST, Face, Result

PLACES = [f"{part} {k}" for k in range(1, NEAREST + 1) for part in ("nearest", "distance")]
TITLES = ["face", "x1", "y1", "x2", "y2", "name", *PLACES]
UNKNOWN = "unknown"


def rows(result: Result | None) -> list[list[Any]]:
    """Return every face, titles first; faces from 1."""
    faces = result.faces if result else ()
    return [TITLES, *(row(number, face) for number, face in enumerate(faces, start=1))]


def row(number: int, face: Face) -> list[Any]:
    """Return one face: its box, its name, the nearest people and how far they are."""
    nearest = [part for c in face.nearest for part in (c.name, c.distance)]
    empty = [""] * (2 * (NEAREST - len(face.nearest)))
    return [number, *face.found.box.tolist(), face.name or UNKNOWN, *nearest, *empty]
