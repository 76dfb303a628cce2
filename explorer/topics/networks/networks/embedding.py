"""What a network without classes gives: an embedding, and how far the changes move it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.topics.networks.networks.process import Pass
from explorer.vision.similarity import cosine_distance

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Embedding:
    """The numbers at the end of the network.

    Parameters
    ----------
    values : (n,) float32
        With the user's changes.
    before : (n,) float32
        Without; ``values`` itself where there are none.
    """

    values: Vector
    before: Vector

    @property
    def cosine(self) -> float | None:
        """The cosine of the angle by which the changes turn it; None where there are none."""
        if self.values is self.before:
            return None
        return 1 - cosine_distance(self.before, self.values)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "embedding": self.values.tolist(),
            "embedding_before": self.before.tolist(),
            "embedding_cosine": self.cosine,
        }


def embedding(run: Pass) -> Embedding | None:
    """Return what the network gives; None where those are classes, or maps."""
    loaded, last = run.opened.loaded, run.opened.traced.last
    if not (loaded.complete and loaded.classifier.embeds):
        return None
    before: Vector = run.plain[last].detach().cpu().numpy()
    if run.recording is run.plain:
        return Embedding(before, before)
    return Embedding(run.recording[last].detach().cpu().numpy(), before)
