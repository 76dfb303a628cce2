"""The sides of an activation in the state: height, width, channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.core.fields import Spec
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.field_form import WholeNumber


class ShapeField(QWidget):
    """Some whole numbers with × between them.

    Parameters
    ----------
    store : Store
    name : str
        A field of as many whole numbers.
    parts : sequence of Spec
        What each is called, and its limits.
    """

    def __init__(self, store: Store[Any], name: str, parts: Sequence[Spec]) -> None:
        super().__init__()
        self._store, self._name, self._parts = store, name, parts
        self.boxes = [WholeNumber(replace(part, step=1), self._changed) for part in parts]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.boxes):
            if place:
                row.addWidget(QLabel("×"))
            row.addWidget(box, 1)
        self.setFocusProxy(self.boxes[0])
        store.subscribe(lambda _new, _old: self._show())
        self.retranslate()

    def _changed(self, _value: int) -> None:
        self._store.update(**{self._name: [box.value() for box in self.boxes]})

    def _show(self) -> None:
        for box, value in zip(self.boxes, getattr(self._store.state, self._name), strict=True):
            box.show_value(value)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for box, part in zip(self.boxes, self._parts, strict=True):
            box.setAccessibleName(tr(part.label))
            box.setToolTip(tr(part.label))
        self._show()
