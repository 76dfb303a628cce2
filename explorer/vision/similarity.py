"""How near embeddings are, and which of a million are the nearest, exactly.

Embeddings are vectors of length 1: their product is the cosine of the angle between them, and
|a - b|^2 = 2 (1 - cos), so that both distances put them in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

THRESHOLD = 0.55
"""Up to this cosine distance two faces are taken for one person."""

BLOCK = 1024
"""Products among which first only the largest is looked for."""


def normalise(vectors: NDArray[Any]) -> Vectors:
    """Return vectors (N, D) float32 scaled to length 1; those of length 0 stay so."""
    values = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(values, axis=-1, keepdims=True)
    unit: Vectors = np.divide(values, lengths, out=np.zeros_like(values), where=lengths > 0)
    return unit


def cosine_distance(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return 1 - cos of the angle between two vectors (D,) of any length, 0..2."""
    first, second = (np.asarray(vector, np.float64) for vector in (a, b))
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return 1 - float(first @ second) / lengths if lengths > 0 else 1.0


def euclidean_distance(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return |a - b| of two vectors (D,)."""
    return float(np.linalg.norm(np.asarray(a, np.float64) - b))


def pairwise(vectors: Vectors, others: Vectors | None = None) -> Vectors:
    """Return the cosine distances (N, M) of vectors (N, D) to others (M, D), of length 1.

    Without others, of the vectors to each other.
    """
    products = vectors @ (vectors if others is None else others).T
    return to_distances(products)


def to_distances(products: Vectors) -> Vectors:
    """Return 1 - cos; rounding leaves no distance below 0."""
    distances: Vectors = np.maximum(np.float32(1) - products, np.float32(0))
    return distances


@dataclass(frozen=True, eq=False)
class Nearest:
    """The rows of a gallery that are nearest to a vector, the nearest first.

    Parameters
    ----------
    rows : (k,) int
    distances : (k,) float32
        Cosine distances.
    """

    rows: NDArray[np.intp]
    distances: Vectors


def nearest(gallery: Vectors, query: Vectors, count: int) -> Nearest:
    """Return the rows nearest to a vector: one matrix product, and the best of it.

    Parameters
    ----------
    gallery : (N, D) float32, of length 1
    query : (D,) float32, of length 1
    count : int
        As many as there are, at most.
    """
    return best(gallery @ query, count)


def best(products: Vectors, count: int) -> Nearest:
    """Return where the largest of the products (N,) are; equal ones by their row.

    Each block's largest is found first, at the speed of memory. The ``count`` largest of all
    lie in no more than ``count`` blocks: those whose largest is not below the ``count``-th
    largest of them. Only these are searched.
    """
    total = len(products)
    count = max(0, min(count, total))
    if not count:
        return Nearest(np.empty(0, np.intp), np.empty(0, np.float32))
    rows = _candidates(products, count)
    values = products[rows]
    if len(rows) > count:
        # With all that equal the last: else chance would decide between them.
        least = np.partition(values, len(values) - count)[len(values) - count]
        rows = rows[values >= least]
    order = np.argsort(-products[rows], kind="stable")[:count]
    rows = rows[order]
    return Nearest(rows, to_distances(products[rows]))


def _candidates(products: Vectors, count: int) -> NDArray[np.intp]:
    """Return rows, ascending, among which the ``count`` largest products are."""
    blocks = len(products) // BLOCK
    if blocks <= count:
        return np.arange(len(products))
    largest = products[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
    least = np.partition(largest, blocks - count)[blocks - count]
    chosen = np.flatnonzero(largest >= least)
    inside = (chosen[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    return np.concatenate([inside, np.arange(blocks * BLOCK, len(products))])


@dataclass(frozen=True)
class Match:
    """A person, and the one of their pictures that is nearest.

    Parameters
    ----------
    person : int
    row : int
        In the gallery.
    distance : float
        Cosine distance.
    """

    person: int
    row: int
    distance: float


def nearest_people(
    products: Vectors, people: NDArray[np.integer[Any]], count: int = 3
) -> tuple[Match, ...]:
    """Return the people nearest to a face, each by the nearest of their pictures.

    Parameters
    ----------
    products : (N,) float32
        Gallery times the face's vector. For several faces, ``vectors @ gallery.T`` has a row
        for each, in one product.
    people : (N,) int
        Whose picture each row of the gallery is.
    count : int
        As many people as there are, at most.
    """
    wanted = 4 * count
    while True:
        found = best(products, wanted)
        _, first = np.unique(people[found.rows], return_index=True)
        # Somebody with many pictures may take all the places.
        if len(first) >= count or wanted >= len(products):
            break
        wanted *= 4
    return tuple(
        Match(int(people[found.rows[k]]), int(found.rows[k]), float(found.distances[k]))
        for k in np.sort(first)[:count]
    )


def recognise(matches: Sequence[Match], threshold: float = THRESHOLD) -> Match | None:
    """Return the nearest person, or None where even they are beyond the threshold: unknown."""
    if not matches or matches[0].distance > threshold:
        return None
    return matches[0]
