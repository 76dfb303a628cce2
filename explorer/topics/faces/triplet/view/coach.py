"""Training off the GUI thread: short jobs, each asked for once the last one is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.core.jobs import Cancelled, CancelToken, Outcome
from explorer.core.store import Store
from explorer.nets.triplet_progress import Plan, Progress
from explorer.topics.faces.triplet.result import plan
from explorer.topics.faces.triplet.state import State
from explorer.ui.services import Services

if TYPE_CHECKING:
    from explorer.nets.triplet_training import Training

CHANNEL = "triplet training"
SECONDS = 0.2
"""Length of a job: how soon pause and another setting act, and how often curves move."""
REHEARSED, PATIENCE = 4, 20.0
"""Epochs of training before a picture of the window, and seconds that they may take."""


class Run:
    """One training, begun when it is first asked to go on, in the inference thread."""

    def __init__(self, plan: Plan, threads: int | None) -> None:
        self.plan, self._threads = plan, threads
        self._training: Training | None = None

    def advance(self, token: CancelToken, steps: int | None, seconds: float) -> Progress:
        """Take ``steps`` steps, or those of a while."""
        from explorer.nets.triplet_training import Training

        if self._training is None:
            self._training = Training(self.plan, self._threads)
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

    def __init__(
        self,
        store: Store[State],
        services: Services,
        refused: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._store, self._services, self._refused = store, services, refused
        self.progress: Progress | None = None
        """What is on screen; None before the networks are made."""
        self.playing = False
        self._run: Run | None = None
        self._asked = False
        store.subscribe(self._state_changed)

    @property
    def making(self) -> bool:
        """Whether the networks are on their way, and there is nothing to see yet."""
        return self._asked and self.progress is None

    def look(self) -> None:
        """Make the networks, if there are none, to see them before any step."""
        if self.progress is None:
            self._ask(0, math.inf)

    def play(self) -> None:
        """Go on, after the end from the beginning, or pause."""
        if self.playing:
            self.pause()
            return
        if self.progress and self.progress.finished:
            self._forget()
        self.playing = True
        self._ask()
        self.changed.emit()

    def pause(self) -> None:
        """Take no further steps; what is being computed still comes."""
        if self.playing:
            self.playing = False
            self.changed.emit()

    def step(self) -> None:
        """Take a single step."""
        self.pause()
        self._ask(1, math.inf)

    def rehearse(self) -> None:
        """Train the first epochs, where jobs run at once."""
        self.look()
        if self.progress:
            self._ask(REHEARSED * self.progress.steps_an_epoch, PATIENCE)

    def restart(self) -> None:
        """Forget what was trained; go on from the beginning where it was playing."""
        self._forget()
        if self.playing:
            self._ask()
        else:
            self.look()
        self.changed.emit()

    def go_on(self) -> None:
        """Ask for the next steps: the last ones are on screen."""
        if self.playing and not self._asked:
            self._ask()

    def close(self) -> None:
        """Stop for good."""
        self.playing = False
        self._services.inference.cancel(CHANNEL)

    def _forget(self) -> None:
        self._services.inference.cancel(CHANNEL)
        self.progress, self._run, self._asked = None, None, False

    def _ask(self, steps: int | None = None, seconds: float | None = None) -> None:
        if self._asked or (self.progress and self.progress.finished):
            return
        if self._run is None:
            self._run = Run(plan(self._store.state), self._services.settings.state.threads)
        run, length = self._run, SECONDS if seconds is None else seconds
        self._asked = True
        self._services.inference.submit(
            CHANNEL,
            lambda token: run.advance(token, steps, length),
            lambda outcome: self._answered(run, outcome),
        )

    def _answered(self, run: Run, outcome: Outcome) -> None:
        if run is not self._run or isinstance(outcome.error, Cancelled):
            return
        self._asked = False
        if outcome.error:
            self.playing = False
            self._refused(outcome.error)
        else:
            self.progress = outcome.value
            self.playing = self.playing and not outcome.value.finished
        self.changed.emit()

    def _state_changed(self, state: State, old: State) -> None:
        if self._run is None or plan(state) == self._run.plan:
            return
        if state.view != "plane":
            self.restart()
        else:
            # Made anew once they are looked at.
            self._forget()
            self.changed.emit()
