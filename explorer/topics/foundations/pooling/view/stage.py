"""The left side: input and output, and below them the way back or the moved input."""

from __future__ import annotations

from collections.abc import Callable

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
from explorer.ui.widgets.cells import Cells, Marks, block
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments

# Titles of the second pair of grids, by view.
SECOND = {
    "gradient": (mark("Gradient at the input"), mark("Gradient at the output"), "←"),
    "shift": (mark("Moved input"), mark("Its output"), "→"),
}


class Stage(QWidget):
    """Draws a `Result`; cells of the input can be edited, of the output picked."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._store = store
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
        self.output.picked.connect(self._pick_output)

    @Slot(str)
    def _pick_view(self, view: str) -> None:
        self._store.update(view=view)

    @Slot(int, int)
    def _pick_output(self, row: int, column: int) -> None:
        self.player.step_to(row * self.output.cells.values.shape[1] + column)

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result`` as ``view`` asks."""
        self.modes.show_mode(view)
        stepping = view == "step"
        self.player.set_count(result.steps)
        self.player.setVisible(stepping)
        self.second.setVisible(not stepping)
        self.input.show_cells(_input_cells(result, view))
        marks = Marks(current=(result.window.row, result.window.column) if stepping else None)
        self.output.show_cells(Cells(result.output, _greys(result, result.output), marks=marks))
        if view == "gradient":
            self._show_gradient(result)
        elif view == "shift":
            self._show_shift(result)
        self._show_texts(result, view)

    def _show_gradient(self, result: Result) -> None:
        most = float(result.gradient.max()) or 1.0
        colours = sequential((result.gradient / most).astype(np.float32))
        self.left.show_cells(Cells(result.gradient, colours, marks=Marks(dots=_won(result))))
        ones = np.ones(result.output.shape)
        self.right.show_cells(Cells(ones, sequential((ones / most).astype(np.float32))))

    def _show_shift(self, result: Result) -> None:
        moved, pooled = result.shifted.input, result.shifted.output
        self.left.show_cells(Cells(moved, _greys(result, moved)))
        changed = frozenset(
            (int(row), int(column)) for row, column in np.argwhere(result.shifted.changed)
        )
        self.right.show_cells(Cells(pooled, _greys(result, pooled), marks=Marks(changed)))

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
        says = {
            "step": texts.arithmetic,
            "gradient": texts.gradient_text,
            "shift": texts.shift_text,
        }
        self.sentence.setText(says[view](result))
        self.caption.setText(texts.size_text(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.player.retranslate()
        self.input.setToolTip(
            tr("Drag a cell up or down, turn the wheel or type a number. Ctrl+V pastes a matrix.")
        )
        self.output.setToolTip(tr("Click a cell to see the window that made it."))


def _greys(result: Result, values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return gray(values, min(0.0, float(result.input.min())), float(result.input.max()))


def _won(result: Result) -> frozenset[tuple[int, int]]:
    """Return the input cells that are a maximum of some window."""
    if result.winners is None:
        return frozenset()
    return frozenset((int(row), int(column)) for row, column in result.winners.reshape(-1, 2))


def _input_cells(result: Result, view: str) -> Cells:
    rows, columns, window = result.rows, result.columns, result.window
    height, width = result.input.shape
    seen = block(window.input_rows, window.input_columns)
    unseen = block(rows.unseen(), range(width)) | block(range(height), columns.unseen())
    dots = _won(result) if view == "gradient" else frozenset()
    if view == "step":
        dots = frozenset() if window.winner is None else frozenset({tuple(window.winner)})
    marks = Marks(seen if view == "step" else frozenset(), dots=dots, faint=unseen)
    padding = (rows.before, rows.after, columns.before, columns.after)
    # A maximum does not look at the padding.
    fill = "0" if result.winners is None else "\N{MINUS SIGN}∞"
    return Cells(result.input, _greys(result, result.input), padding, marks, fill)
