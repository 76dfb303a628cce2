"""An object and its place as one vector, how wrong a prediction is, and what descent does.

Ng, Convolutional Neural Networks, week 3, "Object localization": y = [pc, bx, by, bh, bw,
c1, ..., cn] with the midpoint and the sides of the box as shares of the picture. Where
there is no object (pc = 0), the rest does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.box_lists import Box

Vector = NDArray[np.float64]

PARTS = ("pc", "bx", "by", "bh", "bw")
BOX = slice(1, len(PARTS))
CLASSES = slice(len(PARTS), None)
EPSILON = 1e-7
"""The least a probability counts as: the logarithm of 0 would be infinite."""
LARGEST = 1e12
"""A greater loss ends the descent."""


def names(classes: int) -> tuple[str, ...]:
    """Return what the numbers of y are called: pc, bx, by, bh, bw, c1, ..., cn."""
    return (*PARTS, *(f"c{number}" for number in range(1, classes + 1)))


def encode(box: Box, size: tuple[int, int], label: int, classes: int) -> Vector:
    """Return y (5 + n,) of an object.

    Parameters
    ----------
    box : (x1, y1, x2, y2), pixels
    size : (height, width) of the picture, pixels
    label : int
        The class, from 0.
    classes : int
        How many there are, n.
    """
    height, width = size
    x1, y1, x2, y2 = box
    y = np.zeros(len(PARTS) + classes)
    y[0] = 1
    y[BOX] = (
        (x1 + x2) / 2 / width,
        (y1 + y2) / 2 / height,
        (y2 - y1) / height,
        (x2 - x1) / width,
    )
    y[len(PARTS) + label] = 1
    return y


def decode(vector: Vector, size: tuple[int, int]) -> Box:
    """Return the box of a vector (5 + n,) in pixels; ``size`` is (height, width)."""
    height, width = size
    across, down, high, wide = vector[BOX].tolist()
    return (
        (across - wide / 2) * width,
        (down - high / 2) * height,
        (across + wide / 2) * width,
        (down + high / 2) * height,
    )


def counting(y: Vector) -> NDArray[np.bool_]:
    """Tell which numbers of y (5 + n,) matter: all, or the first alone where pc is 0."""
    counts = np.full(len(y), bool(y[0]))
    counts[0] = True
    return counts


@dataclass(frozen=True, eq=False)
class Loss:
    """How wrong a prediction is.

    Parameters
    ----------
    terms : (5 + n,) float
        Their sum is the loss; 0 for what does not matter.
    gradient : (5 + n,) float
        The derivative of the loss with respect to what descent moves (`step`).
    """

    terms: Vector
    gradient: Vector

    @property
    def total(self) -> float:
        """The loss."""
        return float(self.terms.sum())


def squared(y: Vector, outputs: Vector) -> Loss:
    """Return the squared error, with its derivative with respect to the outputs (5 + n,)."""
    error = np.where(counting(y), outputs - y, 0.0)
    return Loss(error**2, 2 * error)


def cross_entropy(y: Vector, outputs: Vector) -> Loss:
    """Return the logistic loss of pc, the squared error of the box, the log loss of the class.

    The gradient is that with respect to z, where pc = sigmoid(z) and c = softmax(z): what is
    predicted less what should be. The box is z itself.

    Parameters
    ----------
    y, outputs : (5 + n,) float
        The outputs of pc and c are probabilities, see `probabilities`.
    """
    found = probabilities(outputs)
    error = np.where(counting(y), found - y, 0.0)
    gradient = error.copy()
    gradient[BOX] *= 2
    terms = np.zeros(len(y))
    terms[0] = -(y[0] * np.log(found[0]) + (1 - y[0]) * np.log1p(-found[0]))
    terms[BOX] = error[BOX] ** 2
    if y[0]:
        terms[CLASSES] = -y[CLASSES] * np.log(found[CLASSES])
    # Adding zero turns -0 into 0.
    return Loss(terms + 0.0, gradient)


def probabilities(outputs: Vector) -> Vector:
    """Return outputs (5 + n,) that a logarithm can be taken of.

    pc lies at least `EPSILON` from 0 and 1, each class at least that far above 0, and the
    classes sum up to 1.
    """
    found = outputs.copy()
    found[0] = np.clip(outputs[0], EPSILON, 1 - EPSILON)
    classes = np.maximum(outputs[CLASSES], EPSILON)
    found[CLASSES] = classes / classes.sum()
    return found


def clipped(outputs: Vector) -> NDArray[np.bool_]:
    """Tell which outputs (5 + n,) are no probabilities a logarithm can be taken of."""
    found = np.zeros(len(outputs), bool)
    found[0] = not EPSILON <= outputs[0] <= 1 - EPSILON
    found[CLASSES] = outputs[CLASSES] < EPSILON
    return found


LOSSES: dict[str, Callable[[Vector, Vector], Loss]] = {
    "squared": squared,
    "cross_entropy": cross_entropy,
}


def step(y: Vector, outputs: Vector, loss: str, rate: float) -> Vector:
    """Return the outputs (5 + n,) after one step of gradient descent.

    With the squared error the outputs themselves are moved; with cross-entropy what lies
    before sigmoid and softmax is: log(pc / (1 - pc)) and log c.
    """
    return _moved(outputs, LOSSES[loss](y, outputs).gradient, loss, rate)


def _moved(outputs: Vector, gradient: Vector, loss: str, rate: float) -> Vector:
    if loss == "squared":
        return outputs - rate * gradient
    moved = probabilities(outputs)
    moved[BOX] -= rate * gradient[BOX]
    odds = moved[0] / (1 - moved[0]) * np.exp(-rate * gradient[0])
    moved[0] = odds / (1 + odds)
    powers = moved[CLASSES] * np.exp(-rate * gradient[CLASSES])
    moved[CLASSES] = powers / powers.sum()
    return moved


@dataclass(frozen=True, eq=False)
class Descent:
    """Outputs on their way.

    Parameters
    ----------
    outputs : (5 + n,) float
        Where they stand.
    losses : (steps + 1,) float
        The loss at the beginning and after each step.
    diverged : bool
        It ended before all steps were taken: the loss grows without end.
    """

    outputs: Vector
    losses: Vector
    diverged: bool

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1


def descend(y: Vector, outputs: Vector, loss: str, rate: float, steps: int) -> Descent:
    """Take steps of gradient descent on the outputs (5 + n,) of one picture.

    With the squared error each step multiplies the distance to the target by 1 - 2 rate:
    a rate above 1 leads further and further away.
    """
    now = LOSSES[loss](y, outputs)
    losses = [now.total]
    for _ in range(steps):
        following = _moved(outputs, now.gradient, loss, rate)
        now = LOSSES[loss](y, following)
        if now.total > LARGEST:
            return Descent(outputs, np.array(losses), diverged=True)
        outputs = following
        losses.append(now.total)
    return Descent(outputs, np.array(losses), diverged=False)
