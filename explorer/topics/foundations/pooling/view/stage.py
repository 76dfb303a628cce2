"""The left side: input and output, and below them the way back or the moved input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.pooling.result import Result
from explorer.topics.foundations.pooling.state import VIEWS, State
from explorer.topics.foundations.pooling.view import texts
from explorer.ui.colours import gray, sequential
from explorer.ui.matrix_view import unseen_cells
from explorer.ui.widgets.cells import Cell, Cells, Marks, block
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments

# Titles of the second pair of grids and the sign between them, by view.
SECOND = {
    "gradient": (mark("Gradient: input"), mark("Gradient: output"), "←"),
    "shift": (mark("Moved input"), mark("Its output"), "→"),
}
# What is said of the current output, and of all.
SAYS = {
    "step": (texts.arithmetic, texts.step_notes),
    "gradient": (texts.way_back, texts.gradient_notes),
    "shift": (texts.unchanged, texts.shift_notes),
}


class Stage(QWidget):
    """Draws a `Result`; cells of the input can be edited, of the output picked."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._store = store
        self.asked = ""
        """What a lesson asks for; the input does not show it."""
        self.modes = Segments(VIEWS)
        self.input = MatrixField(store, "input", refused)
        self.output = MatrixGrid()
        self.equation = Equation((self.input, "→", self.output))
        self.left, self.right = MatrixGrid(), MatrixGrid()
        self.second = Equation((self.left, "→", self.right))
        self.sentence = QLabel()
        font = self.sentence.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.sentence.setFont(font)
        self.caption = QLabel()
        for label in (self.sentence, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.player = PlayerBar(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self.equation, 1)
        column.addWidget(self.second, 1)
        for widget in (self.sentence, self.caption, self.player):
            column.addWidget(widget)
        self.modes.picked.connect(self._pick_view)
        for grid in (self.output, self.right):
            grid.picked.connect(self._pick_output)

    @Slot(str)
    def _pick_view(self, view: str) -> None:
        self._store.update(view=view)

    @Slot(int, int)
    def _pick_output(self, row: int, column: int) -> None:
        self.player.step_to(row * self.output.cells.values.shape[1] + column)

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result`` as ``view`` asks."""
        self.modes.show_mode(view)
        self.player.set_count(result.steps)
        self.second.setVisible(view in SECOND)
        self.input.show_cells(_input_cells(result, veiled=bool(self.asked)))
        marks = Marks(current=(result.window.row, result.window.column))
        self.output.show_cells(Cells(result.output, _greys(result, result.output), marks=marks))
        if view == "gradient":
            self._show_gradient(result, marks)
        elif view == "shift":
            self._show_shift(result, marks)
        self._show_texts(result, view)

    def _show_gradient(self, result: Result, marks: Marks) -> None:
        ones = np.ones(result.output.shape)
        most = max(1.0, float(result.gradient.max()))
        back, came = (
            sequential((values / most).astype(np.float32)) for values in (result.gradient, ones)
        )
        left = Marks(_seen(result), dots=_won(result, result.winners))
        self.left.show_cells(Cells(result.gradient, back, result.padding, left, ""))
        self.right.show_cells(Cells(ones, came, marks=marks))

    def _show_shift(self, result: Result, marks: Marks) -> None:
        shifted = result.shifted
        left = Marks(_seen(result), dots=_won(result, shifted.winners))
        self.left.show_cells(
            replace(
                self.input.cells,
                values=shifted.input,
                colours=_greys(result, shifted.input),
                marks=left,
            )
        )
        same = frozenset((int(row), int(column)) for row, column in np.argwhere(~shifted.changed))
        colours = _greys(result, shifted.output)
        self.right.show_cells(Cells(shifted.output, colours, marks=replace(marks, faint=same)))

    def _show_texts(self, result: Result, view: str) -> None:
        kind = tr("Maximum") if result.winners is not None else tr("Average")
        titles = [(self.equation, self.input, tr("Input")), (self.equation, self.output, kind)]
        if view in SECOND:
            left, right, sign = SECOND[view]
            self.second.set_sign(0, sign)
            titles += [(self.second, self.left, tr(left)), (self.second, self.right, tr(right))]
        for equation, grid, text in titles:
            rows, columns = grid.cells.values.shape
            equation.titles[grid].setText(f"{text}  {rows} × {columns}")
            grid.setAccessibleName(text)
        self.equation.arrange()
        self.second.arrange()
        sentence, notes = SAYS[view]
        self.sentence.setText(sentence(result))
        self.caption.setText(notes(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.player.retranslate()
        self.input.setToolTip(
            tr("Drag a cell up or down, turn the wheel or type a number. Ctrl+V pastes a matrix.")
        )
        for grid in (self.output, self.right):
            grid.setToolTip(tr("Click a cell to see the window that made it."))


def _greys(result: Result, values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return gray(values, min(0.0, float(result.input.min())), float(result.input.max()))


def _seen(result: Result) -> frozenset[Cell]:
    return block(result.window.input_rows, result.window.input_columns)


def _won(result: Result, winners: NDArray[np.intp] | None) -> frozenset[Cell]:
    """Return the cell that wins the current window; none for an average."""
    if winners is None:
        return frozenset()
    row, column = winners[result.window.row, result.window.column].tolist()
    return frozenset({(row, column)})


def _input_cells(result: Result, *, veiled: bool) -> Cells:
    marks = Marks(_seen(result))
    if not veiled:
        unseen = unseen_cells(result.rows, result.columns)
        marks = Marks(_seen(result), dots=_won(result, result.winners), faint=unseen)
    # A maximum does not look at the padding.
    fill = "0" if result.winners is None else "\N{MINUS SIGN}∞"
    return Cells(result.input, _greys(result, result.input), result.padding, marks, fill)
