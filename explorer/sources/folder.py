"""The pictures of a folder, in the order in which a person would list them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.sources.base import Frame, fraction
from explorer.vision.images import is_picture_file, load_picture


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Return a sort key under which ``picture2`` comes before ``picture10``."""
    # Splitting at digits alternates text and number, so that like meets like.
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], name


class FolderSource:
    """Steps through the picture files of one folder (sub-folders are left out).

    A file that cannot be read is skipped, with a note on the frame that comes instead:
    the next one, or on the way back the one before; at the end of that way the nearest
    on the other side, which a person who steps has just seen.

    Parameters
    ----------
    path : Path
    """

    live = False
    rate = 0.0

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.title = self.path.resolve().name or str(self.path)
        self.files: list[Path] = []
        self._shown = -1
        self._order: Iterable[int] = ()

    @property
    def length(self) -> int | None:
        """Return the number of picture files; None before `open`."""
        return len(self.files) or None

    def open(self) -> None:
        """List the files."""
        try:
            found = [
                file for file in self.path.iterdir() if is_picture_file(file) and file.is_file()
            ]
        except FileNotFoundError:
            raise UserError("{path} does not exist.", path=self.path) from None
        except PermissionError:
            raise UserError("You have no permission to read {path}.", path=self.path) from None
        except OSError as error:
            raise UserError(
                "{path} cannot be read: {reason}.", path=self.path, reason=error.strerror or error
            ) from error
        if not found:
            raise UserError("There is no picture in the folder {path}.", path=self.path)
        self.files = sorted(found, key=lambda file: natural_key(file.name))
        self._shown, self._order = -1, range(len(self.files))

    def read(self) -> Frame | None:
        """Return the next good picture, None after the last file."""
        missed: list[str] = []
        for index in self._order:
            file = self.files[index]
            begin = time.perf_counter()
            try:
                picture = load_picture(file)
            except UserError:
                missed.append(file.name)
                continue
            self._shown, self._order = index, range(index + 1, len(self.files))
            seconds = time.perf_counter() - begin
            place = fraction(index, len(self.files))
            note = _note(picture.note, missed)
            return Frame(
                picture.pixels, index, file.name, place, seconds, note, picture.reduced_from
            )
        if missed and len(missed) == len(self.files):
            raise UserError(
                "None of the {count} pictures in {path} can be read.",
                count=len(self.files),
                path=self.path,
            )
        return None

    def seek(self, index: int) -> None:
        """Make file ``index`` the next one."""
        index = max(0, min(index, len(self.files) - 1))
        onward, back = range(index, len(self.files)), range(index, -1, -1)
        self._order = (*onward, *back[1:]) if index >= self._shown else (*back, *onward[1:])

    def close(self) -> None:
        """Do nothing: files are only open while they are read."""


def _note(note: str | None, missed: list[str]) -> str | None:
    """Add to what is to be known about a picture which files were skipped on the way to it."""
    if not missed:
        return note
    skipped = tr("Skipped, because they cannot be read: {names}.", names=", ".join(missed))
    return f"{note} {skipped}" if note else skipped
