"""The suppression as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.detection.nms.process import MOST_SOFT
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.state import State, compute


def script(state: State) -> str:
    """Suppress the boxes of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result.
    """
    result = compute(state)
    settings = {
        "BOXES": result.raw.boxes.tolist(),
        "SCORES": result.raw.scores.tolist(),
        "LABELS": list(result.raw.labels),
        "SCORE_THRESHOLD": state.score_threshold,
        "IOU_THRESHOLD": state.iou_threshold,
        "PER_CLASS": state.per_class,
    }
    steps = result.steps
    gone = steps.suppressed
    expected = {
        "KEPT": steps.kept.tolist(),
        "SUPPRESSED": [
            (int(i), int(by), float(overlap))
            for i, by, overlap in zip(gone, steps.by[gone], steps.overlap[gone], strict=True)
        ],
    }
    soft = _soft(state, result)
    return scripts.fill("nms", settings=settings, expected=expected, soft=soft)


def _soft(state: State, result: Result) -> str:
    if result.soft is None:
        return ""
    settings = {"METHOD": repr(state.method), "SIGMA": state.sigma, "MOST": MOST_SOFT}
    expected = {
        "SOFT_KEPT": result.soft.kept.tolist(),
        "SOFT_SCORES": result.soft.scores[result.soft.kept].tolist(),
    }
    return scripts.fill("nms_soft", settings=settings, expected=expected)
