"""The user's gallery with undo: opened when there is one, made when it is first written."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from explorer.gallery import files
from explorer.gallery.failures import DamagedGalleryError, ReadOnlyGalleryError
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import Added, Face, NewFace, Person
from explorer.topics.faces.faces.journal import (
    Addition,
    Change,
    Deletion,
    Journal,
    Merger,
    Renaming,
)
from explorer.topics.faces.faces.known import NOBODY, Known, of_gallery

T = TypeVar("T")
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
    write : bool
        Else it is only read.
    """

    def __init__(self, path: Path | None = None, *, write: bool = True) -> None:
        self.path, self._write = path or files.default_path(), write
        self._journal = Journal(1 + secrets.randbelow(STARTS))
        self._gallery: Gallery | None = None
        self._lock = threading.RLock()

    def _open(self) -> Gallery:
        """Return the gallery to be changed."""
        gallery = self._look()
        if self._write and not gallery.write:
            # Perhaps it can be written by now.
            self._gallery = Gallery(self.path)
            gallery.close()
            return self._gallery
        return gallery

    def _look(self) -> Gallery:
        """Return the gallery, which may be there to be read only."""
        if self._gallery is None:
            try:
                self._gallery = Gallery(self.path, write=self._write)
            except ReadOnlyGalleryError:
                self._gallery = Gallery(self.path, write=False)
        return self._gallery

    def content(self) -> Content:
        """Return what is there now; no file is made."""
        with self._lock:
            place = self._journal.place
            if not self.path.exists():
                return Content(place=place)
            gallery = self._look()
            revision, people = gallery.revision(), tuple(gallery.people())
            return Content(of_gallery(gallery), people, gallery.keeps_pictures(), place, revision)

    def knows(self, place: int) -> bool:
        """Tell whether ``place`` was one of this run, erased or not."""
        return self._journal.knows(place)

    def revision(self) -> tuple[int, ...]:
        """Return what differs once anything has changed, here or in another window."""
        with self._lock:
            return self._look().revision() if self.path.exists() else ()

    def cover(self, person: int) -> bytes | None:
        """Return the oldest picture of a person, JPEG or PNG.

        None: there is none, or a long change is being made, after which one asks again.
        """
        return self._ask(lambda gallery: gallery.cover(person))

    def thumbnail(self, face: int) -> bytes | None:
        """Return the picture of a face, JPEG or PNG; None as `cover`."""
        return self._ask(lambda gallery: gallery.thumbnail(face))

    def faces(self, person: int) -> tuple[Face, ...]:
        """Return the faces of a person, oldest first; none as `cover`."""
        return tuple(self._ask(lambda gallery: gallery.faces(person)) or ())

    def _ask(self, question: Callable[[Gallery], T]) -> T | None:
        if not self._lock.acquire(timeout=PATIENCE):
            return None
        try:
            return question(self._look()) if self.path.exists() else None
        finally:
            self._lock.release()

    def enrol(self, faces: Mapping[str, Sequence[NewFace]], *, another: bool = False) -> Added:
        """Enrol faces by name, as one change; return what is new.

        ``another``: they are of other people than those who have the names already.
        """
        return self._add(
            lambda gallery: [gallery.enrol(name, faces[name], another=another) for name in faces]
        )

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

    def delete(self, people: tuple[int, ...], faces: tuple[int, ...] = ()) -> None:
        """Delete people with all their faces, and single faces."""
        self._change(lambda gallery: Deletion(people, gallery.remove(people, faces), faces))

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
