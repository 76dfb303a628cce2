"""The topic as a script of its own, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.core.paths import absolute
from explorer.topics import scripts
from explorer.topics.detection.anchors.clusters import KMeans
from explorer.topics.detection.anchors.result import REASONS, Result
from explorer.topics.detection.anchors.state import State, compute
from explorer.vision import label_shapes
from explorer.vision.anchor_kmeans import MOST_STEPS
from explorer.vision.anchor_targets import Fate


def script(state: State) -> str:
    """Encode the boxes of ``state`` and return a script that repeats it.

    Raises
    ------
    UserError
        There is no result.
    """
    result = compute(state)
    settings = {
        "SIZE": result.size,
        "GRID": result.grid,
        "ANCHORS": result.anchors.tolist(),
        "CLASSES": list(result.classes),
        "BOXES": result.boxes.tolist(),
        "LABELS": [result.label(index) for index in range(len(result.boxes))],
    }
    kmeans = _kmeans(state, result.kmeans) if result.kmeans else ""
    return scripts.fill("anchors", settings=settings, expected=_expected(result), kmeans=kmeans)


def _expected(result: Result) -> dict[str, object]:
    encoded = result.encoded
    slots = [
        (index, *encoded.cells[index].tolist(), int(encoded.anchors[index]))
        for index in encoded.assigned.tolist()
    ]
    fates = [Fate(fate) for fate in encoded.fates.tolist()]
    return {
        "ASSIGNED": [(*slot, encoded.y[slot[1:]].tolist()) for slot in slots],
        "UNASSIGNED": [(i, REASONS[fate]) for i, fate in enumerate(fates) if fate in REASONS],
        "MEAN_IOU": encoded.mean_iou,
    }


def _kmeans(state: State, kmeans: KMeans) -> str:
    last = kmeans.history[-1].anchors
    order = last.prod(axis=1).argsort(kind="stable")
    settings = {"MOST": MOST_STEPS, "FIRST": kmeans.history[0].anchors.tolist()}
    expected = {"MEANS": kmeans.means.tolist(), "LAST": last[order].tolist()}
    labels = (
        f"{scripts.template('anchors_labels')}\n\nsizes = read({absolute(state.label_file)!r})"
        if state.label_file
        else f"{_generated()}\n\n\nsizes = generate({state.count}, 0)"
    )
    return scripts.fill("anchors_kmeans", settings=settings, expected=expected, labels=labels)


def _generated() -> str:
    """Return the code that makes the labels, without the types of its signature."""
    typed = "(count: int, seed: int) -> NDArray[np.float64]"
    return scripts.source(label_shapes).replace(typed, "(count, seed)")
