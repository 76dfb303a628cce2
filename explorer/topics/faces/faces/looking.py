"""Faces of a picture: found, aligned, embedded, measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets.face_embedder import FaceEmbedder
from explorer.nets.faces import DetectedFace, FaceDetector
from explorer.vision.face_alignment import align_all
from explorer.vision.face_quality import Finding, measure

LEAST_SCORE = 0.7
"""Of a face, 0 to 1."""
SIDE = 640
"""A picture with a longer side is reduced to this for the detector."""


@dataclass(frozen=True, eq=False)
class Looked:
    """A picture and its faces, from the left to the right.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB
    faces : tuple of DetectedFace, N of them
    aligned : (N, 112, 112, 3) uint8, RGB
    vectors : (N, 128) float32, of length 1
    """

    pixels: NDArray[np.uint8]
    faces: tuple[DetectedFace, ...]
    aligned: NDArray[np.uint8]
    vectors: NDArray[np.float32]

    def problems(self, face: int) -> tuple[Finding, ...]:
        """Return what speaks against enrolling face ``face``, from 0."""
        found = self.faces[face]
        return tuple(f for f in measure(self.pixels, found.box, found.five) if not f.good)


class Looker:
    """Loads the networks when they are first needed. Used in the inference thread only.

    Parameters
    ----------
    open_embedder : callable, optional
    """

    def __init__(self, open_embedder: Callable[[], FaceEmbedder] = FaceEmbedder) -> None:
        self._open = open_embedder

    @cached_property
    def _detector(self) -> FaceDetector:
        return FaceDetector()

    @cached_property
    def _embedder(self) -> FaceEmbedder:
        return self._open()

    @property
    def notice(self) -> UserError | None:
        """Why the network does not run where it should; None before it is loaded."""
        embedder: FaceEmbedder | None = vars(self).get("_embedder")
        return embedder.notice if embedder else None

    def look(self, pixels: NDArray[np.uint8]) -> Looked:
        """Find, align and embed all faces of a picture.

        Raises
        ------
        UserError
            The weights are not there.
        """
        faces = tuple(f for f in self._detector.find(pixels, SIDE) if f.score >= LEAST_SCORE)
        aligned = align_all(pixels, np.array([f.five for f in faces]).reshape(-1, 5, 2))
        return Looked(pixels, faces, aligned, self._embedder.embed(aligned))
