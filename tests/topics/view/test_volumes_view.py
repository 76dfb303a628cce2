"""The volumes topic as a learner works with it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from explorer.core import fields, lessons
from explorer.core.store import Store
from explorer.topics.foundations.volumes.presets import PRESETS
from explorer.topics.foundations.volumes.state import State
from explorer.ui import dialogs
from explorer.ui.patch_picker import PatchPicker
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.vision.images import load_picture
from tests.topics.view.grids import MARKS, click, shown
from tests.ui.desk import CAFE, pixels

pytestmark = MARKS
TOPIC = "volumes"


@pytest.fixture
def depth(topic):
    return topic.board.depth


def reference(state) -> list:
    """The output by torch."""
    x, w = (torch.tensor(part, dtype=torch.float64) for part in (state.input, state.kernels))
    bias = torch.tensor(state.bias, dtype=torch.float64) if state.bias else None
    output = torch.nn.functional.conv2d(
        x[None], w, bias, stride=state.stride, padding=state.padding
    )[0]
    return (output.relu() if state.relu else output).tolist()


def maps(volume_grid) -> list:
    return [cells.values.tolist() for cells in volume_grid.volume.slices]


def behind(grid, place: int) -> QPoint:
    """A point on the right of the slice at a place, where those before it do not hide it."""
    front = grid.place()
    rows, columns = grid.cells.values.shape
    shift = grid.volume.shift * front.side
    return QPointF(
        front.left + columns * front.side + (place - 0.5) * shift,
        front.top + rows * front.side / 2 - place * shift,
    ).toPoint()


def type_into(qtbot, grid, row: int, column: int, text: str) -> None:
    click(qtbot, grid, row, column)
    # The first key opens the editor.
    qtbot.keyClicks(grid, text[0])
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def wheel(grid, row: int, column: int, notches: int) -> None:
    place = QPointF(grid.place().rect(row, column).center())
    event = QWheelEvent(
        place,
        grid.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(grid, event)


# --- what is on screen --------------------------------------------------------


def test_the_courses_picture_is_on_screen_at_once(topic, depth) -> None:
    assert maps(depth.output) == [
        [[0, 60, 60, 0]] * 4,
        [[0] * 4, [30] * 4, [30] * 4, [0] * 4],
    ]
    titles = depth.equation.titles
    assert titles[depth.input].text() == "Input  6 × 6 × 3"
    assert titles[depth.kernel].text() == "Filter 0  3 × 3 × 3"
    assert titles[depth.output].text() == "Output  4 × 4 × 2"
    assert "2 × (3 × 3 × 3 + 1) = 56" in depth.costs.text()
    assert "outputs × weights = 32 × 27 = 864" in depth.costs.text()
    assert "⌊(6 + 0 + 0 − 3) / 1⌋ + 1 = 4" in depth.formula.text()


def test_the_formula_is_read_in_a_small_window_too(qtbot, window, depth) -> None:
    window.set_language("ko")
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.size() == window.minimumSize())
    assert depth.formula.isVisible()
    assert depth.formula.text().endswith("= ⌊(6 + 0 + 0 − 3) / 1⌋ + 1 = 4.")


def test_three_channels_are_seen_as_red_green_and_blue(depth) -> None:
    picture = pixels(depth.input.grab().toImage())

    def hue(place: int) -> int:
        point = behind(depth.input, place) - QPoint(0, int(1.6 * depth.input.place().side))
        red_green_blue = picture[point.y(), point.x()].astype(int)
        return int(red_green_blue.argmax()) if np.ptp(red_green_blue) > 50 else -1

    # Front: red on the left; behind it, on the right, green is dark and blue bright.
    front = depth.input.place().rect(4, 1).center().toPoint() + QPoint(-12, -12)
    assert picture[front.y(), front.x()].argmax() == 0
    assert (hue(1), hue(2)) == (-1, 2)
    corners = pixels(depth.picture.pixmap().toImage())[[5, 5, -5, -5], [5, -5, 5, -5]]
    assert corners.tolist() == [[255] * 3, [0, 0, 255], [255, 255, 0], [0] * 3]


def test_the_window_goes_through_all_channels(qtbot, topic, depth) -> None:
    for _ in range(5):
        qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    seen = {(row, column) for row in (1, 2, 3) for column in (1, 2, 3)}
    assert [cells.marks.window for cells in depth.input.volume.slices] == [seen] * 3
    assert depth.output.cells.marks.current == (1, 1)
    assert shown(depth.sums.sums) == [[30, 30, 0]]
    assert [shown(g) for g in (depth.sums.bias, depth.sums.z, depth.sums.a)] == [
        [[0]],
        [[60]],
        [[60]],
    ]


def test_bias_and_relu_are_told_apart(topic, depth) -> None:
    topic.store.update(bias=[-100, 0], step=5)
    assert (shown(depth.sums.z), shown(depth.sums.a)) == ([[-40]], [[-40]])
    topic.panel.form.editors["relu"].setChecked(True)
    assert (shown(depth.sums.z), shown(depth.sums.a)) == ([[-40]], [[0]])
    assert maps(depth.output) == reference(topic.store.state)


# --- looking around -------------------------------------------------------------


def test_a_click_on_an_output_cell_opens_its_window(qtbot, topic, depth) -> None:
    click(qtbot, depth.output, 2, 3)
    assert topic.store.state.step == 11
    assert depth.sums.titles[depth.sums.sums].text() == "Sums: R + G + B"


def test_a_click_brings_a_channel_to_the_front(qtbot, topic, depth) -> None:
    qtbot.mouseClick(depth.input, Qt.MouseButton.LeftButton, pos=behind(depth.input, 2))
    assert topic.store.state.channel == 2
    assert shown(depth.input) == [[10] * 6] * 3 + [[0] * 6] * 3
    assert depth.kernel.accessibleDescription() == "Blue"
    # A second, quick click goes on: red has come behind blue, and green behind red.
    qtbot.mouseDClick(depth.input, Qt.MouseButton.LeftButton, pos=behind(depth.input, 2))
    assert topic.store.state.channel == 1
    topic.store.update(channel=2)
    qtbot.mouseClick(depth.kernel, Qt.MouseButton.LeftButton, pos=behind(depth.kernel, 1))
    assert topic.store.state.channel == 0


def test_a_click_on_a_map_behind_or_on_a_filter_looks_at_it(qtbot, topic, depth) -> None:
    qtbot.mouseClick(depth.output, Qt.MouseButton.LeftButton, pos=behind(depth.output, 1))
    assert topic.store.state.filter == 1
    assert shown(depth.output)[1] == [30] * 4
    assert shown(depth.kernel) == [[1] * 3, [0] * 3, [-1] * 3]
    first = depth.strip.place(0).center().toPoint()
    qtbot.mouseClick(depth.strip, Qt.MouseButton.LeftButton, pos=first)
    assert topic.store.state.filter == 0


def test_keys_lead_through_filters_and_channels(qtbot, topic, depth) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    for key, modifier, name, expected in (
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, "filter", 1),
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, "filter", 0),
        (Qt.Key.Key_F, shift, "filter", 1),
        (Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier, "channel", 1),
        (Qt.Key.Key_C, shift, "channel", 0),
        (Qt.Key.Key_C, shift, "channel", 2),
    ):
        qtbot.keyClick(topic.window(), key, modifier)
        assert getattr(topic.store.state, name) == expected
    qtbot.keyClick(depth.strip, Qt.Key.Key_Left)
    assert topic.store.state.filter == 0
    assert topic.panel.channel.currentText() == "Blue"


def test_looking_around_is_no_other_example(topic) -> None:
    box = topic.panel.form.findChildren(QComboBox)[0]
    for row, preset in enumerate(PRESETS.values()):
        box.setCurrentIndex(row)
        box.activated.emit(row)
        topic.next_filter(1)
        topic.next_channel(1)
        assert box.currentText() == preset.title
    topic.store.update(stride=3)
    assert box.currentIndex() == -1


# --- editing --------------------------------------------------------------------


def test_what_lies_in_front_is_edited(qtbot, topic, depth) -> None:
    topic.store.update(filter=1, channel=2)
    wheel(depth.input, 0, 5, 1)
    assert topic.store.state.input[2][0][5] == 11
    type_into(qtbot, depth.kernel, 1, 1, "-4")
    assert topic.store.state.kernels[1][2][1][1] == -4
    assert maps(depth.output) == reference(topic.store.state)
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.input[2][0][5] == 10


def test_the_bias_is_typed_where_it_is_added(qtbot, topic, depth) -> None:
    topic.store.update(filter=1, step=5)
    type_into(qtbot, depth.sums.bias, 0, 0, "7.5")
    assert topic.store.state.bias == (0, 7.5)
    assert shown(depth.sums.z) == [[37.5]]
    assert maps(depth.output) == reference(topic.store.state)


@pytest.mark.parametrize(
    ("control", "number", "shape"),
    [
        ("channels", 5, "4 × 4 × 2"),
        ("channels", 1, "4 × 4 × 2"),
        ("filters", 4, "4 × 4 × 4"),
        ("size", 5, "2 × 2 × 2"),
        ("size", 2, "5 × 5 × 2"),
    ],
)
def test_whatever_is_changed_channels_and_filters_fit(topic, depth, control, number, shape) -> None:
    topic.store.update(bias=[1, 2])
    getattr(topic.panel, control).setValue(number)
    assert topic.problem.isHidden()
    assert depth.equation.titles[depth.output].text().endswith(shape)
    assert maps(depth.output) == reference(topic.store.state)
    assert (depth.picture.isHidden(), depth.picture_title.isHidden()) == (
        (control == "channels",) * 2
    )
    topic.store.undo()
    assert getattr(topic.panel, control).value() != number


def test_the_input_grows_and_shrinks_in_all_channels(topic, depth) -> None:
    size = topic.panel.findChild(MatrixSize)
    size.rows.setValue(8)
    size.columns.setValue(4)
    assert np.shape(topic.store.state.input) == (3, 8, 4)
    assert topic.store.state.input[2][2] == (10,) * 4
    assert depth.equation.titles[depth.input].text() == "Input  8 × 4 × 3"
    assert maps(depth.output) == reference(topic.store.state)


def test_the_largest_that_the_panel_offers_is_drawn(topic, depth) -> None:
    topic.panel.channels.setValue(64)
    topic.panel.filters.setValue(64)
    for view in ("channels", "volumes"):
        topic.store.update(view=view)
        QApplication.processEvents()
        assert topic.picture() is not None
    assert len(maps(depth.output)) == 64
    assert len(topic.board.channels.rows) == 64
    assert [depth.strip.place(k).isValid() for k in range(64)] == [True] * 64


# --- what does not fit -----------------------------------------------------------


def test_a_filter_that_is_too_large_is_taken_back(topic, depth) -> None:
    before = maps(depth.output)
    topic.panel.size.setValue(7)
    assert "The window reaches over 7 cells" in topic.problem.label.text()
    assert maps(depth.output) == before
    assert topic.panel.size.value() == 3
    topic.store.update(padding=1)
    assert topic.problem.isHidden()
    assert maps(depth.output) == reference(topic.store.state)


def test_filters_of_another_depth_are_explained(desk) -> None:
    """As a session file may have them: there is nothing to go back to."""
    unfit = fields.change(State(), {"kernels": [[[[1.0]]] * 2]})
    desktop = desk(None)
    desktop.states["volumes"] = Store(unfit)
    desktop.window.open_topic("volumes")
    topic = desktop.window.topic
    assert "the filters are 2 deep" in topic.problem.label.text()
    topic.next_filter(1)
    topic.next_channel(-1)
    # Any of the numbers in the panel mends it.
    topic.panel.filters.setValue(3)
    assert topic.problem.isHidden()
    assert maps(topic.board.depth.output) == reference(topic.store.state)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2\n3 four", "“four” is no number"),
        ("[[[1, 2], [3]]]", "Input, channel 0, row 1 (counted from 0) has length 1"),
        ("[[[1, NaN]]]", "is not a number to calculate with"),
        ("[[[[1]]]]", "channel 0, row 0, column 0"),
        ("[]", "is empty"),
        # One channel alone cannot have another size.
        ("1 2\n3 4", "Input, channel 1 (counted from 0) has length 6"),
    ],
)
def test_a_bad_text_changes_nothing(window, topic, depth, text, message) -> None:
    before = topic.store.state
    QApplication.clipboard().setText(text)
    window.commands["paste"].trigger()
    assert message in topic.problem.label.text()
    assert topic.store.state == before


def test_a_pasted_volume_takes_the_filters_along(qtbot, window, topic, depth) -> None:
    volume = np.arange(2 * 4 * 5).reshape(2, 4, 5).tolist()
    QApplication.clipboard().setText(json.dumps(volume))
    window.commands["paste"].trigger()
    assert maps(depth.input) == volume
    assert maps(depth.output) == reference(topic.store.state)
    # The same while a cell has the focus.
    topic.store.undo()
    click(qtbot, depth.input, 0, 0)
    qtbot.keyClick(depth.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert maps(depth.input) == volume
    assert depth.input.volume.names == ("Channel 0", "Channel 1")


def test_a_pasted_matrix_becomes_the_channel_in_front(window, topic, depth) -> None:
    topic.store.update(channel=1)
    QApplication.clipboard().setText("\n".join(["7 7 7 7 7 7"] * 6))
    window.commands["paste"].trigger()
    assert maps(depth.input)[1] == [[7] * 6] * 6
    assert maps(depth.input)[0] != [[7] * 6] * 6


def test_a_patch_of_a_picture_becomes_three_channels(qtbot, window, topic, depth) -> None:
    topic.panel.channels.setValue(2)
    window.open_source(CAFE)
    picker = topic.findChild(PatchPicker)
    for box, value in ((picker.cells, 6), (picker.scale, 4)):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    at: QPoint = picker.canvas.mapping().point(300, 200).toPoint()
    x, y = picker.canvas.mapping().picture(at.toPointF())
    qtbot.mouseClick(picker.canvas, Qt.MouseButton.LeftButton, pos=at)
    picker.accept()
    source = load_picture(CAFE).pixels
    top, left = round(y - 12), round(x - 12)
    part = source[top : top + 24, left : left + 24].reshape(6, 4, 6, 4, 3).mean(axis=(1, 3))
    expected = np.moveaxis(part, -1, 0)
    assert np.abs(np.array(maps(depth.input)) - expected).max() <= 0.5
    assert maps(depth.output) == reference(topic.store.state)
    assert depth.input.volume.names == ("Red", "Green", "Blue")
    assert not depth.picture.isHidden()


# --- channel by channel ----------------------------------------------------------


def test_each_channel_has_its_products_and_its_sum(topic) -> None:
    topic.board.modes.buttons["channels"].click()
    topic.store.update(step=6, filter=1, bias=[0, 4])
    page, state = topic.board.channels, topic.store.state
    row, column = divmod(6, 4)
    window = np.array(state.input)[:, row : row + 3, column : column + 3]
    products = window * np.array(state.kernels[1])
    assert [shown(line.products) for line in page.rows] == products.tolist()
    assert [shown(line.sum) for line in page.rows] == [[[s]] for s in products.sum(axis=(1, 2))]
    assert shown(page.sums.z) == [[products.sum() + 4]]
    assert shown(page.output) == reference(state)[1]
    assert page.output.cells.marks.current == (row, column)
    assert [line.titles[line.input].text() for line in page.rows] == ["Red", "Green", "Blue"]


def test_cells_are_edited_and_picked_channel_by_channel(qtbot, topic) -> None:
    topic.store.update(view="channels", filter=1)
    QApplication.processEvents()
    page = topic.board.channels
    wheel(page.rows[1].input, 0, 0, -1)
    wheel(page.rows[2].kernel, 2, 2, 1)
    assert topic.store.state.input[1][0][0] == 9
    assert topic.store.state.kernels[1][2][2][2] == 0
    assert shown(page.output) == reference(topic.store.state)[1]
    click(qtbot, page.output, 3, 0)
    assert topic.store.state.step == 12


def test_the_channel_looked_at_is_scrolled_to(qtbot, topic) -> None:
    topic.store.update(view="channels")
    topic.panel.channels.setValue(9)
    page = topic.board.channels
    qtbot.waitUntil(lambda: page.rows[8].visibleRegion().isEmpty())
    topic.next_channel(-1)
    qtbot.waitUntil(lambda: not page.rows[8].visibleRegion().isEmpty())
    topic.panel.channels.setValue(2)
    assert len(page.rows) == 2


# --- lesson and exports -------------------------------------------------------------


def test_the_lesson_answers_its_questions(window, topic) -> None:
    pane = window.lesson
    for step in lessons.load("volumes"):
        pane.go_on()
        assert pane.step == step
        assert topic.problem.isHidden()
        if step.ask:
            answer = lessons.look_up(topic.numbers(), step.answer)
            pane.guess.setText(lessons.shown(answer))
            pane.reveal.click()
            assert pane.answer.text().startswith("Right")
    assert not pane.forth.isEnabled()


def test_picture_numbers_and_code_are_saved(tmp_path, window, topic, monkeypatch) -> None:
    names = iter(("a.png", "a.svg", "a.csv", "a.json", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers", "save_code"):
        window.commands[command].trigger()
    assert load_picture(tmp_path / "a.png").pixels.shape[1] == 2 * topic.stage.width()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert (rows[0][0], rows[5][0]) == ("Map 0", "Map 1")
    saved = [[[float(cell) for cell in row] for row in part] for part in (rows[1:5], rows[6:])]
    assert saved == reference(topic.store.state)
    assert json.loads((tmp_path / "a.json").read_text())["output_shape"] == [2, 4, 4]
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)


def test_all_is_said_in_korean_too(window, topic, depth) -> None:
    window.set_language("ko")
    assert depth.equation.titles[depth.kernel].text() == "필터 0  3 × 3 × 3"
    assert depth.input.accessibleDescription() == "빨강"
    assert "매개변수" in depth.costs.text()
    assert topic.panel.channel.currentText() == "빨강"
    topic.store.update(view="channels")
    assert topic.board.channels.rows[2].titles[topic.board.channels.rows[2].sum].text() == "합"
