"""The inception topic as a learner works with it."""

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
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox

from explorer.core import lessons
from explorer.nets import timing
from explorer.topics.networks.inception import activations
from explorer.topics.networks.inception.activations import Looker
from explorer.topics.networks.inception.presets import COSTS, MODULE_PRESETS, PIXELS
from explorer.ui import dialogs
from explorer.ui.patch_picker import PatchPicker
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.images import load_picture
from tests.topics.networks.test_inception import opened
from tests.ui.desk import CAFE, PARK, Later

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("inception")
    QApplication.processEvents()
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


@pytest.fixture
def pixel(topic):
    return topic.board.pixel


@pytest.fixture
def cost(topic):
    topic.board.modes.buttons["cost"].click()
    QApplication.processEvents()
    return topic.board.cost


@pytest.fixture
def module(topic):
    topic.board.modes.buttons["module"].click()
    QApplication.processEvents()
    return topic.board.module


@pytest.fixture
def times(monkeypatch):
    """What a measurement gives: no test waits for one."""
    taken = [8.0, 2.0]
    monkeypatch.setattr(timing, "milliseconds", lambda *_: taken)
    return taken


def shown(grid) -> list[list[float]]:
    return grid.cells.values.tolist()


def reference(state) -> list:
    """The output of the 1 x 1 convolution by torch."""
    x, w = (torch.tensor(part, dtype=torch.float64) for part in (state.input, state.weights))
    bias = torch.tensor(state.bias, dtype=torch.float64) if state.bias else None
    output = torch.nn.functional.conv2d(x[None], w[:, :, None, None], bias)[0]
    return (output.relu() if state.relu else output).tolist()


def maps(volume_grid) -> list:
    return [cells.values.tolist() for cells in volume_grid.volume.slices]


def click_cell(qtbot, grid, row: int, column: int) -> None:
    point = grid.place().rect(row, column).center().toPoint()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=point)


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


def type_into(qtbot, grid, row: int, column: int, text: str) -> None:
    click_cell(qtbot, grid, row, column)
    qtbot.keyClicks(grid, text[0])
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def editor(form, name: str) -> QSpinBox:
    """A number in the panel by what it is called."""
    return next(box for box in form.findChildren(QSpinBox) if box.accessibleName() == name)


# --- the network at a pixel ---------------------------------------------------------


def test_the_pixel_is_worked_out_number_by_number(topic, pixel) -> None:
    topic.store.update(step=9, filter=1)
    # Row 1, column 3 has 0, 9 and 0; filter 1 the weights 1, 0 and -1.
    assert shown(pixel.x) == [[0], [9], [0]]
    assert shown(pixel.weights) == [[1, 1, 1], [1, 0, -1]]
    assert shown(pixel.z) == [[9], [0]]
    assert "z = 1 × 0 + 0 × 9 + (−1) × 0 + 0 = 0" in pixel.formula.text()
    assert "2 × (3 + 1) = 8, the same at each of the 6 × 6 = 36 pixels" in pixel.sharing.text()
    assert maps(pixel.output) == reference(topic.store.state)
    assert pixel.output.cells.marks.current == (1, 3)


def test_relu_is_said_where_it_changes_the_number(topic, pixel) -> None:
    topic.store.update(step=4 * 6 + 4, filter=1)
    assert "= −9. ReLU: a = max(−9, 0) = 0." in pixel.formula.text()
    assert (shown(pixel.z)[1], shown(pixel.a)[1]) == ([-9], [0])
    topic.panel.forms["pixel"].editors["relu"].setChecked(False)
    assert "ReLU" not in pixel.formula.text()
    assert shown(pixel.a)[1] == [-9]


def test_a_click_on_input_or_output_looks_at_the_pixel(qtbot, topic, pixel) -> None:
    click_cell(qtbot, pixel.output, 2, 5)
    assert topic.store.state.step == 17
    click_cell(qtbot, pixel.input, 5, 0)
    assert topic.store.state.step == 30
    assert [cells.marks.window for cells in pixel.input.volume.slices] == [{(5, 0)}] * 3


def test_keys_and_player_choose_the_pixel_the_filter_and_the_channel(qtbot, topic) -> None:
    for key, modifier, name, expected in (
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, "step", 1),
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, "filter", 1),
        (Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, "filter", 0),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier, "channel", 2),
    ):
        qtbot.keyClick(topic.window(), key, modifier)
        assert getattr(topic.store.state, name) == expected
    topic.player.slider.setValue(20)
    assert topic.store.state.step == 20


