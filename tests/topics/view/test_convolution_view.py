"""The convolution topic as a learner works with it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.core.i18n import set_language
from explorer.ui import dialogs
from explorer.ui.patch_picker import PatchPicker
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.vision.images import load_picture
from tests.topics.view.grids import MARKS, click, shown
from tests.ui.desk import CAFE

pytestmark = MARKS
TOPIC = "convolution"


def reference(state) -> list[list[float]]:
    """The output by torch; padding and dilation as the state has them."""
    values, kernel = (
        torch.tensor(matrix, dtype=torch.float64)[None, None]
        for matrix in (state.input, state.kernel)
    )
    output = torch.nn.functional.conv2d(
        values, kernel, stride=state.stride, padding=state.padding, dilation=state.dilation
    )
    return output[0, 0].tolist()


def test_the_courses_edge_is_on_screen_at_once(topic) -> None:
    assert shown(topic.board.output) == [[0, 30, 30, 0]] * 4
    assert topic.board.products.total.text().endswith("= 0")


def test_the_window_follows_the_player(qtbot, topic) -> None:
    board = topic.board
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    assert board.input.cells.marks.window == {(r, c) for r in range(3) for c in (1, 2, 3)}
    assert shown(board.products.window_grid) == [[10, 10, 0]] * 3
    assert shown(board.products.products) == [[10, 0, 0]] * 3
    assert board.products.total.text() == "10 + 10 + 10 = 30"
    assert board.output.cells.marks.current == (0, 1)
    assert board.player.place.text() == "2 / 16"


def test_playing_stops_for_what_is_refused(qtbot, topic) -> None:
    topic.player.play()
    topic.take_text("1 x")
    assert not topic.player.playing
    assert not topic.problem.isHidden()


def test_the_numbers_of_both_sizes_have_names_of_their_own(topic) -> None:
    boxes = [box for size in topic.findChildren(MatrixSize) for box in (size.rows, size.columns)]
    assert [box.accessibleName() for box in boxes] == [
        "Input size: Rows",
        "Input size: Columns",
        "Filter size: Rows",
        "Filter size: Columns",
    ]


def test_playing_goes_through_all_cells_and_is_one_step_of_undo(qtbot, topic) -> None:
    qtbot.keyClick(topic.window(), Qt.Key.Key_P)
    assert topic.player.playing
    for _ in range(40):
        topic.player.timer.timeout.emit()
    assert not topic.player.playing
    assert topic.store.state.step == 15
    assert topic.board.output.cells.marks.current == (3, 3)
    topic.store.undo()
    assert topic.store.state.step == 0


def test_playing_stops_when_another_topic_comes_up(window, topic) -> None:
    topic.player.play()
    window.open_topic("yolo")
    assert not topic.player.playing


def test_a_click_on_an_output_cell_opens_its_window(qtbot, topic) -> None:
    click(qtbot, topic.board.output, 2, 3)
    assert topic.store.state.step == 11
    assert shown(topic.board.products.window_grid) == [[0, 0, 0]] * 3


@pytest.mark.parametrize(
    ("name", "value"), [("padding", 2), ("stride", 3), ("dilation", 2), ("stride", 7)]
)
def test_the_controls_change_the_output(topic, name, value) -> None:
    editor = topic.form.editors[name]
    (editor.number if name == "padding" else editor).setValue(value)
    assert getattr(topic.store.state, name) == value
    assert shown(topic.board.output) == reference(topic.store.state)


def test_same_padding_is_drawn_and_keeps_the_size(topic) -> None:
    choice = topic.form.editors["padding"].choice
    choice.setCurrentIndex(choice.findData("same"))
    choice.activated.emit(choice.currentIndex())
    assert topic.board.input.cells.padding == (1, 1, 1, 1)
    assert np.shape(shown(topic.board.output)) == (6, 6)
    assert "⌊(6 + 1 + 1 − 3) / 1⌋ + 1 = 6" in topic.board.caption.text()


def test_the_letters_of_the_formula_are_named(topic) -> None:
    caption = topic.board.caption
    assert "for input n, window f, stride s." in caption.text()
    assert "dilation" not in caption.text()
    topic.store.update(dilation=2)
    assert "With dilation d the window reaches over d·(f − 1) + 1 cells." in caption.text()


def test_cells_grow_into_the_room(qtbot, window, topic) -> None:
    window.resize(1920, 1200)
    qtbot.waitUntil(lambda: topic.board.input.place().side >= 80)
    assert topic.board.products.window_grid.place().side >= 60


def test_what_the_stride_leaves_out_is_said_and_veiled(topic) -> None:
    topic.store.update(stride=2)
    assert "Columns never seen by a window, counted from 0: 5." in topic.board.caption.text()
    assert {(0, 5), (5, 0), (5, 5)} <= topic.board.input.cells.marks.faint
    assert (0, 0) not in topic.board.input.cells.marks.faint


def test_how_often_cells_are_used(topic) -> None:
    topic.board.modes.buttons["usage"].click()
    ones = torch.ones(1, 1, 6, 6, requires_grad=True)
    torch.nn.functional.conv2d(ones, torch.ones(1, 1, 3, 3)).sum().backward()
    assert shown(topic.board.input) == ones.grad[0, 0].tolist()
    assert "see the cell at the top left: 1; the most used cell: 9" in topic.board.caption.text()


def test_counts_are_not_edited(qtbot, topic) -> None:
    topic.store.update(view="usage")
    before = topic.store.state.input
    topic.board.input.setFocus()
    qtbot.keyClick(topic.board.input, Qt.Key.Key_Delete)
    assert topic.store.state.input == before


def test_a_filter_cell_is_typed(qtbot, topic) -> None:
    kernel = topic.board.kernel
    kernel.setFocus()
    qtbot.keyClicks(kernel, "5")
    qtbot.keyClick(kernel.findChild(QLineEdit), Qt.Key.Key_Return)
    assert topic.store.state.kernel[0][0] == 5
    assert shown(topic.board.output) == reference(topic.store.state)


def test_a_filter_that_is_too_large_is_taken_back(topic) -> None:
    rows = topic.findChildren(MatrixSize)[0].rows
    rows.setValue(2)
    assert "The window reaches over 3 cells" in topic.problem.label.text()
    assert not topic.problem.isHidden()
    assert shown(topic.board.output) == [[0, 30, 30, 0]] * 4
    assert rows.value() == 6
    assert not topic.store.can_undo
    topic.store.update(padding=1)
    assert topic.problem.isHidden()
    assert shown(topic.board.output) == reference(topic.store.state)


def test_text_on_the_clipboard_becomes_the_input(window, topic) -> None:
    QApplication.clipboard().setText("1 2 3\n4 5 6\n7 8 9")
    window.commands["paste"].trigger()
    assert shown(topic.board.output) == [[-6]]
    QApplication.clipboard().setText("1 2 3\n4 5")
    window.commands["paste"].trigger()
    assert "Input, row 1 (counted from 0)" in topic.problem.label.text()
    assert shown(topic.board.output) == [[-6]]


def test_a_patch_of_a_picture_becomes_the_input(qtbot, window, topic) -> None:
    window.open_source(CAFE)
    picker = topic.findChild(PatchPicker)
    for box, value in ((picker.cells, 6), (picker.scale, 4)):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    at: QPoint = picker.canvas.mapping().point(300, 200).toPoint()
    x, y = picker.canvas.mapping().picture(at.toPointF())
    qtbot.mouseClick(picker.canvas, Qt.MouseButton.LeftButton, pos=at)
    picker.accept()
    pixels = load_picture(CAFE).pixels
    top, left = round(y - 12), round(x - 12)
    part = pixels[top : top + 24, left : left + 24].reshape(6, 4, 6, 4, 3).mean(axis=(1, 3))
    expected = part.round() @ [0.299, 0.587, 0.114]
    assert np.abs(np.array(topic.store.state.input) - expected).max() <= 0.5
    assert shown(topic.board.output) == reference(topic.store.state)


def test_every_example_is_named_once_it_is_on_screen(topic) -> None:
    box = topic.form.findChildren(type(topic.form.editors["padding"].choice))[0]
    for row in range(box.count()):
        box.setCurrentIndex(row)
        box.activated.emit(row)
        assert box.currentIndex() == row
        assert shown(topic.board.output) == reference(topic.store.state)
    topic.store.update(stride=5)
    assert box.currentIndex() == -1


def test_picture_numbers_and_code_are_saved(tmp_path, window, topic, monkeypatch) -> None:
    names = iter(("a.png", "a.svg", "a.csv", "a.json", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers", "save_code"):
        window.commands[command].trigger()
    assert load_picture(tmp_path / "a.png").pixels.shape[1] == 2 * topic.stage.width()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines())
    assert [[float(cell) for cell in row] for row in rows] == [[0, 30, 30, 0]] * 4
    assert json.loads((tmp_path / "a.json").read_text())["output_size"] == [4, 4]
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)


def test_all_is_said_in_korean_too(topic, window) -> None:
    window.set_language("ko")
    assert "출력" in topic.board.equation.titles[topic.board.output].text()
    assert "행" in topic.board.caption.text()
    set_language("en")
