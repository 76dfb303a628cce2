"""All pairs of a folder, and what each threshold makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.vision.verification import (
    Errors,
    Histogram,
    Pairs,
    all_pairs,
    best_threshold,
    errors,
    histogram,
)

GRID = np.arange(201) / 100
"""Thresholds of the curves."""
WIDTH = 0.02
"""Of a bar of the histogram."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What does not depend on the threshold.

    Parameters
    ----------
    enrolled : Enrolled
    pairs : Pairs
    curves : Errors
        At the thresholds of `GRID`.
    best : float
        The threshold at which both error rates together are least.
    """

    enrolled: Enrolled
    pairs: Pairs
    curves: Errors
    best: float

    @cached_property
    def farthest(self) -> float:
        """Up to where the distances go, in tenths."""
        return max(math.ceil(10 * float(self.pairs.distances.max()) + 1e-6) / 10, 1.0)

    @cached_property
    def histogram(self) -> Histogram:
        """How often the distances occur."""
        return histogram(self.pairs, round(self.farthest / WIDTH), self.farthest)


def measure(enrolled: Enrolled) -> Measured:
    """Compare each picture with each other."""
    pairs = all_pairs(enrolled.vectors, enrolled.people)
    return Measured(enrolled, pairs, errors(pairs, GRID), best_threshold(pairs))


@dataclass(frozen=True, eq=False)
class Lab:
    """The pairs, judged at one threshold.

    Parameters
    ----------
    measured : Measured
    threshold : float
    at : Errors
        At this threshold and at the best one.
    """

    measured: Measured
    threshold: float
    at: Errors

    @property
    def false_accepts(self) -> int:
        """Pairs of two people that are taken for one."""
        return int(self.at.false_accepts[0])

    @property
    def false_rejects(self) -> int:
        """Pairs of one person that are taken for two."""
        return int(self.at.false_rejects[0])

    @property
    def accuracy(self) -> float:
        """Share of all pairs that are judged rightly."""
        return float(self.at.accuracy[0])

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        measured, curves = self.measured, self.measured.curves
        enrolled = measured.enrolled
        return {
            "people": enrolled.count,
            "pictures": len(enrolled.people),
            "skipped": len(enrolled.skipped),
            "same_pairs": self.at.same,
            "different_pairs": self.at.different,
            "false_accepts": self.false_accepts,
            "false_rejects": self.false_rejects,
            "false_accept_rate": float(self.at.false_accept_rate[0]),
            "false_reject_rate": float(self.at.false_reject_rate[0]),
            "accuracy": self.accuracy,
            "best": {
                "threshold": measured.best,
                "false_accepts": int(self.at.false_accepts[1]),
                "false_rejects": int(self.at.false_rejects[1]),
            },
            "curves": {
                "thresholds": curves.thresholds.tolist(),
                "false_accepts": curves.false_accepts.tolist(),
                "false_rejects": curves.false_rejects.tolist(),
            },
            "histogram": {
                "edges": measured.histogram.edges.tolist(),
                "same": measured.histogram.same.tolist(),
                "different": measured.histogram.different.tolist(),
            },
        }


def judge(measured: Measured, threshold: float) -> Lab:
    """Count the errors at a threshold."""
    return Lab(measured, threshold, errors(measured.pairs, np.array([threshold, measured.best])))
