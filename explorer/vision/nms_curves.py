"""How many boxes non-max suppression keeps, over each of its two thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.nms import non_max_suppression

IOU_STEPS = 20
SCORE_STEPS = 100


@dataclass(frozen=True, eq=False)
class Curves:
    """Counts of boxes.

    Parameters
    ----------
    iou_thresholds, kept_by_iou : (21,)
        Boxes kept at each IoU threshold, at the present score threshold.
    score_thresholds, kept_by_score, above : (101,)
        Boxes kept at each score threshold, at the present IoU threshold; and all boxes
        with a higher score.
    """

    iou_thresholds: NDArray[np.float64]
    kept_by_iou: NDArray[np.intp]
    score_thresholds: NDArray[np.float64]
    kept_by_score: NDArray[np.intp]
    above: NDArray[np.intp]


def curves(
    boxes: NDArray[Any],
    scores: NDArray[Any],
    score_threshold: float,
    iou_threshold: float,
    labels: NDArray[Any] | None = None,
) -> Curves:
    """Count the boxes kept at other thresholds; parameters as for `nms_steps.trace`."""
    single = np.asarray(scores, np.float32)
    iou_thresholds = np.linspace(0, 1, IOU_STEPS + 1)
    score_thresholds = np.linspace(0, 1, SCORE_STEPS + 1)
    candidates = np.flatnonzero(single > np.float32(score_threshold))
    within = None if labels is None else labels[candidates]
    by_iou = [
        len(non_max_suppression(boxes[candidates], single[candidates], float(threshold), within))
        for threshold in iou_thresholds
    ]
    # A box is never removed by one with a lower score: what a score threshold leaves of
    # all boxes and what it leaves of those kept without it are kept alike.
    kept = single[non_max_suppression(boxes, single, iou_threshold, labels)]
    return Curves(
        iou_thresholds,
        np.array(by_iou, np.intp),
        score_thresholds,
        _above(kept, score_thresholds),
        _above(single, score_thresholds),
    )


def _above(scores: NDArray[np.float32], thresholds: NDArray[np.float64]) -> NDArray[np.intp]:
    return len(scores) - np.searchsorted(np.sort(scores), thresholds.astype(np.float32), "right")
