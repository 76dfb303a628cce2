"""From faces in pictures to entries of the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.core.errors import UserError
from explorer.gallery.records import NewFace
from explorer.nets.face_looker import Looked, Looker
from explorer.sources.folder import natural_key
from explorer.vision.face_quality import problems
from explorer.vision.images import is_picture_file, load_picture

QUALITY = 90
"""Of the thumbnails, JPEG."""


def new_face(looked: Looked, face: int, source: str) -> NewFace:
    """Return face ``face``, from 0, as it is enrolled; its thumbnail is the aligned face."""
    score = looked.faces[face].score
    return NewFace(looked.vectors[face], source, score, thumbnail(looked.aligned[face]))


def thumbnail(aligned: NDArray[np.uint8]) -> bytes:
    """Return an aligned face (112, 112, 3) uint8, RGB, as JPEG."""
    stream = BytesIO()
    Image.fromarray(aligned).save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


class ReasonsError(UserError):
    """Several sentences, each said in the language of the moment."""

    def __init__(self, *parts: object) -> None:
        super().__init__("")
        self.parts = parts

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))


@dataclass
class Batch:
    """What came of pictures that were looked at to enrol people.

    Attributes
    ----------
    faces : dict of list of NewFace
        By name.
    poor : dict of list of NewFace
        Those of pictures with one face that is hard to recognise.
    refused : list of (file, reason)
        Pictures that were left out, and why.
    crowded : int
        How many of these have several faces.
    """

    faces: dict[str, list[NewFace]] = field(default_factory=dict)
    poor: dict[str, list[NewFace]] = field(default_factory=dict)
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    crowded: int = 0


def list_folder(folder: Path, name: str = "") -> list[tuple[str, Path]]:
    """Return (name, file) for each picture of a folder.

    A sub-folder is a person of its name; pictures beside them are of ``name`` or, where
    it is empty, of the person the folder is named after.

    Raises
    ------
    UserError
        It cannot be read, or has no picture.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
        own = [(name or folder.resolve().name, file) for file in entries if _is_picture(file)]
        others = [
            (entry.name, file)
            for entry in entries
            if entry.is_dir()
            for file in sorted(entry.iterdir(), key=lambda file: natural_key(file.name))
            if _is_picture(file)
        ]
    except PermissionError as error:
        raise UserError("You have no permission to read {path}.", path=error.filename) from None
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=folder, reason=error.strerror or error
        ) from error
    if not own and not others:
        raise UserError("There is no picture in the folder {path}.", path=folder)
    return own + others


def _is_picture(path: Path) -> bool:
    return is_picture_file(path) and path.is_file()


def gather(looker: Looker, listed: list[tuple[str, Path]], batch: Batch) -> Iterator[int]:
    """Look at one picture after another; give how many are through.

    Raises
    ------
    UserError
        The weights are not there. A picture that will not do is noted in ``batch``.
    """
    for done, (name, file) in enumerate(listed, start=1):
        try:
            pixels = load_picture(file).pixels
        except UserError as error:
            batch.refused.append((_titled(file), error))
        else:
            looked = looker.look(pixels)
            if reason := refusal(looked):
                batch.refused.append((_titled(file), reason))
            batch.crowded += len(looked.faces) > 1
            if len(looked.faces) == 1:
                faces = batch.poor if reason else batch.faces
                faces.setdefault(name, []).append(new_face(looked, 0, file.name))
        yield done


def _titled(file: Path) -> str:
    """Return what to call a file: many have a name like selfie.jpg."""
    return f"{file.parent.name}/{file.name}"


def refusal(looked: Looked) -> UserError | None:
    """Return why a picture will not do to enrol its one person; None where it will."""
    boxes = np.array([face.box for face in looked.faces]).reshape(-1, 4)
    fives = np.array([face.five for face in looked.faces]).reshape(-1, 5, 2)
    found = problems(looked.pixels, boxes, fives)
    return ReasonsError(*found) if found else None
