"""A gallery in one file, to take along: a ZIP archive that other programs can read as well.

======================  ==============================================================
``gallery.json``        UTF-8, see below
``embeddings.npy``      (N, 128) little-endian float32, C order, rows of unit length
``pictures/K.jpg|png``  thumbnail of face K (from 0), for those that have one; optional
======================  ==============================================================

``gallery.json`` is an object with "format" (``FORMAT``), "version" (1), "network" (whose
embeddings these are), "people": [{"name", "created"}], and "faces": an object of lists of
length N: "person" (index into people), "source", "quality" (number or null), "created".
Times are seconds since 1970, UTC.
"""

from __future__ import annotations

import json
import lzma
import math
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.files import check_file, check_target
from explorer.gallery import reading, writing
from explorer.gallery.embeddings import CHUNK
from explorer.gallery.files import whole
from explorer.gallery.names import clean_name
from explorer.gallery.records import LARGEST_PICTURE, LENGTH, Added, NewFace, picture_suffix, unit

FORMAT = "cnn-explorer faces"
VERSION = 1
NETWORK = "sface-2021dec"
SUFFIX = ".zip"
# More than names and sources of any real gallery; a small file may unpack to anything.
TEXT_PER_FACE, SPARE = 4 << 10, 64 << 20


@dataclass(frozen=True)
class Exported:
    """A file that was read and checked.

    Attributes
    ----------
    people : list of (name, created)
    faces : list of (index into people, face)
    """

    people: list[tuple[str, float]]
    faces: list[tuple[int, NewFace]]


def write(connection: sqlite3.Connection, path: Path, pictures: bool) -> None:
    """Write the gallery to ``path``, a file that only its owner can read.

    Raises
    ------
    UserError
        Another suffix than .zip, a missing folder, no permission or no room.
    """
    check_target(path, (SUFFIX,))
    people = connection.execute("SELECT id, name, created FROM person ORDER BY id").fetchall()
    place = {row[0]: index for index, row in enumerate(people)}
    faces = connection.execute(
        "SELECT person, source, quality, created FROM face ORDER BY id"
    ).fetchall()
    person, source, quality, created = zip(*faces, strict=True) if faces else ((), (), (), ())
    text = {
        "format": FORMAT,
        "version": VERSION,
        "network": NETWORK,
        "people": [{"name": name, "created": made} for _, name, made in people],
        "faces": {
            "person": [place[number] for number in person],
            "source": source,
            "quality": quality,
            "created": created,
        },
    }
    with whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        data = json.dumps(text, ensure_ascii=False, allow_nan=False, indent=1).encode()
        archive.writestr("gallery.json", data, zipfile.ZIP_DEFLATED)
        with archive.open("embeddings.npy", "w", force_zip64=True) as stream:
            _write_embeddings(connection, stream, len(faces))
        for name, picture in _pictures(connection) if pictures else ():
            archive.writestr(name, picture)


def _write_embeddings(connection: sqlite3.Connection, stream: IO[bytes], count: int) -> None:
    header = {"descr": "<f4", "fortran_order": False, "shape": (count, LENGTH)}
    np.lib.format.write_array_header_1_0(stream, header)
    cursor = connection.execute("SELECT embedding FROM face ORDER BY id")
    while rows := cursor.fetchmany(CHUNK):
        stream.write(b"".join(blob for (blob,) in rows))


def _pictures(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    rows = connection.execute("SELECT thumbnail FROM face ORDER BY id")
    for index, (picture,) in enumerate(rows):
        if picture is not None:
            yield f"pictures/{index}{picture_suffix(picture)}", picture


def read(path: Path) -> Exported:
    """Read and check an exported file.

    Raises
    ------
    UserError
        It cannot be read, is no export or of a newer version, or it is damaged.
    """
    check_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            matrix = _read_embeddings(archive)
            content = _read_text(archive, len(matrix))
            if content.get("format") != FORMAT or content.get("network") != NETWORK:
                raise UserError("{path} is no exported gallery of faces.", path=path)
            if content["version"] > VERSION:
                raise UserError("{path} was written by a newer version of this program.", path=path)
            return _checked(archive, content, matrix)
    except KeyError as error:
        raise UserError("{path} is no exported gallery of faces.", path=path) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error) as error:
        raise UserError("{path} is damaged, or no exported gallery of faces.", path=path) from error
    except (ValueError, TypeError, IndexError, AttributeError, EOFError, RecursionError) as error:
        raise UserError("{path} is damaged: its parts do not fit together.", path=path) from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError("{path} cannot be read: {reason}.", path=path, reason=reason) from error


