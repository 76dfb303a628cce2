"""Both classifiers trained on some people, and judged on others."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.topics.faces.verification.state import FORMS, State
from explorer.vision.pair_classifier import (
    FORMS as FEATURES,
)
from explorer.vision.pair_classifier import (
    Classifier,
    Problem,
    balanced,
    descend,
    pose,
    split_people,
    start,
)
from explorer.vision.verification import Pairs, all_pairs, best_threshold

MOST = 10_000
"""Pairs of each part of the people at most, half of each kind: more would only be slow."""
CHUNK = 5
"""Steps between two looks at the clock."""
THRESHOLD = "threshold"
METHODS = (THRESHOLD, *FORMS)


@dataclass(frozen=True)
class Plan:
    """How they are trained; see the fields of the state."""

    share: float
    seed: int
    steps: int
    rate: float
    decay: float


def plan(state: State) -> Plan:
    """Return what ``state`` asks for."""
    return Plan(state.share, state.seed, state.steps, state.rate, state.weight_decay)


@dataclass(frozen=True)
class Score:
    """What a method makes of some pairs."""

    false_accepts: int
    false_rejects: int
    same: int
    different: int

    @property
    def accuracy(self) -> float:
        """The mean of both kinds' shares of right answers: the rarer kind counts as much."""
        accepts, rejects = self.false_accepts / self.different, self.false_rejects / self.same
        return 1 - (accepts + rejects) / 2

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {**vars(self), "accuracy": self.accuracy}


@dataclass(frozen=True, eq=False)
class Learned:
    """How far the training is.

    Parameters
    ----------
    plan : Plan
    threshold : float
        The best one for the people to train on.
    classifiers : dict of Classifier
        By their form.
    trained, tested : dict of Score
        By method: on all pairs of the people to train on, and of those held out.
    train_people, test_people : tuple of str
    chosen : int
        Pairs to learn from: as many of one person as of two.
    """

    plan: Plan
    threshold: float
    classifiers: dict[str, Classifier]
    trained: dict[str, Score]
    tested: dict[str, Score]
    train_people: tuple[str, ...]
    test_people: tuple[str, ...]
    chosen: int

    @property
    def steps(self) -> int:
        """Steps that were taken."""
        return len(self.classifiers["absolute"].losses) - 1

    @property
    def finished(self) -> bool:
        """Whether all were."""
        return self.steps >= self.plan.steps

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "steps": self.steps,
            "train_people": list(self.train_people),
            "test_people": list(self.test_people),
            "pairs": self.chosen,
            "threshold": self.threshold,
            "trained": {name: score.to_json() for name, score in self.trained.items()},
            "tested": {name: score.to_json() for name, score in self.tested.items()},
            "weights": {n: c.plain[0].tolist() for n, c in self.classifiers.items()},
            "bias": {name: found.plain[1] for name, found in self.classifiers.items()},
            "losses": {name: found.losses.tolist() for name, found in self.classifiers.items()},
        }


def some(same: NDArray[np.bool_], seed: int) -> NDArray[np.intp]:
    """Return the places of all pairs, ascending; of too many, `MOST`, half of each kind.

    Where a kind has fewer than half, the other fills up.
    """
    if len(same) <= MOST:
        return np.arange(len(same))
    random = np.random.default_rng(seed)
    kinds = [random.permutation(np.flatnonzero(kind)) for kind in (same, ~same)]
    fewer = min(*map(len, kinds), MOST // 2)
    return np.sort(np.concatenate([kind[: max(fewer, MOST - fewer)] for kind in kinds]))


class Training:
    """Takes steps of gradient descent with both forms. Used in one thread only.

    Raises
    ------
    UserError
        Those trained on, or those held out, have no pair of each kind.
    """

    def __init__(self, enrolled: Enrolled, plan: Plan) -> None:
        self._enrolled, self.plan = enrolled, plan
        chosen = split_people(enrolled.people, plan.share, plan.seed)
        self._train, self._test = (self._pairs(part) for part in (chosen, ~chosen))
        self._people = tuple(self._names(part) for part in (chosen, ~chosen))
        self.balanced = balanced(self._train, plan.seed)
        if self._test.same.all() or not self._test.same.any():
            raise UserError(
                "The people held out have no pair of one person, or none of two. Train on fewer "
                "people, or choose another seed."
            )
        self._problems = {form: self._problem(form) for form in FEATURES}
        self._classifiers = {form: start(found) for form, found in self._problems.items()}

    def _pairs(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Return the pairs of some pictures, counted among all."""
        places = np.flatnonzero(chosen)
        found = all_pairs(self._enrolled.vectors[places], self._enrolled.people[places])
        kept = some(found.same, self.plan.seed)
        first, second = places[found.first[kept]], places[found.second[kept]]
        return Pairs(first, second, found.distances[kept], found.same[kept])

    def _names(self, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
        people = np.unique(self._enrolled.people[chosen])
        return tuple(self._enrolled.names[person] for person in people)

    def _features(self, form: str, pairs: Pairs, places: Any = slice(None)) -> NDArray[np.float64]:
        vectors = self._enrolled.vectors
        return FEATURES[form](vectors[pairs.first[places]], vectors[pairs.second[places]])

    def _problem(self, form: str) -> Problem:
        features = self._features(form, self._train, self.balanced)
        return pose(features, self._train.same[self.balanced])

    @property
    def learnt_from(self) -> Pairs:
        """The pairs to learn from."""
        pairs, chosen = self._train, self.balanced
        return Pairs(
            pairs.first[chosen],
            pairs.second[chosen],
            pairs.distances[chosen],
            pairs.same[chosen],
        )

    @property
    def judged(self) -> Pairs:
        """The pairs of those held out."""
        return self._test

    @cached_property
    def threshold(self) -> float:
        """The best for all pairs of the people to train on."""
        return best_threshold(self._train)

    def advance(
        self, token: CancelToken, *, steps: int | None = None, seconds: float = math.inf
    ) -> Learned:
        """Train for a while, or so many steps, at most to the end of the plan."""
        done = self.steps
        last = self.plan.steps if steps is None else min(done + steps, self.plan.steps)
        end = time.perf_counter() + seconds
        while self.steps < last:
            token.check()
            self._descend(min(CHUNK, last - self.steps))
            if time.perf_counter() >= end:
                break
        return self._learned()

    @property
    def steps(self) -> int:
        """Steps that were taken."""
        return len(self._classifiers["absolute"].losses) - 1

    def _descend(self, steps: int) -> None:
        for form, classifier in self._classifiers.items():
            problem = self._problems[form]
            rate, decay = self.plan.rate, self.plan.decay
            self._classifiers[form] = descend(problem, classifier, steps, rate, decay)

    def _learned(self) -> Learned:
        return Learned(
            plan=self.plan,
            threshold=self.threshold,
            classifiers=dict(self._classifiers),
            trained={name: self._score(name, self._train) for name in METHODS},
            tested={name: self._score(name, self._test) for name in METHODS},
            train_people=self._people[0],
            test_people=self._people[1],
            chosen=len(self.balanced),
        )

    def _score(self, method: str, pairs: Pairs) -> Score:
        if method == THRESHOLD:
            accepted = pairs.distances <= self.threshold
        else:
            features = self._features(method, pairs)
            accepted = self._classifiers[method].probabilities(features) > 0.5
        wrong = accepted != pairs.same
        same = int(pairs.same.sum())
        return Score(
            false_accepts=int((wrong & ~pairs.same).sum()),
            false_rejects=int((wrong & pairs.same).sum()),
            same=same,
            different=len(pairs.same) - same,
        )