def test_a_click_on_a_neuron_looks_at_its_filter_or_channel(qtbot, topic, pixel) -> None:
    for output, number, name in ((True, 1, "filter"), (False, 2, "channel")):
        at = pixel.neurons.centre(output, number).toPoint()
        qtbot.mouseClick(pixel.neurons, Qt.MouseButton.LeftButton, pos=at)
        assert getattr(topic.store.state, name) == number
    assert pixel.input.accessibleDescription() == "Blue"
    assert "Filter 1: z = 0, a = 0" in pixel.neurons.accessibleDescription()


def test_weights_bias_and_input_are_edited_in_their_cells(qtbot, topic, pixel) -> None:
    wheel(pixel.weights, 1, 2, 1)
    type_into(qtbot, pixel.bias, 0, 0, "-20")
    wheel(pixel.input, 0, 0, -1)
    state = topic.store.state
    assert state.weights[1] == (1, 0, 0)
    assert state.bias == (-20, 0)
    assert state.input[0][0][0] == 8
    assert maps(pixel.output) == reference(state)
    assert shown(pixel.z)[0] == [8 + 9 + 9 - 20]


def test_channels_and_filters_follow_the_panel(topic, pixel) -> None:
    form = topic.panel.forms["pixel"]
    editor(form, "Channels").setValue(5)
    editor(form, "Filters").setValue(4)
    state = topic.store.state
    assert np.shape(state.input) == (5, 6, 6) and np.shape(state.weights) == (4, 5)
    assert state.weights[0] == (1, 1, 1, 0, 0)
    assert maps(pixel.output) == reference(state)
    assert pixel.titles[pixel.output].text() == "Output  6 × 6 × 4"


def test_a_long_sum_is_shortened(topic, pixel) -> None:
    editor(topic.panel.forms["pixel"], "Channels").setValue(12)
    assert "z = 1 × 9 + 1 × 9 + 1 × 9 + … + 0 × 0 + 0 = 27" in pixel.formula.text()


def test_a_patch_of_a_picture_becomes_the_input(window, topic, pixel) -> None:
    topic.store.update(view="module")
    window.open_source(CAFE)
    topic.findChild(PatchPicker).accept()
    assert topic.store.state.view == "pixel"
    assert np.shape(topic.store.state.input)[0] == 3
    assert maps(pixel.output) == reference(topic.store.state)


def test_a_pasted_volume_is_the_input_and_weights_follow(window, topic, pixel) -> None:
    volume = np.arange(2 * 4 * 5).reshape(2, 4, 5).tolist()
    QApplication.clipboard().setText(json.dumps(volume))
    window.commands["paste"].trigger()
    assert maps(pixel.input) == volume
    assert np.shape(topic.store.state.weights) == (2, 2)
    QApplication.clipboard().setText("1 2\n3 four")
    window.commands["paste"].trigger()
    assert "“four” is no number" in topic.problem.label.text()
    assert maps(pixel.input) == volume


# --- the bottleneck -----------------------------------------------------------------


def test_both_ways_are_worked_out(cost) -> None:
    direct, squeezed = (way.formulas.text() for way in cost.ways)
    assert "28 × 28 × 32 × 5 × 5 × 192 = 120,422,400" in direct
    assert "(5 × 5 × 192 + 1) × 32 = 153,632" in direct
    assert "= 2,408,448 + 10,035,200 = 12,443,648" in squeezed
    assert "(192 + 1) × 16 + (5 × 5 × 16 + 1) × 32 = 3,088 + 12,832 = 15,920" in squeezed
    chart = cost.bars["multiplications"]
    assert chart.title.text() == "Multiplications  9.68 : 1"
    assert [row.value for row in chart.bars.rows] == [120_422_400, 12_443_648]
    assert cost.bars["milliseconds"].isHidden()


def test_the_pictures_show_what_each_way_makes(cost) -> None:
    details = [[n.detail for n in way.diagram.graph.nodes.values()] for way in cost.ways]
    assert details == [
        ["28 × 28 × 192", "28 × 28 × 32"],
        ["28 × 28 × 192", "28 × 28 × 16", "28 × 28 × 32"],
    ]


