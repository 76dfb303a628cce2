"""The four numbers of one box in the state."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QWidget

from explorer.core.box_lists import FARTHEST, PARTS
from explorer.core.store import Store
from explorer.ui.widgets.undo_keys import share_undo


class BoxField(QWidget):
    """x1, y1, x2, y2 to type or to step; each number is one step of undo.

    Parameters
    ----------
    store : Store
    name : str
        A field made by `explorer.core.box_lists.box`.
    """

    def __init__(self, store: Store[Any], name: str) -> None:
        super().__init__()
        self._store, self._name = store, name
        self.boxes: list[QDoubleSpinBox] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, part in enumerate(PARTS):
            box = QDoubleSpinBox()
            box.setRange(-FARTHEST, FARTHEST)
            box.setDecimals(1)
            box.setKeyboardTracking(False)
            box.setToolTip(part.label)
            # Back to the keys of the topic, which digits are too.
            box.lineEdit().returnPressed.connect(box.clearFocus)
            share_undo(box)
            box.valueChanged.connect(lambda value, place=place: self._changed(place, value))
            label = QLabel(part.label)
            label.setBuddy(box)
            # The corner above, the other corner below it.
            grid.addWidget(label, place // 2, place % 2 * 2)
            grid.addWidget(box, place // 2, place % 2 * 2 + 1)
            self.boxes.append(box)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.setFocusProxy(self.boxes[0])
        store.subscribe(lambda _new, _old: self._show())
        self._show()

    def _changed(self, place: int, value: float) -> None:
        box = list(getattr(self._store.state, self._name))
        box[place] = value
        self._store.update(**{self._name: box})

    def _show(self) -> None:
        for box, value in zip(self.boxes, getattr(self._store.state, self._name), strict=True):
            with QSignalBlocker(box):
                box.setValue(value)

    def setAccessibleName(self, name: str) -> None:
        """Name all four numbers for screen readers."""
        super().setAccessibleName(name)
        for box, part in zip(self.boxes, PARTS, strict=True):
            box.setAccessibleName(f"{name} {part.label}")
