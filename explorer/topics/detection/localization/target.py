"""What a state means on a picture of some size: the object, and the outputs of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.topics.detection.localization import lists
from explorer.topics.detection.localization.state import State
from explorer.vision import localization
from explorer.vision.localization import Vector

ROUNDING = 1e-6
"""Pixels that a box may reach beyond the picture because of rounding."""


@dataclass(frozen=True)
class Target:
    """The object.

    Parameters
    ----------
    box : Box or None
        Inside the picture, pixels; None where there is no object.
    label : int
        Its class, from 0.
    cut : bool
        The box reached beyond the picture.
    """

    box: Box | None
    label: int
    cut: bool = False


def target_of(state: State, size: tuple[int, int]) -> Target:
    """Return the object of ``state``; ``size`` is (height, width) of the picture.

    Raises
    ------
    UserError
        The box has no area inside the picture, or its class is none of the classes.
    """
    label = label_of(state)
    given = state.target
    if given is None or not state.object:
        return Target(None, label)
    if len(given) == lists.CORNERS:
        x1, y1, x2, y2 = given
        return _inside((x1, y1, x2, y2), label, size)
    y = np.array(given)
    if not y[0]:
        return Target(None, label)
    return _inside(localization.decode(y, size), label, size)


def label_of(state: State) -> int:
    """Return the class of the object, from 0.

    Raises
    ------
    UserError
        It is none of the classes, or y has a number for more or fewer classes.
    """
    given = state.target or ()
    if len(given) > lists.CORNERS:
        _check_length("y", given, state)
        if given[0]:
            return given.index(1, lists.PARTS) - lists.PARTS
    if not state.label:
        return 0
    if state.label not in state.classes:
        raise UserError(
            "“{label}” is none of the classes: {classes}.",
            label=state.label,
            classes=", ".join(state.classes),
        )
    return state.classes.index(state.label)


def outputs_of(state: State) -> Vector:
    """Return the outputs before any step, (5 + n,).

    Raises
    ------
    UserError
        They are of more or fewer classes than there are.
    """
    if not state.prediction:
        return np.array(lists.uninformed(len(state.classes)))
    _check_length("ŷ", state.prediction, state)
    return np.array(state.prediction)


def _check_length(name: str, given: lists.Numbers, state: State) -> None:
    needed = lists.PARTS + len(state.classes)
    if len(given) != needed:
        raise UserError(
            "{name} has {count} numbers, but needs {needed} with {classes} classes: pc, bx, by, "
            "bh, bw and one for each class.",
            name=name,
            count=len(given),
            needed=needed,
            classes=len(state.classes),
        )


def _inside(box: Box, label: int, size: tuple[int, int]) -> Target:
    height, width = size
    x1, y1, x2, y2 = box
    if x2 <= x1 or y2 <= y1:
        raise UserError(
            "The target box has no area: its right side must lie to the right of its left one, "
            "its lower side below its upper one. Draw it again."
        )
    inside = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    if inside[2] <= inside[0] or inside[3] <= inside[1]:
        raise UserError(
            "The target box lies outside the picture of {width} × {height} pixels. Draw it again.",
            width=width,
            height=height,
        )
    cut = any(abs(a - b) > ROUNDING for a, b in zip(inside, box, strict=True))
    return Target(inside, label, cut)
