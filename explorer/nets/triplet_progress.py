"""What is trained with triplets, and how far it has come. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision.one_shot import Integers

Array = NDArray[np.float64]
SIDES = ("random", "mined")
"""The two networks: trained on random triplets, and on those that `Plan.mining` chooses."""


@dataclass(frozen=True)
class Plan:
    """What is trained and how: Adam as in torch.

    Parameters
    ----------
    mining : str
        How the second network's negatives are chosen: "semi_hard" or "hard".
    unseen : tuple of int
        Digits that are not trained on.
    margin : float
    epochs, batch : int
    rate : float
    seed : int
        Of the first weights, the same in both networks, the order of the digits, the
        random triplets, and the examples that are enrolled.
    """

    mining: str
    unseen: tuple[int, ...]
    margin: float
    epochs: int
    batch: int
    rate: float
    seed: int

    def mined(self, side: str) -> str:
        """Return how a side chooses its negatives, see `explorer.nets.triplet_mining.MINERS`."""
        return "random" if side == "random" else self.mining


@dataclass(frozen=True, eq=False)
class Pictures:
    """Digits that were not trained on, to test with.

    Parameters
    ----------
    grey : (N, 28, 28) float
        0 black to 1 white.
    labels : (N,) int
    examples : (draws, 10) int
        See `explorer.vision.one_shot.draw_examples`.
    """

    grey: Array
    labels: Integers
    examples: Integers


@dataclass(frozen=True, eq=False)
class Progress:
    """How far the training has come.

    Parameters
    ----------
    plan : Plan
    pictures : Pictures
    layers : tuple of (str, int)
        Layers with weights, and how many parameters each has; both networks are alike.
    steps, steps_an_epoch : int
    losses : dict of (steps,) float
        Mean over the triplets of each step, by side, see `SIDES`.
    smoothed : dict of (steps,) float
        Running mean of the same.
    active : dict of (steps,) float
        Share of the step's triplets whose loss is not 0: only these teach.
    tested : (m,) int
        After how many steps recognition was measured.
    unseen, seen : dict of (m,) float
        Share of pictures recognised from one example of each class: of the digits that
        were never trained on, and of the other ones.
    points : dict of (N, 2) float
        Where each network puts the pictures now.
    filters : dict of (16, 5, 5) float
        Weights of the first layer now.
    """

    plan: Plan
    pictures: Pictures
    layers: tuple[tuple[str, int], ...]
    steps: int
    steps_an_epoch: int
    losses: dict[str, Array]
    smoothed: dict[str, Array]
    active: dict[str, Array]
    tested: Integers
    unseen: dict[str, Array]
    seen: dict[str, Array]
    points: dict[str, Array]
    filters: dict[str, Array]

    @property
    def parameters(self) -> int:
        """Of one network; the three pictures of a triplet share them."""
        return sum(count for _, count in self.layers)

    @property
    def total(self) -> int:
        """Steps of the whole training."""
        return self.steps_an_epoch * self.plan.epochs

    @property
    def finished(self) -> bool:
        """Whether all steps are taken."""
        return self.steps == self.total

    @property
    def epoch(self) -> int:
        """The epoch of the last step, from 1."""
        return max(0, self.steps - 1) // self.steps_an_epoch + 1

    @property
    def step(self) -> int:
        """The last step within its epoch, from 1; 0 before the first."""
        return self.steps - (self.epoch - 1) * self.steps_an_epoch
