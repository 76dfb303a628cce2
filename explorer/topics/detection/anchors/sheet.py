"""What the views show as rows: of the slot looked at, and for CSV.

Rows, columns and boxes count from 0 and anchors from 1, as on screen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from explorer.topics.detection.anchors.compare import Compared
from explorer.topics.detection.anchors.result import REASONS, Result
from explorer.vision.anchor_targets import GEOMETRY, PARTS, Fate

BEST = 3
"""Classes that a prediction is told with."""


class Part(NamedTuple):
    """One number of a slot: target, prediction and their difference; None: does not count."""

    name: str
    target: float | None
    predicted: float
    difference: float | None


def parts(compared: Compared, slot: tuple[int, int, int]) -> list[Part]:
    """Return the geometry of a slot, the class that it should have, and the best it says."""
    target, predicted = compared.target.y[slot], compared.predicted[slot]
    wanted = target[0] == 1
    best = np.argsort(-predicted[GEOMETRY:], kind="stable")[:BEST]
    classes = np.flatnonzero(target[GEOMETRY:]).tolist()
    classes += [place for place in best.tolist() if place not in classes]
    known = wanted and target[GEOMETRY:].any()
    rows = [
        _part(name, target[place], predicted[place], counts=bool(wanted or place == 0))
        for place, name in enumerate(PARTS)
    ]
    return rows + [
        _part(
            compared.names[place],
            target[GEOMETRY + place],
            predicted[GEOMETRY + place],
            counts=bool(known),
        )
        for place in classes
    ]


def _part(name: str, target: float, predicted: float, *, counts: bool) -> Part:
    wanted = float(target) if counts else None
    difference = float(predicted - target) if counts else None
    return Part(name, wanted, float(predicted), difference)


def rows(result: Result | None) -> list[list[Any]]:
    """Return what the view shows as rows, titles first."""
    if result is None:
        return [[]]
    if result.kmeans:
        return _anchors(result)
    if result.compared:
        return _compared(result, result.compared)
    return _boxes(result)


def _boxes(result: Result) -> list[list[Any]]:
    titles = ["box", "class", "x1", "y1", "x2", "y2", "end", "taken_by", "row", "column"]
    found: list[list[Any]] = [[*titles, "anchor", "iou", *PARTS]]
    encoded = result.encoded
    for index, box in enumerate(result.boxes.tolist()):
        fate, anchor = Fate(int(encoded.fates[index])), int(encoded.anchors[index])
        place = encoded.cells[index].tolist()
        iou = float(encoded.ious[index, anchor]) if anchor >= 0 else ""
        by = int(encoded.holders[index]) if fate == Fate.TAKEN else ""
        slot = encoded.y[(*place, anchor)][:GEOMETRY].tolist() if fate == Fate.ASSIGNED else []
        end = REASONS.get(fate, "assigned")
        number = anchor + 1 if anchor >= 0 else ""
        head = [index, result.label(index), *box, end, by, *place, number, iou]
        found.append([*head, *(slot or [""] * GEOMETRY)])
    return found


def _anchors(result: Result) -> list[list[Any]]:
    assert result.kmeans
    kmeans = result.kmeans
    found: list[list[Any]] = [["anchor", "width", "height", "boxes", "step", "mean_iou"]]
    for number, (shape, count) in enumerate(
        zip(kmeans.sorted_anchors, kmeans.counts.tolist(), strict=True), start=1
    ):
        found.append([number, *shape, count, kmeans.step, kmeans.now.mean_iou])
    return found


def _compared(result: Result, compared: Compared) -> list[list[Any]]:
    both = [f"{name}_{kind}" for name in PARTS for kind in ("target", "predicted")]
    found: list[list[Any]] = [["box", "class", "row", "column", "anchor", *both]]
    target = compared.target
    for index in target.assigned.tolist():
        slot = (*target.cells[index].tolist(), int(target.anchors[index]))
        pairs = zip(target.y[slot][:GEOMETRY], compared.predicted[slot][:GEOMETRY], strict=True)
        numbers = [float(value) for pair in pairs for value in pair]
        row, column, anchor = slot
        found.append([index, result.label(index), row, column, anchor + 1, *numbers])
    return found
