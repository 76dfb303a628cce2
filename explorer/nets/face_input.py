"""The largest face of a picture, aligned, as the input of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.nets.faces import DetectedFace, FaceDetector
from explorer.nets.preprocess import Prepared, Preprocessing, Warp, normalise
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import align, to_template

LEAST_SCORE = 0.7
"""Of a face, 0 to 1."""
SIDE = 640
"""A picture with a longer side is reduced to this for the detector."""


def largest(faces: Sequence[DetectedFace]) -> DetectedFace | None:
    """Return the face with the largest box among those the detector is sure of."""
    sure = [face for face in faces if face.score >= LEAST_SCORE]
    return max(sure, key=_area, default=None)


def _area(face: DetectedFace) -> float:
    x1, y1, x2, y2 = face.box.tolist()
    return float((x2 - x1) * (y2 - y1))


def prepare_face(
    image: NDArray[np.uint8], how: Preprocessing, detector: FaceDetector
) -> Prepared | None:
    """Bring the largest face of a picture to the input of a network; None where there is none.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    """
    face = largest(detector.find(image, SIDE))
    if face is None:
        return None
    pixels = align(image, face.five)
    back = cv2.invertAffineTransform(to_template(face.five))
    # There a pixel's middle has whole coordinates, here its upper left corner has.
    shift = 0.5 - 0.5 * back[:, :2].sum(axis=1, keepdims=True)
    warp = Warp(pixels, np.hstack([back[:, :2], back[:, 2:] + shift]))
    corners = warp.corners((0, 0, how.crop, how.crop))
    (x1, y1), (x2, y2) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Prepared(normalise(pixels, how), how, (x1, y1, x2, y2), warp=warp)
