"""A video file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from explorer.core.errors import UserError
from explorer.core.files import check_file
from explorer.sources.base import Frame, fraction, to_rgb
from explorer.sources.capture import Capture
from explorer.vision.cv import cv2

USUAL_RATE = 25.0
LOST_SHARE = 0.05


def open_capture(path: Path) -> Capture:
    """Open a video file with OpenCV."""
    # FFmpeg by name: other backends would read "clip_01.mp4" as a series of pictures.
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        capture = cv2.VideoCapture(str(path), cv2.CAP_ANY)
    return cast(Capture, capture)


class VideoSource:
    """Gives the frames of a video file in order.

    Parameters
    ----------
    path : Path
    factory : callable
        Opens the file.
    """

    live = True

    def __init__(
        self, path: Path | str, *, factory: Callable[[Path], Capture] = open_capture
    ) -> None:
        self.path = Path(path)
        self.title = self.path.name
        self.rate = USUAL_RATE
        self.length: int | None = None
        self._factory = factory
        self._capture: Capture | None = None
        self._index = 0

    def open(self) -> None:
        """Open the file and ask for its rate and length."""
        self.close()
        check_file(self.path)
        capture = self._factory(self.path)
        if not capture.isOpened():
            capture.release()
            raise UserError("{name} is not a video that can be played.", name=self.title)
        self._capture, self._index = capture, 0
        rate, count = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
        # Broken headers say 0, NaN, or the ticks of their clock (90000).
        self.rate = rate if 1 <= rate <= 240 else USUAL_RATE
        self.length = int(count) if 1 <= count < 1e8 else None

    def read(self) -> Frame | None:
        """Return the next frame, None at the end.

        Raises
        ------
        UserError
            No frame can be decoded, or the video stops well before its end.
        """
        if self._capture is None:
            return None
        begin = time.perf_counter()
        image = None
        if self._capture.grab():
            image = self._capture.retrieve()[1]
        if image is None:
            self._check_end()
            return None
        pixels = to_rgb(image)
        index, self._index = self._index, self._index + 1
        return Frame(
            pixels, index, self.title, fraction(index, self.length), time.perf_counter() - begin
        )

    def _check_end(self) -> None:
        if self._index == 0:
            raise UserError("{name} has no frame that can be played.", name=self.title)
        # The count in the header is often off by a few.
        lost = (self.length or 0) - self._index
        if self.length and lost > max(2, LOST_SHARE * self.length):
            played, self.length = self._index, self._index
            raise UserError(
                "{name} is damaged: it breaks off after {played} of {count} frames.",
                name=self.title,
                played=played,
                count=played + lost,
            )

    def seek(self, index: int) -> None:
        """Make frame ``index`` the next one, also after the end."""
        if self._capture is None:
            return
        index = max(0, index if self.length is None else min(index, self.length - 1))
        # After its end a capture may refuse to move; a new one starts at 0.
        if not self._capture.set(cv2.CAP_PROP_POS_FRAMES, index):
            length = self.length
            self.open()
            self.length = length
            for _ in range(index):
                if self._capture is None or not self._capture.grab():
                    break
        self._index = index

    def close(self) -> None:
        """Release the file."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None
