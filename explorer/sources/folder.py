"""The pictures of a folder, in the order in which a person would list them."""

from __future__ import annotations

import re
import time
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

    A broken file is skipped when the folder is read in order, with a note on the
    next good frame; going to it directly raises its error. ``skipped`` keeps every
    such error by file name.

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
        self.skipped: dict[str, UserError] = {}
        self._next = 0
        self._asked = False

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
        self.skipped = {}
        self._next, self._asked = 0, False

    def read(self) -> Frame | None:
        """Return the next good picture, None after the last file."""
        asked, self._asked = self._asked, False
        missed: list[str] = []
        while self._next < len(self.files):
            index, self._next = self._next, self._next + 1
            file = self.files[index]
            begin = time.perf_counter()
            try:
                picture = load_picture(file)
            except UserError as error:
                self.skipped[file.name] = error
                if asked:
                    raise
                missed.append(file.name)
                continue
            notes = [picture.note] if picture.note else []
            if missed:
                notes.append(
                    tr("Skipped, because they cannot be read: {names}.", names=", ".join(missed))
                )
            return Frame(
                picture.pixels,
                index,
                file.name,
                fraction(index, len(self.files)),
                time.perf_counter() - begin,
                " ".join(notes) or None,
            )
        if len(self.skipped) == len(self.files):
            raise UserError(
                "None of the {count} pictures in {path} can be read.",
                count=len(self.files),
                path=self.path,
            )
        return None

    def seek(self, index: int) -> None:
        """Make file ``index`` the next one."""
        self._next = max(0, min(index, len(self.files) - 1))
        self._asked = True

    def close(self) -> None:
        """Do nothing: files are only open while they are read."""
