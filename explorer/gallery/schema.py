"""The tables, and the steps from each version of them to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from explorer.core.errors import UserError
from explorer.gallery.failures import DamagedGalleryError

# Says that a database is ours ("FACE"); SQLite writes it into the header.
APPLICATION = 0x46414345

# Each fails only if yet another window came between.
TRIES = 20

# Step k leads from version k to k + 1. A step that was published is never edited.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {APPLICATION}",
        # One row: identity is new once everything was erased, changes counts what is no mere
        # addition, unswept what was deleted since the file was last rewritten.
        """CREATE TABLE gallery (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            identity TEXT NOT NULL,
            pictures INTEGER NOT NULL DEFAULT 0,
            changes INTEGER NOT NULL DEFAULT 0,
            unswept INTEGER NOT NULL DEFAULT 0)""",
        "INSERT INTO gallery (one, identity) VALUES (1, hex(randomblob(16)))",
        # AUTOINCREMENT: an id never names somebody else later.
        """CREATE TABLE person (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            created REAL NOT NULL)""",
        # The embedding stands before the picture, so that reading it does not touch that.
        """CREATE TABLE face (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            embedding BLOB NOT NULL CHECK (length(embedding) = 512),
            source TEXT NOT NULL,
            quality REAL,
            created REAL NOT NULL,
            thumbnail BLOB)""",
        "CREATE INDEX person_name ON person (name)",
        "CREATE INDEX face_person ON face (person)",
        # The first two numbers find an embedding that is there already.
        "CREATE INDEX face_start ON face (substr(embedding, 1, 8))",
    ),
)


def version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables; 0: there are none yet."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def check(connection: sqlite3.Connection, path: Path, latest: int) -> None:
    """Look, without writing, whether the database is a gallery that can be used.

    Raises
    ------
    UserError
        It is another program's, or a newer version's.
    DamagedGalleryError
        It says that it is a gallery but has not its tables.
    sqlite3.Error
        It is no database, or a damaged one.
    """
    application, found, tables = _seen(connection)
    if application != APPLICATION:
        if application or found or tables:
            raise UserError(
                "{path} is a database of another program. It was left as it is.", path=path
            )
        return
    if found > latest:
        raise UserError(
            "The gallery of faces {path} was made by a newer version of this program. It was "
            "left as it is; update the program, or use another folder.",
            path=path,
        )
    if found < 0 or not {"gallery", "person", "face"} <= tables:
        raise DamagedGalleryError(path)


def _seen(connection: sqlite3.Connection) -> tuple[int, int, set[str]]:
    """Return what marks the database, all of one moment: another window may be making it."""
    own = not connection.in_transaction
    if own:
        connection.execute("BEGIN")
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    found = version(connection)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    if own:
        connection.execute("COMMIT")
    return application, found, tables


def keep_log(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, with which readers and a writer do not wait for each other.

    Raises
    ------
    sqlite3.Error
        The file cannot be written, or another window holds it.
    """
    for _ in range(TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            # Another window is making the file. The switch does not wait for it; this does.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Sequence[str]]) -> None:
    """Bring the tables to the latest version: all steps, or none, in one transaction.

    Raises
    ------
    UserError
        Another window has brought them to a newer version meanwhile.
    sqlite3.Error
        A step failed; the database is as it was.
    """
    if version(connection) == len(steps):
        return
    # Waits for another window that is at it; so the version is read again.
    connection.execute("BEGIN IMMEDIATE")
    try:
        check(connection, path, len(steps))
        for step in steps[version(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
