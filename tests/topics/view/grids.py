"""What the tests of topics with grids share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

MARKS = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def shown(grid) -> list[list[float]]:
    """The numbers in a grid."""
    return grid.cells.values.tolist()


def click(qtbot, grid, row: int, column: int) -> None:
    """Click a cell of a grid."""
    point = grid.place().rect(row, column).center().toPoint()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=point)
