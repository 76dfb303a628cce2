"""What stands in the place of a view whose weights are missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.ui.fetching import FETCH
from explorer.ui.importing import IMPORT


class MissingCard(QWidget):
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
        self._error: object = ""
        self._title = ""
        self.label, self.fetch, self.take = QLabel(), QPushButton(), QPushButton()
        self.other = QPushButton()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        for button, work in ((self.fetch, fetch), (self.take, take), (self.other, other)):
            button.setAutoDefault(False)
            buttons.addWidget(button)
            if work:
                button.clicked.connect(lambda _checked=False, work=work: work())
        self.other.hide()
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addLayout(buttons)
        column.addStretch(2)
        self.retranslate()

    def show_error(self, error: object) -> None:
        """Say what is missing."""
        self._error = error
        self.label.setText(str(error))

    def show_other(self, title: str) -> None:
        """Offer the network called ``title`` in the meantime; empty for none."""
        self._title = title
        self.other.setVisible(bool(title))
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.label.setText(str(self._error))
        self.fetch.setText(tr(FETCH))
        self.take.setText(tr(IMPORT))
        self.other.setText(tr("Show {network} instead", network=self._title))
