"""All embeddings as one matrix, read when first asked for and kept up to date."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.gallery.database import Database
from explorer.gallery.failures import DamagedGalleryError
from explorer.gallery.records import BYTES, LENGTH

# Rows read at a time: larger chunks leave the processor's cache.
CHUNK = 512
# Lengths differ from 1 by rounding only; more means that the file is damaged.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Embeddings:
    """The enrolled faces; a later change of the gallery does not change it.

    Attributes
    ----------
    matrix : (N, 128) float32, contiguous, read-only
        A row of unit length for each face.
    faces, people : (N,) int64
        Ids of the face, ascending, and of its person.
    """

    matrix: NDArray[np.float32]
    faces: NDArray[np.int64]
    people: NDArray[np.int64]


def matrix_of(blobs: Collection[bytes], path: Path) -> NDArray[np.float32]:
    """Return embeddings as they are stored as rows (N, 128) of unit length.

    Raises
    ------
    DamagedGalleryError
        Some are none.
    """
    data = b"".join(blobs)
    if len(data) != BYTES * len(blobs):
        raise DamagedGalleryError(path)
    matrix = np.frombuffer(data, "<f4").reshape(-1, LENGTH)
    sizes = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    if not (np.abs(sizes - 1) < TOLERANCE).all():
        raise DamagedGalleryError(path)
    return matrix


class EmbeddingCache:
    """Keeps the matrix in memory; new faces are appended, after other changes it is read anew.

    Rows that were handed out are never written again: additions go behind them, into
    room that the arrays have to spare.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._revision: tuple[int, int, int] | None = None
        self._state: tuple[str, int] | None = None
        self._room = _room(0)
        self._count = 0

    def get(self) -> Embeddings:
        """Return the embeddings as they are now.

        Raises
        ------
        UserError
            The file cannot be read.
        DamagedGalleryError
            It is broken.
        """
        with self._lock:
            # Before reading: a change after it is found the next time.
            revision = self._database.revision()
            if revision != self._revision:
                with self._database.reading() as connection:
                    self._read(connection)
                self._revision = revision
            return _part(self._room, self._count)

    def _read(self, connection: sqlite3.Connection) -> None:
        state = connection.execute("SELECT identity, changes FROM gallery").fetchone()
        if state != self._state:
            (count,) = connection.execute("SELECT count(*) FROM face").fetchone()
            self._state, self._room, self._count = None, _room(count + count // 16), 0
        last = int(self._room.faces[self._count - 1]) if self._count else 0
        for chunk in self._chunks(connection, last):
            self._append(chunk)
        self._state = state

    def _chunks(self, connection: sqlite3.Connection, last: int) -> Iterator[Embeddings]:
        cursor = connection.execute(
            "SELECT id, person, embedding FROM face WHERE id > ? ORDER BY id", (last,)
        )
        while rows := cursor.fetchmany(CHUNK):
            faces, people, blobs = zip(*rows, strict=True)
            matrix = matrix_of(blobs, self._database.path)
            yield Embeddings(matrix, np.array(faces, np.int64), np.array(people, np.int64))

    def _append(self, new: Embeddings) -> None:
        end = self._count + len(new.faces)
        if end > len(self._room.faces):
            larger = _room(end + end // 4)
            _put(larger, 0, _part(self._room, self._count))
            self._room = larger
        _put(self._room, self._count, new)
        self._count = end


def _room(count: int) -> Embeddings:
    # Memory that is not written to is not taken.
    count = max(count, 64)
    return Embeddings(
        np.empty((count, LENGTH), np.float32), np.empty(count, np.int64), np.empty(count, np.int64)
    )


def _part(room: Embeddings, count: int) -> Embeddings:
    part = Embeddings(room.matrix[:count], room.faces[:count], room.people[:count])
    for array in (part.matrix, part.faces, part.people):
        array.flags.writeable = False
    return part


def _put(room: Embeddings, start: int, new: Embeddings) -> None:
    place = slice(start, start + len(new.faces))
    room.matrix[place] = new.matrix
    room.faces[place] = new.faces
    room.people[place] = new.people
