"""What the further views of the edges topic show, beside the output of the filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.fitting import Descent, Problem
from explorer.vision.windows import Array

Values = NDArray[Any]
"""A matrix is float64 and exact; a picture is float32 and goes through OpenCV."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Cross-correlation beside true convolution.

    Parameters
    ----------
    correlation, convolution, difference : (H, W) or (H, W, 3) float
        Both outputs, and the first minus the second.
    difference_limit : float
        The absolute value that gets full colour in the picture of the difference.
    """

    correlation: Values
    convolution: Values
    difference: Values
    difference_limit: float

    @property
    def largest(self) -> float:
        """How far the two differ at most."""
        return float(np.abs(self.difference).max())


@dataclass(frozen=True, eq=False)
class Chain:
    """Two filters in a row against one: stride 1, and only where all windows are inside.

    Zeros around the middle picture are not what the combined filter would find there,
    so with padding the borders would differ.

    Parameters
    ----------
    combined : (k + l - 1, k + l - 1) float
        The first filter convolved with the second; in the mode of cross-correlation
        correlated with it.
    in_turn, at_once : (H, W) or (H, W, 3) float
        What the first filter makes of the picture and the second of that; what
        ``combined`` makes of the picture.
    limit : float
        The absolute value that gets full colour in both.
    difference : float
        Largest absolute difference of the two for true convolution; for a picture,
        rounding.
    correlation_difference : float
        The same for cross-correlation: it is not associative.
    """

    combined: Array
    in_turn: Values
    at_once: Values
    limit: float
    difference: float
    correlation_difference: float

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "combined": self.combined.tolist(),
            "in_turn": numbers(self.in_turn),
            "at_once": numbers(self.at_once),
            "difference": self.difference,
            "correlation_difference": self.correlation_difference,
        }


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be learned.

    Parameters
    ----------
    picture, wanted : (H, W) float
        The training picture, and what the filter shall make of it.
    made_by : (k, k) float, or None
        The filter that made ``wanted``; None where it was drawn by hand.
    drawn : (h, w) uint8, or None
        The drawing: 128 is zero.
    problem : Problem
        The error as a function of the filter.
    least_squares : (k, k) float
        The filter with the smallest error.
    """

    picture: Array
    wanted: Array
    made_by: Array | None
    drawn: NDArray[np.uint8] | None
    problem: Problem
    least_squares: Array

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for: a drawing without a stroke."""
        return self.drawn is not None and not self.wanted.any()


@dataclass(frozen=True, eq=False)
class Learned:
    """What gradient descent came to, beside what it should.

    Parameters
    ----------
    task : Task
    descent : Descent
        The filter that was found, and the loss of every step; it began at zero.
    made : (H, W) float
        What that filter makes of the training picture, its bias added; like the
        target only where whole windows lie inside.
    limit : float
        The absolute value that gets full colour in target and answer.
    """

    task: Task
    descent: Descent
    made: Array
    limit: float

    @property
    def kernel(self) -> Array:
        """The filter that was found."""
        return self.descent.kernel

    @property
    def bias(self) -> float:
        """The number added beside the filter."""
        return self.task.problem.bias(self.kernel)

    @property
    def best_loss(self) -> float:
        """The loss of the least-squares answer."""
        return self.task.problem.loss(self.task.least_squares)

    @property
    def difference(self) -> float:
        """How far the filter is from the least-squares answer at most."""
        return float(np.abs(self.kernel - self.task.least_squares).max())

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        made_by = self.task.made_by
        return {
            "target": None if made_by is None else made_by.tolist(),
            "kernel": self.kernel.tolist(),
            "least_squares": self.task.least_squares.tolist(),
            "gradient": self.descent.gradient.tolist(),
            "bias": self.bias,
            "loss": self.descent.loss,
            "least_squares_loss": self.best_loss,
            "steps": self.descent.steps,
            "difference": self.difference,
        }


def numbers(values: Values) -> Any:
    """Return a matrix as lists; shape, min, max and mean of a picture."""
    if values.dtype == np.float64:
        return values.tolist()
    return {
        "shape": list(values.shape),
        "min": float(values.min()),
        "max": float(values.max()),
        "mean": float(values.mean(dtype=float)),
    }
