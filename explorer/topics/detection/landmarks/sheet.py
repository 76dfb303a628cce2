"""The landmarks of all faces as rows."""

from __future__ import annotations

from typing import Any

from explorer.topics.detection.landmarks.result import Result
from explorer.vision.landmarks import NAMES

TITLES = ["face", "landmark", "name", "x", "y", "x / width", "y / height"]


def rows(result: Result | None) -> list[list[Any]]:
    """Return every landmark of every face, titles first; faces and landmarks from 1."""
    found: list[list[Any]] = [TITLES]
    if result is None:
        return found
    height, width = result.image_size
    for number, face in enumerate(result.faces, start=1):
        for k, (x, y) in enumerate(face.landmarks.tolist()):
            found.append([number, k + 1, NAMES[result.count][k], x, y, x / width, y / height])
    return found
