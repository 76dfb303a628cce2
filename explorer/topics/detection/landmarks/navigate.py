"""What lies at a point of the picture, and what comes next."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from explorer.topics.detection.landmarks.result import Result


def landmark_at(
    result: Result, x: float, y: float, reach: float, shown: Collection[int]
) -> tuple[int, int] | None:
    """Return (face, landmark) nearest to a picture point, both counted from 0.

    Parameters
    ----------
    reach : float
        How far away it may be, picture pixels.
    shown : collection of int
        The landmarks to look among.
    """
    if not result.faces:
        return None
    chosen = np.array(sorted(shown))
    points = np.stack([face.landmarks[chosen] for face in result.faces])
    distances = np.hypot(*np.moveaxis(points - (x, y), -1, 0))
    face, place = np.unravel_index(int(distances.argmin()), distances.shape)
    near = float(distances[face, place]) <= reach
    return (int(face), int(chosen[place])) if near else None


def face_at(result: Result, x: float, y: float) -> int | None:
    """Return the smallest face at a picture point; the large ones can be hit elsewhere."""
    boxes = [face.found.box.tolist() for face in result.faces]
    hits = [i for i, (x1, y1, x2, y2) in enumerate(boxes) if x1 <= x <= x2 and y1 <= y <= y2]
    return min(hits, key=lambda i: boxes[i][2] - boxes[i][0], default=None)


def next_landmark(result: Result, by: int, shown: Collection[int]) -> int:
    """Return the landmark ``by`` places behind the marked one, going round; from 0."""
    order = sorted(shown)
    if result.marked not in order:
        return order[0 if by > 0 else -1]
    return order[(order.index(result.marked) + by) % len(order)]
