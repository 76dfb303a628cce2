"""The two coordinates of a point, to type or to step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from explorer.topics.faces.triplet.points import COORDINATES, FARTHEST, Point
from explorer.ui.widgets.undo_keys import share_undo


class PointField(QWidget):
    """Reports the point that the user types; each number is one step of undo."""

    def __init__(self, changed: Callable[[Point], None]) -> None:
        super().__init__()
        self._changed = changed
        self._point: list[float] = [0.0, 0.0]
        self.boxes: list[QDoubleSpinBox] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for place, part in enumerate(COORDINATES):
            box = QDoubleSpinBox()
            box.setRange(-FARTHEST, FARTHEST)
            box.setSingleStep(0.1)
            box.setKeyboardTracking(False)
            # Back to the keys of the topic, which digits are too.
            box.lineEdit().returnPressed.connect(box.clearFocus)
            share_undo(box)
            box.valueChanged.connect(lambda value, place=place: self._typed(place, value))
            label = QLabel(part.label)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
            self.boxes.append(box)
        self.setFocusProxy(self.boxes[0])

    def _typed(self, place: int, value: float) -> None:
        self._point[place] = value
        x, y = self._point
        self._changed((x, y))

    def show_point(self, point: list[float]) -> None:
        """Show ``point`` without reporting it."""
        self._point = list(point)
        for box, value in zip(self.boxes, point, strict=True):
            with QSignalBlocker(box):
                box.setValue(value)

    def setAccessibleName(self, name: str) -> None:
        """Name both numbers for screen readers."""
        super().setAccessibleName(name)
        for box, part in zip(self.boxes, COORDINATES, strict=True):
            box.setAccessibleName(f"{name} {part.label}")
