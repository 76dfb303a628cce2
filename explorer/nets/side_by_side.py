"""Training a plain and a residual network side by side, a few steps at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets import digits
from explorer.nets.curves import KINDS, Curves, Plan
from explorer.nets.device import use_threads
from explorer.nets.digits import Digits
from explorer.nets.plain_residual import PlainResidual

SMOOTHING = 0.9
"""Weight of the past in the smoothed loss."""
AT_ONCE = 100
"""Digits that are tested in one go."""


class _Side:
    """One of the two networks, its optimiser and its history."""

    def __init__(self, plan: Plan, shortcut: bool) -> None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            network = PlainResidual(plan.depth, plan.width, shortcut)
        # A fifth faster.
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.weights = [p for p in self.network.parameters() if p.dim() > 1]
        self._optimiser = torch.optim.SGD(
            self.network.parameters(),
            plan.rate,
            momentum=plan.momentum,
            weight_decay=plan.weight_decay,
        )
        self.losses: list[float] = []
        self.smoothed: list[float] = []
        self.train_errors: list[float] = []
        self.test_errors: list[float] = []
        self.gradients: list[float] = []
        self._wrong = 0

    def step(self, batch: Digits) -> None:
        """Take one step of gradient descent."""
        self.network.train()
        logits = self.network(batch.x)
        loss = nn.functional.cross_entropy(logits, batch.labels)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise UserError(
                "After {steps} steps the loss is infinite; make the learning rate smaller.",
                steps=len(self.losses),
            )
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.gradients = [float(w.grad.norm()) for w in self.weights if w.grad is not None]
        self._optimiser.step()
        self._wrong += int((logits.argmax(1) != batch.labels).sum())
        past = self.smoothed[-1] if self.smoothed else value
        self.losses.append(value)
        self.smoothed.append(SMOOTHING * past + (1 - SMOOTHING) * value)

    def wrong(self, batch: Digits) -> int:
        """Return how many digits are read wrong, by the statistics of the whole training."""
        self.network.eval()
        with torch.inference_mode():
            return int((self.network(batch.x).argmax(1) != batch.labels).sum())

    def finish_epoch(self, digits: int, test_error: float) -> None:
        """Take note of both errors after ``digits`` digits."""
        self.train_errors.append(self._wrong / digits)
        self.test_errors.append(test_error)
        self._wrong = 0


class Training:
    """Both networks, trained on the same digits in the same order.

    Used in one thread only.

    Parameters
    ----------
    plan : Plan
    threads : int or None
        See `explorer.nets.device.use_threads`.
    """

    def __init__(self, plan: Plan, threads: int | None = None) -> None:
        use_threads(threads)
        self.plan = plan
        self._train, self._test = digits.load()
        self._sides = {kind: _Side(plan, shortcut) for kind, shortcut in KINDS.items()}
        self._course = self._run()

    def advance(
        self, token: CancelToken, *, steps: int | None = None, seconds: float = math.inf
    ) -> Curves:
        """Go on for some steps or some time, and to the end at most.

        After the last step of an epoch comes its test. A cancelled token stops it between
        two steps, or two parts of a test.

        Raises
        ------
        UserError
            The loss has become infinite.
        """
        end, taken = time.perf_counter() + seconds, 0
        while not token.cancelled and (done := next(self._course, None)) is not None:
            taken += done
            if taken == steps or time.perf_counter() >= end:
                break
        return self._curves()

    def _run(self) -> Iterator[bool]:
        """Pause after each step (True), and within a test (False)."""
        generator = torch.Generator().manual_seed(self.plan.seed)
        for _epoch in range(self.plan.epochs):
            order = torch.randperm(len(self._train.labels), generator=generator)
            batches = torch.split(order, self.plan.batch)
            for place, chosen in enumerate(batches, start=1):
                batch = Digits(self._train.x[chosen], self._train.labels[chosen])
                for side in self._sides.values():
                    side.step(batch)
                if place == len(batches):
                    yield from self._finish_epoch()
                yield True

    def _finish_epoch(self) -> Iterator[bool]:
        wrong = dict.fromkeys(self._sides, 0)
        for pair in zip(*(torch.split(part, AT_ONCE) for part in self._test), strict=True):
            for kind, side in self._sides.items():
                wrong[kind] += side.wrong(Digits(*pair))
            yield False
        for kind, side in self._sides.items():
            side.finish_epoch(len(self._train.labels), wrong[kind] / len(self._test.labels))

    def _curves(self) -> Curves:
        def collect(name: str) -> dict[str, Any]:
            return {kind: np.array(getattr(side, name)) for kind, side in self._sides.items()}

        return Curves(
            plan=self.plan,
            steps=len(self._sides["plain"].losses),
            steps_an_epoch=math.ceil(len(self._train.labels) / self.plan.batch),
            losses=collect("losses"),
            smoothed=collect("smoothed"),
            train_errors=collect("train_errors"),
            test_errors=collect("test_errors"),
            gradients=collect("gradients"),
        )
