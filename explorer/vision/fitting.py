"""Learning a filter from a picture and what the filter should make of it.

The mean squared error over all windows x with target y is a quadratic function of
the filter w: ``L(w) = c - 2 b'w + w'A w`` with ``A`` the mean of x x', ``b`` that of
y x, ``c`` that of y². These are computed once; a step of gradient descent is then
exact and takes microseconds, however large the picture.

The means of x and y are subtracted first. That is the same as a bias beside the
filter which is always the best one, and it takes away the direction that differs most
from the others: the overall brightness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.fields import LARGEST
from explorer.vision.windows import Array, axis, windows

TRAINING_SIDE = 96
ROUNDING = 1e-13
"""The part of the variance of the target below which an error is none."""


@dataclass(frozen=True, eq=False)
class Problem:
    """The error as a function of a filter of ``shape`` (rows, columns), k cells in all.

    Parameters
    ----------
    gram : (k, k) float
        Covariance of the window's cells, A.
    cross : (k,) float
        Covariance of each cell with the target, b.
    variance : float
        Variance of the target, c.
    mean_window : (k,) float
    mean_target : float
    curvature : float
        Largest eigenvalue of the second derivative, 2 A.
    """

    shape: tuple[int, int]
    gram: Array
    cross: Array
    variance: float
    mean_window: Array
    mean_target: float
    curvature: float

    def loss(self, kernel: Array) -> float:
        """Return the mean squared error, with the best bias."""
        w = kernel.ravel()
        error = float(self.variance - 2 * self.cross @ w + w @ self.gram @ w)
        # Where the fit is perfect, rounding leaves next to nothing, or less than nothing.
        return error if error > ROUNDING * self.variance else 0.0

    def gradient(self, kernel: Array) -> Array:
        """Return the derivative of the loss with respect to each cell: 2 (A w - b)."""
        return 2 * (self.gram @ kernel.ravel() - self.cross).reshape(self.shape)

    def bias(self, kernel: Array) -> float:
        """Return the best bias beside ``kernel``."""
        return float(self.mean_target - kernel.ravel() @ self.mean_window)

    def least_squares(self) -> Array:
        """Return the filter with the smallest error, A w = b.

        Where many are equally good (a picture with fewer different windows than the
        filter has cells), the one with the smallest sum of squares: the one that
        gradient descent from zero comes to as well.
        """
        solution = np.linalg.lstsq(self.gram, self.cross, rcond=1e-12)[0]
        return np.asarray(solution.reshape(self.shape))


@dataclass(frozen=True, eq=False)
class Descent:
    """A filter on its way.

    Parameters
    ----------
    kernel, velocity, gradient : (rows, columns) float
        Where it stands, what momentum keeps, and the derivative of the loss.
    losses : (steps + 1,) float
        The loss at the beginning and after each step.
    """

    kernel: Array
    velocity: Array
    gradient: Array
    losses: Array

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1

    @property
    def loss(self) -> float:
        """The loss where it stands."""
        return float(self.losses[-1])


def training_picture(values: NDArray[np.float32]) -> Array:
    """Return (H, W) or RGB (H, W, 3) in 0..255 as brightness 0..1, reduced.

    Neighbours differ more in a small picture, so that descent takes a fraction of the
    steps; the longer side has at most 96 pixels.
    """
    from explorer.vision.cv import cv2

    if values.ndim == 3:
        values = np.asarray(cv2.cvtColor(values, cv2.COLOR_RGB2GRAY), np.float32)
    scale = TRAINING_SIDE / max(values.shape)
    if scale < 1:
        height, width = (max(1, round(side * scale)) for side in values.shape)
        values = np.asarray(cv2.resize(values, (width, height), interpolation=cv2.INTER_AREA))
    return values.astype(float) / 255


def drawn_target(levels: NDArray[np.uint8], picture: Array) -> Array:
    """Return what was drawn as a target for ``picture``, (H, W), in its size.

    Parameters
    ----------
    levels : (h, w) uint8
        128 is zero; 1 and 255 are the largest value of the picture, minus and plus.
    """
    height, width = picture.shape
    signed = (levels.astype(float) - 128) / 127
    if levels.shape != picture.shape:
        from explorer.vision.cv import cv2

        signed = np.asarray(cv2.resize(signed, (width, height), interpolation=cv2.INTER_AREA))
    return signed * float(np.abs(picture).max())


def pose(picture: Array, target: Array, shape: tuple[int, int]) -> Problem:
    """Ask for the filter of ``shape`` that makes ``target`` of ``picture``.

    Parameters
    ----------
    picture, target : (H, W) float
        In the target, a pixel is what the window around it shall give. Windows that
        reach over the border are left out.

    Raises
    ------
    UserError
        The picture is smaller than the filter, or flat.
    """
    rows, columns = (axis(*sides) for sides in zip(picture.shape, shape, strict=True))
    seen = windows(picture, rows, columns).reshape(-1, shape[0] * shape[1])
    top, left = ((side - 1) // 2 for side in shape)
    wanted = target[top : top + rows.output, left : left + columns.output].ravel()
    mean_window, mean_target = seen.mean(axis=0), float(wanted.mean())
    cells, wanted = seen - mean_window, wanted - mean_target
    gram = cells.T @ cells / len(cells)
    curvature = 2 * float(np.linalg.eigvalsh(gram)[-1])
    if curvature <= 1e-12 * float(np.square(seen).mean()):
        raise UserError(
            "Every window of this picture holds the same numbers, so there is nothing to learn "
            "a filter from. Choose a picture with edges."
        )
    return Problem(
        shape=shape,
        gram=gram,
        cross=cells.T @ wanted / len(cells),
        variance=float(wanted @ wanted / len(wanted)),
        mean_window=mean_window,
        mean_target=mean_target,
        curvature=curvature,
    )


def start(problem: Problem, kernel: Array) -> Descent:
    """Begin at ``kernel``, at rest."""
    losses = np.array([problem.loss(kernel)])
    return Descent(kernel, np.zeros(problem.shape), problem.gradient(kernel), losses)


def descend(
    problem: Problem, descent: Descent, steps: int, rate: float, momentum: float
) -> Descent:
    """Take steps of gradient descent with momentum, as `torch.optim.SGD` does.

    Parameters
    ----------
    rate : float
        Learning rate in units of 1 / curvature. Without momentum it converges below 2
        and is safe at 1 (Nesterov, Introductory Lectures on Convex Optimization,
        section 2.1.5); with momentum it converges below 2 (1 + momentum) (Polyak 1964).
    momentum : float
        Share of the last step's velocity that is kept, 0..1.

    Raises
    ------
    UserError
        The rate is too large and the filter grows without end.
    """
    kernel, velocity, gradient = descent.kernel, descent.velocity, descent.gradient
    losses = np.empty(steps)
    for step in range(steps):
        velocity = momentum * velocity + gradient
        kernel = kernel - rate / problem.curvature * velocity
        gradient = problem.gradient(kernel)
        losses[step] = problem.loss(kernel)
        if np.abs(kernel).max() > LARGEST:
            raise UserError(
                "The learning rate is too large: each step leads further away. Choose a smaller "
                "one and begin anew."
            )
    return Descent(kernel, velocity, gradient, np.concatenate([descent.losses, losses]))
