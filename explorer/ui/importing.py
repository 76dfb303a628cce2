"""Weights from a file of the user's, as the window offers it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.ui import dialogs
from explorer.ui.services import Services
from explorer.weights import store

IMPORT = mark("Import from a file…")


class Importing:
    """One import, told in the message bar.

    Parameters
    ----------
    parent : QWidget
        What the dialog belongs to.
    services : Services
    ready : callable
        Called when the weights are there.
    name : str
        Weights in the manifest; empty for whichever the file holds.
    """

    def __init__(
        self, parent: QWidget, services: Services, ready: Callable[[], None], name: str = ""
    ) -> None:
        self._parent, self._services, self._ready, self._name = parent, services, ready, name

    def start(self) -> None:
        """Ask for the file and take it, in the io thread."""
        kinds = f"{tr('All files')} (*)"
        path = dialogs.ask_open(self._parent, self._services.settings, tr("Import weights"), kinds)
        if path:
            self._services.io.submit("weights", lambda _token: self._take(Path(path)), self._done)

    def _take(self, path: Path) -> str:
        name = self._name or store.identify(path)
        store.import_file(name, path)
        return store.find(name).title

    def _done(self, outcome: Outcome) -> None:
        if outcome.error:
            self._services.notify(outcome.error, retry=self.start, action=IMPORT)
        else:
            self._services.notify(UserError("{name} is ready.", name=outcome.value), error=False)
            self._ready()
