"""The triplet loss: a positive nearer to the anchor than a negative is, by a margin.

Source: Schroff, Kalenichenko and Philbin, FaceNet, 2015: max(|a - p|^2 - |a - n|^2 + margin, 0).
Without a margin the network f = 0, for which all distances are 0, satisfies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.i18n import mark

Floats = NDArray[np.float64]

KINDS = {
    "easy": mark("easy"),
    "semi_hard": mark("semi-hard"),
    "hard": mark("hard"),
}


@dataclass(frozen=True, eq=False)
class Triplet:
    """An anchor, a positive and a negative, compared.

    Parameters
    ----------
    distance_ap, distance_an : float
        Squared distances of the anchor to the positive and to the negative.
    margin : float
    loss : float
    gradients : (3, D) float
        Of the loss by anchor, positive and negative; 0 where the loss is.
    """

    distance_ap: float
    distance_an: float
    margin: float
    loss: float
    gradients: Floats

    @property
    def kind(self) -> str:
        """A key of `KINDS`, see `kinds`."""
        return str(kinds(self.distance_ap, self.distance_an, self.margin))


def compare(
    anchor: NDArray[Any], positive: NDArray[Any], negative: NDArray[Any], margin: float
) -> Triplet:
    """Return loss and gradients of three points (D,)."""
    a, p, n = (np.asarray(point, np.float64) for point in (anchor, positive, negative))
    near, far = float((a - p) @ (a - p)), float((a - n) @ (a - n))
    gap = near - far + margin
    slopes = 2 * np.stack([n - p, p - a, a - n])
    return Triplet(near, far, margin, max(gap, 0.0), slopes if gap > 0 else np.zeros_like(slopes))


def losses(near: NDArray[Any], far: NDArray[Any], margin: float) -> Floats:
    """Return the losses (...) of squared distances to positives and to negatives (...)."""
    return np.asarray(np.maximum(np.asarray(near, np.float64) - far + margin, 0))


def kinds(near: NDArray[Any] | float, far: NDArray[Any] | float, margin: float) -> NDArray[Any]:
    """Return what triplets are by their squared distances (...): keys of `KINDS`.

    Easy ones have no loss; in semi-hard ones the negative is farther away than the positive,
    but not by the margin; in hard ones it is not even farther.
    """
    return np.where(
        losses(np.asarray(near), np.asarray(far), margin) == 0,
        "easy",
        np.where(np.asarray(far) > near, "semi_hard", "hard"),
    )
