"""What stands in the place of a topic that could not be opened."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr


class ErrorCard(QWidget):
    """Names the error; the other topics live on."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._reason = "".join(traceback.format_exception_only(error)).strip()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 48, 48, 48)
        layout.addWidget(self.label)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the active language."""
        self.label.setText(tr("This topic could not be opened: {reason}", reason=self._reason))
