"""Faces with their owners and embeddings: what the views other than the first are about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Enrolled:
    """Labelled embeddings.

    Parameters
    ----------
    names : tuple of str
        Of the people, P of them.
    people : (N,) int
        Whose picture each is; places in ``names``.
    titles : tuple of str, N of them
        What to call each picture of a person.
    aligned : tuple of (112, 112, 3) uint8, RGB, N of them
        None where no picture is kept.
    vectors : (N, 128) float32, of length 1
    pass_seconds : float or None
        Of one pass through the network, as measured here; None where there was none.
    files : tuple of Path
        The pictures, N of them; none for people of the gallery.
    skipped : tuple of (Path, str)
        Files without exactly one face, and why; to be translated.
    """

    names: tuple[str, ...]
    people: NDArray[np.intp]
    titles: tuple[str, ...]
    aligned: tuple[NDArray[np.uint8] | None, ...]
    vectors: NDArray[np.float32]
    pass_seconds: float | None
    files: tuple[Path, ...] = ()
    skipped: tuple[tuple[Path, str], ...] = ()

    @property
    def count(self) -> int:
        """How many people have a picture."""
        return len(np.unique(self.people))

    def title(self, place: int) -> str:
        """Return what to call a picture."""
        return f"{self.names[self.people[place]]}/{self.titles[place]}"
