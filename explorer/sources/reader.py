"""One thread that reads a source into a mailbox with room for one frame."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from explorer.core.errors import UserError
from explorer.sources.base import (
    Frame,
    Interruptible,
    Seekable,
    Source,
    StalledError,
    is_device,
)

LIMIT_SECONDS = 5.0
# Opening a camera may take this long on Windows.
OPENING_SECONDS = 25.0
FILE_SECONDS = 300.0


class Reader:
    """Keeps the newest frame of a source ready.

    The source lives in the reader's thread. Frames are read at ``source.rate``; one
    that nobody took is replaced by the next, so nothing piles up. ``request`` arms
    one call of ``ready``, ``take`` empties the mailbox. A source that is not live
    gives one frame and waits for `seek`.

    The callbacks come from the reader's thread (``ready`` also from inside `request`
    and `pause`, ``failed`` from inside `check`) and never after `stop`. After an end
    or an error the reader waits for `seek`.

    Parameters
    ----------
    source : Source
        Not yet open.
    ready : callable
        A frame newer than the last one taken is there; once for each `request`.
    failed : callable
        The source cannot be opened or read, or hangs. A `StalledError` means that
        reading goes on.
    ended : callable
        There are no more frames.
    limit, opening_limit : float
        Seconds that one frame, or opening, may take before `check` complains.
    clock : callable
        Monotonic seconds.
    rest : callable
        Waits on a condition for some seconds.
    """

    def __init__(
        self,
        source: Source,
        ready: Callable[[], None],
        failed: Callable[[Exception], None],
        ended: Callable[[], None],
        *,
        limit: float = LIMIT_SECONDS,
        opening_limit: float = OPENING_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[threading.Condition, float], object] = threading.Condition.wait,
    ) -> None:
        self.source = source
        self._ready, self._failed, self._ended = ready, failed, ended
        self._limits = {"open": opening_limit, "read": limit}
        self._clock, self._rest = clock, rest
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        # All below is guarded by the condition.
        self._slot: Frame | None = None
        self._armed = self._paused = self._every = self._stopped = False
        self._idle = False  # ended, failed or a step source that showed its frame
        self._forced = False  # the frame in the slot was sought: shown even while paused
        self._target: int | None = None
        self._due: float | None = None
        self._work: tuple[str, float] | None = None  # what the source does, since when
        self._told = False

    # --- from the consumer's thread ------------------------------------------

    def start(self) -> None:
        """Open the source and begin to read."""
        if not self._stopped:
            self._thread.start()

    def request(self) -> None:
        """Ask for one call of ``ready``: now if a frame waits, else with the next."""
        with self._change:
            self._armed = True
            self._change.notify_all()
        self._announce()

    def take(self) -> Frame | None:
        """Return the waiting frame and empty the mailbox."""
        with self._change:
            if not self._visible():
                return None
            frame, self._slot = self._slot, None
            self._change.notify_all()
            return frame

    def pause(self, paused: bool) -> None:
        """Hold the picture. A file stands still; a camera is read on but not shown."""
        with self._change:
            if self._paused and not paused:
                self._due = None
            self._paused = paused
            if self._draining:
                self._slot = None
            self._change.notify_all()
        self._announce()

    @property
    def every_frame(self) -> bool:
        """Whether a file is read no faster than its frames are taken, and none is lost."""
        return self._every

    @every_frame.setter
    def every_frame(self, wanted: bool) -> None:
        with self._change:
            if wanted and not self._every and not self.source.live:
                # A folder goes on by itself now.
                self._idle = False
            self._every, self._due = wanted, None
            self._change.notify_all()

    def seek(self, index: int) -> None:
        """Go to frame ``index`` and show it, paused or not, also after the end."""
        with self._change:
            # A frame from before would be taken for the one asked for.
            self._slot, self._target = None, index
            self._change.notify_all()

    def check(self, now: float | None = None) -> None:
        """Report through ``failed``, once, a source that hangs; call it now and then."""
        with self._change:
            if self._stopped or self._told or self._work is None:
                return
            kind, since = self._work
            seconds = (self._clock() if now is None else now) - since
            # A large file takes its time; it does not hang.
            limit = self._limits[kind] if self.source.live else FILE_SECONDS
            if seconds <= limit:
                return
            self._told = True
        self._failed(
            UserError(
                "{name} has given no picture for {seconds} seconds.",
                name=self.source.title,
                seconds=int(seconds),
            )
        )

    def stop(self, timeout: float = 1.0) -> bool:
        """End the thread; False when it still hangs in the source after ``timeout``.

        It is then left behind: it closes the source when that answers.
        """
        with self._change:
            self._stopped = True
            self._slot = None
            self._change.notify_all()
        if isinstance(self.source, Interruptible):
            self.source.interrupt()
        if self._thread.ident is None:
            return True
        if self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    # --- in the reader's thread ----------------------------------------------

    def _run(self) -> None:
        try:
            if self._do("open", self.source.open):
                while self._await_turn():
                    self._step()
        finally:
            # Nobody can do anything about a device that cannot be let go.
            with contextlib.suppress(Exception):
                self.source.close()

    def _step(self) -> None:
        """Seek where asked to, read one frame and publish it."""
        with self._change:
            target, self._target = self._target, None
            self._idle = False
        if target is not None and isinstance(self.source, Seekable):
            source = self.source
            if not self._do("read", lambda: source.seek(target)):
                return
        frames: list[Frame | None] = []
        if not self._do("read", lambda: frames.append(self.source.read())) or not frames:
            return
        if frames[0] is None:
            self._finish()
        else:
            self._publish(frames[0], forced=target is not None)

    def _do(self, kind: str, work: Callable[[], None]) -> bool:
        """Call the source under the watch of `check`; report what it raises."""
        with self._change:
            self._work, self._told = (kind, self._clock()), False
        error: Exception | None = None
        try:
            work()
        except Exception as problem:
            error = problem
        with self._change:
            self._work = None
            if error is None:
                return True
            self._idle = not isinstance(error, StalledError)
            silent = self._stopped
        if not silent:
            self._failed(error)
        return False

    def _await_turn(self) -> bool:
        """Wait until a frame is to be read; False when it is time to stop."""
        with self._change:
            while not self._stopped:
                if self._target is not None:
                    self._due = None
                    return True
                if self._idle or (self._paused and not self._draining):
                    self._change.wait()
                elif self._lossless:
                    if self._slot is None:
                        return True
                    self._change.wait()
                elif self._is_due():
                    return True
            return False

    def _is_due(self) -> bool:
        """Return whether the next frame's time has come; else rest until then."""
        rate = self.source.rate
        if rate <= 0:
            return True
        now = self._clock()
        if self._due is not None and now < self._due:
            self._rest(self._change, self._due - now)
            return False
        # A late frame does not make the following ones hurry.
        late = self._due is None or now - self._due > 1 / rate
        self._due = (now if late or self._due is None else self._due) + 1 / rate
        return True

    def _publish(self, frame: Frame, *, forced: bool) -> None:
        with self._change:
            if self._stopped or self._target is not None:
                return
            if not (self._paused and self._draining):
                self._slot, self._forced = frame, forced
            self._idle = not self.source.live and not self._every
        self._announce()

    def _finish(self) -> None:
        with self._change:
            # Whoever records asks again when the last frame is on disk.
            while self._lossless and not (self._armed or self._stopped or self._target is not None):
                self._change.wait()
            if self._stopped or self._target is not None:
                return
            self._idle = True
        self._ended()

    # --- in either -------------------------------------------------------------

    @property
    def _draining(self) -> bool:
        """Whether frames are read while nobody sees them."""
        return is_device(self.source)

    @property
    def _lossless(self) -> bool:
        return self._every and not self._draining

    def _visible(self) -> bool:
        return self._slot is not None and (not self._paused or self._forced)

    def _announce(self) -> None:
        """Call ``ready`` if it was asked for and a frame is there."""
        with self._change:
            if self._stopped or not self._armed or not self._visible():
                return
            self._armed = False
        self._ready()
