"""Training two Siamese networks side by side, on random and on chosen triplets."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets import digits
from explorer.nets.classifiers import DIGITS
from explorer.nets.device import use_threads
from explorer.nets.digits import Digits
from explorer.nets.siamese import Embedding
from explorer.nets.triplet_mining import losses, pair
from explorer.nets.triplet_progress import SIDES, Array, Pictures, Plan, Progress
from explorer.vision.one_shot import draw_examples, recognise

SMOOTHING = 0.9
"""Weight of the past in the smoothed loss."""
EVERY = 10
"""Steps from one test of recognition to the next."""
DRAWS = 30
"""So often other examples are enrolled; accuracy is the mean."""


class _Side:
    """One of the two networks, its optimiser and its history."""

    def __init__(self, plan: Plan, kind: str) -> None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            self.network = Embedding()
        self._kind, self._margin = kind, plan.margin
        self._optimiser = torch.optim.Adam(self.network.parameters(), plan.rate)
        self.losses: list[float] = []
        self.smoothed: list[float] = []
        self.active: list[float] = []
        self.unseen: list[float] = []
        self.seen: list[float] = []

    def step(self, batch: Digits, scores: torch.Tensor) -> None:
        """Take one step of gradient descent; each digit goes through the network once."""
        drawn = pair(batch.labels, scores)
        values = losses(self.network(batch.x), batch.labels, drawn, self._kind, self._margin)
        # Of no triplet the sum is 0, too.
        loss = values.sum() / max(1, len(values))
        value = float(loss.detach())
        if not math.isfinite(value):
            raise UserError(
                "After {steps} steps the loss is infinite; make the learning rate smaller.",
                steps=len(self.losses),
            )
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        past = self.smoothed[-1] if self.smoothed else value
        self.losses.append(value)
        self.smoothed.append(SMOOTHING * past + (1 - SMOOTHING) * value)
        self.active.append(float((values > 0).sum()) / max(1, len(values)))

    def embed(self, x: torch.Tensor) -> Array:
        """Return where the network puts pictures, (N, 2)."""
        with torch.inference_mode():
            points = self.network(x).double().numpy()
        if not np.isfinite(points).all():
            raise UserError(
                "After {steps} steps the loss is infinite; make the learning rate smaller.",
                steps=len(self.losses),
            )
        return np.asarray(points)

    def test(self, points: Array, pictures: Pictures, unseen: tuple[int, ...]) -> None:
        """Measure recognition from single examples."""
        found = recognise(points, pictures.labels, pictures.examples, unseen)
        self.unseen.append(found.unseen)
        self.seen.append(found.seen)

    def filters(self) -> Array:
        """Return a copy of the first layer's weights, (16, 5, 5)."""
        return np.array(self.network.conv1.weight.detach()[:, 0].double().numpy())


class Training:
    """Both networks, trained on the same digits in the same order. Used in one thread only.

    Anchors, positives and the random negatives are the same too: only the second
    network's choice of negatives differs.

    Parameters
    ----------
    plan : Plan
    threads : int or None
        See `explorer.nets.device.use_threads`.
    """

    def __init__(self, plan: Plan, threads: int | None = None) -> None:
        use_threads(threads)
        self.plan = plan
        train, self._test = digits.load()
        kept = ~torch.isin(train.labels, torch.tensor(plan.unseen))
        self._train = Digits(train.x[kept], train.labels[kept])
        self._pictures = _pictures(self._test, plan.seed)
        self._sides = {side: _Side(plan, plan.mined(side)) for side in SIDES}
        self._tested: list[int] = []
        self.steps = 0
        # An incomplete batch at the end is left out: its triplets would weigh more.
        self._an_epoch = max(1, len(kept.nonzero()) // plan.batch)
        self._course = self._run()
        self._take_test()

    def advance(
        self, token: CancelToken, *, steps: int | None = None, seconds: float = math.inf
    ) -> Progress:
        """Go on for some steps or some time, and to the end at most; 0 steps only look.

        A cancelled token stops it between two steps.

        Raises
        ------
        UserError
            The loss has become infinite.
        """
        end, taken = time.perf_counter() + seconds, 0
        while taken != steps and not token.cancelled and next(self._course, False):
            taken += 1
            if time.perf_counter() >= end:
                break
        return self._progress()

    def _run(self) -> Iterator[bool]:
        generator = torch.Generator().manual_seed(self.plan.seed)
        for _epoch in range(self.plan.epochs):
            order = torch.randperm(len(self._train.labels), generator=generator)
            for chosen in torch.split(order, self.plan.batch)[: self._an_epoch]:
                batch = Digits(self._train.x[chosen], self._train.labels[chosen])
                scores = torch.rand(len(chosen), len(chosen), generator=generator)
                for side in self._sides.values():
                    side.step(batch, scores)
                self.steps += 1
                if self.steps % EVERY == 0 or self.steps == self._an_epoch * self.plan.epochs:
                    self._take_test()
                yield True

    def _take_test(self) -> None:
        for side in self._sides.values():
            side.test(side.embed(self._test.x), self._pictures, self.plan.unseen)
        self._tested.append(self.steps)

    def _progress(self) -> Progress:
        def collect(name: str) -> dict[str, Any]:
            return {kind: np.array(getattr(side, name)) for kind, side in self._sides.items()}

        network = self._sides["random"].network
        return Progress(
            plan=self.plan,
            pictures=self._pictures,
            layers=tuple(
                (name, sum(part.numel() for part in layer.parameters()))
                for name, layer in network.named_children()
            ),
            steps=self.steps,
            steps_an_epoch=self._an_epoch,
            losses=collect("losses"),
            smoothed=collect("smoothed"),
            active=collect("active"),
            tested=np.array(self._tested),
            unseen=collect("unseen"),
            seen=collect("seen"),
            points={kind: side.embed(self._test.x) for kind, side in self._sides.items()},
            filters={kind: side.filters() for kind, side in self._sides.items()},
        )


def _pictures(test: Digits, seed: int) -> Pictures:
    labels = test.labels.numpy()
    grey = test.x[:, 0].double().numpy() * DIGITS.std[0] + DIGITS.mean[0]
    return Pictures(grey.clip(0, 1), labels, draw_examples(labels, DRAWS, seed))