def test_the_panel_changes_the_convolution(topic, cost) -> None:
    form = topic.panel.forms["cost"]
    editor(form, "channels").setValue(100)
    editor(form, "Bottleneck").setValue(50)
    assert "28 × 28 × 32 × 5 × 5 × 100 = 62,720,000" in cost.ways[0].formulas.text()
    assert topic.store.state.input_shape == (28, 28, 100)
    assert cost.ways[1].diagram.graph.nodes[".0"].detail == "28 × 28 × 50"


def test_counting_and_measuring_goes_on_with_each_change(topic, cost, times) -> None:
    topic.store.update(input_shape=[8, 6, 4], filters=3, size=3, bottleneck=2)
    cost.measure.click()
    direct, squeezed = 8 * 6 * 3 * 9 * 4, 8 * 6 * 2 * 4 + 8 * 6 * 3 * 9 * 2
    assert f"Counted: {direct:,} and {squeezed:,}" in cost.measured.text()
    assert "ones by ones" in cost.measured.text()
    assert cost.bars["milliseconds"].title.text() == "Time  4 : 1"
    assert [row.number for row in cost.bars["milliseconds"].bars.rows] == ["8 ms", "2 ms"]
    times[:] = [3.0, 6.0]
    editor(topic.panel.forms["cost"], "Filters").setValue(6)
    assert f"Counted: {2 * direct:,}" in cost.measured.text()
    assert cost.bars["milliseconds"].title.text() == "Time  0.5 : 1"
    cost.measure.click()
    assert cost.bars["milliseconds"].isHidden()


def test_one_sees_that_it_is_measured(topic, cost, times, monkeypatch) -> None:
    later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    cost.measure.click()
    assert "Counting and measuring" in cost.measured.text()
    later.run()
    assert "Counted" in cost.measured.text()


def test_what_would_take_minutes_is_refused_in_words(topic, cost, times) -> None:
    topic.store.update(input_shape=[512, 512, 2048])
    cost.measure.click()
    assert "too many to be run here" in topic.problem.label.text()
    assert not cost.measure.isChecked()
    assert "Counting" not in cost.measured.text()


def test_another_view_ends_the_measuring(topic, cost, times) -> None:
    cost.measure.click()
    topic.board.modes.buttons["module"].click()
    assert not topic.store.state.measure


# --- the module ---------------------------------------------------------------------


def cells(module) -> list[list[str]]:
    table = module.numbers
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_branches_and_sums_are_in_the_table(module) -> None:
    naive = 28 * 28 * (64 * 192 + 128 * 9 * 192 + 32 * 25 * 192)
    rows = cells(module)
    assert rows[2] == ["5 × 5", "32", "15,920", "12,443,648", "153,632", "120,422,400"]
    assert rows[4] == ["Total", "256", "163,696", "128,049,152", "387,296", f"{naive:,}"]
    assert "64 + 128 + 32 + 32 = 256" in module.caption.text()
    assert "64 + 128 + 32 + 192 = 416" in module.caption.text()


def test_a_layer_that_is_clicked_tells_its_formulas(qtbot, module) -> None:
    diagram = module.diagram
    at = diagram.place("5x5.1").center().toPoint()
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=at)
    assert "28 × 28 × 32 × 5 × 5 × 16 = 10,035,200" in module.caption.text()
    qtbot.keyClick(diagram, Qt.Key.Key_Down)
    assert "(192 + 1) × 32 = 6,176" in module.caption.text()
    qtbot.keyClick(diagram, Qt.Key.Key_Left)
    assert "Pooling has no parameters" in module.caption.text()
    qtbot.keyClick(diagram, Qt.Key.Key_Left)
    assert "= 256" in module.caption.text()


def test_channel_counts_are_edited_and_undone(window, topic, module) -> None:
    form = topic.panel.forms["module"]
    editor(form, "3 × 3").setValue(200)
    editor(form, "1 × 1 after pooling").setValue(40)
    assert topic.store.state.branches == (64, 96, 200, 16, 32, 40)
    assert "64 + 200 + 32 + 40 = 336" in module.caption.text()
    assert module.diagram.graph.nodes["output"].detail == "28 × 28 × 336"
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert editor(form, "3 × 3").value() == 128
    assert cells(module)[4][1] == "256"


# --- around ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "presets"), [("pixel", PIXELS), ("cost", COSTS), ("module", MODULE_PRESETS)]
)
def test_each_view_has_its_own_settings_and_examples(topic, view, presets) -> None:
    topic.board.modes.buttons[view].click()
    forms = topic.panel.forms
    assert [name for name, form in forms.items() if form.isVisible()] == [view]
    assert topic.player.isVisible() == (view == "pixel")
    box = forms[view].findChild(PresetBox)
    for name, preset in presets.items():
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())
        assert topic.problem.isHidden()
        assert box.currentText() == preset.title


