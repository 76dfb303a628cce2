"""Which triplets of a batch are trained on: each picture is an anchor once."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

FARTHEST = float("inf")


def pair(labels: Tensor, scores: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return anchors, a positive and a negative for each, drawn at random: (n,) places.

    A picture without another of its class, or of another class, is no anchor.

    Parameters
    ----------
    labels : (B,)
    scores : (B, B)
        Random numbers of 0 to 1; the highest that fits wins.
    """
    same = labels[:, None] == labels
    others = same & ~torch.eye(len(labels), dtype=torch.bool)
    anchors = (others.any(1) & ~same.all(1)).nonzero()[:, 0]
    positives = scores.masked_fill(~others, -1)[anchors].argmax(1)
    negatives = scores.masked_fill(same, -1)[anchors].argmax(1)
    return anchors, positives, negatives


def semi_hard(negatives: Tensor, near: Tensor, far: Tensor, margin: float) -> Tensor:
    """Return the nearest negative that is farther than the positive, within the margin.

    Where there is none, the random one stays. Source: Schroff et al., FaceNet, 2015.

    Parameters
    ----------
    negatives : (n,)
        Chosen at random.
    near : (n,)
        Squared distances to the positives.
    far : (n, B)
        Squared distances to all pictures of other classes, infinite for the others.
    """
    fitting = (far > near[:, None]) & (far < near[:, None] + margin)
    nearest, places = far.masked_fill(~fitting, FARTHEST).min(1)
    return torch.where(nearest < FARTHEST, places, negatives)


def hard(negatives: Tensor, near: Tensor, far: Tensor, margin: float) -> Tensor:
    """Return the nearest negative; the arguments are those of `semi_hard`."""
    return far.argmin(1)


MINERS: dict[str, Callable[[Tensor, Tensor, Tensor, float], Tensor]] = {
    "random": lambda negatives, near, far, margin: negatives,
    "semi_hard": semi_hard,
    "hard": hard,
}


def losses(
    points: Tensor, labels: Tensor, drawn: tuple[Tensor, Tensor, Tensor], kind: str, margin: float
) -> Tensor:
    """Return the loss of each triplet, (n,).

    Parameters
    ----------
    points : (B, 2)
    labels : (B,)
    drawn : of `pair`
    kind : str
        A key of `MINERS`: how the negatives are chosen; anchors and positives are the same.
    """
    anchors, positives, negatives = drawn
    distances = (points[:, None] - points).square().sum(2)[anchors]
    near = distances.gather(1, positives[:, None])[:, 0]
    same = labels[anchors][:, None] == labels
    far = distances.detach().masked_fill(same, FARTHEST)
    chosen = MINERS[kind](negatives, near.detach(), far, margin)
    return (near - distances.gather(1, chosen[:, None])[:, 0] + margin).relu()
