"""How far a long work is, with the buttons that steer it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme


class ProgressRow(QWidget):
    """A bar, a text, and buttons to begin anew, and to pause or go on."""

    def __init__(self) -> None:
        super().__init__()
        self.restart, self.play = QToolButton(), QToolButton()
        self.bar, self.text = QProgressBar(), QLabel()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self._playing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.restart, self.play):
            button.setAutoRaise(True)
            row.addWidget(button)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        row.addWidget(self.text)

    def show_progress(self, done: int, total: int, text: str, playing: bool) -> None:
        """Show that ``done`` of ``total`` is through."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.bar.setAccessibleName(text)
        self.text.setText(text)
        self._playing = playing
        self.retranslate()

    def retranslate(self) -> None:
        """Take all texts from the active language and icons from the palette."""
        for button, icon, text, keys in (
            (
                self.play,
                "freeze" if self._playing else "play",
                tr("Pause") if self._playing else tr("Play"),
                "P",
            ),
            (self.restart, "first", tr("Begin anew"), "Ctrl+Home"),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(f"{text} ({keys})")
            button.setAccessibleName(text)
