"""The edges topic as a learner works with it: the filter, the picture, the open pixel."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.core.i18n import set_language
from explorer.ui import dialogs
from explorer.ui.colours import packed
from explorer.vision.images import load_picture
from tests.ui.desk import CAFE, PARK, pixels
from tests.ui.media import truncated, video

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

HALF = [[10, 10, 10, 0, 0, 0]] * 6
VERTICAL = [[1, 0, -1]] * 3


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("edges")
    desktop.window.open_source(CAFE)
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


def output(topic) -> np.ndarray:
    return topic.answer.pictures["output"].values


def reference(path: str, kernel, flipped: bool = False) -> np.ndarray:
    """The filtered brightness of a picture, by Pillow and torch."""
    gray = torch.tensor(np.asarray(Image.open(path).convert("L")), dtype=torch.float64)
    weights = torch.tensor(kernel, dtype=torch.float64)
    weights = weights.flip(0, 1) if flipped else weights
    return torch.nn.functional.conv2d(gray[None, None], weights[None, None])[0, 0].numpy()


def near(topic, kernel, path: str = CAFE, **options) -> bool:
    expected = reference(path, kernel, **options)
    # Two ways to round the brightness of a pixel differ by one at most.
    allowed = np.abs(kernel).sum() + 1e-3
    return output(topic).shape == expected.shape and bool(
        np.abs(output(topic) - expected).max() <= allowed
    )


def cell(grid, row: int, column: int) -> QPoint:
    return grid.place().rect(row, column).center().toPoint()


def drag(qtbot, grid, row: int, column: int, up: int) -> None:
    """Drag a cell upwards by so many points."""
    start = cell(grid, row, column)
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(grid, start - QPoint(0, up // 2))
    qtbot.mouseMove(grid, start - QPoint(0, up))
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=start - QPoint(0, up))


def point(canvas, row: float, column: float) -> QPoint:
    return canvas.mapping().point(column + 0.5, row + 0.5).toPoint()


# --- the first opening --------------------------------------------------------


def test_something_moves_at_once(desk, qtbot) -> None:
    desktop = desk(None)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    first = topic.answer.asked.frame.index
    qtbot.waitUntil(lambda: topic.answer.asked.frame.index >= first + 3)
    assert near_reel(topic)
    assert "Demo reel" in desktop.window.windowTitle()


def near_reel(topic) -> bool:
    """The picture on the left is the frame that the map on the right was made of."""
    frame = topic.answer.asked.frame.pixels
    shown, difference = pixels(topic.canvas.image), output(topic) - filtered(frame, VERTICAL)
    return np.array_equal(shown, frame) and np.abs(difference).max() <= 3.1


def filtered(frame: np.ndarray, kernel) -> np.ndarray:
    """The filtered brightness of a frame, (H, W, 3), by torch; not rounded before."""
    gray = torch.tensor(frame.astype(float) @ [0.299, 0.587, 0.114])
    weights = torch.tensor(kernel, dtype=torch.float64)
    return torch.nn.functional.conv2d(gray[None, None], weights[None, None])[0, 0].numpy()


# --- the filter ---------------------------------------------------------------


def test_a_cell_is_dragged_and_the_result_follows(qtbot, topic) -> None:
    grid = topic.panel.editor.grid
    assert near(topic, VERTICAL)
    drag(qtbot, grid, 1, 1, 30)
    kernel = [[1, 0, -1], [1, 5, -1], [1, 0, -1]]
    assert topic.store.state.kernel == tuple(map(tuple, kernel))
    assert grid.cells.values.tolist() == kernel
    assert near(topic, kernel)
    # A drag is one step of undo, and brings the preset back.
    topic.store.undo()
    assert topic.store.state.kernel == () and near(topic, VERTICAL)


def test_the_wheel_changes_a_cell(topic) -> None:
    grid = topic.panel.editor.grid
    at = QPointF(cell(grid, 0, 2))
    turn = QWheelEvent(
        at,
        grid.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(grid, turn)
    assert topic.store.state.kernel[0] == (1, 0, 0)


def test_a_number_is_typed(qtbot, topic) -> None:
    grid = topic.panel.editor.grid
    grid.setFocus()
    qtbot.keyClicks(grid, "-")
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, "2.5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    kernel = [[-2.5, 0, -1], [1, 0, -1], [1, 0, -1]]
    assert grid.cells.values.tolist() == kernel
    assert near(topic, kernel)


def test_text_in_a_cell_is_refused_and_changes_nothing(qtbot, topic) -> None:
    grid = topic.panel.editor.grid
    grid.setFocus()
    qtbot.keyClicks(grid, "5")
    editor = grid.findChild(QLineEdit)
    editor.setText("many")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "“many” is no number" in topic.problem.label.text()
    assert topic.store.state.kernel == () and near(topic, VERTICAL)
    topic.store.update(stride=2)
    assert topic.problem.isHidden()


def test_a_stroke_of_the_brush_is_one_step_of_undo(qtbot, topic) -> None:
    brush, grid = topic.panel.editor.brush, topic.panel.editor.grid
    brush.quick[-1].click()
    assert brush.on.isChecked() and brush.value.value() == -1
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=cell(grid, 0, 0))
    for column in (1, 2):
        qtbot.mouseMove(grid, cell(grid, 0, column))
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=cell(grid, 0, 2))
    assert topic.store.state.kernel[0] == (-1, -1, -1)
    brush.value.setValue(2.5)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=cell(grid, 2, 2))
    assert topic.store.state.kernel[2] == (1, 0, 2.5)
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.kernel == ()
    brush.on.click()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=cell(grid, 2, 2))
    assert topic.store.state.kernel == ()


def test_a_preset_replaces_the_filter_as_one_step(topic) -> None:
    topic.store.update(kernel=[[7]])
    box = topic.panel.presets["kernel"]
    assert box.currentIndex() == -1
    row = box.findData("sobel_y")
    box.setCurrentIndex(row)
    box.activated.emit(row)
    assert (topic.store.state.kernel, topic.store.state.preset) == ((), "sobel_y")
    assert near(topic, [[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    topic.store.undo()
    assert topic.store.state.kernel == ((7,),)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_R, [[7, 4, 1], [8, 5, 2], [9, 6, 3]]),
        (Qt.Key.Key_T, [[1, 4, 7], [2, 5, 8], [3, 6, 9]]),
        (Qt.Key.Key_H, [[3, 2, 1], [6, 5, 4], [9, 8, 7]]),
        (Qt.Key.Key_V, [[7, 8, 9], [4, 5, 6], [1, 2, 3]]),
        (Qt.Key.Key_M, [[-1, -2, -3], [-4, -5, -6], [-7, -8, -9]]),
        (Qt.Key.Key_N, [[n / 45 for n in row] for row in ([1, 2, 3], [4, 5, 6], [7, 8, 9])]),
    ],
)
def test_operations_have_keys(qtbot, window, topic, key, expected) -> None:
    topic.store.update(kernel=[[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    qtbot.keyClick(window, key)
    np.testing.assert_allclose(topic.store.state.kernel, expected)
    assert near(topic, expected)
    topic.store.undo()
    assert topic.store.state.kernel[0] == (1, 2, 3)


def test_the_size_grows_and_shrinks_around_the_centre(topic) -> None:
    size = topic.panel.sizes["kernel"]
    size.quick[5].click()
    kernel = np.zeros((5, 5))
    kernel[1:4, 1:4] = VERTICAL
    assert topic.store.state.kernel == tuple(map(tuple, kernel))
    assert near(topic, kernel.tolist())
    for wanted in (11, 1):
        size.number.setValue(wanted)
        assert topic.panel.editor.grid.cells.values.shape == (wanted, wanted)
    assert topic.store.state.kernel == ((0,),)
    assert size.quick[3].isChecked() is False


def test_small_numbers_are_dragged_in_small_steps(qtbot, topic) -> None:
    topic.store.update(preset="box")
    drag(qtbot, topic.panel.editor.grid, 0, 0, 30)
    assert topic.store.state.kernel[0][0] == pytest.approx(1 / 9 + 0.05)


# --- the picture --------------------------------------------------------------


def test_the_map_is_in_colours_with_zero_white(topic) -> None:
    shown, values = pixels(topic.canvases[1].image), output(topic)
    assert (shown[values == 0] == 247).all()
    strong = values > topic.answer.result.limit
    assert strong.any() and (shown[strong] == (178, 24, 43)).all()
    assert (shown[values < -topic.answer.result.limit] == (33, 102, 172)).all()
    scale = topic.board.panes[1].scale.scale
    assert (scale.low, scale.high) == (-191.25, 191.25)
    assert (scale.least, scale.most) == (values.min(), values.max())
    topic.store.update(contrast=4)
    assert topic.board.panes[1].scale.scale.high == pytest.approx(191.25 / 4)
    assert (pixels(topic.canvases[1].image) != shown).any()


def test_true_convolution_turns_the_filter(topic) -> None:
    topic.store.update(mode="convolution", preset="diagonal_45")
    kernel = [[1, 1, 0], [1, 0, -1], [0, -1, -1]]
    assert near(topic, kernel, flipped=True)
    assert "True convolution" in topic.board.panes[1].title.text()


def test_channels_are_filtered_each_by_itself(qtbot, topic) -> None:
    topic.store.update(colour="channels", preset="identity", pixel=(20, 30))
    picture = load_picture(CAFE).pixels
    assert np.array_equal(pixels(topic.canvases[1].image), picture[1:-1, 1:-1])
    opened = topic.board.opened
    opened.channels.buttons["2"].click()
    assert opened.products.window_grid.cells.values.tolist() == picture[20:23, 30:33, 2].tolist()
    assert opened.products.total.text().endswith(f"= {picture[21, 31, 2]}")


def test_with_threads_the_filter_changes_while_the_picture_flows(desk, qtbot) -> None:
    desktop = desk(None, threads=True)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    qtbot.waitUntil(lambda: topic.answer is not None)
    for number in range(5):
        topic.store.update(kernel=[[1, number, -1]])
        qtbot.waitUntil(lambda n=number: topic.answer.result.kernel.tolist() == [[1, n, -1]])
    frame = topic.answer.asked.frame.index
    qtbot.waitUntil(lambda: topic.answer.asked.frame.index > frame + 3)
    expected = filtered(topic.answer.asked.frame.pixels, [[1, 4, -1]])
    assert np.abs(output(topic) - expected).max() <= 6.1


def test_a_broken_picture_keeps_the_last_good_one(window, topic, tmp_path) -> None:
    window.open_source(truncated(tmp_path / "broken.jpg", Path(CAFE)))
    assert "damaged" in window.bar.label.text()
    assert topic.store.state.image == CAFE and near(topic, VERTICAL)


def test_a_filter_larger_than_the_picture_is_explained(window, topic, tmp_path) -> None:
    path = tmp_path / "tiny.png"
    Image.new("RGB", (2, 2)).save(path)
    window.open_source(str(path))
    assert "The window reaches over 3 cells" in topic.problem.label.text()
    assert near(topic, VERTICAL)
    topic.store.update(padding="same")
    assert topic.problem.isHidden() and output(topic).shape == (2, 2)


def test_a_folder_and_a_video_are_filtered_too(qtbot, window, topic, tmp_path) -> None:
    for name in (PARK, CAFE):
        shutil.copy(name, tmp_path)
    window.open_source(str(tmp_path))
    assert near(topic, VERTICAL)
    topic.step_picture(1)
    assert near(topic, VERTICAL, PARK)
    window.open_source(video(tmp_path / "pan.avi"))
    assert output(topic).shape == (254, 318)
    qtbot.waitUntil(topic.commands["freeze"].isEnabled)


# --- numbers instead of a picture ---------------------------------------------


def test_numbers_are_shown_enlarged_with_their_result(window, topic) -> None:
    topic.store.update(input=HALF)
    assert output(topic).tolist() == [[0, 30, 30, 0]] * 4
    assert topic.canvas.mapping().scale > 20
    assert window.windowTitle().startswith("Numbers, 6 × 6")
    assert not topic.commands["freeze"].isEnabled() and "freeze" not in topic.toolbar
    topic.store.undo()
    assert near(topic, VERTICAL)
    assert "cafe.jpg" in window.windowTitle()


def test_a_source_that_fails_leaves_the_numbers_on_screen(window, topic, tmp_path) -> None:
    topic.store.update(input=HALF)
    window.open_source(str(tmp_path / "gone.png"))
    assert "does not exist" in window.bar.label.text()
    assert topic.store.state.input and output(topic).tolist() == [[0, 30, 30, 0]] * 4
    topic.store.update(input=())
    assert near(topic, VERTICAL)


def test_no_camera_is_read_behind_numbers(desk) -> None:
    desktop = desk(None)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    topic.store.update(input=HALF)
    reads = topic.flow.source._next
    for _ in range(20):
        QApplication.processEvents()
    desktop.window.open_topic("convolution")
    desktop.window.open_topic("edges")
    assert topic.flow.source._next == reads
    topic.store.update(input=())
    assert topic.flow.source._next > reads


def test_a_pasted_matrix_becomes_the_input(window, topic) -> None:
    QApplication.clipboard().setText("1 2 3\n4 5 6\n7 8 9")
    window.commands["paste"].trigger()
    assert output(topic).tolist() == [[-6]]
    QApplication.clipboard().setText("1 2 3\n4 5")
    window.commands["paste"].trigger()
    assert "row 1 (counted from 0)" in topic.problem.label.text()
    assert output(topic).tolist() == [[-6]]
    window.open_source(PARK)
    assert near(topic, VERTICAL, PARK)
    assert topic.store.state.input == ()


# --- the open pixel -----------------------------------------------------------


def products_text(topic) -> str:
    return topic.board.opened.products.total.text()


def test_hovering_opens_a_pixel_and_a_click_keeps_it(qtbot, topic) -> None:
    topic.store.update(input=HALF)
    canvas = topic.canvases[1]
    qtbot.mouseMove(canvas, point(canvas, 1, 1))
    assert products_text(topic) == "Row 1, column 1 (from 0):  10 + 10 + 10 = 30"
    window = topic.board.opened.products.window_grid
    assert window.cells.values.tolist() == [[10, 10, 0]] * 3
    assert topic.numbers()["window"]["input_columns"] == [1, 2, 3]
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point(canvas, 2, 0))
    assert topic.store.state.pixel == (2, 0)
    assert "10 − 10" in products_text(topic)
    qtbot.mouseMove(canvas, point(canvas, 0, 2))
    assert products_text(topic).startswith("Row 0, column 2")
    canvas.left.emit()
    assert products_text(topic).startswith("Row 2, column 0")
    # Another click on it lets go.
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point(canvas, 2, 0))
    assert topic.store.state.pixel == ()


def test_pointing_at_the_input_opens_the_pixel_above_which_the_window_lies(qtbot, topic) -> None:
    topic.store.update(input=HALF)
    qtbot.mouseClick(topic.canvas, Qt.MouseButton.LeftButton, pos=point(topic.canvas, 3, 2))
    window = topic.answer.result.window
    assert (window.input_rows, window.input_columns) == ([2, 3, 4], [1, 2, 3])


def test_the_window_is_framed_on_the_input(topic) -> None:
    topic.store.update(input=HALF, pixel=(0, 1))
    shown = pixels(topic.canvas.grab().toImage())
    mapping = topic.canvas.mapping()
    for column, framed in ((1, True), (4, True), (2, False), (5, False)):
        at = mapping.point(column, 1.5)
        colour = shown[round(at.y()), round(at.x()) - 2 : round(at.x()) + 3].astype(int)
        orange = (np.abs(colour - (230, 159, 0)).sum(axis=1) < 60).any()
        assert orange == framed


def test_keys_move_the_open_pixel(qtbot, window, topic) -> None:
    topic.store.update(input=HALF, pixel=(0, 0))
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_Right, alt)
    assert products_text(topic) == "Row 0, column 1 (from 0):  10 + 10 + 10 = 30"
    for _ in range(5):
        qtbot.keyClick(window, Qt.Key.Key_Down, alt)
    assert topic.store.state.pixel == (3, 1)
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert topic.store.state.pixel == ()


def test_zooming_shows_both_pictures_alike_and_their_numbers(qtbot, topic) -> None:
    first, second = topic.canvases[:2]
    first.setFocus()
    for _ in range(40):
        qtbot.keyClick(first, Qt.Key.Key_Plus)
    assert first.mapping().scale == pytest.approx(64)
    np.testing.assert_allclose(first.look, second.look, rtol=0.01)
    for canvas, named in ((first, "input"), (second, "output")):
        x, y = (int(at) for at in canvas.mapping().picture(QPointF(canvas.rect().center())))
        rect = canvas.mapping().rect(x, y, x + 1, y + 1).toRect().adjusted(8, 8, -8, -8)
        inside = pixels(canvas.grab(rect).toImage()).reshape(-1, 3)
        # Ink on the colour of the pixel, in between soft edges.
        assert len(np.unique(inside, axis=0)) > 3, named
    # The map has another size now, and is looked at as before.
    zoom = second.look[0]
    topic.store.update(padding="same")
    assert second.look[0] == zoom


# --- for the window -----------------------------------------------------------


def test_picture_numbers_and_code_are_saved(tmp_path, window, topic, monkeypatch) -> None:
    topic.store.update(pixel=(5, 7))
    names = iter(("a.png", "a.svg", "a.csv", "a.json", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers", "save_code"):
        window.commands[command].trigger()
    saved = load_picture(tmp_path / "a.png").pixels
    assert np.array_equal(packed(saved), topic.answer.pictures["output"].pixels)
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert sum(float(row["product"]) for row in rows) == pytest.approx(float(output(topic)[5, 7]))
    assert [(int(row["row"]), int(row["column"])) for row in rows][::8] == [(5, 7), (7, 9)]
    numbers = json.loads((tmp_path / "a.json").read_text())
    assert numbers["output"]["shape"] == list(output(topic).shape)
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)


def test_a_small_matrix_is_saved_large_with_its_numbers_as_rows(topic) -> None:
    topic.store.update(input=HALF)
    assert topic.table() == [[0, 30, 30, 0]] * 4
    saved = pixels(topic.picture())
    assert saved.shape == (640, 640, 3)
    assert (saved[10, 200] == (178, 24, 43)).all()


def test_the_code_of_a_moving_picture_repeats_the_frame_on_screen(desk, tmp_path) -> None:
    desktop = desk(None)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    write = topic.code()
    frame = topic.answer.asked.frame.pixels
    script = write()
    name = script.split("PICTURE = '")[1].split("'")[0]
    assert np.array_equal(load_picture(name).pixels, frame)


def test_every_step_of_the_lesson_answers_its_question(window, topic) -> None:
    lesson, answers = window.lesson, []
    for _ in range(8):
        lesson.forth.click()
        assert topic.problem.isHidden()
        if lesson.step.ask:
            lesson.reveal.click()
            answers.append(lesson.answer.text())
        if topic.store.state.input:
            assert topic.canvas.image.width() == 6
        else:
            assert topic.canvas.image.width() >= 64
    assert answers == [f"Computed: {value}." for value in ("30", "0", "−30", "1, 0, −1", "2")]


def test_all_is_said_in_korean_too(topic, window) -> None:
    window.set_language("ko")
    assert "교차 상관" in topic.board.panes[1].title.text()
    assert topic.panel.editor.title.text() == "필터 3 × 3, 합 0"
    assert "행" in products_text(topic)
    set_language("en")
