"""Gradient descent on the three points of a triplet themselves, and where a negative is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.triplet import Floats, Triplet, compare


@dataclass(frozen=True, eq=False)
class Descent:
    """Where the points have been.

    Parameters
    ----------
    points : (n + 1, 3, D) float
        Anchor, positive and negative before each step, and after the last.
    losses : (n + 1,) float
    finished : bool
        Whether there is no gradient left after the last step.
    """

    points: Floats
    losses: Floats
    finished: bool

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.losses) - 1


def compare_all(points: NDArray[Any], margin: float) -> Triplet:
    """Compare anchor, positive and negative, (3, D)."""
    anchor, positive, negative = points
    return compare(anchor, positive, negative, margin)


def descend(points: NDArray[Any], margin: float, rate: float, most: int) -> Descent:
    """Step by ``rate`` times the gradient until there is none, ``most`` times at most.

    Parameters
    ----------
    points : (3, D)
        Anchor, positive and negative.
    """
    now = np.array(points, np.float64)
    found = compare_all(now, margin)
    places, losses = [now], [found.loss]
    while found.gradients.any() and len(losses) <= most:
        now = now - rate * found.gradients
        found = compare_all(now, margin)
        places.append(now)
        losses.append(found.loss)
    return Descent(np.stack(places), np.array(losses), not found.gradients.any())


def radii(triplet: Triplet) -> tuple[float, float]:
    """Return two distances from the anchor: a negative is hard up to the first, semi-hard up
    to the second, and easy from there on; see `explorer.vision.triplet.kinds`.

    Without a margin both are the same, and a negative just as far away is easy.
    """
    near = triplet.distance_ap
    return float(np.sqrt(near)), float(np.sqrt(near + triplet.margin))
