"""What stands in the place of a view while its network is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from explorer.core.i18n import tr
from explorer.ui.sentence_card import SentenceCard

WIDTH = 400


class WaitingCard(SentenceCard):
    """A sentence, and a bar that moves: nobody knows how long it takes."""

    def __init__(self) -> None:
        super().__init__()
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setMaximumWidth(WIDTH)
        self.add_below(bar)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.show_error(tr("The network is opened, and the picture sent through it…"))
