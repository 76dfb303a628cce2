"""Scores and classes of the boxes as fields of the state, and edits of all three."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.core.fields import Spec

MOST = 50_000
NEW_SCORE = 0.9

Boxes = tuple[Box, ...]
Fields = dict[str, tuple[Any, ...]]

_SCORES = Spec("array", "", sides=(MOST,), optional=True)


def read_scores(name: str, value: Any) -> tuple[float, ...]:
    """Return scores, each in 0..1."""
    scores: tuple[float, ...] = fields.check(name, _SCORES, value)
    for number, score in enumerate(scores):
        if not 0 <= score <= 1:
            raise UserError(
                "{name}: the score of box {number} must lie between 0 and 1, not {value}.",
                name=name,
                number=number,
                value=f"{score:g}",
            )
    return scores


def read_labels(name: str, value: Any) -> tuple[str, ...]:
    """Return the class of each box: names, or whole numbers as texts."""
    if isinstance(value, list | tuple):
        value = [
            str(entry) if isinstance(entry, int) and not isinstance(entry, bool) else entry
            for entry in value
        ]
    labels: tuple[str, ...] = fields.check(name, Spec("names", ""), value)
    return labels


def added(drawn: Fields, box: Box, like: int) -> Fields:
    """Return the fields with another box at the end, of the class of box ``like``."""
    labels = drawn["labels"]
    label = labels[like] if labels else "car"
    new = {"boxes": box, "scores": NEW_SCORE, "labels": label}
    return {name: (*values, new[name]) for name, values in drawn.items()}


def removed(drawn: Fields, index: int) -> Fields:
    """Return the fields without box ``index``."""
    return {name: (*values[:index], *values[index + 1 :]) for name, values in drawn.items()}


def replaced(drawn: Fields, index: int, name: str, value: Any) -> Fields:
    """Return the fields with another box, score or class at ``index``."""
    values = drawn[name]
    return {**drawn, name: (*values[:index], value, *values[index + 1 :])}
