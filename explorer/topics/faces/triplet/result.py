"""From a state of the triplet topic to everything its views show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from explorer.nets.triplet_progress import Plan, Progress
from explorer.topics.faces.triplet.passing import Passing, pass_through
from explorer.topics.faces.triplet.state import MOST_STEPS, State
from explorer.vision.triplet import Floats, Triplet, compare
from explorer.vision.triplet_descent import Descent, compare_all, descend, radii

ROLES = ("anchor", "positive", "negative")


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    triplet : Triplet
        The three points after the steps.
    descent : Descent
        The way until there is no gradient, from the points of the state on.
    steps : int
        Of them taken.
    rate : float
        Learning rate of descent.
    progress : Progress or None
        How far the training has come, where there is one.
    passing : Passing or None
        A triplet of pictures in one of the networks, where there are networks.
    """

    triplet: Triplet
    descent: Descent
    steps: int
    rate: float
    progress: Progress | None = None
    passing: Passing | None = None

    @property
    def points(self) -> Floats:
        """Anchor, positive and negative now, (3, 2)."""
        return np.asarray(self.descent.points[self.steps])

    @property
    def moves(self) -> Floats:
        """What the next step does to each point, (3, 2)."""
        return np.asarray(-self.rate * self.triplet.gradients + 0.0)

    @property
    def radii(self) -> tuple[float, float]:
        """Where hard and where semi-hard ends, as distances from the anchor."""
        return radii(self.triplet)

    @cached_property
    def trivial(self) -> tuple[float, float]:
        """The loss of f = 0, without the margin and with it."""
        nowhere = np.zeros(2)
        without, with_margin = (
            compare(nowhere, nowhere, nowhere, margin).loss for margin in (0.0, self.triplet.margin)
        )
        return without, with_margin

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        triplet = self.triplet
        return {
            **dict(zip(ROLES, self.points.tolist(), strict=True)),
            "distance_ap": triplet.distance_ap,
            "distance_an": triplet.distance_an,
            "margin": triplet.margin,
            "loss": triplet.loss,
            "kind": triplet.kind,
            "gradients": dict(zip(ROLES, (triplet.gradients + 0.0).tolist(), strict=True)),
            "radii": dict(zip(("hard", "semi_hard"), self.radii, strict=True)),
            "trivial": dict(zip(("without_margin", "with_margin"), self.trivial, strict=True)),
            "steps": self.steps,
            "losses": self.descent.losses.tolist(),
            "training": self.progress and progress_json(self.progress),
            "pictures": self.passing and self.passing.to_json(),
        }

    def with_progress(self, progress: Progress | None, state: State) -> Result:
        """Return the same beside a training."""
        if progress is None:
            return self
        passing = pass_through(progress, state.network, state.example)
        return replace(self, progress=progress, passing=passing)


def look(state: State) -> Result:
    """Compute the three points alone."""
    points = np.array([getattr(state, role) for role in ROLES])
    descent = descend(points, state.margin, state.learning_rate, MOST_STEPS)
    steps = min(state.steps, descent.steps)
    triplet = compare_all(descent.points[steps], state.margin)
    return Result(triplet, descent, steps, state.learning_rate)


def interpret(state: State) -> Result:
    """Compute the three points, and where the view has networks, train them to the end.

    Raises
    ------
    UserError
        The loss of the training has become infinite.
    """
    result = look(state)
    if state.view == "plane":
        return result
    from explorer.core.jobs import CancelToken
    from explorer.nets.triplet_training import Training

    return result.with_progress(Training(plan(state)).advance(CancelToken()), state)


def plan(state: State) -> Plan:
    """Return what ``state`` says about the training."""
    return Plan(
        mining=state.mining,
        unseen=state.unseen,
        margin=state.margin,
        epochs=state.epochs,
        batch=state.batch,
        rate=state.rate,
        seed=state.seed,
    )


def progress_json(progress: Progress) -> dict[str, Any]:
    """Return curves and points as plain JSON values, by network."""
    names = ("losses", "active", "unseen", "seen", "points")
    return {
        "steps": progress.steps,
        "steps_an_epoch": progress.steps_an_epoch,
        "finished": progress.finished,
        "parameters": progress.parameters,
        "layers": [{"name": name, "parameters": count} for name, count in progress.layers],
        "unseen_digits": list(progress.plan.unseen),
        "tested": progress.tested.tolist(),
        **{
            name: {side: values.tolist() for side, values in getattr(progress, name).items()}
            for name in names
        },
        "labels": progress.pictures.labels.tolist(),
    }
