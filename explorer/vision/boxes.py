"""Boxes [x1, y1, x2, y2]: areas and intersection over union."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Below this sum of areas two boxes count as the same point, as in OpenCV.
EPSILON = float(np.finfo(np.float64).eps)


def areas(boxes: NDArray[Any]) -> NDArray[Any]:
    """Return the areas of ``boxes`` (..., 4); zero where x2 < x1 or y2 < y1."""
    size = np.maximum(boxes[..., 2:] - boxes[..., :2], 0)
    product: NDArray[Any] = size[..., 0] * size[..., 1]
    return product


def intersections(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Return the common areas of ``a`` (..., 4) and ``b`` (..., 4), broadcast."""
    width = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    height = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    common: NDArray[Any] = np.maximum(width, 0) * np.maximum(height, 0)
    return common


def iou(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Return the intersection over union of ``a`` (..., 4) and ``b`` (..., 4), broadcast.

    Two boxes without area count as identical (1), which is OpenCV's choice too: a
    detector that repeats an empty box says the same thing twice.
    """
    a = np.asarray(a, np.float64)
    b = np.asarray(b, np.float64)
    common = intersections(a, b)
    total = areas(a) + areas(b)
    empty = total <= EPSILON
    # An overflowed area is inf, and inf / inf must not become NaN.
    with np.errstate(invalid="ignore"):
        ratio = common / np.where(empty, 1.0, total - common)
    return np.where(empty, 1.0, np.nan_to_num(ratio, nan=0.0))


def enclosing(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Return the smallest boxes around ``a`` (..., 4) and ``b`` (..., 4): (..., 4)."""
    corners = np.stack((a[..., :2], a[..., 2:], b[..., :2], b[..., 2:]))
    around: NDArray[Any] = np.concatenate((corners.min(axis=0), corners.max(axis=0)), axis=-1)
    return around


def midpoints(boxes: NDArray[Any]) -> NDArray[Any]:
    """Return the midpoints (..., 2) of ``boxes`` (..., 4)."""
    middle: NDArray[Any] = (boxes[..., :2] + boxes[..., 2:]) / 2
    return middle


def giou(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Return IoU - (C - U) / C, where C is the area of the enclosing box; -1 to 1.

    Rezatofighi et al., Generalized intersection over union, 2019. Where C is 0, it is the IoU.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    around = areas(enclosing(a, b))
    union = areas(a) + areas(b) - intersections(a, b)
    return iou(a, b) - np.where(around > 0, (around - union) / np.where(around > 0, around, 1), 0)


def diou(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Return IoU - d² / c²: distance of the midpoints, diagonal of the enclosing box; -1 to 1.

    Zheng et al., Distance-IoU loss, 2020. Where c is 0, it is the IoU.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    around = enclosing(a, b)
    apart = ((midpoints(a) - midpoints(b)) ** 2).sum(axis=-1)
    across = ((around[..., 2:] - around[..., :2]) ** 2).sum(axis=-1)
    return iou(a, b) - np.where(across > 0, apart / np.where(across > 0, across, 1), 0)
