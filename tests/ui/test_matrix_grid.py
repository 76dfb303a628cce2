"""Grids of numbers, used with mouse and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.core import fields
from explorer.core.store import Store
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.matrix_field import MatrixField, resized

pytestmark = pytest.mark.qt


@dataclass(frozen=True)
class State:
    matrix: Any = fields.array(((1.0, 2.0), (3.0, 4.0)), (4, 4), label="Matrix")


@pytest.fixture
def store() -> Store[State]:
    return Store(State())


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
def grid(qtbot, store, errors) -> MatrixField:
    field = MatrixField(store, "matrix", errors.append)
    qtbot.addWidget(field)

    def show(*_: object) -> None:
        field.show_cells(Cells(np.array(store.state.matrix), padding=(1, 1, 1, 1)))

    show()
    store.subscribe(show)
    field.resize(240, 240)
    field.show()
    qtbot.waitExposed(field)
    field.setFocus()
    return field


def middle(grid: MatrixField, row: int, column: int) -> QPoint:
    return grid.place().rect(row, column).center().toPoint()


def drag(qtbot, grid, start: QPoint, *stops: QPoint) -> None:
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=start)
    for stop in stops:
        qtbot.mouseMove(grid, stop)
        QApplication.processEvents()
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=stops[-1])


def test_a_cell_is_dragged_up_in_one_step_of_undo(qtbot, grid, store) -> None:
    start = middle(grid, 0, 1)
    drag(qtbot, grid, start, start - QPoint(0, 13), start - QPoint(0, 30))
    assert store.state.matrix == ((1, 7), (3, 4))
    store.undo()
    assert store.state == State()
    assert not store.can_undo


def test_two_drags_are_two_steps(qtbot, grid, store) -> None:
    for _ in range(2):
        start = middle(grid, 0, 0)
        drag(qtbot, grid, start, start + QPoint(0, 7))
    assert store.state.matrix[0][0] == -1
    store.undo()
    assert store.state.matrix[0][0] == 0


def test_the_wheel_steps_the_cell_under_the_pointer(grid, store) -> None:
    point = QPointF(middle(grid, 1, 0))
    for turn in (120, 120, -120):
        event = QWheelEvent(
            point, grid.mapToGlobal(point), QPoint(), QPoint(0, turn),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(grid, event)
    assert store.state.matrix[1][0] == 4


def test_a_number_is_typed_after_moving_by_keys(qtbot, grid, store) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClicks(grid, "-")
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, "2.5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert store.state.matrix == ((1, 2), (3, -2.5))
    assert grid.hasFocus()


@pytest.mark.parametrize("keys", ["x", "1abc", "+-"])
def test_what_is_no_number_is_refused_and_the_cell_stays(qtbot, grid, store, errors, keys) -> None:
    qtbot.keyClicks(grid, keys[0])
    editor = grid.findChild(QLineEdit)
    assert editor.text() == keys[0]
    qtbot.keyClicks(editor, keys[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert store.state == State()
    assert f"“{keys}” is no number" in str(errors[-1])


def test_keys_that_are_no_text_open_nothing(qtbot, grid) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    qtbot.keyClick(grid, Qt.Key.Key_F5)
    assert grid.findChild(QLineEdit) is None


def test_a_cell_that_is_gone_is_told(qtbot, grid, store, errors) -> None:
    grid.show_cells(Cells(np.zeros((3, 3))))
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 2, 2))
    qtbot.keyClick(grid, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert "no longer there" in str(errors[-1])
    assert store.state == State()


@pytest.mark.parametrize("text", ["nan", "inf", "1e400"])
def test_no_cell_becomes_infinite(qtbot, grid, store, errors, text) -> None:
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 1, 1))
    editor = grid.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert store.state == State()
    assert "Matrix, row 1, column 1 (counted from 0)" in str(errors[-1])


def test_escape_leaves_the_cell_as_it_was(qtbot, grid, store) -> None:
    qtbot.keyClicks(grid, "9")
    qtbot.keyClick(grid.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert store.state == State()


def test_a_click_picks_also_in_the_padding(qtbot, grid, store) -> None:
    with qtbot.waitSignal(grid.picked) as caught:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, -1, 2))
    assert caught.args == [-1, 2]
    assert store.state == State()


def test_a_stroke_of_the_brush_paints_every_cell_it_crosses(qtbot, grid, store) -> None:
    grid.brush = 5.0
    drag(qtbot, grid, middle(grid, 0, 0), middle(grid, 0, 1), middle(grid, 1, 1))
    assert store.state.matrix == ((5, 5), (3, 5))
    store.undo()
    assert store.state == State()


def test_matrices_are_copied_and_pasted(qtbot, grid, store) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "1\t2\n3\t4"
    QApplication.clipboard().setText("1 2 3\n4 5 6")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert store.state.matrix == ((1, 2, 3), (4, 5, 6))


@pytest.mark.parametrize("text", ["1 2\n3", "1 x", "", "[[1, NaN]]", "1 2 3 4 5", "[1, 2]"])
def test_a_paste_that_is_no_matrix_is_refused(qtbot, grid, store, errors, text) -> None:
    QApplication.clipboard().setText(text)
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert store.state == State()
    assert len(errors) == 1


def test_a_matrix_keeps_what_fits_when_its_size_changes() -> None:
    assert resized(((1.0, 2.0), (3.0, 4.0)), (3, 1)) == ((1,), (3,), (0,))
    assert resized((((1.0,),),), (2, 1, 2)) == (((1, 0),), ((0, 0),))


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (-2.0, "−2"), (0.3333333, "0.333"), (12345.0, "12345"), (1.5e9, "1.5e+09")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("editable", [True, False])
def test_letters_belong_to_a_cell_that_can_be_edited(qtbot, grid, store, errors, editable) -> None:
    pressed = []
    shortcut = QShortcut("N", grid)
    shortcut.activated.connect(lambda: pressed.append("N"))
    grid.editable = editable
    qtbot.keyClicks(grid, "n")
    assert pressed == ([] if editable else ["N"])
    editor = grid.findChild(QLineEdit)
    assert (editor.text() if editor else None) == ("n" if editable else None)
