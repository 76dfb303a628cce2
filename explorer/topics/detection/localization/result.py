"""From a state and the size of a picture to y, the loss, and where descent leads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from explorer.core.box_lists import Box
from explorer.topics.detection.localization.state import State
from explorer.topics.detection.localization.target import Target, outputs_of, target_of
from explorer.vision import boxes, localization
from explorer.vision.localization import LOSSES, Descent, Loss, Vector

ARROW = 0.1
"""Part of the picture's shorter side that the longest arrow has at least."""
STILL = 0.02
"""Pixels; arrows that are all shorter say nothing."""
SUM = 1e-6
"""How far from 1 the classes may sum up."""

Arrow = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    size : (height, width) of the picture, pixels
    classes : tuple of str
    target : Target
    y : (5 + n,) float
    rate : float
        Learning rate.
    loss_name : str
        "squared" or "cross_entropy".
    begin : (5 + n,) float
        The outputs before any step.
    descent : Descent
        Where the outputs stand now.
    loss : Loss
        Of the outputs now.
    following : (5 + n,) float
        The outputs after one more step.
    """

    size: tuple[int, int]
    classes: tuple[str, ...]
    target: Target
    y: Vector
    rate: float
    loss_name: str
    begin: Vector
    descent: Descent
    loss: Loss
    following: Vector

    @property
    def present(self) -> bool:
        """Whether there is an object."""
        return self.target.box is not None

    @property
    def outputs(self) -> Vector:
        """The prediction as it is now."""
        return self.descent.outputs

    @cached_property
    def counts(self) -> tuple[bool, ...]:
        """Which numbers of y matter."""
        return tuple(localization.counting(self.y).tolist())

    @property
    def names(self) -> tuple[str, ...]:
        """What the numbers of y are called."""
        return localization.names(len(self.classes))

    @cached_property
    def predicted(self) -> Box:
        """The predicted box; x2 < x1 or y2 < y1 where a side is negative."""
        return localization.decode(self.outputs, self.size)

    @property
    def guess(self) -> int:
        """The class with the highest output, from 0."""
        return int(self.outputs[localization.CLASSES].argmax())

    @cached_property
    def iou(self) -> float | None:
        """Of the predicted and the target box; None without an object."""
        if self.target.box is None:
            return None
        return float(boxes.iou(np.array(self.target.box), np.array(self.predicted)))

    @cached_property
    def clipped(self) -> tuple[str, ...]:
        """Names of the outputs that count as the nearest probability with a logarithm."""
        if self.loss_name != "cross_entropy":
            return ()
        found = localization.clipped(self.outputs) & np.array(self.counts)
        return tuple(name for name, one in zip(self.names, found, strict=True) if one)

    @property
    def unnormalised(self) -> bool:
        """Whether the classes had to be divided by their sum."""
        if self.loss_name != "cross_entropy" or not self.present:
            return False
        return abs(float(self.outputs[localization.CLASSES].sum()) - 1) > SUM

    @cached_property
    def scale(self) -> int:
        """By how much arrows are drawn longer than the step; 0 where none are of use."""
        if self.descent.diverged:
            return 0
        longest = max(_length(arrow) for arrow in self._moves)
        if longest < STILL:
            return 0
        shortest, scale = ARROW * min(self.size), 1
        while longest * scale < shortest:
            scale = _rounder(scale)
        return scale

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        """From the midpoint and the middle of each side to where a step leads, `scale` times."""
        if not self.scale:
            return ()
        return tuple(_stretched(arrow, self.scale) for arrow in self._moves)

    @cached_property
    def _moves(self) -> list[Arrow]:
        after = localization.decode(self.following, self.size)
        return list(zip(_places(self.predicted), _places(after), strict=True))

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; null is what does not matter."""

        def told(values: Vector) -> list[float | None]:
            pairs = zip(values.tolist(), self.counts, strict=True)
            return [value if counts else None for value, counts in pairs]

        return {
            "y": told(self.y),
            "names": list(self.names),
            "classes": list(self.classes),
            "label": self.classes[self.target.label] if self.present else None,
            "image_size": list(self.size),
            "target_box": None if self.target.box is None else list(self.target.box),
            "target_cut": self.target.cut,
            "prediction": self.outputs.tolist(),
            "predicted_box": list(self.predicted),
            "guess": self.classes[self.guess],
            "loss": self.loss.total,
            "terms": told(self.loss.terms),
            "gradient": told(self.loss.gradient),
            "gradient_of": "outputs" if self.loss_name == "squared" else "logits",
            "clipped": list(self.clipped),
            "next": self.following.tolist(),
            "iou": self.iou,
            "steps": self.descent.steps,
            "losses": self.descent.losses.tolist(),
            "diverged": self.descent.diverged,
        }

    def rows(self) -> list[list[Any]]:
        """Return the table on screen, titles first."""
        content = self.to_json()
        meanings = ("", "", "", "", "", *self.classes)
        table: list[list[Any]] = [["name", "class", "y", "prediction", "term", "gradient", "next"]]
        for row in zip(
            content["names"],
            meanings,
            *(content[name] for name in ("y", "prediction", "terms", "gradient", "next")),
            strict=True,
        ):
            table.append(["" if cell is None else cell for cell in row])
        table.append(["loss", "", "", "", self.loss.total, "", ""])
        return table


def interpret(state: State, size: tuple[int, int]) -> Result:
    """Compute all that the views show; ``size`` is (height, width) of the picture.

    Raises
    ------
    UserError
        The box has no area inside the picture, or the numbers of classes do not fit.
    """
    target, begin = target_of(state, size), outputs_of(state)
    count = len(state.classes)
    y = np.zeros(len(begin))
    if target.box is not None:
        y = localization.encode(target.box, size, target.label, count)
    key = (tuple(y.tolist()), tuple(begin.tolist()), state.loss, state.learning_rate, state.steps)
    descent = _descend(*key)
    outputs = descent.outputs
    return Result(
        size=size,
        classes=state.classes,
        target=target,
        y=y,
        rate=state.learning_rate,
        loss_name=state.loss,
        begin=begin,
        descent=descent,
        loss=LOSSES[state.loss](y, outputs),
        following=localization.step(y, outputs, state.loss, state.learning_rate),
    )


@lru_cache(maxsize=2)
def _descend(
    y: tuple[float, ...], begin: tuple[float, ...], loss: str, rate: float, steps: int
) -> Descent:
    # A film shows the same again with each of its frames.
    return localization.descend(np.array(y), np.array(begin), loss, rate, steps)


def _places(box: Box) -> list[tuple[float, float]]:
    x1, y1, x2, y2 = box
    middle, centre = (x1 + x2) / 2, (y1 + y2) / 2
    return [(middle, centre), (x1, centre), (x2, centre), (middle, y1), (middle, y2)]


def _length(arrow: Arrow) -> float:
    (x1, y1), (x2, y2) = arrow
    return float(np.hypot(x2 - x1, y2 - y1))


def _stretched(arrow: Arrow, scale: int) -> Arrow:
    (x1, y1), (x2, y2) = arrow
    return (x1, y1), (x1 + scale * (x2 - x1), y1 + scale * (y2 - y1))


def _rounder(scale: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50, ..."""
    return scale * 5 // 2 if str(scale)[0] == "2" else scale * 2
