"""What a view shows as rows, titles first."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.nets.triplet_progress import SIDES
from explorer.topics.faces.triplet.result import ROLES, Result

Rows = list[list[Any]]


def rows(result: Result, view: str) -> Rows:
    """Return the numbers of a view."""
    return {"plane": _plane, "siamese": _siamese, "training": _training}[view](result)


def _plane(result: Result) -> Rows:
    content = result.to_json()
    points = [[role, *content[role], *content["gradients"][role]] for role in ROLES]
    names = ("distance_ap", "distance_an", "margin", "loss", "kind")
    return [
        ["point", "x", "y", "gradient_x", "gradient_y"],
        *points,
        *([name, content[name]] for name in names),
    ]


def _siamese(result: Result) -> Rows:
    titles = ["picture", "digit", "f_1", "f_2"]
    if result.passing is None:
        return [titles]
    content = result.passing.to_json()
    found = zip(ROLES, content["digits"], content["embeddings"], strict=True)
    names = ("distance_ap", "distance_an", "loss", "kind", "parameters")
    return [
        titles,
        *([role, digit, *point] for role, digit, point in found),
        *([name, content[name]] for name in names),
    ]


def _training(result: Result) -> Rows:
    names = ("loss", "active", "recognised_unseen", "recognised_seen")
    titles = ["step", *(f"{name}_{side}" for name in names for side in SIDES)]
    progress = result.progress
    if progress is None:
        return [titles]
    found: Rows = []
    for step in range(progress.steps + 1):
        made = [
            values[side][step - 1] if step else ""
            for values in (progress.losses, progress.active)
            for side in SIDES
        ]
        place = np.flatnonzero(progress.tested == step)
        tested = [
            values[side][place[0]] if place.size else ""
            for values in (progress.unseen, progress.seen)
            for side in SIDES
        ]
        found.append([step, *made, *tested])
    return [titles, *found]
