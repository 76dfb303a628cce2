"""A face turned, scaled and moved so that its five points lie where SFace expects them.

Source: Umeyama, Least-squares estimation of transformation parameters between two point
patterns, 1991; the places are those of OpenCV's FaceRecognizerSF (from ArcFace).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2

SIDE = 112
"""Side of the aligned face, pixels."""

# Right eye, left eye, tip of the nose, right and left corner of the mouth, x and y; and their
# middle, as OpenCV has it, rounded: 1/25,000 pixel shows in some pixels of the face.
PLACES = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
MIDDLE = np.array([56.0262, 71.9008], np.float32)


def similarity_transform(
    points: NDArray[Any], places: NDArray[Any], goal: NDArray[Any] | None = None
) -> NDArray[np.float64]:
    """Return the turn, scale and shift that bring points nearest to places.

    Nearest is the least sum of squared distances; there is no reflection. Products are
    float32 and sums double, as OpenCV has them, so that the aligned faces are the same.

    Parameters
    ----------
    points, places : (N, 2)
        Pixels.
    goal : (2,), optional
        The middle of the places, where it is not their mean.

    Returns
    -------
    (2, 3) float64
        Maps a point (x, y, 1).

    Raises
    ------
    ValueError
        All points lie in one place.
    """
    points, places = np.asarray(points, np.float32), np.asarray(places, np.float32)
    middle, goal = points.mean(axis=0), places.mean(axis=0) if goal is None else goal
    spread, wanted = points - middle, places - goal
    variance = float(np.square(spread).astype(np.float64).mean(axis=0).sum())
    if variance == 0:
        raise ValueError("all points lie in one place")
    products = wanted.T[:, None] * spread.T
    left, sizes, right = np.linalg.svd(products.astype(np.float64).mean(axis=2))
    # The last axis is mirrored back where the best fit would mirror the face.
    signs = np.array([1.0, np.copysign(1.0, np.linalg.det(left) * np.linalg.det(right))])
    turn = (left * signs) @ right
    scaled = turn * (sizes @ signs) / variance
    shift = np.asarray(goal, np.float64) - scaled @ np.asarray(middle, np.float64)
    return np.hstack([scaled, shift[:, None]])


def to_template(five: NDArray[Any]) -> NDArray[np.float64]:
    """Return the (2, 3) map from picture pixels to the aligned face.

    Parameters
    ----------
    five : (5, 2)
        In the order of `explorer.vision.landmarks.FIVE`.
    """
    return similarity_transform(five, PLACES, MIDDLE)


def align(image: NDArray[np.uint8], five: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the aligned face (112, 112, 3) uint8, RGB; black beyond the picture.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    five : (5, 2)
        See `to_template`.
    """
    face = cv2.warpAffine(image, to_template(five), (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return np.asarray(face, np.uint8)


def align_all(image: NDArray[np.uint8], fives: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the aligned faces (N, 112, 112, 3) of points (N, 5, 2) in one picture."""
    faces = np.empty((len(fives), SIDE, SIDE, 3), np.uint8)
    for face, five in zip(faces, fives, strict=True):
        face[:] = align(image, five)
    return faces
