"""Under the pictures of the comparison: the filter and the filter turned around."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.foundations.edges.result import Result
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_grid import MatrixGrid

CELL = 44


class Flipped(QWidget):
    """Shows what each of the two slides over the picture, and how far they differ."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel, self.flipped = MatrixGrid(), MatrixGrid()
        self.equation = Equation((self.kernel, "↻ 180°", self.flipped), CELL)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self.equation, 100)
        column.addWidget(self.caption)
        column.addStretch(1)

    def show_result(self, result: Result) -> None:
        """Draw the filters and say the difference."""
        assert result.comparison
        limit = float(np.abs(result.kernel).max())
        for grid, values, text in (
            (self.kernel, result.kernel, tr("Cross-correlation")),
            (self.flipped, result.kernel[::-1, ::-1], tr("True convolution")),
        ):
            grid.show_cells(Cells(values, signed(values, limit)))
            self.equation.titles[grid].setText(text)
            grid.setAccessibleName(text)
        self.equation.setMaximumHeight(self.equation.height_for(CELL))
        self.equation.arrange()
        largest = result.comparison.largest
        text = tr(
            "Cross-correlation slides the filter as it is; true convolution turns it by 180° "
            "first. The two outputs differ by at most {value}.",
            value=number_text(largest),
        )
        if not largest:
            text = tr("No difference: turned by 180°, this filter is the same.")
        self.caption.setText(text)
