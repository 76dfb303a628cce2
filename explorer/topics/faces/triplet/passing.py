"""A triplet of pictures that goes through one network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.nets.triplet_progress import Array, Progress
from explorer.vision.one_shot import Integers
from explorer.vision.triplet import Triplet
from explorer.vision.triplet_descent import compare_all

Places = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Passing:
    """Three pictures, the weights that all of them meet, and what comes out.

    Parameters
    ----------
    network : str
        Of `explorer.nets.triplet_progress.SIDES`.
    places : (int, int, int)
        Anchor, positive and negative among the pictures to test with.
    labels : (int, int, int)
        Their digits.
    pictures : (3, 28, 28) float
        0 black to 1 white.
    points : (3, 2) float
        f(A), f(P), f(N).
    triplet : Triplet
    layers : tuple of (str, int)
        See `explorer.nets.triplet_progress.Progress`.
    filters : (16, 5, 5) float
        Weights of the first layer.
    steps : int
        How long the network was trained.
    """

    network: str
    places: Places
    labels: tuple[int, ...]
    pictures: Array
    points: Array
    triplet: Triplet
    layers: tuple[tuple[str, int], ...]
    filters: Array
    steps: int

    @property
    def parameters(self) -> int:
        """Of the network: counted once for all three pictures."""
        return sum(count for _, count in self.layers)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "network": self.network,
            "steps": self.steps,
            "digits": list(self.labels),
            "embeddings": self.points.tolist(),
            "distance_ap": self.triplet.distance_ap,
            "distance_an": self.triplet.distance_an,
            "loss": self.triplet.loss,
            "kind": self.triplet.kind,
            "parameters": self.parameters,
            "filters": self.filters.tolist(),
        }


def choose(labels: Integers, number: int) -> Places:
    """Return the triplet ``number``: any picture, another of its digit, one of another digit.

    Parameters
    ----------
    labels : (N,)
        With two pictures of each digit at least.
    """
    random = np.random.default_rng(number)
    anchor = int(random.integers(len(labels)))
    same = labels == labels[anchor]
    others = np.flatnonzero(same)
    positive = int(random.choice(others[others != anchor]))
    return anchor, positive, int(random.choice(np.flatnonzero(~same)))


def pass_through(progress: Progress, network: str, number: int) -> Passing:
    """Return what one of the networks makes of triplet ``number``."""
    pictures = progress.pictures
    places = choose(pictures.labels, number)
    rows = list(places)
    points = progress.points[network][rows]
    return Passing(
        network=network,
        places=places,
        labels=tuple(pictures.labels[rows].tolist()),
        pictures=pictures.grey[rows],
        points=points,
        triplet=compare_all(points, progress.plan.margin),
        layers=progress.layers,
        filters=progress.filters[network],
        steps=progress.steps,
    )
