"""A sentence across the window, with a button to try again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from explorer.core.i18n import mark, tr

AGAIN = mark("Try again")

# Readable on light and dark: the bar brings its own background.
STYLE = {
    True: "#messageBar {background: #8c2f1b;} QLabel, QToolButton {color: white;}",
    False: "#messageBar {background: #1d5c8a;} QLabel, QToolButton {color: white;}",
}


class MessageBar(QFrame):
    """Shows one message at a time; the newest wins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._message: object = ""
        self._retry: Callable[[], None] | None = None
        self._action = AGAIN
        self._error = False
        # A note goes by itself; an error stays until it is read or overcome.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(8000)
        self._timer.timeout.connect(self.hide)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry = QPushButton()
        self.retry.setAutoDefault(False)
        self.dismiss = QToolButton()
        self.dismiss.setAutoRaise(True)
        self.dismiss.setText("✕")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.retry)
        layout.addWidget(self.dismiss)
        self.retry.clicked.connect(self._try_again)
        self.dismiss.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    def show_message(
        self,
        message: object,
        *,
        retry: Callable[[], None] | None = None,
        action: str = AGAIN,
        error: bool = True,
    ) -> None:
        """Show ``str(message)`` until it is dismissed or replaced.

        ``retry`` adds a button, ``action`` (a text to translate) is what it says.
        """
        self._message, self._retry, self._action = message, retry, action
        self._error = error
        if error or retry:
            self._timer.stop()
        else:
            self._timer.start()
        self.setStyleSheet(STYLE[error])
        self.retry.setVisible(retry is not None)
        self.retranslate()
        self.show()

    def clear_error(self) -> None:
        """Take back an error that is overcome."""
        if self._error:
            self.hide()

    def retranslate(self) -> None:
        """Say the message in the active language."""
        self.label.setText(str(self._message))
        self.retry.setText(tr(self._action))
        self.dismiss.setToolTip(tr("Dismiss"))
        self.dismiss.setAccessibleName(tr("Dismiss"))

    @Slot()
    def _try_again(self) -> None:
        self.hide()
        if self._retry:
            self._retry()
