"""Grids in a row with signs between them, their cells of one size if that can be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.ui.widgets.cells import LARGEST_CELL, fitting_side
from explorer.ui.widgets.matrix_grid import MatrixGrid

GAP = 8
TITLE = 22
# Where cells would be smaller than tight, small matrices keep cells that are easily read.
TIGHT, READABLE = 22, 28


class Equation(QWidget):
    """Lays out ``grid sign grid sign grid``, like input ∗ filter = output.

    Beside a large matrix, whose cells become too small to be read, a small one keeps
    larger cells.

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
        columns = sum(grid.extent[0] for grid in self.grids)
        side = round(min(36.0, self._largest))
        return QSize(round(columns * side) + self._taken(), self.height_for(side))

    def minimumSizeHint(self) -> QSize:
        """Stay readable as a picture at least."""
        return QSize(self._taken() + 40 * len(self.grids), TITLE + 40)

    def height_for(self, side: float) -> int:
        """Return the height at which cells have this side."""
        return round(max(grid.extent[1] * side + grid.rim[1] for grid in self.grids)) + TITLE

    def _taken(self) -> int:
        signs = sum(sign.sizeHint().width() for sign in self._signs)
        rims = sum(grid.rim[0] for grid in self.grids)
        return signs + GAP * (len(self._parts) + 1) + rims

    def arrange(self) -> None:
        """Give every grid its place; call after a grid has changed its shape."""
        self._choose_sides()
        sizes = [_size(part) for part in self._parts]
        width = sum(size[0] for size in sizes) + GAP * (len(sizes) - 1)
        height = max(size[1] for size in sizes)
        left = (self.width() - width) / 2
        top = TITLE + max(0.0, (self.height() - TITLE - height) / 2)
        for part, (wide, high) in zip(self._parts, sizes, strict=True):
            y = top + (height - high) / 2
            part.setGeometry(round(left), round(y), round(wide), round(high))
            if isinstance(part, MatrixGrid):
                self._place_title(part, left + wide / 2, y)
            left += wide + GAP

    def _choose_sides(self) -> None:
        width, height = self.width() - self._taken(), self.height() - TITLE
        grids = self.grids
        side = self._common_side(grids, width, height)
        kept: dict[MatrixGrid, float] = {}
        if side < TIGHT <= self._largest:
            half = max(grid.extent[0] for grid in grids) / 2
            small = [grid for grid in grids if grid.extent[0] <= half]
            kept = {grid: max(side, _readable_side(grid, width / 4, height)) for grid in small}
            width -= sum(grid.extent[0] * kept[grid] for grid in small)
            side = self._common_side([g for g in grids if g not in kept], width, height)
        for grid in grids:
            grid.side = kept.get(grid, side)

    def _common_side(self, grids: list[MatrixGrid], width: float, height: float) -> float:
        across = width / sum(grid.extent[0] for grid in grids)
        side = min(across, *((height - g.rim[1]) / g.extent[1] for g in grids), self._largest)
        return float(int(side)) if side >= 8 else max(2.0, side)

    def _place_title(self, grid: MatrixGrid, middle: float, top: float) -> None:
        title = self.titles[grid]
        width = title.sizeHint().width()
        left = min(max(middle - width / 2, 0), max(0, self.width() - width))
        title.setGeometry(QRect(round(left), round(top - TITLE), width, TITLE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.arrange()


def _size(part: MatrixGrid | QLabel) -> tuple[float, float]:
    if isinstance(part, QLabel):
        return part.sizeHint().width(), part.sizeHint().height()
    assert part.side is not None
    return part.extent[0] * part.side + part.rim[0], part.extent[1] * part.side + part.rim[1]


def _readable_side(grid: MatrixGrid, width: float, height: float) -> float:
    return fitting_side(grid.extent, width, height - grid.rim[1], READABLE)
