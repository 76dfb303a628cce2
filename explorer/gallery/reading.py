"""What the gallery is asked, in SQL. All functions read within the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from explorer.core.errors import UserError
from explorer.gallery.names import clean_name
from explorer.gallery.records import Face, Person

PERSON_ROW = "id, name, created"
FACE_ROW = "id, person, embedding, source, quality, created, thumbnail"
_PERSON = """SELECT person.id, name, person.created, count(face.id)
    FROM person LEFT JOIN face ON face.person = person.id"""


def identity(connection: sqlite3.Connection) -> str:
    """Return what names this gallery until everything is erased."""
    found: str = connection.execute("SELECT identity FROM gallery").fetchone()[0]
    return found


def keeps_pictures(connection: sqlite3.Connection) -> bool:
    """Tell whether the user allows thumbnails to be stored."""
    return bool(connection.execute("SELECT pictures FROM gallery").fetchone()[0])


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the numbers of people and of faces."""
    people, faces = connection.execute(
        "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM face)"
    ).fetchone()
    return people, faces


def people(connection: sqlite3.Connection, after: int, limit: int) -> list[Person]:
    """Return up to ``limit`` people (-1: all) with an id above ``after``, by id."""
    rows = connection.execute(
        f"{_PERSON} WHERE person.id > ? GROUP BY person.id ORDER BY person.id LIMIT ?",
        (after, limit),
    )
    return [Person(*row) for row in rows]


def person(connection: sqlite3.Connection, number: int) -> Person:
    """Return one person.

    Raises
    ------
    UserError
        Another window has removed the person.
    """
    row = connection.execute(f"{_PERSON} WHERE person.id = ? GROUP BY person.id", (number,))
    found = row.fetchone()
    if not found:
        raise UserError("This person is no longer in the gallery.")
    return Person(*found)


def named(connection: sqlite3.Connection, name: str) -> list[Person]:
    """Return the people of that name; spelling as in `clean_name`."""
    rows = connection.execute(
        f"{_PERSON} WHERE name = ? GROUP BY person.id ORDER BY person.id", (clean_name(name),)
    )
    return [Person(*row) for row in rows]


def faces(connection: sqlite3.Connection, number: int) -> list[Face]:
    """Return the faces of a person, oldest first, without their pictures."""
    rows = connection.execute(
        """SELECT id, person, source, quality, created, thumbnail IS NOT NULL
        FROM face WHERE person = ? ORDER BY id""",
        (number,),
    )
    return [
        Face(face, person, source, quality, created, bool(pictured))
        for face, person, source, quality, created, pictured in rows
    ]


def thumbnail(connection: sqlite3.Connection, face: int) -> bytes | None:
    """Return the picture of a face; None: it has none or is gone."""
    row = connection.execute("SELECT thumbnail FROM face WHERE id = ?", (face,)).fetchone()
    return row[0] if row else None


def cover(connection: sqlite3.Connection, number: int) -> bytes | None:
    """Return the oldest picture of a person; None: there is none."""
    row = connection.execute(
        """SELECT thumbnail FROM face WHERE person = ? AND thumbnail IS NOT NULL
        ORDER BY id LIMIT 1""",
        (number,),
    ).fetchone()
    return row[0] if row else None


def same(connection: sqlite3.Connection, embedding: bytes) -> list[tuple[int, int]]:
    """Return (face, person) of every face with this very embedding."""
    return connection.execute(
        "SELECT id, person FROM face WHERE substr(embedding, 1, 8) = ? AND embedding = ?",
        (embedding[:8], embedding),
    ).fetchall()


def rows(
    connection: sqlite3.Connection, table: str, columns: str, key: str, numbers: Iterable[int]
) -> Iterator[tuple[Any, ...]]:
    """Give the rows of ``table`` whose ``key`` is one of ``numbers``, in their order."""
    for number in numbers:
        yield from connection.execute(
            f"SELECT {columns} FROM {table} WHERE {key} = ? ORDER BY id", (number,)
        )
