"""Grids in a row with signs between them, all of their cells of one size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.ui.widgets.cells import LARGEST_CELL
from explorer.ui.widgets.matrix_grid import MatrixGrid

GAP = 8
TITLE = 22


class Equation(QWidget):
    """Lays out ``grid sign grid sign grid``, like input ∗ filter = output.

    Parameters
    ----------
    parts : sequence of MatrixGrid or str
        A text is a sign. Each grid has a title above it, see `titles`.
    largest : float
        Greatest side of a cell, in points.
    """

    def __init__(self, parts: Sequence[MatrixGrid | str], largest: float = LARGEST_CELL) -> None:
        super().__init__()
        self._largest = largest
        self._parts: list[MatrixGrid | QLabel] = []
        self.titles: dict[MatrixGrid, QLabel] = {}
        for part in parts:
            if isinstance(part, str):
                sign = QLabel(part)
                font = sign.font()
                font.setPixelSize(20)
                sign.setFont(font)
                sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._parts.append(sign)
                sign.setParent(self)
            else:
                title = self.titles[part] = QLabel(self)
                title.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._parts.append(part)
                part.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def grids(self) -> list[MatrixGrid]:
        """The grids, from left to right."""
        return [part for part in self._parts if isinstance(part, MatrixGrid)]

    @property
    def _signs(self) -> list[QLabel]:
        return [part for part in self._parts if isinstance(part, QLabel)]

    def set_sign(self, place: int, text: str) -> None:
        """Change sign number ``place``."""
        self._signs[place].setText(text)
        self.arrange()

    def sizeHint(self) -> QSize:
        """Prefer cells of a comfortable size."""
        columns = sum(grid.cells.columns for grid in self.grids)
        rows = max(grid.cells.rows for grid in self.grids)
        side = round(min(36.0, self._largest))
        return QSize(columns * side + self._taken(), rows * side + TITLE + 4)

    def minimumSizeHint(self) -> QSize:
        """Stay readable as a picture at least."""
        return QSize(self._taken() + 40 * len(self.grids), TITLE + 40)

    def _taken(self) -> int:
        signs = sum(sign.sizeHint().width() for sign in self._signs)
        return signs + GAP * (len(self._parts) + 1) + 4 * len(self.grids)

    def arrange(self) -> None:
        """Give every grid its place; call after a grid has changed its shape."""
        columns = sum(grid.cells.columns for grid in self.grids)
        rows = max(grid.cells.rows for grid in self.grids)
        width, height = self.width() - self._taken(), self.height() - TITLE - 4
        side = max(2.0, min(width / columns, height / rows, self._largest))
        side = float(int(side)) if side >= 8 else side
        widths = [self._width(part, side) for part in self._parts]
        left = (self.width() - sum(widths) - GAP * (len(widths) - 1)) / 2
        top = TITLE + max(0.0, (height - rows * side) / 2)
        for part, room in zip(self._parts, widths, strict=True):
            if isinstance(part, MatrixGrid):
                tall = part.cells.rows * side + 4
                y = top + (rows * side + 4 - tall) / 2
                part.side = side
                part.setGeometry(round(left), round(y), round(room), round(tall))
                self._place_title(part, left + room / 2, y)
            else:
                part.setGeometry(round(left), round(top), round(room), round(rows * side + 4))
            left += room + GAP

    def _width(self, part: MatrixGrid | QLabel, side: float) -> float:
        if isinstance(part, MatrixGrid):
            return part.cells.columns * side + 4
        return part.sizeHint().width()

    def _place_title(self, grid: MatrixGrid, middle: float, top: float) -> None:
        title = self.titles[grid]
        width = title.sizeHint().width()
        left = min(max(middle - width / 2, 0), max(0, self.width() - width))
        title.setGeometry(QRect(round(left), round(top - TITLE), width, TITLE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.arrange()
