"""The window's side of the gallery: changes off the GUI thread, in their order, with undo."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Signal

from explorer.core.i18n import mark
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.gallery.failures import DamagedGalleryError
from explorer.topics.faces.faces.shelf import Content, Shelf
from explorer.topics.faces.faces.state import State
from explorer.ui.services import Services


class Keeper(QObject):
    """Keeps what the gallery holds, and the place of the state in its changes.

    Parameters
    ----------
    store : Store of State
    services : Services
    """

    changed = Signal()
    """`content` is another than before."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__()
        self._store, self._services = store, services
        self.shelf = Shelf(write=services.writes)
        self.content = Content()
        self._wanted = self.content.place
        self._pending = 0
        # A channel of its own for each: none may replace another.
        self._numbers = count()

    def load(self) -> None:
        """Read the gallery."""
        self._submit(lambda: None, lambda _: None)

    def watch(self) -> None:
        """Read it again where another window has changed it."""
        revision = self.content.revision

        def look(outcome: Outcome) -> None:
            if outcome.error is None and outcome.value != revision == self.content.revision:
                self.load()

        self._services.io.submit("gallery-watch", lambda _token: self.shelf.revision(), look)

    def change(self, work: Callable[[], Any], done: Callable[[Any], None] = lambda _: None) -> None:
        """Do ``work`` on the shelf; what it returns goes to ``done``. One step of undo."""

        def made(value: Any) -> None:
            self._wanted = self.content.place
            if self._store.state.edit != self._wanted:
                self._store.update(edit=self._wanted)
            done(value)

        self._submit(work, made)

    def erase(self, done: Callable[[], None]) -> None:
        """Erase everything for good; earlier steps of undo lead nowhere."""
        self._submit(self.shelf.erase, lambda _: done())

    def follow(self, state: State) -> None:
        """Take changes back, or make them again, until the place that ``state`` names."""
        if not self.shelf.knows(state.edit):
            # A lesson or a saved session: it has no say in who is enrolled now.
            self._settle()
        elif state.edit != self._wanted:
            place = self._wanted = state.edit
            self._submit(lambda: self.shelf.go(place), lambda _: None)

    def close(self) -> None:
        """Erase what is left of deleted entries and close the file."""
        self._services.io.submit(
            "gallery-close", lambda _token: self.shelf.close(), lambda _: None, essential=True
        )

    def _settle(self) -> None:
        """Let the state name the place where the gallery is, unless more is on its way."""
        if self._pending:
            return
        self._wanted = self.content.place
        if self._store.state.edit != self._wanted:
            self._store.amend(edit=self._wanted)

    def _submit(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        def run() -> tuple[Any, BaseException | None, Content]:
            value, failure = None, None
            try:
                value = work()
            except Exception as error:
                failure = error
            return value, failure, self.shelf.content()

        def came(outcome: Outcome) -> None:
            self._pending -= 1
            if outcome.error:
                self._failed(outcome.error)
                return
            value, failure, self.content = outcome.value
            if failure:
                self._failed(failure)
            else:
                done(value)
            self._settle()
            self.changed.emit()

        self._pending += 1
        channel = f"gallery-{next(self._numbers)}"
        self._services.io.submit(channel, lambda _token: run(), came, essential=True)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, DamagedGalleryError):
            self._services.notify(error, retry=self._set_aside, action=mark("Set it aside"))
        else:
            self._services.notify(error)

    def _set_aside(self) -> None:
        self._submit(self.shelf.set_aside, lambda _: None)
