"""The pictures of a folder, one after another, off the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.core.jobs import Cancelled, CancelToken, Outcome
from explorer.ui.services import Services

SECONDS = 0.15
"""Length of a job: how often progress is drawn, and how long a live picture waits."""
CHANNEL = "faces-folder"


class LongRun(QObject):
    """One work at a time, in short jobs between those of the live picture.

    Parameters
    ----------
    services : Services
    """

    changed = Signal()
    """`done`, or whether it is `running`, is another than before."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._steps: Iterator[int] | None = None
        self._finished: Callable[[], None] = lambda: None
        self.done = self.total = 0

    @property
    def running(self) -> bool:
        """Whether there is a work."""
        return self._steps is not None

    def begin(self, steps: Iterator[int], total: int, finished: Callable[[], None]) -> None:
        """Take ``total`` steps, each of which gives how many are done, then call ``finished``."""
        self.cancel()
        self._steps, self._finished = steps, finished
        self.done, self.total = 0, total
        self.changed.emit()
        self._ask()

    @Slot()
    def cancel(self) -> None:
        """Stop; nothing comes of what was done."""
        if self._steps is not None:
            self._services.inference.cancel(CHANNEL)
            self._steps = None
            self.changed.emit()

    @Slot()
    def _ask(self) -> None:
        steps = self._steps
        if steps is not None:
            self._services.inference.submit(
                CHANNEL,
                lambda token: _advance(steps, token),
                lambda outcome: self._answered(steps, outcome),
            )

    def _answered(self, steps: Iterator[int], outcome: Outcome) -> None:
        if steps is not self._steps or isinstance(outcome.error, Cancelled):
            return
        if outcome.error:
            self.cancel()
            self._services.notify(outcome.error)
            return
        done, ended = outcome.value
        self.done = max(self.done, done)
        if ended:
            self._steps = None
            self.changed.emit()
            self._finished()
            return
        self.changed.emit()
        # Later, so that what was drawn is painted first.
        QTimer.singleShot(0, self, self._ask)


def _advance(steps: Iterator[int], token: CancelToken) -> tuple[int, bool]:
    """Take steps for a while; return how many are done, and whether these are all."""
    begin, done = time.perf_counter(), 0
    for done in steps:
        token.check()
        if time.perf_counter() - begin >= SECONDS:
            return done, False
    return done, True
