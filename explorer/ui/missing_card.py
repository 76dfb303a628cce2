"""What stands in the place of a view whose weights are missing."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.ui.fetching import FETCH, Fetching
from explorer.ui.importing import IMPORT, Importing
from explorer.ui.sentence_card import SentenceCard
from explorer.ui.services import Services
from explorer.weights.store import MissingWeightsError


class MissingCard(SentenceCard):
    """A sentence, and buttons to fetch the weights or take them from a file.

    Parameters
    ----------
    services : Services
    came : callable
        Called when the weights are there.
    other : callable, optional
        Shows a network whose weights are there, see `show_other`.
    """

    def __init__(
        self,
        services: Services,
        came: Callable[[], None],
        other: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._services, self._came, self._title = services, came, ""
        works = self._fetch, self._take, other
        self.fetch, self.take, self.other = map(self.add_button, works)
        self.other.hide()
        self.retranslate()

    @property
    def _name(self) -> str:
        assert isinstance(self._error, MissingWeightsError)
        return str(self._error.values["name"])

    def _fetch(self) -> None:
        Fetching(self._services, self._name, self._came).start()

    def _take(self) -> None:
        Importing(self, self._services, self._came, self._name).start()

    def show_other(self, title: str) -> None:
        """Offer the network called ``title`` in the meantime; empty for none."""
        self._title = title
        self.other.setVisible(bool(title))
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.fetch.setText(tr(FETCH))
        self.take.setText(tr(IMPORT))
        self.other.setText(tr("Show {network} instead", network=self._title))
