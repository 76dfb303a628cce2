"""The connection: private, in transactions, and gone over once more after a deletion."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from explorer.core.errors import UserError
from explorer.gallery import files, readonly, schema
from explorer.gallery.failures import BusyGalleryError, DamagedGalleryError, told

# Rewriting a file of this size takes some tenths of a second.
SWEPT_AT_ONCE = 32 << 20

SETTINGS = (
    "foreign_keys = ON",
    # Deleted cells are overwritten with zeros.
    "secure_delete = ON",
    # A commit is on the disk, not only with the system, when it returns.
    "synchronous = FULL",
    # No copies in the folder for temporary files.
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "cell_size_check = ON",
)


class Database:
    """An open gallery file; usable from several threads, one at a time.

    Parameters
    ----------
    path : Path
        Made where there is none, readable by its owner only.
    patience : float
        Seconds to wait for another window that is writing.
    write : bool
        Else the file stays as it is, and where there is none the gallery is empty.

    Raises
    ------
    UserError
        It cannot be opened or written, is not a gallery, or of a newer version; the
        file is as it was.
    DamagedGalleryError
        It is broken; the file is as it was.
    """

    def __init__(self, path: Path, patience: float = 5.0, *, write: bool = True) -> None:
        self.path, self.write = path.absolute(), write
        self._patience = patience
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, ...] | None = None
        self._opened = 0
        with told(self.path):
            self._open()
        if write:
            # Left over from a program that was killed.
            self.sweep_soon()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the gallery."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are all made, or none if an error leaves the block.

        Raises
        ------
        UserError
            The disk is full, the file read-only or in use: nothing was changed.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def revision(self) -> tuple[int, int, int]:
        """Return what differs once anything has changed, here or in another window."""
        with self._lock, told(self.path):
            connection = self._current()
            version: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return self._opened, version, connection.total_changes

    def sweep_soon(self) -> None:
        """Sweep after a deletion where that is quick.

        In a large file only the deleted cells are overwritten and the log emptied; `sweep`
        or `close` has to do the rest.
        """
        # What cannot be swept now stays marked in the file.
        with suppress(UserError):
            if not self.unswept():
                return
            if self.size() <= SWEPT_AT_ONCE:
                self.sweep()
            else:
                self._empty_log()

    def unswept(self) -> bool:
        """Tell whether pieces of deleted entries may still be in the file."""
        with self.reading() as connection:
            return bool(connection.execute("SELECT unswept FROM gallery").fetchone()[0])

    def size(self) -> int:
        """Return the size of the database in bytes."""
        with self.reading() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            return int(pages * connection.execute("PRAGMA page_size").fetchone()[0])

    def sweep(self) -> None:
        """Rewrite the file, so that no byte of what was deleted is left in it.

        ``secure_delete`` does not do by itself: where rows were moved between pages, old
        copies may stay in the gaps, and the log holds the pages as they were.

        Raises
        ------
        UserError
            Another window is using the file, or the disk is full: to be tried again.
        """
        with self._lock, told(self.path):
            connection = self._current()
            (unswept,) = connection.execute("SELECT unswept FROM gallery").fetchone()
            if not unswept:
                return
            connection.execute("VACUUM")
            self._empty_log()
            # Another window may have deleted more meanwhile.
            connection.execute("UPDATE gallery SET unswept = unswept - ?", (unswept,))

    def _empty_log(self) -> None:
        with self._lock, told(self.path):
            busy, _, _ = self._current().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise BusyGalleryError(self.path)

    def unlink(self) -> bool:
        """Close an empty gallery and unlink its files, if no other window has it open."""
        with self._lock, told(self.path):
            connection = self._current()
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                # Leaving the log behind needs the file for oneself alone.
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                self.close()
                return False
            # Between the two, another window may have opened it and written.
            alone = connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
            empty = not connection.execute("SELECT 1 FROM person").fetchone()
            if alone and empty:
                # Whoever waits for the lock finds the file gone and makes a new one.
                # Windows refuses: an empty gallery stays.
                with suppress(PermissionError):
                    self.path.unlink()
            connection.execute("ROLLBACK")
            self.close()
            return not self.path.exists()

    def close(self) -> None:
        """Close the file; using the database again opens it again."""
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, told(self.path):
            connection = self._begin(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # Some errors have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _begin(self, begin: str) -> sqlite3.Connection:
        while True:
            connection = self._current()
            connection.execute(begin)
            # With the lock held nobody unlinks it any more.
            if self._found() == self._file:
                return connection
            connection.execute("ROLLBACK")

    def _current(self) -> sqlite3.Connection:
        """Return the connection, to a new file where the old one was erased or set aside."""
        if self._connection is None or self._found() != self._file:
            self.close()
            self._open()
        assert self._connection
        return self._connection

    def _found(self) -> tuple[int, ...] | None:
        """Return what differs once the file has to be opened again."""
        return files.identity(self.path) if self.write else files.stamp(self.path)

    def _open(self) -> None:
        if self.write:
            self._connection = self._open_to_write()
        else:
            self._file = self._found()
            self._connection = self._open_to_read()
        self._opened += 1

    def _open_to_read(self) -> sqlite3.Connection:
        there = self._file and readonly.connect(self.path, self._patience)
        if there:
            return there
        empty = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        schema.migrate(empty, self.path, schema.STEPS)
        empty.execute("PRAGMA query_only = ON")
        return empty

    def _open_to_write(self) -> sqlite3.Connection:
        files.make(self.path)
        latest = len(schema.STEPS)
        logged = files.size(files.companions(self.path)[1])
        if logged:
            # Closing moves the log into the database, unless it was opened to read only: a
            # file that is damaged or of a newer version shall stay as it is.
            self._look(latest)
        self._file = files.identity(self.path)
        connection = self._connect("rw")
        try:
            schema.check(connection, self.path, latest)
            (page,) = connection.execute("PRAGMA page_size").fetchone()
            if not logged and files.size(self.path) % page:
                # SQLite would take zeros for the rest.
                raise DamagedGalleryError(self.path)
            files.make_private(self.path)
            for setting in SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            schema.keep_log(connection)
            schema.migrate(connection, self.path, schema.STEPS)
        except BaseException:
            connection.close()
            raise
        return connection

    def _look(self, latest: int) -> None:
        connection = self._connect("ro")
        try:
            schema.check(connection, self.path, latest)
        finally:
            connection.close()

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
