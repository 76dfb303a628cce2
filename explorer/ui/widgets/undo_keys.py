"""Ctrl+Z in a field takes back the topic's last step once the field has nothing of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Lets the keys of undo and redo through to the window; a field takes them always.

    Parameters
    ----------
    field : QWidget
    busy : callable
        Tells whether something is typed that the field itself can take back.
    """

    def __init__(self, field: QWidget, busy: Callable[[], bool]) -> None:
        super().__init__(field)
        self._busy = busy
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the field from claiming the keys before they become shortcuts."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if self._busy() or not any(event.matches(key) for key in KEYS):
            return False
        event.ignore()
        return True


def share_undo(box: QSpinBox | QDoubleSpinBox) -> None:
    """Let a spin box keep Ctrl+Z only while something in it is typed and not taken over."""
    UndoKeys(box, lambda: box.cleanText() != box.textFromValue(box.value()))
