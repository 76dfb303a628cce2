"""The gallery of enrolled faces: the way in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from explorer.core.errors import UserError
from explorer.gallery import exchange, files, reading, writing
from explorer.gallery.database import Database
from explorer.gallery.embeddings import EmbeddingCache, Embeddings
from explorer.gallery.failures import BusyGalleryError
from explorer.gallery.records import Added, Face, NewFace, Person, Removed


class Gallery:
    """Enrolled people and their faces.

    Each change is one transaction: when the method returns it is on the disk; when it
    raises, or the program is killed, nothing of it is. What is taken out is deleted at
    once, not marked: `Removed` in memory is all that undo has, so it is gone for good
    when the program ends. See `Database.sweep` for how the bytes are erased.

    Parameters
    ----------
    path : Path, optional
        The file; by default the user's own.
    patience : float
        Seconds to wait for another window that is writing.
    write : bool
        Else the file stays as it is, and where there is none the gallery is empty.

    Raises
    ------
    UserError
        The file cannot be used; it is as it was. `DamagedGalleryError`: it is broken; call
        `files.set_aside` with its path, then open it again. All methods raise these.
    """

    def __init__(
        self, path: Path | None = None, patience: float = 5.0, *, write: bool = True
    ) -> None:
        self._database = Database(path or files.default_path(), patience, write=write)
        self._embeddings = EmbeddingCache(self._database)

    def __enter__(self) -> Gallery:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def write(self) -> bool:
        """Whether it was opened to be changed."""
        return self._database.write

    def close(self) -> None:
        """Erase what is left of deleted entries and close the file."""
        # What cannot be erased now is marked in the file and erased by the next `close`.
        with suppress(UserError):
            self._database.sweep()
        self._database.close()

    def revision(self) -> tuple[int, int, int]:
        """Return what differs once anything has changed, here or in another window."""
        return self._database.revision()

    # Reading

    def counts(self) -> tuple[int, int]:
        """Return the numbers of people and of faces."""
        with self._database.reading() as connection:
            return reading.counts(connection)

    def people(self, after: int = 0, limit: int = -1) -> list[Person]:
        """Return up to ``limit`` people (-1: all) with an id above ``after``, by id."""
        with self._database.reading() as connection:
            return reading.people(connection, after, limit)

    def person(self, person: int) -> Person:
        """Return one person; a `UserError` if another window has removed it."""
        with self._database.reading() as connection:
            return reading.person(connection, person)

    def named(self, name: str) -> list[Person]:
        """Return the people of that name, oldest first."""
        with self._database.reading() as connection:
            return reading.named(connection, name)

    def faces(self, person: int) -> list[Face]:
        """Return the faces of a person, oldest first, without their pictures."""
        with self._database.reading() as connection:
            return reading.faces(connection, person)

    def thumbnail(self, face: int) -> bytes | None:
        """Return the picture of a face (JPEG or PNG); None: it has none or is gone."""
        with self._database.reading() as connection:
            return reading.thumbnail(connection, face)

    def cover(self, person: int) -> bytes | None:
        """Return the oldest picture of a person; None: there is none."""
        with self._database.reading() as connection:
            return reading.cover(connection, person)

    def embeddings(self) -> Embeddings:
        """Return all embeddings; read when first asked for, then kept up to date."""
        return self._embeddings.get()

    def keeps_pictures(self) -> bool:
        """Tell whether the user allows thumbnails to be stored; at first not."""
        with self._database.reading() as connection:
            return reading.keeps_pictures(connection)

    # Changing

    def enrol(self, name: str, faces: Sequence[NewFace], *, another: bool = False) -> Added:
        """Enrol faces under a name.

        One name is one person: the faces go to who has the name already (to the first of
        several). ``another`` makes a second person of the same name. A face that the
        person has already, number by number, is left out.

        Raises
        ------
        UserError
            The name does not do, see `clean_name`, or the gallery cannot be written.
        """
        with self._database.writing() as connection:
            return writing.enrol(connection, name, faces, another)

    def add_faces(self, person: int, faces: Sequence[NewFace]) -> Added:
        """Enrol more faces of a person."""
        with self._database.writing() as connection:
            return writing.add_faces(connection, person, faces)

    def rename(self, person: int, name: str) -> str:
        """Give a person a new name; return the old one, which is the way back."""
        with self._database.writing() as connection:
            old = writing.rename(connection, person, name)
        self._database.sweep_soon()
        return old

    def remove(self, people: Sequence[int] = (), faces: Sequence[int] = ()) -> Removed:
        """Delete people with all their faces, and single faces; `restore` is the way back.

        The bytes are erased from the file before this returns, unless the file is large
        (see ``database.SWEPT_AT_ONCE``) or in use: then by `sweep` or `close`.
        """
        with self._database.writing() as connection:
            removed = writing.remove(connection, people, faces)
        self._database.sweep_soon()
        return removed

    def merge(self, person: int, into: int) -> Removed:
        """Give all faces of ``person`` to ``into``; `restore` is the way back."""
        with self._database.writing() as connection:
            removed = writing.merge(connection, person, into)
        self._database.sweep_soon()
        return removed

    def restore(self, removed: Removed) -> None:
        """Put back what `remove` or `merge` took out, under the same ids.

        Raises
        ------
        UserError
            Everything was erased since, or another window has removed the person.
        """
        with self._database.writing() as connection:
            writing.restore(connection, removed)

    def allow_pictures(self, allowed: bool) -> int:
        """Set whether thumbnails are stored; if not, erase them all for good.

        Returns
        -------
        int
            How many were erased.
        """
        with self._database.writing() as connection:
            count = writing.allow_pictures(connection, allowed)
        self._database.sweep_soon()
        return count

    # Erasing for good

    def unswept(self) -> bool:
        """Tell whether pieces of deleted entries may still be in the file."""
        return self._database.unswept()

    def sweep(self) -> None:
        """Erase what is left of deleted entries; a second for 100,000 faces."""
        self._database.sweep()

    def erase_everything(self) -> bool:
        """Erase all people, faces and pictures, also of files set aside, for good.

        Returns
        -------
        bool
            Whether the files are gone as well. Another window may have the gallery open;
            it then sees it empty.

        Raises
        ------
        UserError
            Another window is using it, or the file cannot be written.
        """
        self._embeddings = EmbeddingCache(self._database)
        try:
            with self._database.writing() as connection:
                writing.erase(connection)
            self._database.sweep()
        except BusyGalleryError:
            raise
        except UserError:
            # A damaged file, or a disk too full to note what is deleted.
            self._database.close()
            files.erase(self.path)
            return True
        files.erase_kept(self.path)
        return self._database.unlink()

    # A file to take along

    def export(self, path: Path, *, pictures: bool = False) -> None:
        """Write everything into one file, see `exchange`; thumbnails only with ``pictures``."""
        with self._database.reading() as connection:
            exchange.write(connection, path, pictures)

    def import_file(self, path: Path) -> Added:
        """Add what another gallery exported; faces that are there already are left out.

        Raises
        ------
        UserError
            The file is damaged or no export; nothing was added.
        """
        entries = exchange.read(path)
        with self._database.writing() as connection:
            return exchange.add(connection, entries)
