"""Who is enrolled: what recognition needs of the gallery, at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.gallery import files, reading
from explorer.gallery.embeddings import matrix_of
from explorer.gallery.gallery import Gallery
from explorer.gallery.readonly import read_only
from explorer.gallery.records import LENGTH


@dataclass(frozen=True, eq=False)
class Known:
    """The enrolled faces and the names of their people.

    Parameters
    ----------
    matrix : (N, 128) float32, rows of length 1
    people : (N,) int64
        Id of the person of each row.
    names : mapping
        Of each person's id.
    """

    matrix: NDArray[np.float32]
    people: NDArray[np.int64]
    names: Mapping[int, str]


NOBODY = Known(np.empty((0, LENGTH), np.float32), np.empty(0, np.int64), {})


def of_gallery(gallery: Gallery) -> Known:
    """Return what an open gallery knows now.

    Raises
    ------
    UserError
        It cannot be read.
    """
    while True:
        before = gallery.revision()
        embeddings = gallery.embeddings()
        names = {person.id: person.name for person in gallery.people()}
        if gallery.revision() == before:
            return Known(embeddings.matrix, embeddings.people, names)


def read(path: Path | None = None) -> Known:
    """Return what a gallery file knows; the file, if there is one, stays as it is.

    Raises
    ------
    UserError
        It cannot be read, or is no gallery.
    """
    path = path or files.default_path()
    with read_only(path) as connection:
        return NOBODY if connection is None else _known(connection, path)


def _known(connection: sqlite3.Connection, path: Path) -> Known:
    names = {person.id: person.name for person in reading.people(connection, 0, -1)}
    rows = connection.execute("SELECT person, embedding FROM face ORDER BY id").fetchall()
    matrix = matrix_of([blob for _, blob in rows], path)
    return Known(matrix, np.array([person for person, _ in rows], np.int64), names)
