"""A row of buttons of which one is down: the views of a result."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme


class Segments(QWidget):
    """Offers one of several modes.

    Parameters
    ----------
    texts : mapping
        From the id of each mode to its text, to be translated.
    """

    picked = Signal(str)
    """The user chose this mode."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = dict(texts)
        self.buttons = {mode: QPushButton() for mode in texts}
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(theme.SEGMENTS)
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._group.buttonClicked.connect(self._clicked)
        self.retranslate()

    @property
    def mode(self) -> str:
        """The mode whose button is down; empty when none is."""
        return next((mode for mode, button in self.buttons.items() if button.isChecked()), "")

    def show_mode(self, mode: str) -> None:
        """Press the button of ``mode``."""
        self.buttons[mode].setChecked(True)

    def retranslate(self) -> None:
        """Take the texts from the active language."""
        for mode, button in self.buttons.items():
            button.setText(tr(self._texts[mode]))

    @Slot()
    def _clicked(self) -> None:
        self.picked.emit(self.mode)
