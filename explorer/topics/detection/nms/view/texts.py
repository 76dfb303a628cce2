"""What is said of a result: the step in the words of the course, counts, thresholds."""

from __future__ import annotations

import numpy as np

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.nms.result import Result
from explorer.vision.nms_curves import Curves
from explorer.vision.nms_steps import Action, Fate

FATES = {
    Fate.WAITING: mark("waiting"),
    Fate.DROPPED: mark("dropped"),
    Fate.BEST: mark("best"),
    Fate.REMOVED: mark("removed now"),
    Fate.KEPT: mark("kept"),
    Fate.SUPPRESSED: mark("removed"),
}
# More removed boxes than this are counted, not listed.
LISTED = 4
NEIGHBOUR = 0.05


def box_name(result: Result, index: int) -> str:
    """Return "2: car 0.90", the box, its class and its score."""
    words = (label_name(result.raw.labels[index]), f"{result.raw.scores[index]:.2f}")
    return f"{index}: " + " ".join(filter(None, words))


def caption(result: Result) -> str:
    """Say what the view shows."""
    if not len(result.raw) and result.detected:
        return tr(
            "The detector finds nothing here with a score above 0.05. Draw boxes, open another "
            "picture or choose an example."
        )
    if not len(result.raw):
        return tr("There is no box. Draw some, open a picture or choose an example.")
    return {"steps": _step, "thresholds": _thresholds, "soft": _soft}[result.view](result)


def counts(result: Result) -> str:
    """Say how the boxes end."""
    return tr(
        "In the end, of {raw} boxes: {dropped} dropped, {suppressed} removed, {kept} kept",
        **result.counts,
    )


def _step(result: Result) -> str:
    return {
        Action.RAW: _raw,
        Action.DROP: _drop,
        Action.PICK: _pick,
        Action.REMOVE: _remove,
        Action.DONE: _done,
    }[result.now.action](result)


def _raw(result: Result) -> str:
    if result.detected:
        return tr(
            "Boxes as the detector gives them, with a score above 0.05: {count}. Most objects "
            "have several; one of them shall stay.",
            count=len(result.raw),
        )
    return tr("All {count} boxes. Of several on one object, one shall stay.", count=len(result.raw))


def _drop(result: Result) -> str:
    dropped = result.counts["dropped"]
    return tr(
        "Drop every box whose score is not above {threshold}: {dropped} of {count} go, {left} "
        "are left.",
        threshold=f"{result.score_threshold:g}",
        dropped=dropped,
        count=len(result.raw),
        left=len(result.raw) - dropped,
    )


def _pick(result: Result) -> str:
    waiting = int(np.count_nonzero(result.fates == Fate.WAITING))
    return tr(
        "Round {round}. Of the {left} boxes left, pick the one with the highest score: box "
        "{box}. It stays.",
        round=result.now.round + 1,
        left=waiting + 1,
        box=box_name(result, result.best),
    )


def _remove(result: Result) -> str:
    values = {"box": result.best, "threshold": f"{result.iou_threshold:g}"}
    if not len(result.removed):
        text = mark("Remove what overlaps box {box} by an IoU above {threshold}: there is none.")
        return tr(text, **values) + _within(result)
    listed = result.removed[:LISTED].tolist()
    found = [
        tr("box {box} (IoU {iou})", box=i, iou=f"{result.steps.overlap[i]:.2f}") for i in listed
    ]
    if more := len(result.removed) - len(listed):
        found.append(tr("{count} more", count=more))
    return tr(
        "Remove what overlaps box {box} by an IoU above {threshold}: {boxes}.",
        boxes=", ".join(found),
        **values,
    ) + _within(result)


def _within(result: Result) -> str:
    return " " + tr("Only boxes of its class count.") if result.per_class else ""


def _done(result: Result) -> str:
    return tr("No box is left to look at. {kept} stay.", kept=result.counts["kept"])


def _thresholds(result: Result) -> str:
    curves = result.curves
    if curves is None:
        return tr("These are too many boxes for the curves; the counts on the right hold.")
    here = result.counts["kept"]
    lower, higher = (_kept_at(curves, result.iou_threshold + by) for by in (-NEIGHBOUR, NEIGHBOUR))
    weaker, stronger = (
        _kept_by_score(curves, result.score_threshold + by) for by in (-NEIGHBOUR, NEIGHBOUR)
    )
    return tr(
        "{here} are kept. A lower IoU threshold removes more: about 0.05 lower keeps {lower}, "
        "higher {higher}. A higher score threshold drops more: 0.05 lower keeps {weaker}, "
        "higher {stronger}.",
        here=here,
        lower=lower,
        higher=higher,
        weaker=weaker,
        stronger=stronger,
    )


def _kept_at(curves: Curves, threshold: float) -> int:
    return int(curves.kept_by_iou[np.abs(curves.iou_thresholds - threshold).argmin()])


def _kept_by_score(curves: Curves, threshold: float) -> int:
    return int(curves.kept_by_score[np.abs(curves.score_thresholds - threshold).argmin()])


def _soft(result: Result) -> str:
    assert result.soft
    hard = set(result.steps.kept.tolist())
    more = [index for index in result.soft.kept.tolist() if index not in hard]
    text = tr(
        "Soft-NMS removes nothing at once: it lowers the score of what overlaps the best. "
        "{soft} boxes stay above the threshold, {hard} with NMS; dashed: only with soft-NMS "
        "({more}).",
        soft=len(result.soft.kept),
        hard=len(hard),
        more=len(more),
    )
    if result.soft.left_out:
        text += " " + tr(
            "It looked at the {count} best.", count=len(result.raw) - result.soft.left_out
        )
    return text
