"""The classes that a network names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

BEST = 5


@dataclass(frozen=True)
class Guess:
    """A class that the network names, with its probability, 0 to 1."""

    index: int
    label: str
    probability: float


def best(logits: Tensor, labels: tuple[str, ...], count: int = BEST) -> tuple[Guess, ...]:
    """Return the best classes of (n,) logits; without ``labels`` they are called by number."""
    probabilities = logits.double().softmax(dim=0)
    top = probabilities.topk(min(count, len(probabilities)))
    return tuple(
        Guess(index, labels[index] if labels else str(index), value)
        for value, index in zip(top.values.tolist(), top.indices.tolist(), strict=True)
    )
