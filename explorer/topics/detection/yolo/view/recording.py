"""The annotated picture as a video file, written off the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.jobs import CancelToken, JobRunner, Outcome
from explorer.sources.writer import VideoWriter

LIVE_RATE = 20.0


class Recording:
    """Writes one frame at a time: the next is asked for when the last is on disk.

    Parameters
    ----------
    io : JobRunner
    written : callable
        Called after each frame, with the error that ended the recording or None.
    saved : callable
        Called with path and number of frames when the file is whole.
    """

    def __init__(
        self,
        io: JobRunner,
        written: Callable[[BaseException | None], None],
        saved: Callable[[Path, int], None],
    ) -> None:
        self._io, self._written, self._saved = io, written, saved
        self._path: Path | None = None
        self._writer: VideoWriter | None = None
        self._rate: float | None = None
        self._begin = 0.0
        self._position: float | None = None
        self.frames = 0

    @property
    def active(self) -> bool:
        """Whether frames are being recorded."""
        return self._path is not None

    def start(self, path: Path, rate: float | None) -> None:
        """Begin a file; ``rate`` is that of a video file, None for live frames."""
        self._path, self._rate, self._writer = path, rate, None
        self._begin = time.monotonic()
        self._position, self.frames = None, 0

    def add(self, pixels: NDArray[np.uint8], position: float | None) -> None:
        """Write one (H, W, 3) uint8 RGB picture; ``position`` (0..1) is the progress."""
        path, rate = self._path, self._rate
        assert path is not None
        seconds = None if rate else time.monotonic() - self._begin
        self._position = position

        def write(_token: CancelToken) -> None:
            if self._writer is None:
                height, width, _ = pixels.shape
                self._writer = VideoWriter(path, (width, height), rate or LIVE_RATE)
            try:
                self._writer.write(pixels, seconds)
            except UserError:
                # It has closed its file, and the error says what became of it.
                self._writer = None
                raise

        self._io.submit("record", write, self._done, essential=True)

    def stop(self) -> None:
        """Finish the file; it is whole when the queued work is done."""
        self._path = None

        def close(_token: CancelToken) -> tuple[Path, int] | None:
            writer, self._writer = self._writer, None
            if writer is None:
                return None
            writer.close()
            return writer.path, writer.frames

        self._io.submit("record end", close, self._closed, essential=True)

    def text(self) -> str:
        """Return the progress as a sentence; empty when nothing is recorded."""
        if not self.active:
            return ""
        if self._rate and self._position is not None:
            return tr("Recording {percent} %", percent=round(100 * self._position))
        return tr("Recording: frame {count}", count=self.frames)

    def _done(self, outcome: Outcome) -> None:
        self.frames += 1
        if outcome.error:
            self.stop()
        self._written(outcome.error)

    def _closed(self, outcome: Outcome) -> None:
        if outcome.value:
            self._saved(*outcome.value)
        self._written(outcome.error)