def _read_embeddings(archive: zipfile.ZipFile) -> NDArray[np.float32]:
    info = archive.getinfo("embeddings.npy")
    # Such numbers hardly shrink: what unpacks to much more is a trap.
    if info.file_size > SPARE + 2 * info.compress_size:
        raise ValueError("length of the embeddings")
    with archive.open(info) as stream:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("version of the .npy file")
        shape, fortran, kind = np.lib.format.read_array_header_1_0(stream)
        if len(shape) != 2 or shape[1] != LENGTH or fortran or kind != np.dtype("<f4"):
            raise ValueError("shape of the embeddings")
        data = stream.read()
    # Refuses another length than the header's; reading to the end compares the checksum.
    return np.frombuffer(data, "<f4").reshape(shape)


def _read_text(archive: zipfile.ZipFile, faces: int) -> dict[str, Any]:
    if archive.getinfo("gallery.json").file_size > SPARE + TEXT_PER_FACE * faces:
        raise ValueError("length of the text")
    content = json.loads(archive.read("gallery.json"))
    if not isinstance(content, dict):
        raise ValueError("no object")
    return content


def _checked(
    archive: zipfile.ZipFile, content: dict[str, Any], matrix: NDArray[np.float32]
) -> Exported:
    """Check everything before anything is added."""
    people = [(_name(entry["name"]), _number(entry["created"])) for entry in content["people"]]
    columns = [content["faces"][key] for key in ("person", "source", "quality", "created")]
    names = {name.split("/")[-1].split(".")[0]: name for name in archive.namelist() if "/" in name}
    faces = []
    for index, (row, person, source, quality, created) in enumerate(
        zip(matrix, *columns, strict=True)
    ):
        if not isinstance(person, int) or not 0 <= person < len(people):
            raise ValueError("index of a person")
        if not isinstance(source, str):
            raise TypeError("a source is a text")
        picture = _picture(archive, names.get(str(index)))
        quality = None if quality is None else _number(quality)
        face = NewFace(unit(row), source, quality, picture, _number(created))
        faces.append((person, face))
    return Exported(people, faces)


def _picture(archive: zipfile.ZipFile, name: str | None) -> bytes | None:
    if name is None:
        return None
    if archive.getinfo(name).file_size > LARGEST_PICTURE:
        raise ValueError("length of a picture")
    picture = archive.read(name)
    picture_suffix(picture)
    return picture


def _name(value: str) -> str:
    try:
        return clean_name(value)
    except UserError as error:
        raise ValueError("name") from error


def _number(value: Any) -> float:
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def add(connection: sqlite3.Connection, exported: Exported) -> Added:
    """Add what was read but faces whose very embedding is there, whoever they belong to.

    So a file can be imported twice, and a person who was renamed since is recognised by
    the faces. Else a name that is taken is the same person; of two people of one name in
    the file, the second is the second of that name here.
    """
    pictures = reading.keeps_pictures(connection)
    owners: dict[int, int] = {}
    new = []
    for index, face in exported.faces:
        there = reading.same(connection, np.asarray(face.embedding).astype("<f4").tobytes())
        if there:
            owners.setdefault(index, there[0][1])
        else:
            new.append((index, face))
    people = _add_people(connection, exported.people, owners)
    faces = [writing.add_face(connection, owners[index], face, pictures) for index, face in new]
    return Added(tuple(people), tuple(faces), len(exported.faces) - len(new))


def _add_people(
    connection: sqlite3.Connection, people: list[tuple[str, float]], owners: dict[int, int]
) -> list[int]:
    """Fill in who in the gallery is meant by each of ``people``; return who is new."""
    taken = set(owners.values())
    added = []
    for index, (name, created) in enumerate(people):
        if index in owners:
            continue
        free = [found.id for found in reading.named(connection, name) if found.id not in taken]
        if not free:
            free = [writing.add_person(connection, name, created)]
            added += free
        owners[index] = free[0]
        taken.add(free[0])
    return added
