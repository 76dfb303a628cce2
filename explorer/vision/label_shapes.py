"""Shapes of labelled boxes that nobody has labelled: like those in pictures of a street."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Share of the boxes, mean width and height (shares of the picture), spread of their logarithms.
KINDS = (
    (0.35, 0.06, 0.18, 0.27),  # people far away
    (0.15, 0.22, 0.60, 0.18),  # people near
    (0.30, 0.16, 0.10, 0.3),  # cars far away
    (0.10, 0.50, 0.32, 0.18),  # cars near
    (0.10, 0.09, 0.10, 0.24),  # motorcycles, signs
)


def generate(count: int, seed: int) -> NDArray[np.float64]:
    """Return ``count`` widths and heights (count, 2), shares of the picture; 0.005 to 1."""
    random = np.random.default_rng(seed)
    shares, widths, heights, spreads = np.array(KINDS).T
    kinds = random.choice(len(KINDS), count, p=shares)
    means = np.stack([widths, heights], axis=1)[kinds]
    # Near or far changes both sides alike; the rest is the object's own shape.
    distance = random.normal(0, spreads[kinds])[:, None]
    own = random.normal(0, 0.15, (count, 2))
    shapes: NDArray[np.float64] = np.clip(means * np.exp(distance + own), 0.005, 1)
    return shapes
