"""What stands in the place of a view when a network for faces sees none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.i18n import tr


class FacelessCard(QWidget):
    """A sentence, and a button that opens a picture with faces.

    Parameters
    ----------
    sample : callable
    """

    def __init__(self, sample: Callable[[], None]) -> None:
        super().__init__()
        self._error: object = ""
        self.label, self.sample = QLabel(), QPushButton()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setAutoDefault(False)
        self.sample.clicked.connect(lambda: sample())
        buttons = QHBoxLayout()
        buttons.addWidget(self.sample)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addLayout(buttons)
        column.addStretch(2)
        self.retranslate()

    def show_error(self, error: object) -> None:
        """Say that there is no face."""
        self._error = error
        self.label.setText(str(error))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.label.setText(str(self._error))
        self.sample.setText(tr("Show a picture with faces"))
