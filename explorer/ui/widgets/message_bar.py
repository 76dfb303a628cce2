"""A sentence over the window, with a button to try again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QToolButton, QWidget

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
        self._other: tuple[str, Callable[[], None]] | None = None
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
        self.other = QPushButton()
        for button in (self.retry, self.other):
            button.setAutoDefault(False)
            # A click leaves the focus where it is: the button is about to go.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dismiss = QToolButton()
        self.dismiss.setAutoRaise(True)
        self.dismiss.setText("✕")
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.label, 0, 0, 1, 3)
        layout.addWidget(self.dismiss, 0, 3, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.retry, 1, 1)
        layout.addWidget(self.other, 1, 2)
        self.retry.clicked.connect(self._try_again)
        self.other.clicked.connect(self._do_other)
        self.dismiss.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    def show_message(
        self,
        message: object,
        *,
        retry: Callable[[], None] | None = None,
        action: str = AGAIN,
        other: tuple[str, Callable[[], None]] | None = None,
        error: bool = True,
    ) -> None:
        """Show ``str(message)`` until it is dismissed or replaced.

        ``retry`` adds a button, ``action`` (a text to translate) is what it says.
        ``other`` is the text and work of another one, which does not hide the message.
        """
        self._message, self._retry, self._action = message, retry, action
        self._other, self._error = other, error
        if error or retry:
            self._timer.stop()
        else:
            self._timer.start()
        self.setStyleSheet(STYLE[error])
        self.retry.setVisible(retry is not None)
        self.other.setVisible(other is not None)
        self.retranslate()
        self.show()

    @property
    def error(self) -> object:
        """The error that is shown, None if there is none."""
        return self._message if self._error and not self.isHidden() else None

    def clear_error(self) -> None:
        """Take back an error that is overcome."""
        if self._error:
            self.hide()

    @Slot(object)
    def withdraw(self, message: object) -> None:
        """Take back ``message``, unless another one has replaced it."""
        if message is self._message:
            self.hide()

    def retranslate(self) -> None:
        """Say the message in the active language."""
        self.label.setText(str(self._message))
        self.retry.setText(tr(self._action))
        self.other.setText(tr(self._other[0]) if self._other else "")
        self.dismiss.setToolTip(tr("Dismiss"))
        self.dismiss.setAccessibleName(tr("Dismiss"))

    @Slot()
    def _try_again(self) -> None:
        self.hide()
        if self._retry:
            self._retry()

    @Slot()
    def _do_other(self) -> None:
        if self._other:
            self._other[1]()
