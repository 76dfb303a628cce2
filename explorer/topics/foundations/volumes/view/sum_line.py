"""From the sums of the channels to one output number, in one line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.state import State
from explorer.topics.foundations.volumes.view.slices import limit
from explorer.ui import channel_looks as looks
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_grid import MatrixGrid

CELL, SMALL_CELL = 40, 28


class SumLine(Equation):
    """Sums of the channels + bias = z, and ReLU; the bias can be edited."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        self.sums, self.z, self.a = (MatrixGrid() for _ in range(3))
        self.bias = MatrixGrid(editable=True)
        super().__init__((self.sums, "+", self.bias, "=", self.z, "→", self.a), CELL)
        self._store, self._refused = store, refused
        self._filter = 0
        self.set_tall(True)
        self.bias.edited.connect(self._edit)
        self.bias.finished.connect(store.end_gesture)
        self.bias.refused.connect(refused)

    def set_tall(self, tall: bool) -> None:
        """Take more room, or less where there is little."""
        self.setFixedHeight(self.height_for(CELL if tall else SMALL_CELL))

    def show_result(self, result: Result, relu: bool) -> None:
        """Show the numbers of the window looked at."""
        self._filter = result.filter
        window = result.window
        scalars = ((self.bias, window.bias), (self.z, window.z), (self.a, window.a))
        shown = [(self.sums, window.sums[None])]
        shown += [(grid, np.array([[value]])) for grid, value in scalars]
        most = max(limit(values) for _, values in shown)
        for grid, values in shown:
            grid.show_cells(Cells(values, signed(values, most)))
        self._show_texts(len(window.sums), relu)

    def _show_texts(self, channels: int, relu: bool) -> None:
        # Numbers of channels with a plus between them would read as arithmetic.
        colours = tr("Sums: {names}", names=" + ".join(looks.channel_labels(channels)))
        for grid, text in (
            (self.sums, colours if channels == 3 else tr("Sums of the channels")),
            (self.bias, tr("Bias")),
            (self.z, tr("Sum z")),
            (self.a, tr("Output")),
        ):
            self.titles[grid].setText(text)
            grid.setAccessibleName(text)
        self.bias.setToolTip(tr("One number for each filter, added once. Change it like a cell."))
        self.set_sign(2, "ReLU →" if relu else "→")

    @Slot(int, int, float)
    def _edit(self, _row: int, _column: int, value: float) -> None:
        try:
            changed = resize.with_bias(self._store.state, self._filter, value)
        except UserError as error:
            self._refused(error)
            return
        self._store.replace(changed, gesture="bias")
