"""What becomes of the fields of a state when target, prediction or classes are changed by hand.

Whatever changes the target lets the prediction stand where descent has brought it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.core import fields
from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.topics.detection.localization import lists
from explorer.topics.detection.localization.result import Result
from explorer.topics.detection.localization.state import State
from explorer.topics.detection.localization.target import target_of
from explorer.vision import localization
from explorer.vision.localization import Vector

Changes = dict[str, Any]


def _standing(result: Result | None) -> Changes:
    """Begin anew from the prediction as it is now."""
    if result is None or not result.descent.steps:
        return {}
    return {"prediction": result.outputs.tolist(), "steps": 0}


def _plain(state: State, result: Result | None) -> Changes:
    """Return the target as a box: y itself would tell class and number of classes too."""
    given = state.target
    if given is None or len(given) == lists.CORNERS:
        return {}
    if result is None or not given[0]:
        return {"target": None}
    return {"target": list(localization.decode(np.array(given), result.size))}


def target_box(state: State, result: Result | None, box: Box) -> Changes:
    """Return the fields with another box of the target; there is an object then."""
    label = state.label if state.label in state.classes else ""
    if result is not None:
        label = result.classes[result.target.label]
    return {"target": list(box), "object": True, "label": label, **_standing(result)}


def target_class(state: State, result: Result | None, index: int) -> Changes:
    """Return the fields with another class of the target."""
    return {"label": state.classes[index], **_plain(state, result), **_standing(result)}


def presence(state: State, result: Result | None, there: bool) -> Changes:
    """Return the fields with an object, or without; its box is kept for later."""
    changes: Changes = {"object": there, **_standing(result)}
    given = state.target
    if there and (given is None or (len(given) > lists.CORNERS and not given[0])):
        # There never was one.
        height, width = result.size if result else (4, 4)
        changes["target"] = [width / 4, height / 4, width * 3 / 4, height * 3 / 4]
    return changes


def prediction_box(result: Result, box: Box) -> Changes:
    """Return the fields with another box of the prediction."""
    outputs = result.outputs.copy()
    placed = localization.encode(box, result.size, 0, len(result.classes))
    outputs[localization.BOX] = placed[localization.BOX]
    return {"prediction": outputs.tolist(), "steps": 0}


def output(result: Result, row: int, value: float) -> Changes:
    """Return the fields with another number in ŷ."""
    outputs = result.outputs.copy()
    outputs[row] = value
    return {"prediction": outputs.tolist(), "steps": 0}


def target_number(state: State, result: Result, row: int, value: float) -> Changes:
    """Return the fields with another number in y.

    Raises
    ------
    UserError
        pc or a class is neither 0 nor 1, or the class that there is shall be 0.
    """
    if row == 0:
        if value not in (0, 1):
            raise UserError("pc is 1 (an object) or 0 (none).")
        return presence(state, result, bool(value))
    if row >= lists.PARTS:
        if value != 1:
            raise UserError("One class is 1, the others are 0: set that of the object to 1.")
        return target_class(state, result, row - lists.PARTS)
    y = result.y.copy()
    y[row] = value
    return target_box(state, result, localization.decode(y, result.size))


def check(state: State, changes: Changes, size: tuple[int, int]) -> None:
    """Raise the UserError that ``state`` would with ``changes`` on a picture of ``size``."""
    target_of(fields.change(state, changes, labelled=True), size)


# --- classes ----------------------------------------------------------------


def class_added(state: State, result: Result, name: str) -> Changes:
    """Return the fields with another class at the end; the prediction gives it nothing."""
    outputs = np.append(result.outputs, 0.0)
    return _with_classes(state, result, (*state.classes, name), outputs, result.target.label)


def class_removed(state: State, result: Result, index: int) -> Changes:
    """Return the fields without a class; the other ones share its probability.

    Raises
    ------
    UserError
        It is the last one.
    """
    if len(state.classes) == 1:
        raise UserError("There must be at least one class.")
    names = tuple(name for place, name in enumerate(state.classes) if place != index)
    outputs = np.delete(result.outputs, lists.PARTS + index)
    rest, whole = outputs[localization.CLASSES], result.outputs[localization.CLASSES].sum()
    if rest.sum() > 0:
        outputs[localization.CLASSES] = rest / rest.sum() * whole
    label = result.target.label
    label = label - 1 if label > index else min(label, len(names) - 1)
    return _with_classes(state, result, names, outputs, label)


def class_renamed(state: State, result: Result, index: int, name: str) -> Changes:
    """Return the fields with another name of a class."""
    names = [*state.classes]
    names[index] = name
    return _with_classes(state, result, tuple(names), result.outputs, result.target.label)


def _with_classes(
    state: State, result: Result, names: lists.Names, outputs: Vector, label: int
) -> Changes:
    return {
        "classes": list(names),
        "label": names[label].strip(),
        "prediction": outputs.tolist(),
        "steps": 0,
        **_plain(state, result),
    }
