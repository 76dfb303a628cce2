"""From the faces that were found, and the people who are enrolled, to names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from explorer.nets.face_looker import Looked
from explorer.nets.faces import DetectedFace
from explorer.topics.faces.faces.known import Known
from explorer.topics.faces.faces.state import State
from explorer.vision.similarity import Match, nearest_people, recognise

NEAREST = 3
"""People that are shown for each face."""


@dataclass(frozen=True)
class Candidate(Match):
    """A person, the cosine distance of the nearest of their faces, and the name."""

    name: str


@dataclass(frozen=True, eq=False)
class Face:
    """A face and who it may be.

    Parameters
    ----------
    found : DetectedFace
    nearest : tuple of Candidate
        Up to three people, the nearest first.
    known : bool
        Whether the first is within the threshold; otherwise the face is unknown.
    """

    found: DetectedFace
    nearest: tuple[Candidate, ...]
    known: bool

    @property
    def name(self) -> str | None:
        """The name of the person; None for unknown."""
        return self.nearest[0].name if self.known else None

    @property
    def distance(self) -> float | None:
        """Of the nearest person, known or not; None where nobody is enrolled."""
        return self.nearest[0].distance if self.nearest else None

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "box": self.found.box.tolist(),
            "score": self.found.score,
            "name": self.name,
            "distance": self.distance,
            "nearest": [{"name": c.name, "distance": c.distance} for c in self.nearest],
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    image_size : (height, width), pixels
    threshold : float
    people, enrolled : int
        People in the gallery, and their faces.
    faces : tuple of Face
        From the left to the right.
    focus : int or None
        The open face, counted from 0; None where there is no face.
    """

    image_size: tuple[int, int]
    threshold: float
    people: int
    enrolled: int
    faces: tuple[Face, ...]
    focus: int | None

    @property
    def open(self) -> Face | None:
        """The open face."""
        return None if self.focus is None else self.faces[self.focus]

    @property
    def recognised(self) -> int:
        """How many faces have a name."""
        return sum(face.known for face in self.faces)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "image_size": list(self.image_size),
            "threshold": self.threshold,
            "people": self.people,
            "enrolled": self.enrolled,
            "count": len(self.faces),
            "recognised": self.recognised,
            "unknown": len(self.faces) - self.recognised,
            "open": self.focus,
            "faces": [face.to_json() for face in self.faces],
        }


def interpret(looked: Looked, known: Known, state: State) -> Result:
    """Compare every face with everybody; no network is involved."""
    products = looked.vectors @ known.matrix.T
    height, width = looked.pixels.shape[:2]
    faces = (
        Face(found, _named(nearest_people(row, known.people, NEAREST), known), False)
        for found, row in zip(looked.faces, products, strict=True)
    )
    result = Result(
        image_size=(height, width),
        threshold=state.threshold,
        people=len(known.names),
        enrolled=len(known.matrix),
        faces=tuple(faces),
        focus=None,
    )
    return judge(result, state)


def judge(result: Result, state: State) -> Result:
    """Return ``result`` for another threshold or open face; nobody is compared anew."""
    faces = tuple(
        replace(face, known=recognise(face.nearest, state.threshold) is not None)
        for face in result.faces
    )
    focus = min(state.face, len(faces)) - 1 if faces else None
    return replace(result, threshold=state.threshold, faces=faces, focus=focus)


def _named(matches: tuple[Match, ...], known: Known) -> tuple[Candidate, ...]:
    return tuple(Candidate(m.person, m.row, m.distance, known.names[m.person]) for m in matches)
