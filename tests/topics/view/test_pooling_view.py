"""The pooling topic as a learner works with it."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from torch.nn import functional

from explorer.ui import dialogs
from explorer.ui.patch_picker import PatchPicker
from explorer.ui.widgets.preset_box import PresetBox
from tests.topics.view.grids import MARKS, click, shown
from tests.ui.desk import CAFE

pytestmark = MARKS
TOPIC = "pooling"


def pooled(state, values=None) -> torch.Tensor:
    if values is None:
        values = torch.tensor(state.input, dtype=torch.float64)
    pool = functional.max_pool2d if state.mode == "max" else functional.avg_pool2d
    return pool(values[None, None], state.size, state.stride, state.padding)[0, 0]


def pick(box, value) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_courses_example_is_on_screen_at_once(topic) -> None:
    board = topic.board
    assert shown(board.output) == [[9, 2], [6, 3]]
    assert board.sentence.text() == "max(1, 3, 2, 9) = 9"
    assert board.input.cells.marks.dots == {(1, 1)}
    assert "Parameters to learn: 0." in board.caption.text()


def test_stepping_by_key_and_by_click(qtbot, topic) -> None:
    board = topic.board
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    assert board.sentence.text() == "max(2, 1, 1, 1) = 2"
    assert board.input.cells.marks.window == {(0, 2), (0, 3), (1, 2), (1, 3)}
    click(qtbot, board.output, 1, 0)
    assert board.sentence.text() == "max(1, 3, 5, 6) = 6"
    assert board.input.cells.marks.dots == {(3, 1)}


def test_of_equal_numbers_the_first_wins(topic) -> None:
    assert "equally large" not in topic.board.caption.text()
    topic.store.update(input=[[5, 5], [1, 5]])
    assert topic.board.input.cells.marks.dots == {(0, 0)}
    assert "3 cells of this window are equally large" in topic.board.caption.text()
    topic.store.update(view="gradient")
    assert "3 cells of this window are equally large" in topic.board.caption.text()


def test_the_size_is_given_by_the_formula(topic) -> None:
    topic.store.update(input=[[1] * 5] * 4, stride=3)
    assert "Rows: ⌊(4 + 0 + 0 − 2) / 3⌋ + 1 = 1." in topic.board.caption.text()
    assert "Columns: ⌊(5 + 0 + 0 − 2) / 3⌋ + 1 = 2." in topic.board.caption.text()
    assert "Rows never seen by a window, counted from 0: 2, 3." in topic.board.caption.text()


@pytest.mark.parametrize("view", ["gradient", "shift"])
def test_every_view_can_be_stepped_through(qtbot, topic, view) -> None:
    board = topic.board
    topic.store.update(view=view)
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    seen = {(0, 2), (0, 3), (1, 2), (1, 3)}
    assert board.input.cells.marks.window == board.left.cells.marks.window == seen
    click(qtbot, board.right, 1, 0)
    assert topic.store.state.step == 2
    assert board.output.cells.marks.current == board.right.cells.marks.current == (1, 0)


def test_the_average_is_worked_out_and_nobody_wins(topic) -> None:
    pick(topic.form.editors["mode"], "average")
    assert topic.board.sentence.text() == "(1 + 3 + 2 + 9) / 4 = 3.75"
    assert topic.board.input.cells.marks.dots == frozenset()
    assert shown(topic.board.output) == pooled(topic.store.state).tolist()


def test_padding_is_nothing_for_a_maximum_and_zero_for_an_average(topic) -> None:
    topic.form.editors["padding"].setValue(1)
    assert topic.board.input.cells.padding == (1, 1, 1, 1)
    assert topic.board.input.cells.fill == "−∞"
    assert topic.board.sentence.text() == "max(1) = 1"
    pick(topic.form.editors["mode"], "average")
    assert topic.board.input.cells.fill == "0"
    assert topic.board.sentence.text() == "(0 + 0 + 0 + 1) / 4 = 0.25"
    assert shown(topic.board.output) == pooled(topic.store.state).tolist()


@pytest.mark.parametrize("mode", ["max", "average"])
def test_the_gradient_goes_back_as_in_torch(topic, mode) -> None:
    topic.store.update(mode=mode, size=3, stride=1)
    topic.board.modes.buttons["gradient"].click()
    values = torch.tensor(topic.store.state.input, dtype=torch.float64, requires_grad=True)
    pooled(topic.store.state, values).sum().backward()
    assert np.allclose(shown(topic.board.left), values.grad)
    assert shown(topic.board.right) == [[1, 1], [1, 1]]
    reached = int((values.grad != 0).sum())
    assert f"get something: {reached} of 16" in topic.board.caption.text()


def test_where_the_one_of_an_output_goes(qtbot, topic) -> None:
    board = topic.board
    topic.store.update(view="gradient")
    click(qtbot, board.output, 1, 0)
    assert board.sentence.text().endswith("to the cell that won: 6.")
    assert board.left.cells.marks.dots == {(3, 1)}
    pick(topic.form.editors["mode"], "average")
    assert "Every cell of the window" in board.sentence.text()
    assert board.sentence.text().endswith("1 / 4 = 0.25.")
    # Less than a one looks like less.
    quarter, one = (grid.cells.colours[0, 0].tolist() for grid in (board.left, board.right))
    assert quarter != one


def test_what_falls_on_the_padding_is_lost_to_an_average(topic) -> None:
    topic.store.update(view="gradient", padding=1)
    assert "lost" not in topic.board.caption.text()
    pick(topic.form.editors["mode"], "average")
    assert "sum 9 of these ones, 5 falls on the padding" in topic.board.caption.text()
    assert topic.board.left.cells.padding == topic.board.input.cells.padding == (1, 1, 1, 1)


@pytest.mark.parametrize("direction", ["right", "left", "down", "up"])
def test_a_shift_is_counted(topic, direction) -> None:
    topic.board.modes.buttons["shift"].click()
    pick(topic.form.editors["shift"], direction)
    before = np.array(topic.store.state.input)
    pads, part = {
        "right": (((0, 0), (1, 0)), np.s_[:, :-1]),
        "left": (((0, 0), (0, 1)), np.s_[:, 1:]),
        "down": (((1, 0), (0, 0)), np.s_[:-1]),
        "up": (((0, 1), (0, 0)), np.s_[1:]),
    }[direction]
    moved = np.pad(before, pads, mode="edge")[part]
    assert shown(topic.board.left) == moved.tolist()
    after = pooled(topic.store.state, torch.tensor(moved))
    assert shown(topic.board.right) == after.tolist()
    changed = after != pooled(topic.store.state)
    same = {(int(row), int(column)) for row, column in np.argwhere(~changed.numpy())}
    assert topic.board.right.cells.marks.faint == same
    assert f"input cell changes by {np.abs(moved - before).mean():.3g}" in (
        topic.board.caption.text()
    )
    assert topic.board.sentence.text().endswith(f": {int((~changed).sum())} of 4.")


def test_an_example_stays_itself_wherever_it_is_moved(topic) -> None:
    box = topic.form.findChild(PresetBox)
    pick(box, "line")
    topic.board.modes.buttons["shift"].click()
    assert topic.board.sentence.text() == "Outputs that stay as they were: 9 of 9."
    pick(topic.form.editors["shift"], "left")
    assert topic.board.sentence.text() == "Outputs that stay as they were: 3 of 9."
    assert box.currentData() == "line"


def test_a_shift_is_chosen_only_where_it_is_shown(topic) -> None:
    assert not topic.form.editors["shift"].isEnabled()
    topic.store.update(view="shift")
    assert topic.form.editors["shift"].isEnabled()


def test_a_cell_is_typed_and_taken_back(qtbot, window, topic) -> None:
    topic.board.input.setFocus()
    qtbot.keyClicks(topic.board.input, "7")
    qtbot.keyClicks(topic.board.input.findChild(QLineEdit), "7")
    qtbot.keyClick(topic.board.input.findChild(QLineEdit), Qt.Key.Key_Return)
    assert topic.board.sentence.text() == "max(77, 3, 2, 9) = 77"
    window.commands["undo"].trigger()
    assert topic.board.sentence.text() == "max(1, 3, 2, 9) = 9"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"size": 9}, "The window reaches over 9 cells"), ({"padding": 2}, "at most half the window")],
)
def test_what_cannot_be_pooled_is_taken_back(topic, changes, said) -> None:
    ((name, value),) = changes.items()
    editor = topic.form.editors[name]
    present = editor.value()
    editor.setValue(value)
    assert said in topic.problem.label.text()
    assert not topic.problem.isHidden()
    assert shown(topic.board.output) == [[9, 2], [6, 3]]
    assert editor.value() == present
    assert not topic.store.can_undo
    editor.setValue(1)
    assert topic.problem.isHidden()


@pytest.mark.parametrize("text", ["1 2\n3", "1 nan", "[[1, null]]", "one two"])
def test_a_paste_that_is_no_matrix_is_told(window, topic, text) -> None:
    QApplication.clipboard().setText(text)
    window.commands["paste"].trigger()
    assert not topic.problem.isHidden()
    assert shown(topic.board.output) == [[9, 2], [6, 3]]


def test_a_patch_of_a_picture_becomes_the_input(window, topic) -> None:
    window.open_source(CAFE)
    topic.findChild(PatchPicker).accept()
    assert np.shape(topic.store.state.input) == (8, 8)
    assert shown(topic.board.output) == pooled(topic.store.state).tolist()


def test_numbers_and_code_are_saved(tmp_path, window, monkeypatch) -> None:
    names = iter(("a.csv", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_numbers", "save_code"):
        window.commands[command].trigger()
    rows = csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines())
    assert [[float(cell) for cell in row] for row in rows] == [[9, 2], [6, 3]]
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)
