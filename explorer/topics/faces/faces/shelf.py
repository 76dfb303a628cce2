"""The user's gallery with undo: opened when there is one, made when it is first written."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.gallery import files
from explorer.gallery.failures import DamagedGalleryError
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import Added, NewFace, Person
from explorer.topics.faces.faces.journal import (
    Addition,
    Change,
    Deletion,
    Journal,
    Merger,
    Renaming,
)
from explorer.topics.faces.faces.known import NOBODY, Known, of_gallery

STARTS = 1_000_000_000
PATIENCE = 0.05
"""Seconds that painting waits for a change of the gallery."""


@dataclass(frozen=True, eq=False)
class Content:
    """The gallery at one moment.

    Parameters
    ----------
    known : Known
    people : tuple of Person
        Oldest first.
    pictures : bool
        Whether thumbnails may be stored.
    place : int
        See `journal.Journal`.
    revision : tuple
        Differs once anything has changed; empty where there is no file.
    """

    known: Known = NOBODY
    people: tuple[Person, ...] = ()
    pictures: bool = False
    place: int = 0
    revision: tuple[int, ...] = ()


class Shelf:
    """Reads and changes the gallery; its methods may be called from any thread.

    All raise a `UserError` where the gallery cannot be used; it is then as it was.

    Parameters
    ----------
    path : Path, optional
        By default the user's own.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or files.default_path()
        self._journal = Journal(1 + secrets.randbelow(STARTS))
        self._gallery: Gallery | None = None
        self._lock = threading.RLock()

    def _open(self) -> Gallery:
        if self._gallery is None:
            self._gallery = Gallery(self.path)
        return self._gallery

    def content(self) -> Content:
        """Return what is there now; no file is made."""
        with self._lock:
            place = self._journal.place
            if not self.path.exists():
                return Content(place=place)
            gallery = self._open()
            revision, people = gallery.revision(), tuple(gallery.people())
            return Content(of_gallery(gallery), people, gallery.keeps_pictures(), place, revision)

    def knows(self, place: int) -> bool:
        """Tell whether ``place`` was one of this run, erased or not."""
        return self._journal.knows(place)

    def revision(self) -> tuple[int, ...]:
        """Return what differs once anything has changed, here or in another window."""
        with self._lock:
            return self._open().revision() if self.path.exists() else ()

    def thumbnail(self, person: int) -> bytes | None:
        """Return the oldest picture of a person, JPEG or PNG.

        None: there is none, or a long change is being made, after which one asks again.
        """
        if not self._lock.acquire(timeout=PATIENCE):
            return None
        try:
            return self._open().cover(person) if self.path.exists() else None
        finally:
            self._lock.release()

    def enrol(self, faces: Mapping[str, Sequence[NewFace]]) -> Added:
        """Enrol faces by name, as one change; return what is new."""
        return self._add(lambda gallery: [gallery.enrol(name, faces[name]) for name in faces])

    def import_file(self, path: Path) -> Added:
        """Add what another gallery exported; return what is new."""
        return self._add(lambda gallery: [gallery.import_file(path)])

    def _add(self, work: Callable[[Gallery], list[Added]]) -> Added:
        with self._lock:
            parts = work(self._open())
            added = Added(
                tuple(person for part in parts for person in part.people),
                tuple(face for part in parts for face in part.faces),
                sum(part.known for part in parts),
            )
            if added.people or added.faces:
                self._journal.add(Addition(added))
            return added

    def rename(self, person: int, name: str) -> None:
        """Give a person another name."""
        self._change(lambda gallery: Renaming(person, gallery.rename(person, name), name))

    def delete(self, people: tuple[int, ...]) -> None:
        """Delete people with all their faces."""
        self._change(lambda gallery: Deletion(people, gallery.remove(people)))

    def merge(self, people: tuple[int, ...], into: int) -> None:
        """Give all faces of ``people`` to ``into``."""
        self._change(
            lambda gallery: Merger(
                people, into, tuple(gallery.merge(person, into) for person in people)
            )
        )

    def _change(self, work: Callable[[Gallery], Change]) -> None:
        with self._lock:
            self._journal.add(work(self._open()))

    def go(self, place: int) -> None:
        """Take back changes, or do them again, until ``place``."""
        with self._lock:
            self._journal.go(self._open(), place)

    def allow_pictures(self, allowed: bool) -> int:
        """Set whether thumbnails are stored; return how many were erased for good."""
        with self._lock:
            return self._open().allow_pictures(allowed)

    def export(self, path: Path) -> None:
        """Write everything into one file, with the thumbnails that are there."""
        with self._lock:
            self._open().export(path, pictures=True)

    def erase(self) -> None:
        """Erase everything for good, also what undo has kept."""
        with self._lock:
            try:
                self._open().erase_everything()
            except DamagedGalleryError:
                self.close()
                files.erase(self.path)
            self._gallery = None
            self._journal.forget()

    def set_aside(self) -> Path:
        """Put a damaged file aside, where it stays as it is; return its name."""
        with self._lock:
            self.close()
            self._journal.forget()
            return files.set_aside(self.path)

    def close(self) -> None:
        """Erase what is left of deleted entries and close the file."""
        with self._lock:
            if self._gallery:
                self._gallery.close()
                self._gallery = None
