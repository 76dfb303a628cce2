"""A field with few values as a drop-down list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox

from explorer.core.i18n import tr
from explorer.core.store import Store


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


class Picked(ChoiceBox):
    """One of some values of a field.

    Parameters
    ----------
    store : Store
    name : str
    texts : mapping of value to text, to be translated
    changes : mapping
        Other fields that change with it.
    """

    def __init__(self, store: Store[Any], name: str, texts: dict[Any, str], **changes: Any) -> None:
        super().__init__(lambda value: store.update(**{name: value}, **changes))
        self._store, self._name, self._texts = store, name, texts
        store.subscribe(lambda _new, _old: self.retranslate())

    def retranslate(self) -> None:
        """Show the present value."""
        entries = [(value, tr(text)) for value, text in self._texts.items()]
        self.show_entries(entries, getattr(self._store.state, self._name))
