"""A run of k-means that goes on for moments, and what is shown of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from explorer.core.jobs import CancelToken
from explorer.vision.anchor_kmeans import KMeansStep, nearest, steps
from explorer.vision.anchor_targets import Float, Index
from explorer.vision.label_files import LabelSet


class Moment(NamedTuple):
    """What is kept of a `KMeansStep`."""

    anchors: Float
    mean_iou: float
    changed: int


@dataclass(frozen=True, eq=False)
class KMeans:
    """A run as far as it has come, at one of its steps.

    Parameters
    ----------
    labels : LabelSet
    history : tuple of Moment
    finished : bool
    step : int
        The step that is shown.
    clusters : (N,) integers
        The anchor of each box at that step.
    """

    labels: LabelSet
    history: tuple[Moment, ...]
    finished: bool
    step: int
    clusters: Index

    @property
    def now(self) -> Moment:
        """The step that is shown."""
        return self.history[self.step]

    @cached_property
    def order(self) -> Index:
        """The anchors of the shown step from the smallest to the largest area, (k,)."""
        return np.argsort(self.now.anchors.prod(axis=1), kind="stable")

    @property
    def sorted_anchors(self) -> list[list[float]]:
        """Width and height of the anchors of the shown step, the smallest first."""
        shapes: list[list[float]] = self.now.anchors[self.order].tolist()
        return shapes

    @cached_property
    def counts(self) -> Index:
        """Boxes of each anchor, the smallest anchor first, (k,)."""
        return np.bincount(self.clusters, minlength=len(self.order))[self.order]

    @property
    def means(self) -> Float:
        """Mean IoU at each step."""
        return np.array([step.mean_iou for step in self.history])

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "boxes": len(self.labels.sizes),
            "left_out": self.labels.left_out,
            "steps": len(self.history),
            "finished": self.finished,
            "mean_ious": self.means.tolist(),
            "now": {
                "step": self.step,
                "anchors": self.sorted_anchors,
                "counts": self.counts.tolist(),
                "mean_iou": self.now.mean_iou,
                "changed": self.now.changed,
            },
        }


class Run:
    """One run, which keeps where the anchors were."""

    def __init__(self, labels: LabelSet, k: int, seed: int) -> None:
        self._labels = labels
        self._steps = steps(labels.sizes, k, seed)
        self._history: list[Moment] = []
        self._newest = self._keep(next(self._steps))
        self._finished = False

    def _keep(self, step: KMeansStep) -> Index:
        """Note a step, and return who belongs where: for all steps that would be too much."""
        self._history.append(Moment(step.anchors, step.mean_iou, step.changed))
        return step.clusters

    def advance(self, token: CancelToken, seconds: float | None) -> None:
        """Go on to the end, or for a moment: by a step at least; with 0 stand still.

        Raises
        ------
        Cancelled
            Between two steps.
        """
        if seconds == 0:
            return
        until = None if seconds is None else time.monotonic() + seconds
        while not self._finished:
            token.check()
            found = next(self._steps, None)
            if found is None:
                self._finished = True
            else:
                self._newest = self._keep(found)
            if until is not None and time.monotonic() >= until:
                return

    def at(self, step: int) -> KMeans:
        """Return the run at ``step``, or at the last one so far."""
        last = len(self._history) - 1
        step, clusters = min(step, last), self._newest
        if step < last:
            clusters, _ = nearest(self._labels.sizes, self._history[step].anchors)
        return KMeans(self._labels, tuple(self._history), self._finished, step, clusters)
