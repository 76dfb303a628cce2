"""One person or two: all pairs of labelled embeddings, and what a threshold makes of them.

A pair is accepted, taken for one person, where its distance is not above the threshold. False
accepts are pairs of two people that are, false rejects pairs of one person that are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.similarity import Vectors, pairwise

Labels = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]

FARTHEST = 2.0
"""The largest cosine distance."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """All pairs of N pictures, P = N (N - 1) / 2, by their first and then their second.

    Parameters
    ----------
    first, second : (P,) int
        Which pictures.
    distances : (P,) float32
        Cosine distances.
    same : (P,) bool
        Whether both show one person.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    distances: Vectors
    same: NDArray[np.bool_]


def all_pairs(vectors: Vectors, people: Labels) -> Pairs:
    """Return the pairs of embeddings (N, D), of length 1, of people (N,)."""
    first, second = np.triu_indices(len(vectors), 1)
    distances = pairwise(vectors)[first, second]
    return Pairs(first, second, distances, people[first] == people[second])


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many pairs have a distance between two edges; the last bin includes its end.

    Parameters
    ----------
    edges : (bins + 1,) float
    same, different : (bins,) int
    """

    edges: Floats
    same: NDArray[np.intp]
    different: NDArray[np.intp]


def histogram(pairs: Pairs, bins: int = 40, farthest: float = FARTHEST) -> Histogram:
    """Return the pairs' distances from 0 to ``farthest``, in equal bins."""
    edges = np.linspace(0, farthest, bins + 1)
    same, different = (
        np.histogram(pairs.distances[chosen], edges)[0] for chosen in (pairs.same, ~pairs.same)
    )
    return Histogram(edges, same, different)


@dataclass(frozen=True, eq=False)
class Errors:
    """What goes wrong at each of T thresholds.

    Parameters
    ----------
    thresholds : (T,) float
    false_accepts, false_rejects : (T,) int
        Pairs.
    same, different : int
        How many pairs there are of one person and of two.
    """

    thresholds: Floats
    false_accepts: NDArray[np.intp]
    false_rejects: NDArray[np.intp]
    same: int
    different: int

    @property
    def false_accept_rate(self) -> Floats:
        """Share of the pairs of two people that are accepted, (T,); NaN where there are none."""
        return _share(self.false_accepts, self.different)

    @property
    def false_reject_rate(self) -> Floats:
        """Share of the pairs of one person that are not, (T,); NaN where there are none."""
        return _share(self.false_rejects, self.same)

    @property
    def accuracy(self) -> Floats:
        """Share of all pairs that are judged rightly, (T,); NaN where there are none."""
        return 1 - _share(self.false_accepts + self.false_rejects, self.same + self.different)


def errors(pairs: Pairs, thresholds: NDArray[Any]) -> Errors:
    """Count the errors at thresholds (T,)."""
    limits = np.asarray(thresholds, np.float64)
    near, far = (
        np.sort(pairs.distances[chosen]).astype(np.float64) for chosen in (pairs.same, ~pairs.same)
    )
    accepted, wrongly = (np.searchsorted(sides, limits, side="right") for sides in (near, far))
    return Errors(limits, wrongly, len(near) - accepted, len(near), len(far))


def best_threshold(pairs: Pairs) -> float:
    """Return a threshold at which both error rates together are least.

    It lies in the middle between two distances that occur, or at the largest; NaN without
    pairs of both kinds.
    """
    if pairs.same.all() or not pairs.same.any():
        return float("nan")
    occurring = np.unique(pairs.distances).astype(np.float64)
    between = (occurring[1:] + occurring[:-1]) / 2
    found = errors(pairs, np.append(between, occurring[-1]))
    rates = found.false_accept_rate + found.false_reject_rate
    return float(found.thresholds[rates.argmin()])


def accuracy_all(accuracy_one: float, people: int) -> float:
    """Return the chance that a face is compared rightly with all of so many people.

    Each comparison is right with the chance ``accuracy_one``, whatever the others are: Ng,
    Convolutional Neural Networks, week 4, "Face verification vs. face recognition".
    """
    return accuracy_one**people


@dataclass(frozen=True, eq=False)
class GalleryAccuracy:
    """A face against galleries of 1, 2, ... K people with one picture each, its own among them.

    Parameters
    ----------
    one : (K,) float
        Share of the comparisons that are right, on average.
    all : (K,) float
        Share of the galleries in which every comparison is right: its own person accepted,
        nobody else.
    """

    one: Floats
    all: Floats

    @property
    def independent(self) -> Floats:
        """What `all` would be if errors did not come together: one ** K, (K,)."""
        return self.one ** np.arange(1, len(self.one) + 1)


def gallery_accuracy(vectors: Vectors, people: Labels, threshold: float) -> GalleryAccuracy:
    """Measure every face against every gallery that can be made of the others.

    Nothing is drawn by chance. A face rejects a share r_p of the pictures of another person p;
    with k others, chosen in all ways, all are rejected in E_k(r_1, r_2, ...), the mean of the
    products of k different r. With one person more,
    E_k(m) = k / m r_m E_{k-1}(m - 1) + (m - k) / m E_k(m - 1).

    Parameters
    ----------
    vectors : (N, D) float32, of length 1
    people : (N,) int
        Faces of people with a single picture are compared with, but ask for nobody.

    Returns
    -------
    GalleryAccuracy
        K is the number of people; empty where nobody has two pictures.
    """
    names, place, count = np.unique(people, return_inverse=True, return_counts=True)
    asking = np.flatnonzero(count[place] > 1)
    if not len(asking):
        return GalleryAccuracy(np.empty(0), np.empty(0))
    accepted = (pairwise(vectors[asking], vectors) <= threshold).astype(np.float64)
    accepted[np.arange(len(asking)), asking] = 0  # a picture is not compared with itself
    # Sums over each person's pictures.
    sums = accepted @ (place[:, None] == np.arange(len(names)))
    own = place[asking]
    right = sums[np.arange(len(asking)), own] / (count[own] - 1)
    rejected = 1 - sums / count
    others = np.arange(len(names)) != own[:, None]
    rejected = rejected[others].reshape(len(asking), len(names) - 1)
    sizes = np.arange(1, len(names) + 1)
    mean = rejected.mean(axis=1) if len(names) > 1 else np.zeros(len(asking))
    one = (right[:, None] + mean[:, None] * (sizes - 1)) / sizes
    every = right[:, None] * _mean_products(rejected)
    return GalleryAccuracy(one.mean(axis=0), every.mean(axis=0))


def _mean_products(values: Floats) -> Floats:
    """Return the mean products of 0, 1, ... M different ones of values (N, M): (N, M + 1)."""
    rows, total = values.shape
    means = np.zeros((rows, total + 1))
    means[:, 0] = 1
    for m in range(1, total + 1):
        k = np.arange(1, m + 1)
        taken = k / m * values[:, m - 1 : m] * means[:, :m]
        means[:, 1 : m + 1] = taken + (m - k) / m * means[:, 1 : m + 1]
    return means


def _share(part: NDArray[Any], whole: int) -> Floats:
    return np.asarray(part / whole if whole else np.full(len(part), np.nan), np.float64)
