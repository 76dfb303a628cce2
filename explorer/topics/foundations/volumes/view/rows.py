"""Channel by channel: input ∗ slice of the filter, products and their sum; a row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.state import State
from explorer.topics.foundations.volumes.view.slices import (
    input_slices,
    kernel_slices,
    output_slices,
    product_slices,
    sum_slices,
)
from explorer.topics.foundations.volumes.view.sum_line import SumLine
from explorer.ui import channel_looks as looks
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid

LEAST_CELL = 20
# A channel that would need more height for its numbers is shown as a picture.
MOST_ROW, PICTURE_ROW = 190, 150
LEAST_MAP, MOST_MAP = 100, 150
PARTS = (input_slices, kernel_slices, product_slices, sum_slices)
EDIT = mark("Drag a cell up or down, turn the wheel or type a number. Ctrl+V pastes a matrix.")


class ChannelRow(Equation):
    """One channel of the window looked at."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
        channel: int,
    ) -> None:
        self._channel, self._filter = channel, 0
        self.input = MatrixField(
            store, "input", refused, within=lambda: (self._channel,), deeper=take
        )
        self.kernel = MatrixField(
            store, "kernels", refused, within=lambda: (self._filter, self._channel)
        )
        self.products, self.sum = MatrixGrid(), MatrixGrid()
        self._texts: tuple[str, ...] = ()
        super().__init__((self.input, "∗", self.kernel, "=", self.products, "Σ", self.sum))

    def show_channel(self, cells: Sequence[Cells], name: str, filter: int) -> None:
        """Show what this channel adds to the number looked at.

        Parameters
        ----------
        cells : input, slice of the filter, products and sum of this channel
        name : str
        filter : int
        """
        self._filter = filter
        same = [grid.cells.values.shape for grid in self.grids]
        for grid, shown in zip(self.grids, cells, strict=True):
            grid.show_cells(shown)
        texts = (name, tr("Filter {number}", number=filter), tr("Products"), tr("Sum"))
        if self._texts == texts and same == [grid.cells.values.shape for grid in self.grids]:
            return
        self._texts = texts
        for grid, text in zip(self.grids, texts, strict=True):
            self.titles[grid].setText(text)
            grid.setAccessibleName(f"{name}: {text}")
        for grid in (self.input, self.kernel):
            grid.setToolTip(tr(EDIT))
        height = self.height_for(LEAST_CELL)
        self.setMinimumHeight(height if height <= MOST_ROW else PICTURE_ROW)
        self.arrange()


class ChannelsPage(QWidget):
    """A row for each channel, and below them what they add up to."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
    ) -> None:
        super().__init__()
        self._make_row = lambda channel: ChannelRow(store, refused, take, channel)
        self.rows: list[ChannelRow] = []
        self._result: Result | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        # The grids inside are reached one by one and scroll into sight.
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(content)
        self.sums = SumLine(store, refused)
        self.output = MatrixGrid()
        self.map = Equation((self.output,))
        self.map.setMinimumWidth(LEAST_MAP)
        below = QHBoxLayout()
        below.addWidget(self.sums, 4)
        below.addWidget(self.map, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroll, 1)
        column.addLayout(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the rows have most of the room."""
        super().resizeEvent(event)
        self.map.setFixedHeight(min(max(self.height() // 4, LEAST_MAP), MOST_MAP))

    def show_result(self, result: Result, relu: bool) -> None:
        """Draw ``result``."""
        count = len(result.input)
        names = looks.channel_names(count)
        while len(self.rows) < count:
            self.rows.append(self._make_row(len(self.rows)))
            self._column.addWidget(self.rows[-1])
        while len(self.rows) > count:
            self.rows.pop().deleteLater()
        parts = (slices(result) for slices in PARTS)
        for row, name, *cells in zip(self.rows, names, *parts, strict=True):
            row.show_channel(cells, name, result.filter)
        self.sums.show_result(result, relu)
        self.output.show_cells(output_slices(result)[result.filter])
        title = looks.map_names(len(result.output))[result.filter]
        self.map.titles[self.output].setText(title)
        self.output.setAccessibleName(title)
        self.output.setToolTip(tr("Click a cell to see the window that made it."))
        self.map.arrange()
        if self._result is None or result.channel != self._result.channel:
            # Once new rows have their places.
            QTimer.singleShot(0, self, self._reveal)
        self._result = result

    def _reveal(self) -> None:
        if self._result:
            self.scroll.ensureWidgetVisible(self.rows[self._result.channel], 0, 0)
