"""The cells of the tensor as a small map: where objects are, and where two want one slot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette

from explorer.core.i18n import tr
from explorer.topics.detection.anchors.result import Result
from explorer.ui.colours import CATEGORIES, sequential
from explorer.ui.widgets.cells import Cells, Marks
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.vision.anchor_targets import Fate

HELD, CLASH = CATEGORIES[1], CATEGORIES[6]
DIGITS = 2


class Overview(MatrixGrid):
    """A cell for each cell of the grid; the one looked at is outlined."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(150)

    def sizeHint(self) -> QSize:
        """Take no more room than it needs, however many cells there are."""
        return QSize(260, 190)

    def show_result(self, result: Result) -> None:
        """Show how many slots of each cell are filled, or the highest pc of the detector."""
        encoded = result.shown
        clash = _places(encoded.crowded)
        held = encoded.y[..., 0].sum(axis=-1)
        row, column, _ = result.slot
        if result.compared:
            values = result.compared.predicted[..., 0].max(axis=-1)
            colours = sequential(values.astype(np.float32))
            dots = _places(np.argwhere(held))
            values = values.round(DIGITS)
        else:
            values, colours, dots = held, self._colours(held, clash), clash
        self.show_cells(Cells(values, colours, marks=Marks(current=(row, column), dots=dots)))
        self.setAccessibleDescription(
            tr(
                "Row {row}, column {column} (from 0): slots with an object: {held}; objects "
                "without a slot: {clash}",
                row=row,
                column=column,
                held=int(held[row, column]),
                clash=int(
                    (encoded.cells[encoded.fates == Fate.TAKEN] == (row, column)).all(axis=1).sum()
                ),
            )
        )

    def _colours(
        self, held: NDArray[np.float64], clash: frozenset[tuple[int, int]]
    ) -> NDArray[np.uint8]:
        base = self.palette().color(QPalette.ColorRole.Base)
        colours = np.empty((*held.shape, 3), np.uint8)
        colours[:] = base.getRgb()[:3]
        colours[held > 0] = HELD.getRgb()[:3]
        for cell in clash:
            colours[cell] = CLASH.getRgb()[:3]
        return colours

    def say(self, *, beside: bool) -> None:
        """Take all texts from the active language."""
        if beside:
            self.setAccessibleName(tr("Highest pc of each cell"))
            hint = tr(
                "The highest pc that the detector gives in each cell. Dot: an object of yours."
            )
        else:
            self.setAccessibleName(tr("Objects in each cell"))
            hint = tr(
                "Slots of each cell that hold an object. Pink with a dot: an object there has "
                "found its slot taken."
            )
        self.setToolTip(hint + " " + tr("Click a cell, or press Enter on it, to see its slots."))


def _places(cells: NDArray[np.intp]) -> frozenset[tuple[int, int]]:
    return frozenset((row, column) for row, column in cells.tolist())
