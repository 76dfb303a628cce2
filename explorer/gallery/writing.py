"""What changes the gallery, in SQL. All functions write within the caller's transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence

from explorer.core.errors import UserError
from explorer.gallery import reading
from explorer.gallery.names import clean_name
from explorer.gallery.records import Added, NewFace, Removed, picture_suffix, unit


def add_person(connection: sqlite3.Connection, name: str, created: float | None = None) -> int:
    """Insert a person, also where the name is taken; return the id."""
    cursor = connection.execute(
        "INSERT INTO person (name, created) VALUES (?, ?)",
        (clean_name(name), time.time() if created is None else created),
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def add_face(connection: sqlite3.Connection, person: int, face: NewFace, pictures: bool) -> int:
    """Insert a face of a person that is there, with its thumbnail if ``pictures``.

    Raises
    ------
    ValueError
        The embedding or the thumbnail is not what it should be.
    """
    thumbnail = face.thumbnail if pictures else None
    if thumbnail is not None:
        picture_suffix(thumbnail)
    cursor = connection.execute(
        """INSERT INTO face (person, embedding, source, quality, created, thumbnail)
        VALUES (?, ?, ?, ?, ?, ?)""",
        (
            person,
            unit(face.embedding).astype("<f4").tobytes(),
            # A file's name may hold bytes that are no text.
            face.source.encode("utf-8", "replace").decode(),
            face.quality,
            time.time() if face.created is None else face.created,
            thumbnail,
        ),
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def enrol(
    connection: sqlite3.Connection, name: str, faces: Sequence[NewFace], another: bool
) -> Added:
    """Add faces to the oldest person of that name, or to a new one, see `Gallery.enrol`."""
    found = [] if another else reading.named(connection, name)
    person = found[0].id if found else add_person(connection, name)
    added = add_faces(connection, person, faces)
    return Added(() if found else (person,), added.faces, added.known, person)


def add_faces(connection: sqlite3.Connection, person: int, faces: Iterable[NewFace]) -> Added:
    """Add faces to a person but those that the person has already.

    Raises
    ------
    UserError
        The person is gone.
    """
    reading.person(connection, person)
    pictures = reading.keeps_pictures(connection)
    numbers, known = [], 0
    for face in faces:
        embedding = unit(face.embedding).astype("<f4").tobytes()
        if any(owner == person for _, owner in reading.same(connection, embedding)):
            known += 1
        else:
            numbers.append(add_face(connection, person, face, pictures))
    return Added((), tuple(numbers), known, person)


def rename(connection: sqlite3.Connection, person: int, name: str) -> str:
    """Give a person a new name; return the old one."""
    old = reading.person(connection, person).name
    connection.execute("UPDATE person SET name = ? WHERE id = ?", (clean_name(name), person))
    _changed(connection, unswept=True)
    return old


def remove(connection: sqlite3.Connection, people: Sequence[int], faces: Sequence[int]) -> Removed:
    """Delete people with all their faces, and single faces; what is gone already is left out."""
    rows = dict.fromkeys(
        [
            *reading.rows(connection, "face", reading.FACE_ROW, "person", people),
            *reading.rows(connection, "face", reading.FACE_ROW, "id", faces),
        ]
    )
    removed = Removed(
        reading.identity(connection),
        tuple(reading.rows(connection, "person", reading.PERSON_ROW, "id", people)),
        tuple(rows),
    )
    connection.executemany("DELETE FROM face WHERE id = ?", ((row[0],) for row in removed.faces))
    connection.executemany("DELETE FROM person WHERE id = ?", ((row[0],) for row in removed.people))
    _changed(connection, unswept=True)
    return removed


def merge(connection: sqlite3.Connection, person: int, into: int) -> Removed:
    """Give all faces of ``person`` to ``into`` and delete ``person``.

    Raises
    ------
    UserError
        One of them is gone.
    ValueError
        It is one person.
    """
    if person == into:
        raise ValueError("a person cannot be merged with itself")
    for number in (person, into):
        reading.person(connection, number)
    moved = tuple(face.id for face in reading.faces(connection, person))
    connection.execute("UPDATE face SET person = ? WHERE person = ?", (into, person))
    removed = remove(connection, (person,), ())
    return Removed(removed.identity, removed.people, removed.faces, moved)


def restore(connection: sqlite3.Connection, removed: Removed) -> None:
    """Put back what `remove` or `merge` took out, under the same ids.

    Raises
    ------
    UserError
        Everything was erased since, or another window has removed the person.
    """
    if removed.identity != reading.identity(connection):
        raise UserError("This was erased for good and cannot be brought back.")
    pictures = reading.keeps_pictures(connection)
    connection.executemany(
        f"INSERT OR IGNORE INTO person ({reading.PERSON_ROW}) VALUES (?, ?, ?)", removed.people
    )
    for *row, thumbnail in removed.faces:
        reading.person(connection, row[1])
        connection.execute(
            f"INSERT OR IGNORE INTO face ({reading.FACE_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*row, thumbnail if pictures else None),
        )
    connection.executemany(
        "UPDATE face SET person = ? WHERE id = ?",
        ((removed.people[0][0], face) for face in removed.moved),
    )
    _changed(connection, unswept=False)


def allow_pictures(connection: sqlite3.Connection, allowed: bool) -> int:
    """Set whether thumbnails are stored; if not, delete them all. Return how many went."""
    connection.execute("UPDATE gallery SET pictures = ?", (allowed,))
    if allowed:
        return 0
    cursor = connection.execute("UPDATE face SET thumbnail = NULL WHERE thumbnail IS NOT NULL")
    if cursor.rowcount:
        _changed(connection, unswept=True)
    return cursor.rowcount


def erase(connection: sqlite3.Connection) -> None:
    """Delete everything; nothing that was removed before can be restored any more."""
    for table in ("face", "person"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE gallery SET identity = hex(randomblob(16)), pictures = 0")
    _changed(connection, unswept=True)


def _changed(connection: sqlite3.Connection, *, unswept: bool) -> None:
    connection.execute(
        "UPDATE gallery SET changes = changes + 1, unswept = unswept + ?", (unswept,)
    )
