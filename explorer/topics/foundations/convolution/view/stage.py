"""The left side: input ∗ filter = output, one window opened, the player."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.convolution.result import Result
from explorer.topics.foundations.convolution.state import VIEWS, State
from explorer.ui.colours import gray, sequential, signed
from explorer.ui.matrix_view import size_text, unseen_cells
from explorer.ui.widgets.cells import Cells, Marks, block
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.products import Products, sum_text
from explorer.ui.widgets.segments import Segments

# Greatest side of a cell where one window is worked out.
PRODUCTS = 72


class Stage(QWidget):
    """Draws a `Result`; cells of input and filter can be edited, of the output picked."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._store = store
        self.asked = ""
        """What a lesson asks for; the input does not show it."""
        self.modes = Segments(VIEWS)
        self.input = MatrixField(store, "input", refused)
        self.kernel = MatrixField(store, "kernel", refused)
        self.output = MatrixGrid()
        self.equation = Equation((self.input, "∗", self.kernel, "=", self.output))
        self.products = Products(PRODUCTS)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.player = PlayerBar(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self.equation, 2)
        column.addWidget(self.products, 1)
        column.addWidget(self.caption)
        column.addWidget(self.player)
        self.modes.picked.connect(lambda view: store.update(view=view))
        self.output.picked.connect(self._pick_output)

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result``."""
        self.modes.show_mode(view)
        # Counts are no input to change.
        self.input.editable = view != "usage"
        self.input.show_cells(self._input_cells(result, view))
        limit = float(np.abs(result.kernel).max())
        self.kernel.show_cells(Cells(result.kernel, signed(result.kernel, limit)))
        self.output.show_cells(_output_cells(result))
        self.equation.arrange()
        self.products.show_products(
            Cells(result.window.values, _grey_of(result, result.window.values)),
            result.kernel,
            result.window.products,
            sum_text(result.window.products, result.window.sum),
        )
        self.player.set_count(result.steps)
        self._show_texts(result, view)

    def _input_cells(self, result: Result, view: str) -> Cells:
        window = block(result.window.input_rows, result.window.input_columns)
        if view == "usage":
            share = result.usage / max(1, result.usage.max())
            colours = sequential(share.astype(np.float32))
            return Cells(result.usage.astype(float), colours, result.padding, Marks(window), "")
        unseen = unseen_cells(result.rows, result.columns)
        marks = Marks(window, faint=frozenset() if self.asked else unseen)
        padding = [0] * 4 if self.asked.startswith("padding") else result.padding
        return Cells(result.input, _grey_of(result, result.input), padding, marks)

    def _show_texts(self, result: Result, view: str) -> None:
        for grid, text in (
            (self.input, tr("How often each cell is used") if view == "usage" else tr("Input")),
            (self.kernel, tr("Filter")),
            (self.output, tr("Output")),
        ):
            rows, columns = grid.cells.values.shape
            self.equation.titles[grid].setText(f"{text}  {rows} × {columns}")
            grid.setAccessibleName(text)
        self.equation.arrange()
        sizes = size_text(result.rows, result.columns)
        self.caption.setText(usage_text(result) if view == "usage" else sizes)

    def _pick_output(self, row: int, column: int) -> None:
        self.player.step_to(row * self.output.cells.values.shape[1] + column)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.products.retranslate()
        self.player.retranslate()
        self.input.setToolTip(
            tr("Drag a cell up or down, turn the wheel or type a number. Ctrl+V pastes a matrix.")
        )
        self.kernel.setToolTip(self.input.toolTip())
        self.output.setToolTip(tr("Click a cell to see the window that made it."))


def _grey_of(result: Result, values: np.ndarray) -> np.ndarray:
    low, high = min(0.0, float(result.input.min())), float(result.input.max())
    return gray(values, low, high)


def _output_cells(result: Result) -> Cells:
    limit = float(np.abs(result.output).max())
    current = (result.window.row, result.window.column)
    return Cells(result.output, signed(result.output, limit), marks=Marks(current=current))


def usage_text(result: Result) -> str:
    """Say how much a corner counts against the cell that counts most."""
    return tr(
        "Windows that see the cell at the top left: {corner}; the most used cell: {most}. "
        "Without padding, what lies at the edge counts less.",
        corner=int(result.usage[0, 0]),
        most=int(result.usage.max()),
    )
