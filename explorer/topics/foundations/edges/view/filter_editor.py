"""The filter, large, with all that can be done to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.commands import KEYS
from explorer.topics.foundations.edges.view.filter_field import FilterField
from explorer.ui import theme
from explorer.ui.actions import Commands
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.field_form import WholeNumber
from explorer.ui.widgets.undo_keys import share_undo
from explorer.vision.choices import MOST_CELLS
from explorer.vision.filters import resize
from explorer.vision.windows import Array

QUICK_SIZES = (3, 5, 7)
QUICK_VALUES = (-1.0, 0.0, 1.0)
LEAST_HEIGHT, USUAL_HEIGHT = 130, 190
"""Of the cells; at the least a filter of 7 × 7 can be read."""


class LargeField(FilterField):
    """As high as there is room for in the panel; small filters are shown large."""

    def sizeHint(self) -> QSize:
        """Prefer the usual height, whatever the size of the filter."""
        return QSize(super().sizeHint().width(), USUAL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Stay legible."""
        return QSize(super().minimumSizeHint().width(), LEAST_HEIGHT)


class BrushRow(QWidget):
    """A switch between dragging and painting, and the value that is painted."""

    def __init__(self, grid: FilterField) -> None:
        super().__init__()
        self._grid = grid
        self.on = QPushButton()
        self.on.setCheckable(True)
        self.on.setStyleSheet(theme.SEGMENTS)
        self.value = QDoubleSpinBox()
        self.value.setRange(-999, 999)
        self.value.setDecimals(2)
        self.value.setFixedWidth(84)
        self.value.setValue(1)
        self.value.lineEdit().returnPressed.connect(self.value.clearFocus)
        share_undo(self.value)
        self.quick = {value: QPushButton(number_text(value)) for value in QUICK_VALUES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.on, 1)
        for value, button in self.quick.items():
            button.setStyleSheet(theme.SEGMENTS)
            button.setMinimumWidth(32)
            button.clicked.connect(lambda _checked=False, v=value: self.paint_with(v))
            row.addWidget(button)
        row.addWidget(self.value)
        for button in (self.on, *self.quick.values()):
            button.setAutoDefault(False)
        self.on.toggled.connect(self._take)
        self.value.valueChanged.connect(self._take)

    def paint_with(self, value: float) -> None:
        """Take up the brush with ``value``."""
        with QSignalBlocker(self.value):
            self.value.setValue(value)
        self.on.setChecked(True)
        self._take()

    def _take(self) -> None:
        self._grid.brush = self.value.value() if self.on.isChecked() else None
        cursor = Qt.CursorShape.CrossCursor if self.on.isChecked() else Qt.CursorShape.SizeVerCursor
        self._grid.setCursor(cursor)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.on.setText(tr("Brush"))
        self.on.setToolTip(tr("On: strokes over the cells paint this value. Off: drag a cell."))
        self.value.setAccessibleName(tr("Value of the brush"))
        self.value.setToolTip(tr("Value of the brush"))
        for value, button in self.quick.items():
            button.setToolTip(tr("Paint cells with {value}", value=number_text(value)))


class SizeRow(QWidget):
    """How large a filter is: the usual sizes, and any from 1 to 11.

    Parameters
    ----------
    take : callable
        Takes a filter of another size.
    """

    def __init__(self, take: Callable[[Array], None]) -> None:
        super().__init__()
        self._take, self._kernel = take, np.zeros((1, 1))
        self.quick = {size: QPushButton(str(size)) for size in QUICK_SIZES}
        self.number = WholeNumber(Spec("integer", "", 1, MOST_CELLS, 1), self.resize_to)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for size, button in self.quick.items():
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(theme.SEGMENTS)
            button.setMinimumWidth(32)
            button.clicked.connect(lambda _checked=False, s=size: self.resize_to(s))
            row.addWidget(button)
        row.addWidget(self.number, 1)
        self.setFocusProxy(self.number)

    def resize_to(self, size: int) -> None:
        """Cut the filter, or add zeros around it."""
        self._take(resize(self._kernel, size))
        self.show_kernel(self._kernel)

    def show_kernel(self, kernel: Array) -> None:
        """Show the size of a filter; of one that is not square, the larger side."""
        self._kernel = kernel
        self.number.show_value(max(kernel.shape))
        for size, button in self.quick.items():
            button.setChecked(kernel.shape == (size, size))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.number.setAccessibleName(tr("Size of the filter"))
        self.number.setToolTip(tr("Rows and columns; the centre stays the centre."))
        for size, button in self.quick.items():
            button.setToolTip(f"{size} × {size}")


class FilterEditor(QWidget):
    """Grid, brush and operations."""

    def __init__(
        self, store: Store[State], commands: Commands, refused: Callable[[UserError], None]
    ) -> None:
        super().__init__()
        self.title = QLabel()
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid = LargeField(store, refused)
        self.grid.setCursor(Qt.CursorShape.SizeVerCursor)
        self.brush = BrushRow(self.grid)
        self.operations = QWidget()
        buttons = QGridLayout(self.operations)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(4)
        for number, name in enumerate(KEYS):
            button = QToolButton()
            button.setDefaultAction(commands[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            buttons.addWidget(button, number // 3, number % 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.title, self.grid, self.brush, self.operations):
            column.addWidget(widget)

    def show_kernel(self, kernel: Array) -> None:
        """Show a filter."""
        self.grid.show_cells(Cells(kernel, signed(kernel, float(np.abs(kernel).max()))))
        rows, columns = kernel.shape
        total = round(float(kernel.sum()), 9) + 0.0
        self.title.setText(
            tr(
                "Filter {rows} × {columns}, sum {sum}",
                rows=rows,
                columns=columns,
                sum=number_text(total),
            )
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.brush.retranslate()
        self.grid.setAccessibleName(tr("Filter"))
        self.grid.setToolTip(
            tr("Drag a cell up or down, turn the wheel or type a number. Ctrl+V pastes a matrix.")
        )
