"""What stands in the place of a view whose weights are missing."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.ui.fetching import FETCH
from explorer.ui.importing import IMPORT
from explorer.ui.sentence_card import SentenceCard


class MissingCard(SentenceCard):
    """A sentence, and buttons to fetch the weights or take them from a file.

    Parameters
    ----------
    fetch, take : callable
    other : callable, optional
        Shows a network whose weights are there, see `show_other`.
    """

    def __init__(
        self,
        fetch: Callable[[], None],
        take: Callable[[], None],
        other: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = ""
        self.fetch, self.take, self.other = map(self.add_button, (fetch, take, other))
        self.other.hide()
        self.retranslate()

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
