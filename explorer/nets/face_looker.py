"""Faces of a picture: found, aligned, embedded, measured."""

from __future__ import annotations

import time
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

SURE = 0.7
"""Score of a face that the detector is sure of, 0 to 1."""
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

    @cached_property
    def findings(self) -> tuple[tuple[Finding, ...], ...]:
        """What was measured on each face."""
        return tuple(measure(self.pixels, face.box, face.five) for face in self.faces)

    def problems(self, face: int) -> tuple[Finding, ...]:
        """Return what speaks against face ``face``, from 0."""
        return tuple(found for found in self.findings[face] if not found.good)


class Looker:
    """Loads the networks when they are first needed. Used in the inference thread only.

    Parameters
    ----------
    open_embedder : callable, optional
    """

    def __init__(self, open_embedder: Callable[[], FaceEmbedder] = FaceEmbedder) -> None:
        self._open = open_embedder
        self.embed_seconds, self.passes = 0.0, 0
        """Time that the network took so far, and for how many faces."""

    @cached_property
    def _detector(self) -> FaceDetector:
        return FaceDetector()

    @cached_property
    def _embedder(self) -> FaceEmbedder:
        return self._open()

    @property
    def pass_seconds(self) -> float | None:
        """Of one pass through the network; None before the first."""
        return self.embed_seconds / self.passes if self.passes else None

    @property
    def notice(self) -> UserError | None:
        """Why the network does not run where it should; None before it is loaded."""
        embedder: FaceEmbedder | None = vars(self).get("_embedder")
        return embedder.notice if embedder else None

    def find(self, pixels: NDArray[np.uint8]) -> tuple[DetectedFace, ...]:
        """Return the faces that the detector is sure of, from the left to the right."""
        return find_sure(self._detector, pixels)

    def embed(self, aligned: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the embeddings (N, 128) of aligned faces."""
        embedder, begin = self._embedder, time.perf_counter()
        vectors = embedder.embed(aligned)
        self.embed_seconds += time.perf_counter() - begin
        self.passes += len(aligned)
        return vectors

    def look(self, pixels: NDArray[np.uint8]) -> Looked:
        """Find, align and embed all faces of a picture.

        Raises
        ------
        UserError
            The weights are not there.
        """
        faces = self.find(pixels)
        aligned = align_all(pixels, np.array([f.five for f in faces]).reshape(-1, 5, 2))
        return Looked(pixels, faces, aligned, self.embed(aligned))


def find_sure(detector: FaceDetector, pixels: NDArray[np.uint8]) -> tuple[DetectedFace, ...]:
    """Return the faces that the detector is sure of, from the left to the right."""
    return tuple(face for face in detector.find(pixels, SIDE) if face.score >= SURE)
