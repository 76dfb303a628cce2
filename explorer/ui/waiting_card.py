"""What stands in the place of a view while its network is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from explorer.core.i18n import tr

WIDTH = 400


class WaitingCard(QWidget):
    """A sentence, and a bar that moves: nobody knows how long it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.label, bar = QLabel(), QProgressBar()
        self.label.setWordWrap(True)
        bar.setRange(0, 0)
        bar.setMaximumWidth(WIDTH)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addWidget(bar)
        column.addStretch(2)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.label.setText(tr("The network is opened, and the picture sent through it…"))
