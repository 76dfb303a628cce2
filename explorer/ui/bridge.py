"""From any thread to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Calls functions in the thread it was made in (the GUI thread)."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, function: Callable[[], None]) -> None:
        """Call ``function`` soon in the GUI thread; safe from any thread."""
        if self._open:
            self._posted.emit(function)

    def close(self) -> None:
        """Call nothing any more; what is still queued is dropped."""
        self._open = False

    @Slot(object)
    def _call(self, function: Callable[[], None]) -> None:
        if self._open:
            function()
