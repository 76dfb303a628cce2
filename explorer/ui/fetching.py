"""Fetching weights from the window: progress, cancel, and again after a failure."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.jobs import Cancelled, CancelToken, Outcome
from explorer.ui.services import Services
from explorer.weights import store

FETCH = mark("Fetch now")
CANCEL = mark("Cancel")
STEP = 1_000_000


class Fetching:
    """One download, told in the message bar.

    Parameters
    ----------
    services : Services
    name : str
        Weights in the manifest.
    ready : callable
        Called when they are there.
    """

    def __init__(self, services: Services, name: str, ready: Callable[[], None]) -> None:
        self._services, self._name, self._ready = services, name, ready
        self._title = store.find(name).title
        self._told = -STEP

    def start(self) -> None:
        """Begin in the io thread."""
        self._told = -STEP
        self._show(0, 0)
        self._services.io.submit("weights", self._fetch, self._done)

    def cancel(self) -> None:
        """Stop; what was transferred is thrown away."""
        self._services.io.cancel("weights")

    def _fetch(self, token: CancelToken) -> None:
        store.fetch(self._name, self._progress, token)

    def _progress(self, done: int, total: int) -> None:
        # In the io thread, and often: tell the window about every megabyte.
        if abs(done - self._told) >= STEP:
            self._told = done
            self._services.post(lambda: self._show(done, total))

    def _show(self, done: int, total: int) -> None:
        message = UserError(
            "Fetching {name}: {done} of {total} MB.",
            name=self._title,
            done=f"{done / 1e6:.0f}",
            total=f"{total / 1e6:.0f}" if total else "?",
        )
        self._services.notify(message, retry=self.cancel, action=CANCEL, error=False)

    def _done(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, Cancelled):
            self._services.notify(
                UserError("Fetching {name} was cancelled.", name=self._title),
                retry=self.start,
                action=FETCH,
                error=False,
            )
        elif outcome.error:
            self._services.notify(outcome.error, retry=self.start)
        else:
            self._services.notify(UserError("{name} is ready.", name=self._title), error=False)
            self._ready()
