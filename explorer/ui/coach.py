"""Training off the GUI thread: short jobs, each asked for once the last one is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled, CancelToken, Outcome
from explorer.core.store import Store
from explorer.ui.services import Services

SECONDS = 0.2
"""Length of a job: how soon pause and another setting act, and how often curves move."""


class Training(Protocol):
    """What is trained, in the inference thread."""

    def advance(self, token: CancelToken, *, steps: int | None, seconds: float) -> Any:
        """Take ``steps`` steps, or those of a while; return how far it is."""


class Run:
    """One training, begun when it is first asked to go on, in the inference thread."""

    def __init__(self, plan: Any, begin: Callable[[], Training]) -> None:
        self.plan, self._begin = plan, begin
        self._training: Training | None = None

    def advance(self, token: CancelToken, steps: int | None, seconds: float) -> Any:
        """Take ``steps`` steps, or those of a while."""
        if self._training is None:
            self._training = self._begin()
        return self._training.advance(token, steps=steps, seconds=seconds)


class Coach(QObject):
    """Plays, pauses and begins anew; another plan is another training.

    Parameters
    ----------
    store : Store
    services : Services
    refused : callable
        Told why there is nothing to train.
    """

    changed = Signal()
    """`progress` or `playing` are others than before."""
    channel = ""
    """Of its jobs; for a child to name."""

    def __init__(
        self,
        store: Store[Any],
        services: Services,
        refused: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self.store, self.services, self._refused = store, services, refused
        self.progress: Any = None
        """What is on screen; None before the first job."""
        self.playing = False
        self.run: Run | None = None
        self.asked = False
        store.subscribe(self.state_changed)

    # --- what a child fills in ------------------------------------------------

    def plan(self, state: Any) -> Any:
        """Return what ``state`` asks to be trained; may raise a UserError."""
        raise NotImplementedError

    def begin(self, plan: Any, threads: int | None) -> Training:
        """Return a training of ``plan``; in the inference thread."""
        raise NotImplementedError

    def rest(self) -> None:
        """Do what is to be done after a beginning without playing."""

    def state_changed(self, state: Any, old: Any) -> None:
        """Begin anew where the plan is another one."""
        raise NotImplementedError

    # --- from the user --------------------------------------------------------

    def play(self) -> None:
        """Go on, after the end from the beginning, or pause."""
        if self.playing:
            self.pause()
            return
        if self.progress and self.progress.finished:
            self.forget()
        self.playing = True
        self.ask()
        self.changed.emit()

    def pause(self) -> None:
        """Take no further steps; what is being computed still comes."""
        if self.playing:
            self.playing = False
            self.changed.emit()

    def step(self) -> None:
        """Take a single step."""
        self.pause()
        self.ask(1, math.inf)

    def restart(self) -> None:
        """Forget what was trained; go on from the beginning where it was playing."""
        self.forget()
        if self.playing:
            self.ask()
        else:
            self.rest()
        self.changed.emit()

    def go_on(self) -> None:
        """Ask for the next steps: the last ones are on screen."""
        if self.playing and not self.asked:
            self.ask()

    def close(self) -> None:
        """Stop for good."""
        self.playing = False
        self.services.inference.cancel(self.channel)

    # --- jobs -------------------------------------------------------------------

    def forget(self) -> None:
        """Cancel what is asked for, and begin anew when asked again."""
        self.services.inference.cancel(self.channel)
        self.progress, self.run, self.asked = None, None, False

    def ask(self, steps: int | None = None, seconds: float | None = None) -> None:
        """Ask for so many steps, or those of a while."""
        if self.asked or (self.progress and self.progress.finished):
            return
        if self.run is None:
            try:
                plan, threads = self.plan(self.store.state), self.services.settings.state.threads
                self.run = Run(plan, lambda: self.begin(plan, threads))
            except UserError as error:
                self.playing = False
                self._refused(error)
                return
        run, length = self.run, SECONDS if seconds is None else seconds
        self.asked = True
        self.services.inference.submit(
            self.channel,
            lambda token: run.advance(token, steps, length),
            lambda outcome: self._answered(run, outcome),
        )

    def _answered(self, run: Run, outcome: Outcome) -> None:
        if run is not self.run or isinstance(outcome.error, Cancelled):
            return
        self.asked = False
        if outcome.error:
            self.playing = False
            self._refused(outcome.error)
        else:
            self.progress = outcome.value
            self.playing = self.playing and not outcome.value.finished
        self.changed.emit()
