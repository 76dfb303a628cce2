"""Non-max suppression as the course lists it, one step after the other.

Drop the boxes below the score threshold. While there are others: pick the best, remove
those that overlap it too much. Source: Ng, Convolutional Neural Networks, week 3; where
the course removes at IoU >= threshold, this removes above it, as OpenCV does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.vision.boxes import iou
from explorer.vision.nms import best_first, suppressors


class Fate(IntEnum):
    """What a step has made of a box."""

    WAITING = 0
    DROPPED = 1
    BEST = 2
    REMOVED = 3
    KEPT = 4
    SUPPRESSED = 5


class Action(IntEnum):
    """What a step does."""

    RAW = 0
    DROP = 1
    PICK = 2
    REMOVE = 3
    DONE = 4


class Step(NamedTuple):
    """One step; ``round`` counts the boxes that were picked before, -1 outside the loop."""

    action: Action
    round: int


@dataclass(frozen=True, eq=False)
class Steps:
    """The whole of a suppression, from which every step can be read at once.

    Parameters
    ----------
    dropped : (N,) bool
        Score not above the threshold.
    kept : (K,) integers
        Boxes that stay, best score first: round ``k`` picks ``kept[k]``.
    by : (N,) integers
        Which box removes each; -1 for those that are dropped or kept.
    overlap : (N,) float64
        IoU with that box; 0 where there is none.
    round : (N,) integers
        When a box is picked or removed; -1 for those that are dropped.
    """

    dropped: NDArray[np.bool_]
    kept: NDArray[np.intp]
    by: NDArray[np.intp]
    overlap: NDArray[np.float64]
    round: NDArray[np.intp]

    @property
    def count(self) -> int:
        """Number of steps: all boxes, the drop, two a round, what is left."""
        return 2 * len(self.kept) + 3

    @property
    def suppressed(self) -> NDArray[np.intp]:
        """Boxes that others remove, in the order in which it happens; (S,) indices."""
        found = np.flatnonzero(self.by >= 0)
        return found[np.argsort(self.round[found], kind="stable")]

    def at(self, step: int) -> Step:
        """Return what step ``step`` does; one beyond the end means the last."""
        if step < 2:
            return Step(Action(step), -1)
        if step >= self.count - 1:
            return Step(Action.DONE, -1)
        done, removes = divmod(step - 2, 2)
        return Step(Action.REMOVE if removes else Action.PICK, done)

    def fates(self, step: int) -> NDArray[np.uint8]:
        """Return what has become of each box once ``step`` is done, (N,) of `Fate`."""
        action, now = self.at(step)
        if action is Action.RAW:
            return np.full(len(self.by), Fate.WAITING, np.uint8)
        if action is Action.DONE:
            now = len(self.kept)
        removed = self.by >= 0
        fates = np.full(len(self.by), Fate.WAITING, np.uint8)
        fates[self.dropped] = Fate.DROPPED
        settled = (self.round >= 0) & (self.round < now)
        fates[settled & removed] = Fate.SUPPRESSED
        fates[settled & ~removed] = Fate.KEPT
        if action in (Action.PICK, Action.REMOVE):
            fates[self.kept[now]] = Fate.BEST
        if action is Action.REMOVE:
            fates[removed & (self.round == now)] = Fate.REMOVED
        return fates


def trace(
    boxes: NDArray[Any],
    scores: NDArray[Any],
    score_threshold: float,
    iou_threshold: float,
    labels: NDArray[Any] | None = None,
) -> Steps:
    """Return the steps of a suppression.

    Parameters
    ----------
    boxes : (N, 4) x1, y1, x2, y2
    scores : (N,)
    score_threshold : float
        A box takes part if its score is greater (not equal).
    iou_threshold : float
        A box is removed if its IoU with the best is greater (not equal).
    labels : (N,) integers, optional
        If given, boxes remove only those of their own class.
    """
    # OpenCV compares scores in float32.
    single = np.asarray(scores, np.float32)
    above = np.flatnonzero(single > np.float32(score_threshold))
    within = None if labels is None else labels[above]
    removers = suppressors(boxes[above], single[above], iou_threshold, within)
    by = np.full(len(single), -1)
    by[above[removers >= 0]] = above[removers[removers >= 0]]
    left = above[removers < 0]
    kept = left[best_first(single[left])]
    round_of = np.full(len(single), -1)
    round_of[kept] = np.arange(len(kept))
    removed = by >= 0
    round_of[removed] = round_of[by[removed]]
    overlap = np.zeros(len(single))
    overlap[removed] = iou(boxes[removed], boxes[by[removed]])
    dropped = np.ones(len(single), bool)
    dropped[above] = False
    return Steps(dropped, kept, by, overlap, round_of)
