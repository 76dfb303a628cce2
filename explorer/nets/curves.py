"""What is trained side by side, and how far it has come. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
KINDS = {"plain": False, "residual": True}
"""The two networks, and whether they have shortcuts."""


@dataclass(frozen=True)
class Plan:
    """What is trained and how: stochastic gradient descent as in torch.

    Parameters
    ----------
    depth, width : int
        See `explorer.nets.plain_residual.PlainResidual`.
    epochs, batch : int
    rate, momentum, weight_decay : float
    seed : int
        Of the first weights, the same in both networks, and of the order of the digits.
    """

    depth: int
    width: int
    epochs: int
    rate: float
    momentum: float
    weight_decay: float
    batch: int
    seed: int


@dataclass(frozen=True, eq=False)
class Curves:
    """How far the training has come.

    Parameters
    ----------
    plan : Plan
    steps : int
        Taken so far.
    steps_an_epoch : int
    losses : dict of (steps,) float
        Cross-entropy of each batch, by network, see `KINDS`.
    smoothed : dict of (steps,) float
        Running mean of the same.
    train_errors, test_errors : dict of (epochs,) float
        Share of digits that are read wrong, 0 to 1, after each finished epoch: of those
        trained on while the epoch ran, and of the others at its end.
    gradients : dict of (depth,) float
        Norm of the gradient of the loss by the weights of each layer, at the last step;
        empty before the first.
    """

    plan: Plan
    steps: int
    steps_an_epoch: int
    losses: dict[str, Array]
    smoothed: dict[str, Array]
    train_errors: dict[str, Array]
    test_errors: dict[str, Array]
    gradients: dict[str, Array]

    @property
    def epoch(self) -> int:
        """The epoch of the last step, from 1."""
        return max(0, self.steps - 1) // self.steps_an_epoch + 1

    @property
    def step(self) -> int:
        """The last step within its epoch, from 1; 0 before the first."""
        return self.steps - (self.epoch - 1) * self.steps_an_epoch

    @property
    def total(self) -> int:
        """Steps of the whole training."""
        return self.steps_an_epoch * self.plan.epochs

    @property
    def finished(self) -> bool:
        """Whether all steps are taken, and the last test is over."""
        return len(self.test_errors["plain"]) == self.plan.epochs
