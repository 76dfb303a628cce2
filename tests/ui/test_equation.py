"""Grids in a row share the size of their cells, as long as that can be read."""

import itertools

import numpy as np
import pytest

from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.volume import Volume, VolumeGrid

pytestmark = pytest.mark.qt


@pytest.fixture
def equation(qtbot):
    def make(*sides: int, grids=None) -> Equation:
        grids = grids or [MatrixGrid() for _ in sides]
        for grid, side in zip(grids, sides, strict=False):
            grid.show_cells(Cells(np.zeros((side, side))))
        row = Equation([part for grid in grids for part in (grid, "∗")][:-1])
        qtbot.addWidget(row)
        row.resize(600, 300)
        row.show()
        row.arrange()
        return row

    return make


def inside(row: Equation) -> bool:
    grids = row.grids
    apart = all(a.geometry().right() < b.geometry().left() for a, b in itertools.pairwise(grids))
    return apart and all(row.rect().contains(grid.geometry()) for grid in grids)


def test_cells_have_one_size(equation) -> None:
    row = equation(6, 3, 4)
    assert len({grid.place().side for grid in row.grids}) == 1
    assert inside(row)


def test_beside_a_large_matrix_a_small_one_can_still_be_read(equation) -> None:
    row = equation(28, 3, 26)
    sides = [grid.place().side for grid in row.grids]
    assert sides[1] == 28 > sides[0] == pytest.approx(sides[2], rel=0.01)
    assert inside(row)


@pytest.mark.parametrize("side", [6, 28])
def test_a_volume_has_room_for_its_depth(equation, side) -> None:
    first, last = VolumeGrid(), VolumeGrid()
    for grid, count in ((first, 3), (last, 16)):
        names = tuple(map(str, range(count)))
        cells = tuple(Cells(np.zeros((side, side))) for _ in names)
        grid.show_volume(Volume(cells, 1, names, names))
    row = equation(grids=[first, MatrixGrid(), last])
    assert inside(row)
    for grid in (first, last):
        front, volume = grid.place(), grid.volume
        right = front.left + (side + volume.depth) * front.side
        assert grid.rect().contains(round(right) - 1, round(front.top - volume.depth * front.side))
        # The slice that lies last is the one before the front.
        corner = front.rect(0, side - 1).topRight()
        far = volume.depth * front.side
        corner.setX(corner.x() + far - 1)
        corner.setY(corner.y() - far + 1)
        assert grid.slice_at(corner) == 0
