"""Work off the GUI thread in short jobs: progress, pause, cancel."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.core.jobs import Cancelled, CancelToken, Outcome
from explorer.ui.services import Services

SECONDS = 0.15
"""Length of a job: how soon a pause acts, and how often progress is drawn."""


class Progressing(Protocol):
    """How far a work is."""

    @property
    def finished(self) -> bool:
        """Whether it is through."""


Job = Callable[[CancelToken, float], Progressing]


class LongWork(QObject):
    """One work at a time; another one takes its place.

    Parameters
    ----------
    services : Services
    channel : str
    refused : callable
        Told why it cannot go on.
    """

    changed = Signal()
    """`value` or `playing` are others than before."""

    def __init__(
        self, services: Services, channel: str, refused: Callable[[BaseException], None]
    ) -> None:
        super().__init__()
        self._services, self._channel, self._refused = services, channel, refused
        self.value: Progressing | None = None
        """How far it is; None before the first job."""
        self.playing = False
        self._job: Job | None = None
        self._asked = False

    def begin(self, job: Job) -> None:
        """Begin a work: jobs of about so many seconds, in the inference thread."""
        self.forget()
        self._job, self.playing = job, True
        self._ask()

    def play(self) -> None:
        """Go on, or pause; what is being computed still comes."""
        if self._job is None or (self.value and self.value.finished):
            return
        self.playing = not self.playing
        self._ask()
        self.changed.emit()

    def pause(self) -> None:
        """Take no further job."""
        if self.playing:
            self.playing = False
            self.changed.emit()

    def forget(self) -> None:
        """Cancel it for good."""
        self._services.inference.cancel(self._channel)
        self.value, self._job, self.playing, self._asked = None, None, False, False

    def finish(self) -> None:
        """Go to the end in one job, where jobs run at once."""
        if self._job is not None and not (self.value and self.value.finished):
            self.playing, self._asked = True, False
            self._submit(math.inf)

    @Slot()
    def _ask(self) -> None:
        if self.playing and not self._asked:
            self._submit(SECONDS)

    def _submit(self, seconds: float) -> None:
        job = self._job
        assert job
        self._asked = True
        self._services.inference.submit(
            self._channel,
            lambda token: job(token, seconds),
            lambda outcome: self._answered(job, outcome),
        )

    def _answered(self, job: Job, outcome: Outcome) -> None:
        if job is not self._job or isinstance(outcome.error, Cancelled):
            return
        self._asked = False
        if outcome.error:
            self.playing = False
            self._refused(outcome.error)
        else:
            self.value = outcome.value
            self.playing = self.playing and not outcome.value.finished
        self.changed.emit()
        # Later, so that what was drawn is painted first.
        QTimer.singleShot(0, self, self._ask)
