"""Changes of the gallery that can be taken back, until their data are erased for good.

What was deleted is in memory only. Each change has a place; the state of the topic holds it,
so that the window's undo leads here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from explorer.core.errors import UserError
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import Added, Removed


class Change(Protocol):
    """Something that was done to the gallery."""

    def undo(self, gallery: Gallery) -> None:
        """Take it back."""

    def redo(self, gallery: Gallery) -> None:
        """Do it again."""


@dataclass
class Addition:
    """People or faces were enrolled or imported."""

    added: Added
    _removed: Removed | None = field(default=None, repr=False)

    def undo(self, gallery: Gallery) -> None:
        """Delete what was added."""
        self._removed = gallery.remove(self.added.people, self.added.faces)

    def redo(self, gallery: Gallery) -> None:
        """Put it back."""
        assert self._removed
        gallery.restore(self._removed)


@dataclass
class Deletion:
    """People, or single faces, were deleted."""

    people: tuple[int, ...]
    removed: Removed = field(repr=False)
    faces: tuple[int, ...] = ()

    def undo(self, gallery: Gallery) -> None:
        """Put them back."""
        gallery.restore(self.removed)

    def redo(self, gallery: Gallery) -> None:
        """Delete them again."""
        self.removed = gallery.remove(self.people, self.faces)


@dataclass
class Merger:
    """Several people became one, one after another."""

    people: tuple[int, ...]
    into: int
    removed: tuple[Removed, ...] = field(repr=False)

    def undo(self, gallery: Gallery) -> None:
        """Part them, the last first."""
        for removed in reversed(self.removed):
            gallery.restore(removed)

    def redo(self, gallery: Gallery) -> None:
        """Merge them again."""
        self.removed = tuple(gallery.merge(person, self.into) for person in self.people)


@dataclass(frozen=True)
class Renaming:
    """A person got another name."""

    person: int
    old: str
    new: str

    def undo(self, gallery: Gallery) -> None:
        """Give the old name back."""
        gallery.rename(self.person, self.old)

    def redo(self, gallery: Gallery) -> None:
        """Give the new name again."""
        gallery.rename(self.person, self.new)


class Journal:
    """Goes back and forth in the changes of a gallery. Used by one thread at a time.

    Parameters
    ----------
    start : int
        The place before the first change. One by chance keeps the places of a session that
        was saved apart from those of this run.

    Attributes
    ----------
    first, place : int
        The place before the first change that can be taken back, and the present one.
    """

    def __init__(self, start: int = 1) -> None:
        self._start = self.first = self.place = start
        self._changes: list[Change] = []

    def knows(self, place: int) -> bool:
        """Tell whether ``place`` was one of this journal, erased or not."""
        return self._start <= place <= self.first + len(self._changes)

    def add(self, change: Change) -> int:
        """Note a change that was made; what had been taken back is gone. Return its place."""
        del self._changes[self.place - self.first :]
        self._changes.append(change)
        self.place += 1
        return self.place

    def forget(self) -> int:
        """Let go of everything that was kept for undo; return a place that is new."""
        self._changes.clear()
        self.place += 1
        self.first = self.place
        return self.place

    def go(self, gallery: Gallery, place: int) -> None:
        """Take back changes, or do them again, until ``place`` is the present one.

        Raises
        ------
        UserError
            The change was erased for good, or the gallery cannot be written; then
            `place` is how far it came.
        """
        if not self.first <= place <= self.first + len(self._changes):
            raise UserError("This was erased for good and cannot be brought back.")
        while self.place > place:
            self._changes[self.place - self.first - 1].undo(gallery)
            self.place -= 1
        while self.place < place:
            self._changes[self.place - self.first].redo(gallery)
            self.place += 1
