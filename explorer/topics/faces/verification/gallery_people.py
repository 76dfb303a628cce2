"""The people enrolled in the gallery: their embeddings are kept there, nothing is looked at."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.gallery import files, reading
from explorer.gallery.embeddings import matrix_of
from explorer.gallery.readonly import read_only
from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.topics.faces.verification.state import MOST_PICTURES
from explorer.vision.images import decode_picture


class TooFewEnrolledError(UserError):
    """More people have to be enrolled first."""


class GalleryPeople:
    """Reads the gallery, and again only where it has changed. Used in one thread only.

    Parameters
    ----------
    path : Path, optional
        By default the user's own.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: tuple[tuple[object, ...], Enrolled] | None = None

    def read(self, pass_seconds: float | None) -> Enrolled:
        """Return who is enrolled; the file, if there is one, stays as it is.

        Parameters
        ----------
        pass_seconds : float or None
            See `Enrolled`.

        Raises
        ------
        UserError
            The gallery cannot be read, or has too few people or too many faces.
        """
        path = self._path or files.default_path()
        with read_only(path) as connection:
            if connection is None:
                raise _nobody()
            stamp = _stamp(connection)
            if self._kept is None or self._kept[0] != stamp:
                # Whatever is wrong with the new ones, the old ones are not to stay.
                self._kept = None
                self._kept = stamp, _enrolled(connection, path, pass_seconds)
        return self._kept[1]


def _nobody() -> UserError:
    return TooFewEnrolledError(
        mark(
            "Nobody is enrolled yet. Enrol people in the topic Face recognition, or take a "
            "folder of people."
        )
    )


def _stamp(connection: sqlite3.Connection) -> tuple[object, ...]:
    """Return what differs once people or faces have changed."""
    (last,) = connection.execute("SELECT max(id) FROM face").fetchone()
    return (*connection.execute("SELECT identity, changes FROM gallery").fetchone(), last)


def _enrolled(connection: sqlite3.Connection, path: Path, pass_seconds: float | None) -> Enrolled:
    _, count = reading.counts(connection)
    if not count:
        raise _nobody()
    if count > MOST_PICTURES:
        raise UserError(
            "{count} faces are enrolled; {limit} are the most that are compared with each other.",
            count=count,
            limit=MOST_PICTURES,
        )
    people = [person for person in reading.people(connection, 0, -1) if person.faces]
    if len(people) < 2 or max(person.faces for person in people) < 2:
        raise TooFewEnrolledError(
            mark(
                "Two people have to be enrolled, and one of them with two pictures; in the gallery "
                "are {people} people with {pictures} pictures. Enrol more in the topic Face "
                "recognition."
            ),
            people=len(people),
            pictures=count,
        )
    rows = connection.execute(
        "SELECT person, embedding, thumbnail FROM face ORDER BY person, id"
    ).fetchall()
    places = {person.id: place for place, person in enumerate(people)}
    return Enrolled(
        names=tuple(person.name for person in people),
        people=np.array([places[row[0]] for row in rows], np.intp),
        titles=tuple(str(k) for person in people for k in range(1, person.faces + 1)),
        aligned=tuple(_picture(row[2]) for row in rows),
        vectors=matrix_of([row[1] for row in rows], path),
        pass_seconds=pass_seconds,
    )


def _picture(thumbnail: bytes | None) -> NDArray[np.uint8] | None:
    """Return a kept picture of a face; None where there is none that can be read."""
    if thumbnail is None:
        return None
    try:
        return decode_picture(thumbnail, "").pixels
    except UserError:
        return None
