"""What stands in the place of a view when a network for faces sees none."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.ui.sentence_card import SentenceCard


class FacelessCard(SentenceCard):
    """A sentence, and a button that opens a picture with faces.

    Parameters
    ----------
    sample : callable
    """

    def __init__(self, sample: Callable[[], None]) -> None:
        super().__init__()
        self.sample = self.add_button(sample)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.sample.setText(tr("Show a picture with faces"))
