"""Two faces: embeddings, difference, distance, same or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.nets.face_looker import Looked
from explorer.nets.faces import DetectedFace
from explorer.nets.sface import DIMENSIONS
from explorer.vision.face_quality import NONE, Finding
from explorer.vision.similarity import cosine_distance, euclidean_distance

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two pictures.

    Parameters
    ----------
    looked : Looked
    chosen : int
        The face that is compared, from 1; the last one stands for those that are not there.
    """

    looked: Looked
    chosen: int

    @property
    def focus(self) -> int | None:
        """The face that is compared, from 0; None where there is none."""
        count = len(self.looked.faces)
        return min(self.chosen, count) - 1 if count else None

    @property
    def face(self) -> DetectedFace | None:
        """The face that is compared."""
        return None if self.focus is None else self.looked.faces[self.focus]

    @property
    def aligned(self) -> NDArray[np.uint8] | None:
        """It, aligned: (112, 112, 3) uint8, RGB."""
        return None if self.focus is None else self.looked.aligned[self.focus]

    @property
    def vector(self) -> Vector | None:
        """Its embedding (128,), of length 1."""
        return None if self.focus is None else self.looked.vectors[self.focus]

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What speaks against it; that there is none."""
        if self.focus is None:
            return (Finding("faces", 0.0, NONE),)
        return self.looked.problems(self.focus)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        findings = {} if self.focus is None else self.looked.findings[self.focus]
        return {
            "faces": len(self.looked.faces),
            "face": None if self.focus is None else self.focus + 1,
            "box": None if self.face is None else self.face.box.tolist(),
            "score": None if self.face is None else self.face.score,
            "embedding": None if self.vector is None else self.vector.tolist(),
            "quality": {found.name: found.value for found in findings},
            "problems": [found.name for found in self.problems],
        }


@dataclass(frozen=True, eq=False)
class Pair:
    """Both pictures, and the threshold at which they are judged."""

    a: Side
    b: Side
    threshold: float

    @property
    def difference(self) -> Vector | None:
        """The absolute values of f(a) - f(b), (128,)."""
        if self.a.vector is None or self.b.vector is None:
            return None
        return np.asarray(np.abs(self.a.vector - self.b.vector))

    @property
    def distance(self) -> float | None:
        """The cosine distance, 0..2; None where a picture has no face."""
        if self.a.vector is None or self.b.vector is None:
            return None
        return cosine_distance(self.a.vector, self.b.vector)

    @property
    def euclidean(self) -> float | None:
        """|f(a) - f(b)|, whose square is twice the cosine distance."""
        if self.a.vector is None or self.b.vector is None:
            return None
        return euclidean_distance(self.a.vector, self.b.vector)

    @property
    def same(self) -> bool | None:
        """Whether they are taken for one person; None where a picture has no face."""
        return None if self.distance is None else self.distance <= self.threshold

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "length": DIMENSIONS,
            "a": self.a.to_json(),
            "b": self.b.to_json(),
            "difference": None if self.difference is None else self.difference.tolist(),
            "euclidean": self.euclidean,
            "cosine": None if self.distance is None else 1 - self.distance,
        }
