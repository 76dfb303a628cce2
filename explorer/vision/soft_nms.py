"""Soft-NMS: boxes that overlap a better one lose score, not their place.

Source: Bodla, Singh, Chellappa and Davis, Soft-NMS, ICCV 2017. The reference is
OpenCV (``cv2.dnn.softNMSBoxes``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.boxes import iou

METHODS = ("gaussian", "linear")


def soft_suppression(
    boxes: NDArray[Any],
    scores: NDArray[Any],
    score_threshold: float,
    iou_threshold: float,
    labels: NDArray[Any] | None = None,
    *,
    method: str = "gaussian",
    sigma: float = 0.5,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Pick the best box, weaken the others by their overlap with it, again.

    Parameters
    ----------
    boxes : (N, 4) x1, y1, x2, y2
    scores : (N,)
    score_threshold : float
        A box whose score is not above it (any more) takes no further part.
    iou_threshold : float
        The linear method weakens a box whose IoU is greater; the Gaussian does not
        use it.
    labels : (N,) integers, optional
        If given, boxes weaken only those of their own class.
    method : str
        "linear": score times 1 - IoU; "gaussian": times exp(-IoU^2 / sigma).
    sigma : float > 0

    Returns
    -------
    kept : (K,) integers
        Boxes in the order in which they are picked.
    weakened : (N,) float64
        What has become of the scores.
    """
    weakened = np.array(scores, np.float64)
    waiting = np.flatnonzero(weakened > score_threshold)
    kept: list[int] = []
    while len(waiting):
        place = int(weakened[waiting].argmax())
        best = int(waiting[place])
        kept.append(best)
        waiting = np.delete(waiting, place)
        overlap = iou(boxes[waiting], boxes[best])
        if labels is not None:
            overlap = np.where(labels[waiting] == labels[best], overlap, 0.0)
        if method == "linear":
            weakened[waiting] *= np.where(overlap > iou_threshold, 1 - overlap, 1.0)
        else:
            weakened[waiting] *= np.exp(-(overlap**2) / sigma)
        waiting = waiting[weakened[waiting] > score_threshold]
    return np.array(kept, np.intp), weakened
