"""One face against one, and against everybody of a gallery."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.vision.similarity import to_distances
from explorer.vision.verification import GalleryAccuracy, accuracy_all, gallery_accuracy

MOST_PEOPLE = 300
"""Measuring every gallery takes time that grows with the square of the people."""
REPEATS = 20


@dataclass(frozen=True, eq=False)
class Against:
    """A picture asks: is this one person, and who of all is it?

    Parameters
    ----------
    enrolled : Enrolled
    threshold : float
    query : int
        The picture that asks, from 0.
    gallery : (K,) int
        The pictures it is compared with: the first other one of each person.
    distances : (K,) float32
        Cosine distances to them.
    accuracy : GalleryAccuracy or None
        Of all pictures against all galleries; None where there are too many people.
    seconds_one, seconds_all : float
        Of one comparison, and of all K, once the embeddings are there.
    """

    enrolled: Enrolled
    threshold: float
    query: int
    gallery: NDArray[np.intp]
    distances: NDArray[np.float32]
    accuracy: GalleryAccuracy | None
    seconds_one: float
    seconds_all: float

    @property
    def owner(self) -> int:
        """Whose picture it is."""
        return int(self.enrolled.people[self.query])

    @property
    def people(self) -> NDArray[np.intp]:
        """Who is in the gallery, (K,)."""
        return np.asarray(self.enrolled.people[self.gallery])

    @property
    def order(self) -> NDArray[np.intp]:
        """Places in the gallery, the nearest first."""
        return np.argsort(self.distances, kind="stable")

    @property
    def own(self) -> float | None:
        """The distance to its own person; None where there is no other picture of them."""
        found = self.distances[self.people == self.owner]
        return float(found[0]) if len(found) else None

    @property
    def verified(self) -> bool | None:
        """One against one: whether its own person is accepted."""
        return None if self.own is None else self.own <= self.threshold

    @property
    def recognised(self) -> int | None:
        """One against K: the nearest person, None for unknown."""
        nearest = self.order[0]
        near = self.distances[nearest] <= self.threshold
        return int(self.people[nearest]) if near else None

    @property
    def accepted(self) -> int:
        """How many of the gallery are within the threshold."""
        return int((self.distances <= self.threshold).sum())

    @property
    def passes(self) -> dict[str, int]:
        """Passes through the network: without and with embeddings that are there already."""
        count = len(self.gallery)
        return {"one": 2, "one_kept": 1, "all": 1 + count, "all_kept": 1}

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        names, accuracy = self.enrolled.names, self.accuracy
        nearest = [
            {"name": names[self.people[k]], "distance": float(self.distances[k])}
            for k in self.order.tolist()
        ]
        return {
            "query": self.enrolled.title(self.query),
            "people": len(self.gallery),
            "own_distance": self.own,
            "verified": self.verified,
            "recognised": None if self.recognised is None else names[self.recognised],
            "nearest": nearest,
            "accepted": self.accepted,
            "passes": self.passes,
            "seconds": {
                "pass": self.enrolled.pass_seconds,
                "one": self.seconds_one,
                "all": self.seconds_all,
            },
            "measured": None
            if accuracy is None
            else {
                "one": accuracy.one.tolist(),
                "all": accuracy.all.tolist(),
                "independent": accuracy.independent.tolist(),
            },
        }


def measure_accuracy(enrolled: Enrolled, threshold: float) -> GalleryAccuracy | None:
    """Return how often every comparison with a gallery is right; None with too many people."""
    if enrolled.count > MOST_PEOPLE:
        return None
    return gallery_accuracy(enrolled.vectors, enrolled.people, threshold)


def ask(
    enrolled: Enrolled, threshold: float, query: int, accuracy: GalleryAccuracy | None
) -> Against:
    """Compare one picture (from 1; the last stands for those that are not there) with all."""
    place = min(query, len(enrolled.people)) - 1
    others = np.delete(np.arange(len(enrolled.people)), place)
    _, first = np.unique(enrolled.people[others], return_index=True)
    gallery = others[first]
    kept, vector = enrolled.vectors[gallery], enrolled.vectors[place]
    return Against(
        enrolled=enrolled,
        threshold=threshold,
        query=place,
        gallery=gallery,
        distances=to_distances(kept @ vector),
        accuracy=accuracy,
        seconds_one=_seconds(kept[:1], vector),
        seconds_all=_seconds(kept, vector),
    )


def _seconds(kept: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """Return how long a product takes: the shortest of some tries, as others disturb."""
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        _ = kept @ vector
        times.append(time.perf_counter() - begin)
    return min(times)


def chances(accuracy_one: float, people: int) -> list[float]:
    """Return accuracy_one ** k for k = 1 to ``people``."""
    return [accuracy_all(accuracy_one, k) for k in range(1, people + 1)]
