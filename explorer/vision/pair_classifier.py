"""One person or two, by logistic regression on how two embeddings differ.

Sources: Ng, Convolutional Neural Networks, week 4, "Face verification and binary
classification"; the chi-square form is that of Taigman, Yang, Ranzato and Wolf, DeepFace, 2014.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision.verification import Pairs

Floats = NDArray[np.float64]


def absolute(a: NDArray[Any], b: NDArray[Any]) -> Floats:
    """Return |a - b|, (..., D)."""
    return np.asarray(np.abs(np.asarray(a, np.float64) - b))


def chi_square(a: NDArray[Any], b: NDArray[Any]) -> Floats:
    """Return (a - b)^2 / (|a| + |b|), (..., D); 0 where both are 0.

    The course has a + b, which is the same for numbers that are not negative, such as what
    comes out of a ReLU. Those of SFace may be, and a sum near 0 would outweigh all else.
    """
    first, second = np.asarray(a, np.float64), np.asarray(b, np.float64)
    whole = np.abs(first) + np.abs(second)
    squares = np.square(first - second)
    share: Floats = np.divide(squares, whole, out=np.zeros_like(whole), where=whole > 0)
    return share


FORMS: dict[str, Callable[[NDArray[Any], NDArray[Any]], Floats]] = {
    "absolute": absolute,
    "chi_square": chi_square,
}


def split_people(people: NDArray[Any], share: float, seed: int) -> NDArray[np.bool_]:
    """Return which pictures (N,) are for training: all of some people, none of the others.

    Parameters
    ----------
    people : (N,) int
    share : float
        Of the people to train on, 0..1; at least one stays for the test, and one to train on.
    seed : int

    Raises
    ------
    UserError
        There are fewer than two people.
    """
    names = np.unique(people)
    if len(names) < 2:
        raise UserError("Training needs pictures of two people or more.")
    number = min(max(round(share * len(names)), 1), len(names) - 1)
    chosen = np.random.default_rng(seed).permutation(names)[:number]
    return np.isin(people, chosen)


def balanced(pairs: Pairs, seed: int) -> NDArray[np.intp]:
    """Return as many pairs of one person as of two, ascending: all of the rarer kind.

    Raises
    ------
    UserError
        There are none of one kind.
    """
    kinds = np.flatnonzero(pairs.same), np.flatnonzero(~pairs.same)
    number = min(map(len, kinds))
    if not number:
        raise UserError(
            "Training needs two pictures of one person, and pictures of two people or more."
        )
    random = np.random.default_rng(seed)
    return np.sort(np.concatenate([random.choice(kind, number, replace=False) for kind in kinds]))


@dataclass(frozen=True, eq=False)
class Problem:
    """Pairs to learn from.

    Parameters
    ----------
    features : (P, D) float
        How they differ, brought to mean 0 and deviation 1: descent then needs fewer steps.
    same : (P,) float
        1 for one person, 0 for two.
    mean, deviation : (D,) float
        What was taken off, and divided by.
    """

    features: Floats
    same: Floats
    mean: Floats
    deviation: Floats


@dataclass(frozen=True, eq=False)
class Classifier:
    """Weights on their way: sigmoid(weights . (feature - mean) / deviation + bias).

    Parameters
    ----------
    weights : (D,) float
    bias : float
    mean, deviation : (D,) float
        See `Problem`.
    losses : (steps + 1,) float
        Cross-entropy at the beginning and after each step.
    """

    weights: Floats
    bias: float
    mean: Floats
    deviation: Floats
    losses: Floats

    @property
    def plain(self) -> tuple[Floats, float]:
        """Weights (D,) and bias for the features as they are."""
        weights = self.weights / self.deviation
        return weights, self.bias - float(weights @ self.mean)

    def probabilities(self, features: NDArray[Any]) -> Floats:
        """Return how likely each pair, (P, D), is of one person, (P,) in 0..1."""
        weights, bias = self.plain
        return _sigmoid(np.asarray(features, np.float64) @ weights + bias)

    def accuracy(self, features: NDArray[Any], same: NDArray[Any]) -> float:
        """Return the share of pairs that are judged rightly, with 0.5 between."""
        judged = self.probabilities(features) > 0.5
        return float((judged == np.asarray(same, bool)).mean())


def pose(features: NDArray[Any], same: NDArray[Any]) -> Problem:
    """Prepare features (P, D) of pairs, P > 0, to learn from."""
    values = np.asarray(features, np.float64)
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    return Problem((values - mean) / deviation, np.asarray(same, np.float64), mean, deviation)


def start(problem: Problem) -> Classifier:
    """Begin with weights 0: every pair is as likely to be of one person as of two."""
    weights = np.zeros(problem.features.shape[1])
    loss = cross_entropy(np.zeros(len(problem.same)), problem.same)
    return Classifier(weights, 0.0, problem.mean, problem.deviation, np.array([loss]))


def descend(
    problem: Problem, classifier: Classifier, steps: int, rate: float, decay: float = 0.0
) -> Classifier:
    """Take steps of gradient descent over all pairs.

    Parameters
    ----------
    rate : float
        Learning rate.
    decay : float
        Times half the sum of squared weights, which is added to the loss.
    """
    weights, bias = classifier.weights, classifier.bias
    scores = problem.features @ weights + bias
    losses = np.empty(steps)
    for step in range(steps):
        wrong = (_sigmoid(scores) - problem.same) / len(problem.same)
        weights = weights - rate * (problem.features.T @ wrong + decay * weights)
        bias -= rate * float(wrong.sum())
        scores = problem.features @ weights + bias
        penalty = decay / 2 * float(weights @ weights)
        losses[step] = cross_entropy(scores, problem.same) + penalty
    losses = np.concatenate([classifier.losses, losses])
    return replace(classifier, weights=weights, bias=bias, losses=losses)


def cross_entropy(scores: Floats, same: Floats) -> float:
    """Return the mean of -y log s - (1 - y) log (1 - s) with s = sigmoid(score), for (P,)."""
    # log(1 + e^x) without overflow.
    return float((np.logaddexp(0, scores) - same * scores).mean())


def _sigmoid(x: Floats) -> Floats:
    # Does not overflow, as 1 / (1 + exp(-x)) would.
    return 0.5 * (1 + np.tanh(x / 2))
