"""All pictures of a folder, found, aligned and embedded in short jobs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import CancelToken
from explorer.nets.face_embedder import TOGETHER
from explorer.nets.face_looker import Looker
from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.topics.faces.verification.people import Listed
from explorer.vision.face_alignment import SIDE, align
from explorer.vision.images import load_picture

NO_FACE = mark("no face")
SEVERAL = mark("several faces")
UNREADABLE = mark("cannot be read")
LONGEST = 24
"""Letters of a file or folder that are named."""


@dataclass(frozen=True, eq=False)
class Progress:
    """How far the survey is; ``enrolled`` at its end."""

    done: int
    total: int
    enrolled: Enrolled | None = None

    @property
    def finished(self) -> bool:
        """Whether it is through."""
        return self.enrolled is not None


class Survey:
    """Reads the pictures of a folder, some at a time. Used in one thread only.

    Parameters
    ----------
    listed : Listed
    looker : Looker
    keep : callable
        Told who was found.
    """

    def __init__(
        self, listed: Listed, looker: Looker, keep: Callable[[Listed, Enrolled], None]
    ) -> None:
        self._listed, self._looker, self._keep = listed, looker, keep
        self._done = 0
        self._kept: list[int] = []
        self._aligned: list[NDArray[np.uint8]] = []
        self._vectors: list[NDArray[np.float32]] = []
        self._skipped: list[tuple[Path, str]] = []
        self._seconds = 0.0

    def advance(
        self, token: CancelToken, *, steps: int | None = None, seconds: float = math.inf
    ) -> Progress:
        """Look at pictures for a while, or at as many as so many passes take.

        Raises
        ------
        UserError
            After the last one: there are too few faces.
        """
        total, end = len(self._listed.files), time.perf_counter() + seconds
        last = total if steps is None else min(total, self._done + steps * TOGETHER)
        while self._done < last:
            self._batch(token)
            if time.perf_counter() >= end:
                break
        if self._done < total:
            return Progress(self._done, total)
        enrolled = self._enrolled()
        self._keep(self._listed, enrolled)
        return Progress(self._done, total, enrolled)

    def _batch(self, token: CancelToken) -> None:
        """Look at as many pictures as go through the network together."""
        faces, kept, skipped = [], [], []
        places = range(self._done, min(self._done + TOGETHER, len(self._listed.files)))
        before = self._looker.embed_seconds
        for place in places:
            token.check()
            face = self._face(self._listed.files[place])
            if isinstance(face, str):
                skipped.append((self._listed.files[place], face))
            else:
                faces.append(face)
                kept.append(place)
        aligned = np.array(faces, np.uint8).reshape(-1, SIDE, SIDE, 3)
        self._vectors.append(self._looker.embed(aligned))
        self._aligned.append(aligned)
        self._kept += kept
        self._skipped += skipped
        self._seconds += self._looker.embed_seconds - before
        self._done = places.stop

    def _face(self, file: Path) -> NDArray[np.uint8] | str:
        """Return the one face of a picture, aligned; or why it is left out."""
        try:
            pixels = load_picture(file).pixels
        except UserError:
            return UNREADABLE
        faces = self._looker.find(pixels)
        if len(faces) != 1:
            return SEVERAL if faces else NO_FACE
        return align(pixels, faces[0].five)

    def _enrolled(self) -> Enrolled:
        people = np.array([self._listed.people[place] for place in self._kept], np.intp)
        pictures = np.unique(people, return_counts=True)[1]
        if len(pictures) < 2 or pictures.max() < 2:
            raise UserError(
                "The faces of two people are needed, and two pictures of one of them; here are "
                "{people} people with {pictures} pictures that show one face. {skipped}",
                people=len(pictures),
                pictures=len(people),
                skipped=skipped_text(tuple(self._skipped)),
            )
        files = tuple(self._listed.files[place] for place in self._kept)
        return Enrolled(
            names=self._listed.names,
            people=people,
            titles=tuple(file.name for file in files),
            aligned=tuple(np.concatenate(self._aligned)),
            vectors=np.concatenate(self._vectors),
            pass_seconds=self._seconds / len(people),
            files=files,
            skipped=tuple(self._skipped),
        )


def skipped_text(skipped: tuple[tuple[Path, str], ...], most: int = 3) -> str:
    """Name some of the files that were left out, in the active language."""
    if not skipped:
        return ""
    named = ", ".join(
        f"{_cut(file.parent.name)}/{_cut(file.name)} ({tr(reason)})"
        for file, reason in skipped[:most]
    )
    more = "…" if len(skipped) > most else ""
    return tr("Left out: {count}: {names}{more}.", count=len(skipped), names=named, more=more)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
