"""Under the pictures of two filters in a row: both filters and what they are together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.filter_field import FilterField
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid

CELL = 44
SIGNS = {"correlation": "⋆", "convolution": "∗"}
LAW, OTHER = (
    law.replace(" ", "\N{NO-BREAK SPACE}")
    for law in ("(x ∗ f) ∗ g = x ∗ (f ∗ g)", "(x ⋆ f) ⋆ g = x ⋆ (f ∗ g)")
)
MODES = {"correlation": mark("cross-correlation"), "convolution": mark("true convolution")}


class Chained(QWidget):
    """first ∗ second = combined, and how far the two ways differ."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self.first = FilterField(store, refused)
        self.second = MatrixField(store, "second", refused)
        self.combined = MatrixGrid()
        self.equation = Equation((self.first, "∗", self.second, "=", self.combined), CELL)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self.equation, 100)
        column.addWidget(self.caption)
        column.addStretch(1)

    def show_result(self, result: Result, state: State) -> None:
        """Draw the filters and say the differences."""
        chain = result.chain
        assert chain
        self.equation.set_sign(0, SIGNS[state.mode])
        for grid, values, text in (
            (self.first, result.kernel, tr("First")),
            (self.second, np.array(state.second), tr("Second")),
            (self.combined, chain.combined, tr("Combined")),
        ):
            grid.show_cells(Cells(values, signed(values, float(np.abs(values).max()))))
            rows, columns = values.shape
            self.equation.titles[grid].setText(f"{text}  {rows} × {columns}")
            grid.setAccessibleName(text)
        for grid in (self.first, self.second):
            grid.setToolTip(tr("Drag a cell up or down, turn the wheel or type a number."))
        self.equation.setMaximumHeight(self.equation.height_for(CELL))
        self.equation.arrange()
        self.caption.setText(
            tr(
                "One after the other against both at once, largest difference: "
                "{convolution} for true convolution, {correlation} for cross-correlation. "
                "On screen: {mode}. True convolution is associative: {law}. Cross-correlation is "
                "not: {other}, so only a convolution combines two filters.",
                convolution=_small(chain.difference, chain.limit),
                correlation=_small(chain.correlation_difference, chain.limit),
                mode=tr(MODES[state.mode]),
                law=LAW,
                other=OTHER,
            )
        )


def _small(value: float, limit: float) -> str:
    """Return a number; what is only rounding is said to be so."""
    if 0 < value <= 1e-5 * limit:
        return tr("{value} (rounding)", value=number_text(value))
    return number_text(value)
