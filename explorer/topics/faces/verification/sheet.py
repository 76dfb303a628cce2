"""What a view shows as rows, titles first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.nets.sface import DIMENSIONS
from explorer.topics.faces.verification.learning import METHODS
from explorer.topics.faces.verification.result import Result

Rows = list[list[Any]]


def rows(result: Result) -> Rows:
    """Return the numbers of the view in front."""
    return ROWS[result.state.view](result)


def _pair(result: Result) -> Rows:
    """Both embeddings, number by number; empty where a picture has no face."""
    a, b, difference = result.pair.a.vector, result.pair.b.vector, result.pair.difference
    found: Rows = [["number", "f(a)", "f(b)", "difference"]]
    columns = [
        [None] * DIMENSIONS if part is None else part.tolist() for part in (a, b, difference)
    ]
    return found + [[n, *values] for n, values in enumerate(zip(*columns, strict=True))]


def _lab(result: Result) -> Rows:
    """Every pair."""
    found: Rows = [["first", "second", "distance", "same"]]
    if result.lab:
        pairs, title = result.lab.measured.pairs, result.lab.measured.enrolled.title
        for a, b, distance, same in zip(
            pairs.first, pairs.second, pairs.distances, pairs.same, strict=True
        ):
            found.append([title(int(a)), title(int(b)), float(distance), bool(same)])
    return found


def _gallery(result: Result) -> Rows:
    """Everybody the picture is compared with, the nearest first."""
    found: Rows = [["asks", "person", "distance", "accepted"]]
    if result.against:
        against = result.against
        asks, names = against.enrolled.title(against.query), against.enrolled.names
        for k in against.order.tolist():
            distance = float(against.distances[k])
            near = distance <= against.threshold
            found.append([asks, names[against.people[k]], distance, near])
    return found


def _classifier(result: Result) -> Rows:
    """How well each method does, on both parts of the people."""
    found: Rows = [
        ["method", "people", "accuracy", "false_accepts", "different", "false_rejects", "same"]
    ]
    if result.learned:
        parts = {"trained on": result.learned.trained, "held out": result.learned.tested}
        for method in METHODS:
            for people, scores in parts.items():
                score = scores[method]
                accepts = [score.false_accepts, score.different]
                rejects = [score.false_rejects, score.same]
                found.append([method, people, score.accuracy, *accepts, *rejects])
    return found


ROWS: dict[str, Callable[[Result], Rows]] = {
    "pair": _pair,
    "lab": _lab,
    "gallery": _gallery,
    "classifier": _classifier,
}
