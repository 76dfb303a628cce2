"""What stands in the place of a view that cannot be shown, and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class SentenceCard(QWidget):
    """A sentence, and below it buttons for what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self._error: object = ""
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addLayout(self._below)
        column.addStretch(2)

    def add_button(self, work: Callable[[], None] | None) -> QPushButton:
        """Return another button that does ``work``."""
        button = QPushButton()
        button.setAutoDefault(False)
        if work:
            button.clicked.connect(lambda: work())
        self.add_below(button)
        return button

    def add_below(self, widget: QWidget) -> None:
        """Put another widget below the sentence."""
        self._below.insertWidget(self._below.count() - 1, widget)

    def show_error(self, error: object) -> None:
        """Say why."""
        self._error = error
        self.label.setText(str(error))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.label.setText(str(self._error))
