"""k-means off the GUI thread: short jobs, each asked for once the last one is drawn."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.jobs import Cancelled, Outcome
from explorer.core.store import Store
from explorer.topics.detection.anchors.process import Worker
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State
from explorer.ui.services import Services

CHANNEL = "anchors by k-means"
SECONDS = 0.03
"""Length of a job: how soon a stop acts, and how often the anchors move."""
KEY = ("label_file", "count", "clusters", "seed")
"""The fields that make a run another one."""


class Searcher:
    """Lets a run go on to its end, unless it is stopped; another run begins by itself.

    Parameters
    ----------
    store : Store
    services : Services
    worker : Worker
    done : callable
        Told the outcome of each job that belongs to the present state.
    """

    def __init__(
        self,
        store: Store[State],
        services: Services,
        worker: Worker,
        done: Callable[[Outcome], None],
    ) -> None:
        self._store, self._services, self._worker = store, services, worker
        self._done = done
        self._asked = False
        self.stopped = False
        store.subscribe(self._state_changed)

    def computation(self) -> Callable[[State], Result]:
        """Return what computes a state with a moment of its run, none where it is stopped."""
        worker, seconds = self._worker, 0 if self.stopped else SECONDS
        return lambda state: worker.compute(state, seconds=seconds)

    def go_on(self, result: Result | None) -> None:
        """Ask for the next moment where the run of ``result`` is not over."""
        running = result is not None and result.kmeans and not result.kmeans.finished
        if not running or self.stopped or self._asked or self._store.state.view != "kmeans":
            return
        self._asked = True
        state = self._store.state
        self._services.inference.submit(
            CHANNEL,
            lambda token: self._worker.compute(state, token, SECONDS),
            lambda outcome: self._answered(state, outcome),
        )

    def stop(self) -> None:
        """Take no further steps."""
        self.stopped = True
        self._asked = False
        self._services.inference.cancel(CHANNEL)

    def _answered(self, state: State, outcome: Outcome) -> None:
        self._asked = False
        if state is self._store.state and not isinstance(outcome.error, Cancelled):
            self._done(outcome)

    def _state_changed(self, state: State, old: State) -> None:
        if any(getattr(state, name) != getattr(old, name) for name in KEY):
            self.stopped = False