def test_the_lesson_answers_its_questions(window, topic) -> None:
    pane = window.lesson
    for step in lessons.load("inception"):
        pane.go_on()
        assert pane.step == step
        assert topic.problem.isHidden()
        if step.ask:
            # Of a table only the cells.
            hidden = [getattr(part, "viewport", lambda p=part: p)() for part in topic.answers()]
            assert all(widget.graphicsEffect() for widget in hidden)
            answer = lessons.look_up(topic.numbers(), step.answer)
            pane.guess.setText(lessons.shown(answer))
            pane.reveal.click()
            assert pane.answer.text().startswith("Right")
    assert not pane.forth.isEnabled()


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        ("pixel", ["map 0"], ["0.0", "9.0", *["0.0"] * 4]),
        ("cost", ["way"], ["bottleneck", "12443648", "15920", "", ""]),
        (
            "module",
            ["branch"],
            ["total", "256", "163696", "128049152", "416", "387296", "303464448"],
        ),
    ],
)
def test_picture_numbers_and_code_are_saved(
    tmp_path, window, topic, monkeypatch, view, first, last
) -> None:
    topic.board.modes.buttons[view].click()
    names = iter(("a.png", "a.svg", "a.csv", "a.json", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers", "save_code"):
        window.commands[command].trigger()
    assert load_picture(tmp_path / "a.png").pixels.shape[1] == 2 * topic.stage.width()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:1] == first and rows[-1] == last
    assert json.loads((tmp_path / "a.json").read_text())["module_shape"] == [28, 28, 256]
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)


def test_all_is_said_in_korean_too(window, topic, module) -> None:
    window.set_language("ko")
    assert cells(module)[4][0] == "합계"
    assert module.diagram.graph.nodes["output"].title == "이어 붙이기"
    assert "곱셈" in module.numbers.horizontalHeaderItem(5).text()
    topic.store.update(view="pixel")
    assert topic.board.pixel.formula.text().startswith("행 0, 열 0")
    topic.store.update(view="cost")
    assert topic.board.cost.ways[1].title.text() == "병목을 거쳐"


# --- a module of a trained network -----------------------------------------------------


@pytest.fixture
def real(topic, window, monkeypatch):
    """The page with GoogLeNet at work on a picture."""
    monkeypatch.setattr(activations, "Looker", lambda: Looker(opened))
    topic.board.modes.buttons["activations"].click()
    window.open_source(CAFE)
    QApplication.processEvents()
    return topic.board.activations


def click_tile(qtbot, pane, tiles, channel: int) -> None:
    left, top = tiles.corner(tiles.tile_of(channel))
    middle = pane.canvas.mapping().point(left + tiles.width / 2, top + tiles.height / 2)
    qtbot.mouseClick(pane.canvas, Qt.MouseButton.LeftButton, pos=middle.toPoint())


def test_a_module_shows_its_branches_on_one_scale(topic, real) -> None:
    assert topic.problem.isHidden()
    assert topic.store.state.image == CAFE
    assert [pane.canvas.accessibleName() for pane in real.branches] == [
        "1: 1 × 1, 28 × 28 × 64",
        "2: 1 × 1 → 3 × 3, 28 × 28 × 128",
        "3: 1 × 1 → 3 × 3, 28 × 28 × 32",
        "4: max 3 × 3 → 1 × 1, 28 × 28 × 32",
    ]
    assert len({pane.scale.scale.high for pane in (*real.branches, real.joined)}) == 1
    assert "64 + 128 + 32 + 32 = 256 channels" in real.caption.text()
    assert topic.panel.real.table.item(1, 1).text() == "128"


