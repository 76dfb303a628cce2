"""Boxes before non-max suppression, as a detector gives them or a hand draws them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.predictions import Predictions

FLOOR = 0.05
"""Thousands of raw boxes score next to nothing; from here on they are looked at."""
NAMELESS = "object"


@dataclass(frozen=True, eq=False)
class RawBoxes:
    """Boxes with a score and a class each.

    Parameters
    ----------
    boxes : (N, 4) float64, x1, y1, x2, y2 in picture pixels, may reach outside
    scores : (N,) float64 in 0..1
    labels : N texts
        Names of classes.
    """

    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.boxes)

    @cached_property
    def classes(self) -> NDArray[np.intp]:
        """Numbers of the classes, in the order in which their names first come, (N,)."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(name, len(numbers)) for name in self.labels], np.intp)

    def to_fields(self) -> dict[str, list[Any]]:
        """Return plain lists, as the fields of a state take them."""
        return {
            "boxes": self.boxes.tolist(),
            "scores": self.scores.tolist(),
            "labels": list(self.labels),
        }

    def taken(self, indices: NDArray[np.intp]) -> RawBoxes:
        """Return some of the boxes, in this order."""
        labels = tuple(self.labels[index] for index in indices)
        return RawBoxes(self.boxes[indices], self.scores[indices], labels)

    def to_labels(self) -> dict[str, list[Any]]:
        """Return the boxes as labels: boxes, their classes, and the names of all classes.

        Boxes without a class are objects. Without boxes no names are given.
        """
        labels = [name or NAMELESS for name in self.labels]
        fields: dict[str, list[Any]] = {"boxes": self.boxes.tolist(), "labels": labels}
        return {**fields, "classes": list(dict.fromkeys(labels))} if labels else fields


def of_predictions(
    predictions: Predictions, floor: float = FLOOR, wanted: Collection[str] = ()
) -> RawBoxes:
    """Return the raw boxes of a detector whose score is above ``floor``.

    Parameters
    ----------
    wanted : names, optional
        Classes to take; empty for all.
    """
    names = [predictions.names[label] for label in predictions.labels]
    found = [
        index
        for index in np.flatnonzero(predictions.scores > np.float32(floor)).tolist()
        if not wanted or names[index] in wanted
    ]
    return RawBoxes(
        predictions.boxes[found].astype(np.float64),
        predictions.scores[found].astype(np.float64),
        tuple(names[index] for index in found),
    )
