"""What a view shows as rows, titles first."""

from __future__ import annotations

from typing import Any

from explorer.nets.curves import KINDS
from explorer.topics.networks.residual.result import Result

Rows = list[list[Any]]


def rows(result: Result, view: str) -> Rows:
    """Return the numbers of a view."""
    return {"block": _block, "training": _training, "cut": _cut}[view](result)


def _block(result: Result) -> Rows:
    numbers = result.block.to_json()
    names = ("input", "z1", "a1", "z2", "shortcut", "total", "output")
    return [[name, *(numbers[name] or [])] for name in names]


def _training(result: Result) -> Rows:
    titles = ["step", *(f"loss_{kind}" for kind in KINDS)]
    if result.curves is None:
        return [titles]
    losses = zip(*(result.curves.losses[kind].tolist() for kind in KINDS), strict=True)
    return [titles, *([step, *pair] for step, pair in enumerate(losses, start=1))]


def _cut(result: Result) -> Rows:
    titles = ["block", "cut", "residual_norm", "shortcut_norm", "ratio"]
    if result.cut is None:
        return [titles]
    parts = result.cut.parts
    return [
        titles,
        *([part.name, part.cut, part.residual, part.shortcut, part.ratio] for part in parts),
    ]
