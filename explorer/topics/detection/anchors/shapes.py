"""Anchors, class names and the classes of the boxes as fields of the state, and their edits."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.core.fields import Spec

MOST = 50_000
MOST_ANCHORS = 9
MOST_CLASSES = 100
LEAST = 0.001

Shape = tuple[float, float]
Boxes = tuple[Box, ...]
Fields = dict[str, tuple[Any, ...]]

_SHAPES = Spec("array", "", sides=(MOST_ANCHORS, 2))


def read_anchors(name: str, value: Any) -> tuple[Shape, ...]:
    """Return anchors [width, height], shares of the picture's width and height."""
    shapes: tuple[Shape, ...] = fields.check(name, _SHAPES, value)
    for number, shape in enumerate(shapes):
        if len(shape) != 2:
            raise UserError("{name} must be a list of [width, height].", name=name)
        if not all(LEAST <= side <= 1 for side in shape):
            raise UserError(
                "{name}: width and height of anchor {number} must lie between {low} and 1, as "
                "shares of the picture, not {width} and {height}.",
                name=name,
                number=number + 1,
                low=LEAST,
                width=f"{shape[0]:g}",
                height=f"{shape[1]:g}",
            )
    return shapes


def read_classes(name: str, value: Any) -> tuple[str, ...]:
    """Return names of classes, at least one and none twice."""
    names: tuple[str, ...] = fields.check(name, Spec("names", ""), value)
    names = tuple(part.strip() for part in names)
    if not names or not all(names):
        raise UserError("{name} must hold at least one name, and none that is empty.", name=name)
    if len(names) > MOST_CLASSES:
        raise UserError(
            "{place} has {length} entries; {limit} is the most.",
            place=name,
            length=len(names),
            limit=MOST_CLASSES,
        )
    if len(set(names)) < len(names):
        double = next(part for part in names if names.count(part) > 1)
        raise UserError("{name} holds {value} twice.", name=name, value=double)
    return names


def read_labels(name: str, value: Any) -> tuple[str, ...]:
    """Return the class of each box: names, or places in the list of classes as texts."""
    if isinstance(value, list | tuple):
        value = [
            str(entry) if isinstance(entry, int) and not isinstance(entry, bool) else entry
            for entry in value
        ]
    labels: tuple[str, ...] = fields.check(name, Spec("names", ""), value)
    return labels


def numbers_of(labels: tuple[str, ...], classes: tuple[str, ...], count: int) -> list[int]:
    """Return the number of each of ``count`` boxes' class.

    A label is a name in ``classes``, or its place there, counted from 0; without labels all
    boxes are of the first class.

    Raises
    ------
    UserError
        There are not as many labels as boxes, or one is none of the classes.
    """
    if not labels:
        return [0] * count
    if len(labels) != count:
        raise UserError(
            "Number of boxes: {boxes}, of classes: {count}; each box needs one.",
            boxes=count,
            count=len(labels),
        )
    places = {str(place): place for place in range(len(classes))}
    # A name that looks like a number is a name first.
    places |= {name: place for place, name in enumerate(classes)}
    for number, label in enumerate(labels):
        if label not in places:
            raise UserError(
                "Box {number} is of class {label}, which is not among {classes}.",
                number=number,
                label=label,
                classes=", ".join(classes),
            )
    return [places[label] for label in labels]


def added(drawn: Fields, box: Box, like: int, first: str) -> Fields:
    """Return boxes and labels with another box at the end, of the class of box ``like``."""
    labels = drawn["labels"]
    label = labels[like] if labels else first
    return {"boxes": (*drawn["boxes"], box), "labels": (*labels, label)}


def removed(drawn: Fields, index: int) -> Fields:
    """Return boxes and labels without box ``index``."""
    return {name: (*values[:index], *values[index + 1 :]) for name, values in drawn.items()}


def replaced(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    """Return ``values`` with another one at ``index``."""
    return (*values[:index], value, *values[index + 1 :])


def renamed(
    labels: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the labels after classes were renamed in their places."""
    if len(before) != len(after):
        return labels
    names = dict(zip(before, after, strict=True))
    return tuple(names.get(label, label) for label in labels)
