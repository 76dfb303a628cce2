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


def iou_matrix(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Return the IoU of every box of ``a`` (N, 4) with every box of ``b`` (M, 4): (N, M)."""
    return iou(np.asarray(a)[:, None], np.asarray(b)[None])
