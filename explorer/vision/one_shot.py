"""Recognition from a single example of each class: the nearest example names the class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def draw_examples(labels: NDArray[Any], draws: int, seed: int) -> Integers:
    """Return which pictures are enrolled in each draw, one of each class: (draws, classes).

    Parameters
    ----------
    labels : (N,)
        Classes, of each of which there is one picture at least.
    """
    random = np.random.default_rng(seed)
    places = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return np.array([[random.choice(place) for place in places] for _ in range(draws)])


@dataclass(frozen=True)
class Accuracy:
    """Shares of pictures that are recognised, 0 to 1, as means over all draws.

    Parameters
    ----------
    unseen : float
        Of the classes that were never trained on.
    seen : float
        Of the other classes.
    """

    unseen: float
    seen: float


def recognise(
    embeddings: NDArray[Any], labels: NDArray[Any], examples: Integers, unseen: tuple[int, ...]
) -> Accuracy:
    """Take each picture that is not enrolled for the class of the nearest that is.

    Where several are equally near, one of them is guessed: what counts is the chance that
    this is right. So points that all lie in one place are recognised as by throwing dice.

    Parameters
    ----------
    embeddings : (N, D) float
    labels : (N,)
    examples : (draws, classes) of `draw_examples`
    unseen : classes that were not trained on
    """
    points = np.asarray(embeddings, np.float64)
    enrolled = points[examples]
    # (draws, classes, N): a class's example to every picture.
    distances = ((enrolled[:, :, None] - points) ** 2).sum(axis=-1)
    nearest = distances == distances.min(axis=1, keepdims=True)
    own = labels[examples][:, :, None] == labels
    right = (nearest & own).sum(axis=1) / nearest.sum(axis=1)
    asked = np.ones(right.shape, bool)
    np.put_along_axis(asked, examples, False, axis=1)
    new = np.isin(labels, unseen)
    return Accuracy(_mean(right, asked & new), _mean(right, asked & ~new))


def _mean(values: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    return float(values[chosen].mean()) if chosen.any() else 0.0