def test_a_click_on_a_map_shows_it_large(qtbot, window, topic, real) -> None:
    found = topic.result.activations
    click_tile(qtbot, real.branches[2], found.tiles[2], 5)
    # Behind 64 and 128 channels.
    assert topic.store.state.output_channel == 197
    assert real.channel.canvas.accessibleName() == "Channel 197, 28 × 28"
    assert "channel 5 of branch 3" in real.caption.text()
    click_tile(qtbot, real.joined, found.joined_tiles, 10)
    assert topic.panel.real.channel.value() == 10
    qtbot.keyClick(real.joined.canvas, Qt.Key.Key_C)
    assert topic.store.state.output_channel == 11
    qtbot.keyClick(real.joined.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert topic.store.state.output_channel == 10


def test_a_branch_is_silenced_and_heard_again(qtbot, topic, real) -> None:
    table, top = topic.panel.real.table, topic.panel.real.top
    before = [row.value for row in top.rows]
    assert [row.before for row in top.rows] == [None] * 5
    table.setFocus()
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert topic.store.state.silenced == ("branch1",)
    assert not topic.result.activations.joined[:64].any()
    assert [row.value for row in top.rows] != before
    assert all(row.before is not None for row in top.rows)
    topic.store.undo()
    assert [row.value for row in top.rows] == before
    topic.store.redo()
    topic.panel.real.whole.click()
    assert topic.store.state.silenced == ()


def test_another_module_begins_afresh(topic, real) -> None:
    topic.store.update(silenced=("branch1",), output_channel=9)
    box = topic.panel.real.module
    box.setCurrentIndex(box.findData("inception5b"))
    box.activated.emit(box.currentIndex())
    assert topic.problem.isHidden()
    assert (topic.store.state.silenced, topic.store.state.output_channel) == ((), -1)
    assert "from 7 × 7 × 832" in real.caption.text()


def test_a_module_of_three_branches(topic, real) -> None:
    topic.store.update(network="inception_v3", module="Mixed_6a")
    assert [pane.isHidden() for pane in real.branches] == [False, False, False, True]


def test_what_is_chosen_is_marked_before_it_is_there(topic, monkeypatch) -> None:
    later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    topic.store.update(view="activations")
    assert topic.board.modes.mode == "activations"


def test_it_says_that_maps_are_on_their_way(topic, real, window, monkeypatch) -> None:
    later = Later()
    topic.store.update(view="pixel")
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    # What is in memory comes at once.
    topic.board.modes.buttons["activations"].click()
    assert not real.waiting.isVisible()
    later.run()
    assert real.joined.isVisible()
    window.open_source(PARK)
    assert real.waiting.isVisible() and "picture sent through it" in real.waiting.label.text()
    assert topic.panel.real.top.isHidden() and not real.joined.isVisible()
    later.run()
    assert not real.waiting.isVisible() and topic.panel.real.top.isVisible()
    # From another view it comes in front at once, and goes again when there is nothing.
    topic.board.modes.buttons["pixel"].click()
    later.run()
    topic.store.update(view="activations", image="/nowhere.png")
    assert real.waiting.isVisible() and topic.panel.real.isVisible()
    later.run()
    assert topic.board.pixel.isVisible() and "nowhere" in topic.problem.label.text()


def test_a_picture_that_is_none_leaves_the_last_one(tmp_path, window, topic, real) -> None:
    nothing = tmp_path / "nothing.png"
    nothing.write_bytes(b"")
    window.open_source(str(nothing))
    assert "nothing.png" in topic.problem.label.text()
    assert topic.store.state.image == CAFE


def test_missing_weights_can_be_fetched(monkeypatch, topic) -> None:
    fetched = []
    monkeypatch.setattr("explorer.weights.store.fetch", lambda name, *_: fetched.append(name))
    topic.board.modes.buttons["activations"].click()
    page = topic.board.activations
    assert "Neither the weights of GoogLeNet" in page.missing.label.text()
    assert not topic.panel.real.table.isVisible()
    topic.store.update(network="inception_v3")
    assert "The weights of Inception-v3" in page.missing.label.text()
    page.missing.fetch.click()
    assert fetched == ["inception_v3"]


def test_a_picture_that_is_none_is_told_without_weights_too(tmp_path, topic) -> None:
    topic.board.modes.buttons["activations"].click()
    assert topic.board.activations.missing.isVisible()
    topic.store.update(image=str(tmp_path / "nothing.png"))
    assert "nothing.png" in topic.problem.label.text()
    assert topic.store.state.image == "" and topic.board.activations.missing.isVisible()


def test_real_maps_are_saved_and_said_in_korean(tmp_path, window, topic, real, monkeypatch) -> None:
    names = iter(("a.png", "a.svg", "a.csv", "a.json"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers"):
        window.commands[command].trigger()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[2][:3] == ["branch2", "64", "128"]
    numbers = json.loads((tmp_path / "a.json").read_text())["activations"]
    assert numbers["output_shape"] == [28, 28, 256]
    window.set_language("ko")
    assert "이어 붙입니다" in real.caption.text()
