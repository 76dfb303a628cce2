"""Faces in a picture: YuNet finds them, MediaPipe's face mesh places 468 landmarks on each.

Both run in OpenCV, on the CPU; a thread of its own uses them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2
from explorer.vision.landmarks import MESH
from explorer.weights import store

LEAST_SCORE = 0.3
OVERLAP = 0.3
MOST = 50
"""Faces that are followed up, the best; more would only make a crowd slow."""

SIDE = 192
LEAST_SIDE = 64
"""Of what the detector sees: below it, OpenCV reads memory that was never written."""

MARGIN = 1.5
"""The mesh looks at a square of this many times the longer side of the face's box."""


@dataclass(frozen=True, eq=False)
class DetectedFace:
    """A face, in picture pixels; it may reach beyond the picture.

    Parameters
    ----------
    box : (4,) float32
        x1, y1, x2, y2.
    score : float
        How sure the detector is, 0 to 1.
    five : (5, 2) float32
        Right eye, left eye, tip of the nose, right and left corner of the mouth.
    """

    box: NDArray[np.float32]
    score: float
    five: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FoundFace(DetectedFace):
    """A face with its landmarks, in picture pixels.

    Parameters
    ----------
    mesh : (468, 2) float32
    presence : float
        How sure the mesh network is that there is a face in its square, 0 to 1.
    """

    mesh: NDArray[np.float32]
    presence: float


class FaceDetector:
    """YuNet alone, loaded.

    Raises
    ------
    UserError
        Its weights are not there.
    """

    def __init__(self) -> None:
        # As bytes: OpenCV cannot open every path.
        none = np.empty(0, np.uint8)
        self._detector = cv2.FaceDetectorYN.create(
            "onnx", _read("yunet"), none, (320, 320), LEAST_SCORE, OVERLAP
        )

    def find(self, image: NDArray[np.uint8], side: int) -> tuple[DetectedFace, ...]:
        """Return the faces in ``image``, from the left to the right.

        Parameters
        ----------
        image : (H, W, 3) uint8, RGB
        side : int
            A picture with a longer side is reduced to this for the detector.
        """
        height, width = image.shape[:2]
        scale = min(1.0, side / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        reduced = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
        if min(size) < LEAST_SIDE:
            below, right = (max(0, LEAST_SIDE - length) for length in reduced.shape[:2])
            reduced = cv2.copyMakeBorder(reduced, 0, below, 0, right, cv2.BORDER_CONSTANT)
        self._detector.setInputSize(reduced.shape[1::-1])
        _, rows = self._detector.detect(cv2.cvtColor(reduced, cv2.COLOR_RGB2BGR))
        if rows is None:
            return ()
        # On pictures of a few pixels YuNet's numbers overflow.
        rows = rows[np.isfinite(rows).all(axis=1) & (rows[:, 2:4] >= 1).all(axis=1)]
        # Width and height of the reduced picture are rounded.
        rows[:, :14] *= np.tile([width / size[0], height / size[1]], 7)
        best = sorted(rows, key=lambda row: -float(row[14]))[:MOST]
        found = (_detected(row) for row in best)
        return tuple(sorted(found, key=lambda face: float(face.box[0] + face.box[2])))


def _detected(row: NDArray[np.float32]) -> DetectedFace:
    box = np.concatenate([row[:2], row[:2] + row[2:4]])
    return DetectedFace(box, float(row[14]), row[4:14].reshape(5, 2))


class FaceFinder:
    """Both networks, loaded.

    Raises
    ------
    UserError
        Their weights are not there.
    """

    def __init__(self) -> None:
        self._detector = FaceDetector()
        self._mesh = cv2.dnn.readNetFromTFLite(_read("face-landmark"))
        self._outputs = self._mesh.getUnconnectedOutLayersNames()

    def find(self, image: NDArray[np.uint8], side: int) -> tuple[FoundFace, ...]:
        """Return the faces in ``image``, see `FaceDetector.find`, with their landmarks."""
        return tuple(self._follow(image, face) for face in self._detector.find(image, side))

    def _follow(self, image: NDArray[np.uint8], face: DetectedFace) -> FoundFace:
        matrix = to_square(face.box, face.five)
        square = cv2.warpAffine(image, matrix, (SIDE, SIDE))
        self._mesh.setInput(cv2.dnn.blobFromImage(square, 1 / 255))
        presence, points = sorted(self._mesh.forward(self._outputs), key=np.size)
        back = cv2.invertAffineTransform(matrix)
        mesh = points.reshape(MESH, 3)[:, :2] @ back[:, :2].T + back[:, 2]
        # A logit; the file leaves the sigmoid to its reader.
        sure = 1 / (1 + np.exp(-float(presence.item())))
        return FoundFace(face.box, face.score, face.five, mesh.astype(np.float32), float(sure))


def to_square(box: NDArray[np.float32], five: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the (2, 3) map from the picture to the square that the mesh looks at.

    The square is `MARGIN` times the face's box, turned until the eyes are level, as in
    MediaPipe's face_detection_front_detection_to_roi.
    """
    right, left = five[:2].astype(np.float64)
    turn = np.arctan2(*(left - right)[::-1])
    scale = SIDE / (MARGIN * float(max(box[2] - box[0], box[3] - box[1])))
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    turned = np.array([[cos, sin], [-sin, cos]])
    middle = (box[:2] + box[2:]) / 2
    return np.hstack([turned, (SIDE / 2 - turned @ middle)[:, None]])


def _read(name: str) -> NDArray[np.uint8]:
    return np.frombuffer(store.locate(name).read_bytes(), np.uint8)
