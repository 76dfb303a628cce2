"""One or two digits that are kept out of the training."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.faces.triplet.points import CLASSES
from explorer.ui.widgets.choice_box import ChoiceBox


class UnseenField(QWidget):
    """Two lists: a digit, and another one or none."""

    def __init__(self, store: Store[Any]) -> None:
        super().__init__()
        self._store = store
        self.first, self.second = ChoiceBox(self._pick_first), ChoiceBox(self._pick_second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box in (self.first, self.second):
            box.setMinimumContentsLength(3)
            row.addWidget(box, 1)
        self.setFocusProxy(self.first)
        store.subscribe(lambda _new, _old: self.retranslate())

    def _pick_first(self, digit: int) -> None:
        others = [other for other in self._store.state.unseen[1:] if other != digit]
        self._store.update(unseen=[digit, *others])

    def _pick_second(self, digit: int | None) -> None:
        first = self._store.state.unseen[0]
        self._store.update(unseen=[first] if digit is None else [first, digit])

    def setAccessibleName(self, name: str) -> None:
        """Name both lists for screen readers."""
        super().setAccessibleName(name)
        self.first.setAccessibleName(name)
        self.second.setAccessibleName(f"{name} (2)")

    def retranslate(self) -> None:
        """Show the present digits."""
        first, *others = self._store.state.unseen
        digits = [(digit, str(digit)) for digit in range(CLASSES)]
        self.first.show_entries(digits, first)
        rest: list[tuple[int | None, str]] = [(None, tr("none"))]
        rest += [entry for entry in digits if entry[0] != first]
        self.second.show_entries(rest, others[0] if others else None)
