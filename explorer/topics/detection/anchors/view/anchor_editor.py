"""The anchors: width and height of each, and its IoU with the box looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.shapes import LEAST, MOST_ANCHORS
from explorer.ui.widgets.undo_keys import share_undo

NEW = (0.2, 0.2)


class AnchorEditor(QWidget):
    """Edits the anchors of the state; each number is one step of undo.

    Parameters
    ----------
    changed : callable
        Told the new anchors.
    """

    def __init__(self, changed: Callable[[tuple[Any, ...]], None]) -> None:
        super().__init__()
        self._changed = changed
        self._anchors: tuple[tuple[float, float], ...] = ()
        self.spins: list[tuple[QDoubleSpinBox, QDoubleSpinBox]] = []
        self.ious: list[QLabel] = []
        self._names: list[QLabel] = []
        self.titles = [QLabel() for _ in range(3)]
        self.add, self.remove = QPushButton(), QPushButton()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for column, title in enumerate(self.titles, start=1):
            grid.addWidget(title, 0, column)
        for number in range(MOST_ANCHORS):
            self._add_row(grid, number)
        grid.setColumnStretch(3, 1)
        buttons = QHBoxLayout()
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addLayout(buttons)
        column.addStretch(1)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)

    def _add_row(self, grid: QGridLayout, number: int) -> None:
        name, iou = QLabel(str(number + 1)), QLabel()
        pair = (QDoubleSpinBox(), QDoubleSpinBox())
        for axis, spin in enumerate(pair):
            spin.setRange(LEAST, 1)
            spin.setDecimals(3)
            spin.setSingleStep(0.01)
            spin.setKeyboardTracking(False)
            # Back to the keys of the topic, which digits are too.
            spin.lineEdit().returnPressed.connect(spin.clearFocus)
            share_undo(spin)
            spin.valueChanged.connect(
                lambda value, number=number, axis=axis: self._typed(number, axis, value)
            )
            grid.addWidget(spin, number + 1, axis + 1)
        grid.addWidget(name, number + 1, 0)
        grid.addWidget(iou, number + 1, 3)
        self.spins.append(pair)
        self.ious.append(iou)
        self._names.append(name)

    def show_result(self, result: Result) -> None:
        """Show the anchors, and how they fit the box looked at."""
        self._anchors = tuple((width, height) for width, height in result.anchors.tolist())
        best = int(result.encoded.anchors[result.selected]) if result.selected >= 0 else -1
        for number, (name, pair, iou) in enumerate(
            zip(self._names, self.spins, self.ious, strict=True)
        ):
            there = number < len(self._anchors)
            for widget in (name, *pair, iou):
                widget.setVisible(there)
            if not there:
                continue
            for axis, spin in enumerate(pair):
                with QSignalBlocker(spin):
                    spin.setValue(self._anchors[number][axis])
            iou.setText(self._iou(result, number, best))
        self.add.setEnabled(len(self._anchors) < MOST_ANCHORS)
        self.remove.setEnabled(len(self._anchors) > 1)

    def _iou(self, result: Result, number: int, best: int) -> str:
        if result.selected < 0:
            return "–"
        text = f"{result.encoded.ious[result.selected, number]:.3f}"
        return tr("{iou} best", iou=text) if number == best else text

    def _typed(self, number: int, axis: int, value: float) -> None:
        shape = list(self._anchors[number])
        shape[axis] = round(value, 3)
        shapes = (*self._anchors[:number], tuple(shape), *self._anchors[number + 1 :])
        self._changed(shapes)

    @Slot()
    def _add(self) -> None:
        self._changed((*self._anchors, NEW))

    @Slot()
    def _remove(self) -> None:
        self._changed(self._anchors[:-1])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        texts = (tr("Width"), tr("Height"), tr("IoU with the box"))
        for title, text in zip(self.titles, texts, strict=True):
            title.setText(text)
        for number, pair in enumerate(self.spins, start=1):
            for spin, text in zip(pair, texts, strict=False):
                spin.setAccessibleName(tr("Anchor {number}: {side}", number=number, side=text))
                spin.setToolTip(tr("Share of the picture's width or height"))
        self.add.setText(tr("Add anchor"))
        self.remove.setText(tr("Remove the last"))
