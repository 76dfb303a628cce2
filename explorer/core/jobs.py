"""Work off the GUI thread: one thread, latest-wins channels, cancel by token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Cancelled(Exception):  # noqa: N818 - it is an answer, not a fault
    """The job was asked to stop."""


class CancelToken:
    """Tells running work that nobody waits for it any more."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; callable from any thread."""
        self._event.set()

    def check(self) -> None:
        """Raise `Cancelled` if the work should stop."""
        if self.cancelled:
            raise Cancelled


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of a job: a value, or the error that ended it."""

    value: Any = None
    error: BaseException | None = None


Work = Callable[[CancelToken], Any]
Done = Callable[[Outcome], None]


def attempt(work: Work, token: CancelToken) -> Outcome:
    """Run ``work`` and turn what it raises into an outcome."""
    try:
        token.check()
        return Outcome(value=work(token))
    except Exception as error:
        return Outcome(error=error)


class JobRunner(Protocol):
    """Runs work and hands its outcome back."""

    def submit(
        self,
        channel: str,
        work: Work,
        done: Done,
        *,
        preempt: bool = False,
        essential: bool = False,
    ) -> None:
        """Queue ``work``; it replaces the job that waits in ``channel``.

        The running job goes on, so that a stream keeps flowing under load, unless
        ``preempt`` cancels it too. ``done`` is not called for a replaced job.
        ``essential`` work (finishing a file) is done even when the runner closes.
        """

    def cancel(self, channel: str) -> None:
        """Drop the waiting job of ``channel`` and cancel the running one."""

    def close(self, timeout: float) -> bool:
        """Stop for good; tell whether the thread ended within ``timeout`` seconds."""


class SyncRunner:
    """Runs each job at once, in the caller's thread."""

    def submit(
        self,
        channel: str,
        work: Work,
        done: Done,
        *,
        preempt: bool = False,
        essential: bool = False,
    ) -> None:
        """Run ``work`` and call ``done`` before returning."""
        done(attempt(work, CancelToken()))

    def cancel(self, channel: str) -> None:
        """Do nothing: no job outlives its `submit`."""

    def close(self, timeout: float) -> bool:
        """Do nothing: there is no thread."""
        return True


@dataclass(frozen=True, eq=False)
class _Job:
    channel: str
    work: Work
    done: Done
    token: CancelToken
    essential: bool


class ThreadRunner:
    """Runs jobs in one thread of its own.

    Parameters
    ----------
    name : str
        Name of the thread.
    deliver : callable
        Takes a function and calls it in the thread where results belong.
    """

    def __init__(self, name: str, deliver: Callable[[Callable[[], None]], None]) -> None:
        self._deliver = deliver
        self._waiting: dict[str, _Job] = {}
        self._running: _Job | None = None
        self._closed = False
        self._changed = threading.Condition()
        # Daemon: work that ignores its token must not keep the process alive.
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        channel: str,
        work: Work,
        done: Done,
        *,
        preempt: bool = False,
        essential: bool = False,
    ) -> None:
        """See `JobRunner.submit`."""
        with self._changed:
            if self._closed:
                return
            if preempt:
                self._cancel_running(channel)
            self._waiting[channel] = _Job(channel, work, done, CancelToken(), essential)
            self._changed.notify()

    def cancel(self, channel: str) -> None:
        """See `JobRunner.cancel`."""
        with self._changed:
            self._waiting.pop(channel, None)
            self._cancel_running(channel)

    def close(self, timeout: float) -> bool:
        """See `JobRunner.close`."""
        with self._changed:
            self._closed = True
            self._waiting = {name: job for name, job in self._waiting.items() if job.essential}
            if self._running and not self._running.essential:
                self._running.token.cancel()
            self._changed.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _cancel_running(self, channel: str) -> None:
        if self._running and self._running.channel == channel:
            self._running.token.cancel()

    def _loop(self) -> None:
        while True:
            with self._changed:
                self._running = None
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                job = self._running = self._waiting.pop(next(iter(self._waiting)))
            outcome = attempt(job.work, job.token)
            self._deliver(lambda job=job, outcome=outcome: self._hand_over(job, outcome))  # type: ignore[misc]
            # The frame of a finished job must not live until the next one comes.
            del job, outcome

    def _hand_over(self, job: _Job, outcome: Outcome) -> None:
        if not self._closed:
            job.done(outcome)
