"""The grid on which the filter is edited."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.topics.foundations.edges.process import kernel_of
from explorer.topics.foundations.edges.state import State
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.matrix_field import MatrixField


class FilterField(MatrixField):
    """Edits the filter; the first edit of a preset makes a filter of one's own of it."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__(
            store,
            "kernel",
            refused,
            empty=lambda: tuple(map(tuple, kernel_of(store.state).tolist())),
        )

    def show_cells(self, cells: Cells) -> None:
        """Show other cells; small numbers change in small steps."""
        super().show_cells(cells)
        self.step = 0.01 if 0 < float(np.abs(cells.values).max()) < 1 else 1.0
