"""What a view shows as rows of plain values, titles first."""

from __future__ import annotations

from typing import Any

from explorer.topics.detection.sliding.result import Result
from explorer.vision.sliding import KNOWN

Rows = list[list[Any]]


def rows(result: Result, view: str) -> Rows:
    """Return the numbers of a view; those of the first two are the scores of all windows."""
    return {"dense": _dense, "cost": _cost}.get(view, _scores)(result)


def _scores(result: Result) -> Rows:
    titles = ["row", "column", "x1", "y1", "x2", "y2", *map(str, KNOWN), "none", "difference"]
    side, found = result.slide.side, []
    for row in range(side):
        for column in range(side):
            scores = result.windows[row, column]
            difference = abs(scores - result.convolution[row, column]).max()
            box = result.slide.box(row, column)
            found.append([row, column, *box, *scores.tolist(), float(difference)])
    return [titles, *found]


def _dense(result: Result) -> Rows:
    unit = result.unit
    found: Rows = [["channel", "row", "column", "input", "weight", "product"]]
    for channel, (values, weights) in enumerate(zip(unit.read, unit.weights, strict=True)):
        for row, pairs in enumerate(zip(values.tolist(), weights.tolist(), strict=True)):
            for column, (value, weight) in enumerate(zip(*pairs, strict=True)):
                found.append([channel, row, column, value, weight, value * weight])
    return found


def _cost(result: Result) -> Rows:
    titles = ["layer", "multiplications_windows", "multiplications_convolutional"]
    return [
        titles,
        *([name, *pair] for name, pair in result.costs.items()),
        ["total", *result.multiplications],
    ]
