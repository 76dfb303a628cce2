"""All pictures of a folder recognised, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer.core.errors import UserError
from explorer.nets.face_looker import Looker
from explorer.sources.folder import FolderSource
from explorer.topics.faces.faces.known import Known
from explorer.topics.faces.faces.result import interpret
from explorer.topics.faces.faces.sheet import TITLES, row
from explorer.topics.faces.faces.state import State
from explorer.vision.images import load_picture

HEAD = ["file", *TITLES, "note"]


def list_pictures(folder: str) -> list[Path]:
    """Return the picture files of a folder.

    Raises
    ------
    UserError
        It cannot be read, or has none.
    """
    source = FolderSource(folder)
    source.open()
    return source.files


def recognise_all(
    looker: Looker, files: list[Path], known: Known, state: State, table: list[list[Any]]
) -> Iterator[int]:
    """Add each picture's faces to ``table``; give how many pictures are through.

    A picture without a face, or that cannot be read, has one row with a note.
    """
    table.append(HEAD)
    blank = [""] * len(TITLES)
    for done, file in enumerate(files, start=1):
        try:
            looked = looker.look(load_picture(file).pixels)
        except UserError as error:
            table.append([file.name, *blank, str(error)])
        else:
            faces = interpret(looked, known, state).faces
            table += [[file.name, *row(k, face), ""] for k, face in enumerate(faces, start=1)]
            if not faces:
                table.append([file.name, *blank, "no face"])
        yield done
