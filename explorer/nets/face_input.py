"""The largest face of a picture, aligned, as the input of a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.nets.face_looker import find_sure
from explorer.nets.faces import DetectedFace, FaceDetector
from explorer.nets.preprocess import Prepared, Preprocessing, Warp, normalise
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import align, to_template


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
    face = max(find_sure(detector, image), key=_area, default=None)
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
