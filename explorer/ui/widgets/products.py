"""What one number is made of: a window, the weights, their products and the sum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_grid import MatrixGrid

MOST_TERMS = 25
"""Longer sums are not written out."""


class Products(QWidget):
    """Window × weights = products, and under it the sum.

    Where the sum is too long to be written out, it is the product under the pointer, or
    chosen with the arrow keys, that is.

    Parameters
    ----------
    largest : float
        Greatest side of a cell, in points.
    terms : int
        The most terms that the sum is written out with, see `sum_text`.
    """

    def __init__(self, largest: float, terms: int = MOST_TERMS) -> None:
        super().__init__()
        self._largest, self._terms = largest, terms
        self._total = ""
        self.window_grid, self.weights, self.products = (MatrixGrid() for _ in range(3))
        self.equation = Equation((self.window_grid, "×", self.weights, "=", self.products), largest)
        self.total = QLabel()
        self.total.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.total.setTextFormat(Qt.TextFormat.PlainText)
        self.total.setWordWrap(True)
        for grid in self.equation.grids:
            grid.hovered.connect(self._look_at)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        # The sum stays close to what it sums.
        column.addStretch(1)
        column.addWidget(self.equation, 100)
        column.addWidget(self.total)
        column.addStretch(1)
        self.retranslate()

    def show_products(
        self, window: Cells, weights: NDArray[Any], products: NDArray[Any], total: str
    ) -> None:
        """Show the numbers.

        Parameters
        ----------
        window : Cells
            What the window sees, in the colours of the input.
        weights, products : (f, f) float
        total : str
            The sum as a sentence, see `sum_text`.
        """
        self.window_grid.show_cells(window)
        for grid, values in ((self.weights, weights), (self.products, products)):
            limit = float(np.abs(values).max())
            grid.show_cells(Cells(values, signed(values, limit)))
        self._total = total
        self.total.setText(total)
        self.equation.setMaximumHeight(self.equation.height_for(self._largest))
        self.equation.arrange()

    @Slot(int, int)
    def _look_at(self, row: int, column: int) -> None:
        """Mark a cell in all three grids and write its product out; (-1, -1) is none."""
        cell = (row, column) if self.products.cells.holds((row, column)) else None
        if self.products.cells.values.size <= self._terms:
            return
        for grid in self.equation.grids:
            marks = replace(grid.cells.marks, current=cell)
            grid.show_cells(replace(grid.cells, marks=marks))
        if cell is None:
            self.total.setText(self._total)
            return
        value, weight, product = (
            number_text(float(grid.cells.values[cell])) for grid in self.equation.grids
        )
        self.total.setText(
            tr(
                "Row {row}, column {column} (from 0): {value} × {weight} = {product}",
                row=row,
                column=column,
                value=value,
                weight=weight,
                product=product,
            )
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for grid, text in (
            (self.window_grid, tr("Window")),
            (self.weights, tr("Filter")),
            (self.products, tr("Products")),
        ):
            self.equation.titles[grid].setText(text)
            grid.setAccessibleName(text)
        self.equation.arrange()


def sum_text(products: NDArray[Any], total: float, most: int = MOST_TERMS) -> str:
    """Return "1 + 0 − 3 = −2"; what does not change the sum, or is too long, is left out."""
    terms = [number_text(float(value)) for value in products.flat if value]
    if not terms or len(terms) > most:
        return f"Σ = {number_text(total)}"
    text = terms[0]
    for term in terms[1:]:
        minus = term.startswith("\N{MINUS SIGN}")
        text += f" \N{MINUS SIGN} {term[1:]}" if minus else f" + {term}"
    return f"{text} = {number_text(total)}"
