"""Non-max suppression: of boxes that overlap much, the one with the best score stays.

The reference is OpenCV (``cv2.dnn.NMSBoxes``), down to its rounding.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.boxes import areas, iou
from explorer.vision.predictions import Predictions

# Boxes compared at a time: all pairs of a few thousand would leave the cache.
_BLOCK = 128


@dataclass(frozen=True, eq=False)
class Selection:
    """What is left of the raw boxes; indices into them, best score first.

    Parameters
    ----------
    candidates : (M,) integers
        Score above the threshold and class wanted.
    kept : (K,) integers
        Those of the candidates that no better one suppressed.
    """

    candidates: NDArray[np.intp]
    kept: NDArray[np.intp]


def _overlaps(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float32]:
    # OpenCV computes the distance 1 - IoU in double and subtracts it in float;
    # a threshold that an IoU meets exactly must fall on the same side.
    return np.float32(1) - (1.0 - iou(a, b)).astype(np.float32)


class _Pairs:
    """Finds the pairs that overlap too much: a quick test on all, the exact one on the rest."""

    def __init__(
        self, boxes: NDArray[Any], labels: NDArray[Any] | None, iou_threshold: float
    ) -> None:
        self._exact = boxes.astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            single = boxes.astype(np.float32)
        if np.array_equal(single, boxes):
            # As detectors give them, and as they are drawn: half the memory to go through.
            boxes = single
        # Side by side in memory, which is read twice as fast.
        self._sides = np.ascontiguousarray(boxes.T)
        self._labels = labels
        self._threshold = np.float32(iou_threshold)
        with np.errstate(over="ignore"):
            surfaces = areas(boxes)
        # IoU > t means common > t / (1 + t) (sum of areas); the margin covers rounding.
        share = float(self._threshold) / (1 + float(self._threshold)) / 1.0001
        self._shares = surfaces * surfaces.dtype.type(share)
        # Empty or immense boxes: float32 cannot tell, so the exact test has to.
        self._odd = ~((surfaces > 1e-6) & (surfaces < 1e30))
        self._any_odd = bool(self._odd.any())

    def _close(self, a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which boxes might exclude each other; in place, as most of the time goes here."""
        left, top, right, bottom = self._sides[:, a, None]
        lefts, tops, rights, bottoms = self._sides[:, None, b]
        with np.errstate(over="ignore", invalid="ignore"):
            width, edge = np.minimum(right, rights), np.maximum(left, lefts)
            width -= edge
            np.maximum(width, 0, out=width)
            # A height below zero makes the product one that is not above either.
            height = np.minimum(bottom, bottoms)
            height -= np.maximum(top, tops, out=edge)
            width *= height
            least = np.add(self._shares[a, None], self._shares[b], out=edge)
            close: NDArray[np.bool_] = width > least
        return close

    def clash(self, a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return whether boxes ``a`` (n,) and ``b`` (m,) exclude each other, (n, m)."""
        close = self._close(a, b)
        if self._any_odd:
            close |= self._odd[a][:, None] | self._odd[b][None]
        if self._labels is not None:
            close &= self._labels[a][:, None] == self._labels[b][None]
        left, right = np.nonzero(close)
        exact = _overlaps(self._exact[a[left]], self._exact[b[right]]) > self._threshold
        close[left, right] = exact
        return close


def non_max_suppression(
    boxes: NDArray[Any],
    scores: NDArray[Any],
    iou_threshold: float,
    labels: NDArray[Any] | None = None,
) -> NDArray[np.intp]:
    """Return the boxes that no better box overlaps by more than ``iou_threshold``.

    Lowering the threshold removes more boxes.

    Parameters
    ----------
    boxes : (N, 4) x1, y1, x2, y2
    scores : (N,)
        Of equal scores the box that comes first wins.
    iou_threshold : float in 0..1
    labels : (N,) integers, optional
        If given, boxes suppress only those of their own class.

    Returns
    -------
    (K,) integers
        Indices of the kept boxes, best score first.
    """
    order = best_first(scores)
    return order[suppressors(boxes, scores, iou_threshold, labels)[order] < 0]


def best_first(scores: NDArray[Any]) -> NDArray[np.intp]:
    """Return the indices of ``scores`` from the highest; of equal ones the first comes first."""
    return np.argsort(-np.asarray(scores), kind="stable")


def suppressors(
    boxes: NDArray[Any],
    scores: NDArray[Any],
    iou_threshold: float,
    labels: NDArray[Any] | None = None,
) -> NDArray[np.intp]:
    """Return which box removes each, (N,) indices; -1 for those that stay.

    It is the best of the kept boxes that overlap it too much, the one whose turn comes
    first. Parameters as for `non_max_suppression`.
    """
    order = best_first(scores)
    ordered = np.asarray(boxes)[order]
    if not np.issubdtype(ordered.dtype, np.floating):
        ordered = ordered.astype(np.float64)
    pairs = _Pairs(ordered, None if labels is None else np.asarray(labels)[order], iou_threshold)
    by = np.full(len(order), -1)
    rest = np.arange(len(order))
    while len(rest):
        block, rest = rest[:_BLOCK], rest[_BLOCK:]
        clash = pairs.clash(block, block)
        stays = _survivors(clash)
        block, beaten = block[stays], block[~stays]
        by[beaten] = block[clash[np.ix_(stays, ~stays)].argmax(axis=0)]
        if len(rest):
            clash = pairs.clash(block, rest)
            hit = clash.any(axis=0)
            by[rest[hit]] = block[clash[:, hit].argmax(axis=0)]
            rest = rest[~hit]
    result = np.empty_like(by)
    result[order] = np.where(by < 0, -1, order[by])
    return result


def _survivors(clash: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which boxes stay, (n,), of a block in order of score; ``clash`` is (n, n)."""
    alive = np.ones(len(clash), bool)
    worse = np.triu(clash, 1)
    # Only a box that clashes with a worse one can remove anything.
    for index in np.flatnonzero(worse.any(axis=1)):
        if alive[index]:
            alive &= ~worse[index]
    return alive


def select(
    predictions: Predictions,
    score_threshold: float,
    iou_threshold: float,
    per_class: bool = True,
    classes: Collection[str] | None = None,
) -> Selection:
    """Choose the boxes to show. No forward pass: this only reads raw predictions.

    Parameters
    ----------
    predictions : Predictions
    score_threshold : float
        A candidate's score is greater (not equal).
    iou_threshold : float
        See `non_max_suppression`.
    per_class : bool
        Whether boxes suppress only those of their own class.
    classes : names, optional
        Classes to show; empty or None for all.
    """
    wanted = predictions.scores > np.float32(score_threshold)
    if classes:
        shown = np.array([name in classes for name in predictions.names], bool)
        wanted &= shown[predictions.labels]
    found = np.flatnonzero(wanted)
    scores = predictions.scores[found]
    order = best_first(scores)
    candidates = found[order]
    labels = predictions.labels[candidates] if per_class else None
    kept = non_max_suppression(predictions.boxes[candidates], scores[order], iou_threshold, labels)
    return Selection(candidates, candidates[kept])
