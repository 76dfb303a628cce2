"""A reader without a thread: each request reads one frame, then and there."""

from __future__ import annotations

from collections.abc import Callable

from explorer.sources.base import Frame, Seekable, Source


class StepReader:
    """Stands in for `Reader` where nothing may run by itself.

    Same interface; ``request`` reads the next frame and calls ``ready`` before it
    returns.
    """

    def __init__(
        self,
        source: Source,
        ready: Callable[[], None],
        failed: Callable[[Exception], None],
        ended: Callable[[], None],
    ) -> None:
        self._source = source
        self._ready, self._failed, self._ended = ready, failed, ended
        self._frame: Frame | None = None
        self._open = False
        self._paused = False
        self._sought = False
        self._over = False
        self.every_frame = False

    def start(self) -> None:
        """Do nothing: the source opens with the first request."""

    def request(self) -> None:
        """Read one frame and report it."""
        if (self._paused and not self._sought) or self._over:
            return
        self._sought = False
        try:
            if not self._open:
                self._source.open()
                self._open = True
            self._frame = self._source.read()
        except Exception as error:
            self._over = True
            self._failed(error)
            return
        if self._frame is None:
            self._over = True
            self._ended()
        else:
            self._ready()

    def take(self) -> Frame | None:
        """Return the newest frame once."""
        frame, self._frame = self._frame, None
        return frame

    def pause(self, paused: bool) -> None:
        """Read nothing while paused."""
        self._paused = paused

    def seek(self, index: int) -> None:
        """Make frame ``index`` the next one, shown paused or not."""
        if isinstance(self._source, Seekable):
            self._source.seek(index)
            self._over, self._sought = False, True

    def check(self, now: float | None = None) -> None:
        """Do nothing: a source that hangs here hangs its caller."""

    def stop(self, timeout: float = 0) -> bool:
        """Close the source."""
        self._over = True
        if self._open:
            self._source.close()
        return True


class SingleReader(StepReader):
    """Gives one picture and no other, however often it is asked: for snapshots."""

    def take(self) -> Frame | None:
        """Return the picture once, and be done."""
        frame = super().take()
        self.pause(frame is not None)
        return frame
