"""From the faces that were found, and a state, to everything the views show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.nets.faces import FoundFace
from explorer.topics.detection.landmarks.state import State
from explorer.vision.eyes import EYES, eye_aspect_ratio, openings
from explorer.vision.head_pose import PLACES, Pose, head_pose


@dataclass(frozen=True, eq=False)
class Eye:
    """One eye.

    Parameters
    ----------
    points : (6, 2) float32
        p1 to p6, picture pixels.
    heights, width : float
        |p2 - p6| and |p3 - p5|; |p1 - p4|.
    ratio : float
        The eye aspect ratio.
    open : bool
        Whether it reaches the threshold.
    """

    points: NDArray[np.float32]
    heights: tuple[float, float]
    width: float
    ratio: float
    open: bool


@dataclass(frozen=True, eq=False)
class Face:
    """A face above the threshold.

    Parameters
    ----------
    found : FoundFace
    landmarks : (n, 2) float32
        In picture pixels.
    eyes : dict of Eye
        The person's "right" and "left".
    pose : Pose
    """

    found: FoundFace
    landmarks: NDArray[np.float32]
    eyes: dict[str, Eye]
    pose: Pose

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "box": self.found.box.tolist(),
            "score": self.found.score,
            "presence": self.found.presence,
            "landmarks": self.landmarks.tolist(),
            "eyes": {
                side: {"ratio": eye.ratio, "open": eye.open} for side, eye in self.eyes.items()
            },
            "pose": {"yaw": self.pose.yaw, "pitch": self.pose.pitch, "roll": self.pose.roll},
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    image_size : (height, width), pixels
    count : int
        Landmarks of a face, n.
    faces : tuple of Face
        From the left to the right.
    focus : int or None
        The open face, counted from 0; None where there is no face.
    marked : int or None
        The landmark that is marked on all faces, counted from 0.
    best_score : float or None
        The highest score of a face, shown or not.
    """

    image_size: tuple[int, int]
    count: int
    faces: tuple[Face, ...]
    focus: int | None
    marked: int | None
    best_score: float | None

    @property
    def open(self) -> Face | None:
        """The open face."""
        return None if self.focus is None else self.faces[self.focus]

    @property
    def length(self) -> int:
        """Numbers of the output vector: whether there is a face, and two for each landmark."""
        return 1 + 2 * self.count

    @cached_property
    def relative(self) -> NDArray[np.float64]:
        """Landmarks of the open face as shares of the picture's width and height, (n, 2)."""
        assert self.open
        height, width = self.image_size
        return self.open.landmarks.astype(np.float64) / (width, height)

    @property
    def vector(self) -> list[float | None]:
        """The output vector as the course counts it: y = [face, l1x, l1y, l2x, ...].

        Without a face the rest is None: it does not matter.
        """
        if self.open is None:
            return [0.0, *[None] * (self.length - 1)]
        return [1.0, *self.relative.ravel().tolist()]

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "image_size": list(self.image_size),
            "count": len(self.faces),
            "landmarks": self.open.landmarks.tolist() if self.open else [],
            "vector": self.vector,
            "length": self.length,
            "open": self.focus,
            "faces": [face.to_json() for face in self.faces],
            "closed": sum(not any(eye.open for eye in face.eyes.values()) for face in self.faces),
        }


def interpret(found: tuple[FoundFace, ...], size: tuple[int, ...], state: State) -> Result:
    """Select and measure; no network is involved. ``size`` is (height, width)."""
    height, width = size
    count = int(state.points)
    faces = tuple(
        _measure(face, count, width, state.eye_threshold)
        for face in found
        if face.score >= state.score_threshold
    )
    return Result(
        image_size=(height, width),
        count=count,
        faces=faces,
        focus=min(state.face, len(faces)) - 1 if faces else None,
        marked=state.landmark - 1 if 0 < state.landmark <= count else None,
        best_score=max((face.score for face in found), default=None),
    )


def _measure(found: FoundFace, count: int, width: int, threshold: float) -> Face:
    landmarks = found.five if count == len(found.five) else found.mesh
    eyes = {side: _eye(found.mesh[list(places)], threshold) for side, places in EYES.items()}
    return Face(found, landmarks, eyes, head_pose(found.mesh[list(PLACES)], width))


def _eye(points: NDArray[np.float32], threshold: float) -> Eye:
    first, second, width = openings(points)
    ratio = eye_aspect_ratio(points)
    return Eye(points, (first, second), width, ratio, ratio >= threshold)
