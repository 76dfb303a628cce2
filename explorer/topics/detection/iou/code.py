"""The overlap as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.detection.iou.state import State, compute


def script(state: State) -> str:
    """Return a script that measures the overlap of the boxes of ``state``."""
    result = compute(state)
    settings = {
        "BOX_A": f"{list(state.box_a)}  # x1, y1, x2, y2",
        "BOX_B": list(state.box_b),
        "THRESHOLD": state.threshold,
    }
    expected = {
        "INTERSECTION, UNION": f"{result.intersection!r}, {result.union!r}",
        "IOU, GIOU, DIOU": f"{result.iou!r}, {result.giou!r}, {result.diou!r}",
        "MATCH": result.match,
    }
    return scripts.fill("iou", settings=settings, expected=expected)
