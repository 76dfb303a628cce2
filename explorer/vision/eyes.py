"""Open or closed: the eye aspect ratio."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

EYES = {"right": (33, 160, 158, 133, 153, 144), "left": (362, 385, 387, 263, 373, 380)}
"""p1 to p6 in MediaPipe's face mesh: corner, two above, corner, two below."""


def openings(points: NDArray[Any]) -> tuple[float, float, float]:
    """Return the distances p2 to p6, p3 to p5 (heights) and p1 to p4 (width).

    Parameters
    ----------
    points : (6, 2)
        p1 to p6 of one eye.
    """
    first, second, width = (
        float(np.linalg.norm(points[i] - points[j])) for i, j in ((1, 5), (2, 4), (0, 3))
    )
    return first, second, width


def eye_aspect_ratio(points: NDArray[Any]) -> float:
    """Return the mean height of an eye over its width; 0 where it has no width.

    Source: Soukupová and Čech, Real-Time Eye Blink Detection using Facial Landmarks, 2016.

    Parameters
    ----------
    points : (6, 2)
        p1 to p6 of one eye.
    """
    first, second, width = openings(points)
    return (first + second) / (2 * width) if width else 0.0
