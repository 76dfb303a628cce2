"""One channel of a job runner, seen from who waits for its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from explorer.core.jobs import Cancelled, CancelToken, JobRunner, Outcome

V = TypeVar("V")


class Channel:
    """Hands out answers in the order of the questions, none that is out of date.

    Parameters
    ----------
    runner : JobRunner
    failed : callable
        Called with what a job raised.
    """

    def __init__(self, runner: JobRunner, failed: Callable[[BaseException], None]) -> None:
        self._runner, self._failed = runner, failed
        # Of its own: jobs of others must neither replace nor cancel these.
        self._name = f"channel {id(self)}"
        # The last job, the last that answered, the first whose answer still counts.
        self._asked = self._answered = self._valid = 0

    @property
    def busy(self) -> bool:
        """Whether the last job has not answered."""
        return self._answered < self._asked

    def submit(
        self,
        work: Callable[[CancelToken], V],
        done: Callable[[V], None],
        *,
        preempt: bool = False,
    ) -> None:
        """Call ``done`` with the value of ``work``.

        The job that waits is replaced; the one that runs answers first, unless
        ``preempt`` makes it out of date.
        """
        self._asked += 1
        job = self._asked
        if preempt:
            self._valid = job
        self._runner.submit(
            self._name, work, lambda outcome: self._answer(job, outcome, done), preempt=preempt
        )

    def drop(self) -> None:
        """Let no job that is under way answer."""
        self._runner.cancel(self._name)
        self._answered, self._valid = self._asked, self._asked + 1

    def _answer(self, job: int, outcome: Outcome, done: Callable[[V], None]) -> None:
        if job < self._valid:
            return
        self._answered = job
        if outcome.error is None:
            done(outcome.value)
        elif not isinstance(outcome.error, Cancelled):
            self._failed(outcome.error)
