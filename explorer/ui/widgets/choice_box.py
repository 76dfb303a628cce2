"""A field with few values as a drop-down list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """A combo box of values and texts that reports only what the user picks.

    Parameters
    ----------
    picked : callable
        Called with the value of the entry that the user chose.
    """

    def __init__(self, picked: Callable[[Any], None]) -> None:
        super().__init__()
        self._picked = picked
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._activated)

    def show_entries(self, entries: Sequence[tuple[Any, str]], value: Any) -> None:
        """Show ``(value, text)`` entries with ``value`` in front."""
        present = [(self.itemData(row), self.itemText(row)) for row in range(self.count())]
        with QSignalBlocker(self):
            if present != list(entries):
                self.clear()
                for data, text in entries:
                    self.addItem(text, data)
            values = [data for data, _ in entries]
            self.setCurrentIndex(values.index(value) if value in values else -1)

    @Slot(int)
    def _activated(self, row: int) -> None:
        self._picked(self.itemData(row))
