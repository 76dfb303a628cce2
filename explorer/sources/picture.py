"""A single picture file."""

from __future__ import annotations

import time
from pathlib import Path

from explorer.sources.base import Frame
from explorer.vision.images import load_picture


class PictureSource:
    """Gives one frame.

    Parameters
    ----------
    path : Path
    """

    live = False
    rate = 0.0
    length: int | None = 1

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.title = self.path.name
        self._given = False

    def open(self) -> None:
        """Begin anew."""
        self._given = False

    def read(self) -> Frame | None:
        """Return the picture, then None."""
        if self._given:
            return None
        begin = time.perf_counter()
        picture = load_picture(self.path)
        self._given = True
        seconds = time.perf_counter() - begin
        return Frame(
            picture.pixels, 0, self.title, 1.0, seconds, picture.note, picture.reduced_from
        )

    def seek(self, index: int) -> None:
        """Give the picture once more; it is the only one."""
        self._given = False

    def close(self) -> None:
        """Do nothing: the file is only open while it is read."""
