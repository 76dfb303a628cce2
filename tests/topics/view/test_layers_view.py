"""The layers topic as a learner works with it."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from torch import nn

from explorer.core import lessons
from explorer.core.i18n import set_language
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.presets import PRESETS
from explorer.topics.foundations.layers.view.columns import COUNTS, NAMES
from explorer.topics.foundations.layers.view.model import WRONG
from explorer.topics.foundations.layers.view.scale import Scale, short
from explorer.ui import dialogs
from explorer.ui.widgets.preset_box import PresetBox

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("layers")
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


def cell(topic, row: int, name: str) -> str:
    table = topic.board.table
    return table.model().index(row, NAMES.index(name)).data()


def numbers(topic, row: int) -> list[str]:
    return [cell(topic, row, name) for name in COUNTS]


def types(topic) -> list[str]:
    return [layer.type for layer in topic.store.state.layers]


def at(topic, row: int, name: str = "type") -> QPoint:
    table = topic.board.table
    return table.visualRect(table.model().index(row, NAMES.index(name))).center()


def click(qtbot, topic, row: int, name: str = "type") -> None:
    qtbot.mouseClick(topic.board.table.viewport(), LEFT, pos=at(topic, row, name))


def drag(qtbot, topic, row: int, to: QPoint) -> None:
    viewport = topic.board.table.viewport()
    start = at(topic, row)
    qtbot.mousePress(viewport, LEFT, pos=start)
    for part in (0.3, 0.6, 1.0):
        qtbot.mouseMove(viewport, start + (to - start) * part)
    assert topic.board.table.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(viewport, LEFT, pos=to)


def open_editor(topic, row: int, name: str, kind: type):
    table = topic.board.table
    table.setCurrentIndex(table.model().index(row, NAMES.index(name)))
    table.edit(table.currentIndex())
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    [editor] = [e for e in table.viewport().findChildren(kind, options=direct) if e.isVisible()]
    return editor


def enter(qtbot, editor) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    # Qt takes what was typed once the key is dealt with.
    QApplication.processEvents()


def type_in(qtbot, topic, row: int, name: str, text: str) -> None:
    editor = open_editor(topic, row, name, QLineEdit)
    editor.selectAll()
    editor.clear()
    qtbot.keyClicks(editor, text)
    enter(qtbot, editor)


def choose(topic, row: int, name: str, value: str) -> None:
    box = open_editor(topic, row, name, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    QApplication.processEvents()


# --- what is on screen ----------------------------------------------------------


def test_the_courses_table_is_on_screen_at_once(topic) -> None:
    shown = [numbers(topic, row)[:3] for row in range(8)]
    # The printed table says 208 and 416 parameters for the convolutions.
    assert shown == [
        ["32 × 32 × 3", "3,072", ""],
        ["28 × 28 × 8", "6,272", "608"],
        ["14 × 14 × 8", "1,568", "0"],
        ["10 × 10 × 16", "1,600", "3,216"],
        ["5 × 5 × 16", "400", "0"],
        ["120", "120", "48,120"],
        ["84", "84", "10,164"],
        ["10", "10", "850"],
    ]
    assert topic.board.totals.texts["parameters"] == "62,958"
    assert "62,958 parameters" in topic.board.totals.accessibleName()


def test_the_columns_give_way_but_the_costs_stay(topic) -> None:
    table = topic.board.table
    assert not any(table.isColumnHidden(place) for place in range(len(NAMES)))
    topic.window().resize(980, 600)
    QApplication.processEvents()
    shown = [name for place, name in enumerate(NAMES) if not table.isColumnHidden(place)]
    assert shown == ["type", "shape", "parameters", "multiplications"]
    assert table.horizontalScrollBar().maximum() == 0


def test_every_example_is_named_once_it_is_on_screen(topic) -> None:
    box = topic.form.findChild(PresetBox)
    for row in range(box.count()):
        box.setCurrentIndex(row)
        box.activated.emit(row)
        assert box.currentIndex() == row
        assert topic.board.table.model().rowCount() == len(topic.store.state.layers) + 1
    assert topic.board.totals.texts["parameters"] == "138,357,544"
    topic.board.charts["parameters"].picked.emit(3)
    assert box.currentIndex() == 4
    topic.form.findChildren(type(topic.layer_form.form.editors["size"]))[0].setValue(200)
    assert topic.store.state.input_shape == (200, 224, 3)
    assert box.currentIndex() == -1


def test_a_click_on_a_row_tells_where_its_numbers_come_from(qtbot, topic) -> None:
    click(qtbot, topic, 1)
    text = topic.board.caption.text()
    assert "(5 × 5 × 3 + 1) × 8 = 608" in text
    assert "5 × 5 × 3 × 28 × 28 × 8 = 470,400, 55.4" in text
    assert topic.board.charts["parameters"].current == 0
    qtbot.keyClick(topic.board.table, Qt.Key.Key_Down)
    assert "Layer 2, Pooling" in topic.board.caption.text()


def test_looking_around_is_nothing_to_undo(qtbot, topic) -> None:
    click(qtbot, topic, 3)
    topic.commands["remove"].trigger()
    click(qtbot, topic, 1)
    click(qtbot, topic, 5)
    topic.store.undo()
    assert len(types(topic)) == 7
    assert not topic.store.can_undo


# --- rows: put in, taken out, moved ------------------------------------------------


@pytest.mark.parametrize("kind", ["conv", "pool", "dense", "activation", "flatten"])
def test_a_layer_is_added_behind_the_chosen_one(qtbot, topic, kind) -> None:
    click(qtbot, topic, 2)
    before = types(topic)
    [action] = [a for a in topic.add_button.menu().actions() if a is topic.commands[f"add_{kind}"]]
    action.trigger()
    assert types(topic) == [*before[:2], kind, *before[2:]]
    assert topic.board.table.currentIndex().row() == 3
    topic.store.undo()
    assert types(topic) == before


def test_a_layer_is_added_first_where_the_input_is_chosen(topic) -> None:
    topic.commands["add_pool"].trigger()
    assert types(topic)[:2] == ["pool", "conv"]
    assert numbers(topic, 1)[0] == "16 × 16 × 3"


def test_delete_takes_the_row_out(qtbot, topic) -> None:
    click(qtbot, topic, 7)
    qtbot.keyClick(topic.board.table, Qt.Key.Key_Delete)
    assert len(types(topic)) == 6
    assert topic.board.table.currentIndex().row() == 6
    for _ in range(6):
        qtbot.keyClick(topic.board.table, Qt.Key.Key_Delete)
    assert types(topic) == []
    assert topic.board.table.model().rowCount() == 1
    assert topic.board.totals.texts["multiplications"] == "0"
    qtbot.keyClick(topic.board.table, Qt.Key.Key_Delete)
    assert "Choose a layer in the table first." in topic.problem.label.text()


def test_delete_in_a_number_is_no_command(qtbot, topic) -> None:
    click(qtbot, topic, 1)
    number = topic.layer_form.form.editors["size"]
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Home)
    qtbot.keyClick(number, Qt.Key.Key_Delete)
    assert len(types(topic)) == 7


def test_keys_move_the_row_and_stop_at_the_ends(qtbot, topic) -> None:
    click(qtbot, topic, 2)
    table = topic.board.table
    qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert types(topic)[:2] == ["pool", "conv"]
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert types(topic)[:2] == ["conv", "pool"]
    topic.store.undo()
    topic.store.undo()
    assert not topic.store.can_undo


def test_keys_move_the_row_in_the_table_only(qtbot, topic) -> None:
    click(qtbot, topic, 2)
    # In the list these keys choose another type.
    box = topic.layer_form.findChild(QComboBox)
    for widget in (topic.board.charts["parameters"], box):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Up, ALT)
        assert topic.store.state.selected == 1
    topic.commands["up"].trigger()
    assert topic.store.state.selected == 0


def test_a_row_is_dragged_down_and_up(qtbot, topic) -> None:
    before = topic.store.state.layers
    below = at(topic, 2) + QPoint(0, 6)
    drag(qtbot, topic, 1, below)
    assert topic.store.state.layers == (before[1], before[0], *before[2:])
    assert topic.board.table.currentIndex().row() == 2
    above = at(topic, 1) - QPoint(0, 6)
    drag(qtbot, topic, 7, above)
    assert topic.store.state.layers == (before[6], before[1], before[0], *before[2:6])
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.layers == before


def test_a_row_that_is_let_go_where_it_was_stays(qtbot, topic) -> None:
    drag(qtbot, topic, 3, at(topic, 3) + QPoint(30, 0))
    drag(qtbot, topic, 3, at(topic, 2) + QPoint(0, 5))
    assert not topic.store.can_undo


def test_escape_ends_a_drag(qtbot, topic) -> None:
    viewport = topic.board.table.viewport()
    qtbot.mousePress(viewport, LEFT, pos=at(topic, 1))
    qtbot.mouseMove(viewport, at(topic, 5))
    qtbot.keyClick(topic.board.table, Qt.Key.Key_Escape)
    qtbot.mouseRelease(viewport, LEFT, pos=at(topic, 5))
    assert not topic.store.can_undo
    assert topic.board.table.cursor().shape() != Qt.CursorShape.ClosedHandCursor


# --- settings -----------------------------------------------------------------------


def test_a_number_is_typed_into_a_cell(qtbot, topic) -> None:
    type_in(qtbot, topic, 1, "size", "3")
    assert numbers(topic, 1) == ["30 × 30 × 8", "7,200", "224", "194,400"]
    type_in(qtbot, topic, 5, "units", "100")
    assert cell(topic, 5, "parameters") == "40,100"
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.layers == PRESETS["lenet_like"].changes["layers"]


def test_typing_begins_with_the_first_digit(qtbot, topic) -> None:
    click(qtbot, topic, 1, "size")
    qtbot.keyClicks(topic.board.table, "3")
    enter(qtbot, topic.board.table.viewport().findChild(QLineEdit))
    assert topic.store.state.layers[0].size == 3


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("size", "large", 'layer 1: Window size must be a whole number, not "large"'),
        ("size", "", 'must be a whole number, not ""'),
        ("size", "2.5", "must be a whole number, not 2.5"),
        ("size", "nan", "must be a whole number"),
        ("size", "9" * 400, "must lie between 1 and 4096"),
        ("stride", "0", "layer 1: Stride must lie between 1 and 4096, not 0"),
        ("units", "-3", "layer 1: Filters must lie between 1 and 65536"),
    ],
)
def test_nonsense_in_a_cell_is_refused(qtbot, topic, name, text, message) -> None:
    type_in(qtbot, topic, 1, name, text)
    assert message in topic.problem.label.text()
    assert not topic.problem.isHidden()
    assert not topic.store.can_undo
    assert numbers(topic, 1)[0] == "28 × 28 × 8"


def test_the_refusal_is_read_in_peace_and_gone_after_the_next_edit(qtbot, topic) -> None:
    type_in(qtbot, topic, 1, "size", "x")
    click(qtbot, topic, 4)
    assert "Window size" in topic.problem.label.text()
    assert not topic.problem.isHidden()
    type_in(qtbot, topic, 1, "size", "7")
    assert topic.problem.isHidden()
    type_in(qtbot, topic, 1, "size", "x")
    topic.problem.dismiss.click()
    click(qtbot, topic, 4)
    assert topic.problem.isHidden()


def test_padding_is_chosen_or_typed(qtbot, topic) -> None:
    choose(topic, 1, "padding", "same")
    assert topic.store.state.layers[0].padding == "same"
    assert numbers(topic, 1)[0] == "32 × 32 × 8"
    box = open_editor(topic, 1, "padding", QComboBox)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "3")
    enter(qtbot, box.lineEdit())
    assert topic.store.state.layers[0].padding == 3
    assert numbers(topic, 1)[0] == "34 × 34 × 8"
    box = open_editor(topic, 1, "padding", QComboBox)
    box.lineEdit().setText("much")
    enter(qtbot, box.lineEdit())
    assert "must be a whole number or one of valid, same" in topic.problem.label.text()
    assert topic.store.state.layers[0].padding == 3


def test_type_activation_and_mode_are_chosen_from_a_list(topic) -> None:
    choose(topic, 2, "kind", "average")
    assert cell(topic, 2, "kind") == "Average"
    assert cell(topic, 2, "multiplications") == "1,568"
    choose(topic, 1, "kind", "tanh")
    assert topic.store.state.layers[0].activation == "tanh"
    choose(topic, 2, "type", "activation")
    assert topic.store.state.layers[1] == Layer("activation", activation="relu")
    assert numbers(topic, 2)[0] == "28 × 28 × 8"
    # What it is already keeps its settings.
    choose(topic, 1, "type", "conv")
    assert topic.store.state.layers[0].activation == "tanh"


def test_what_a_layer_does_not_have_cannot_be_edited(topic) -> None:
    index = topic.board.table.model().index
    editable = Qt.ItemFlag.ItemIsEditable
    assert not index(5, NAMES.index("size")).flags() & editable
    assert not index(2, NAMES.index("units")).flags() & editable
    assert not index(1, NAMES.index("parameters")).flags() & editable
    assert cell(topic, 5, "size") == ""


def test_the_shape_of_the_input_is_typed(qtbot, topic) -> None:
    type_in(qtbot, topic, 0, "shape", "64 x 48 x 1")
    assert topic.store.state.input_shape == (64, 48, 1)
    assert numbers(topic, 1)[0] == "60 × 44 × 8"
    type_in(qtbot, topic, 0, "shape", "64 x 48")
    assert "3 whole numbers (height, width, channels)" in topic.problem.label.text()
    type_in(qtbot, topic, 0, "shape", "a x b x c")
    assert 'height must be a whole number, not "a"' in topic.problem.label.text()
    assert topic.store.state.input_shape == (64, 48, 1)


def test_the_form_shows_and_changes_the_chosen_layer(qtbot, topic) -> None:
    form = topic.layer_form.form
    assert not form.isVisible()
    click(qtbot, topic, 1)
    assert form.isVisible()
    assert [name for name, editor in form.editors.items() if editor.isVisible()] == [
        "type", "filters", "size", "stride", "padding", "activation",
    ]  # fmt: skip
    form.editors["filters"].setValue(32)
    assert numbers(topic, 1)[0] == "28 × 28 × 32"
    click(qtbot, topic, 2)
    assert form.editors["mode"].isVisible()
    assert form.editors["size"].value() == 2
    topic.store.undo()
    assert topic.store.state.layers[0].filters == 8


# --- impossible shapes --------------------------------------------------------------


def test_a_row_that_does_not_fit_is_red_and_says_why(qtbot, topic) -> None:
    topic.store.update(input_shape=[8, 8, 3])
    table, model = topic.board.table, topic.board.table.model()
    sentence = "The window reaches over 5 cells, but the input with its padding has only 2."
    shape = model.index(3, NAMES.index("shape"))
    assert sentence in shape.data()
    assert sentence in shape.data(Qt.ItemDataRole.ToolTipRole)
    assert shape.data(Qt.ItemDataRole.BackgroundRole) == WRONG
    assert model.index(2, 0).data(Qt.ItemDataRole.BackgroundRole) is None
    # The sentence runs over the columns of the numbers, and is not cut off.
    assert table.columnSpan(3, NAMES.index("shape")) == 4
    room = table.visualRect(shape)
    flags = Qt.TextFlag.TextWordWrap
    needed = table.fontMetrics().boundingRect(room.adjusted(3, 0, -3, 0), int(flags), shape.data())
    assert needed.height() <= room.height()
    assert numbers(topic, 4) == ["–"] * 4
    assert topic.board.totals.texts["parameters"] == "608"
    click(qtbot, topic, 3)
    assert sentence in topic.board.caption.text()
    click(qtbot, topic, 5)
    assert "one before it does not fit" in topic.board.caption.text()
    type_in(qtbot, topic, 3, "size", "2")
    assert table.columnSpan(3, NAMES.index("shape")) == 1
    assert table.rowHeight(3) == table.rowHeight(1)


def test_totals_of_a_part_say_so(topic) -> None:
    charts, totals = topic.board.charts, topic.board.totals
    assert totals.texts["type"] == "Total" and "of 7" not in charts["parameters"].title
    topic.store.update(input_shape=[8, 8, 3])
    assert totals.texts["type"] == "Total (2 of 7 layers)"
    assert "608 parameters" in totals.toolTip() and "(2 of 7 layers)" in totals.toolTip()
    assert charts["parameters"].title == "Parameters: 608 (2 of 7 layers)"
    assert "Only 2 of 7 layers can be counted" in topic.board.caption.text()
    assert topic.table()[-1][1] == "total of 2 of 7 layers"
    # A chart without a bar, too.
    topic.store.update(input_shape=[2, 2, 3])
    assert charts["parameters"].title == "Parameters: 0 (0 of 7 layers)"


def test_a_convolution_behind_a_dense_layer_is_explained(qtbot, topic) -> None:
    click(qtbot, topic, 7)
    topic.commands["add_conv"].trigger()
    assert "Move this layer before it." in cell(topic, 8, "shape")


# --- bars --------------------------------------------------------------------------


def torch_parameters() -> list[int]:
    modules = [
        nn.Conv2d(3, 8, 5), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.MaxPool2d(2),
        nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10),
    ]  # fmt: skip
    return [sum(p.numel() for p in module.parameters()) for module in modules]


def test_there_is_a_bar_for_each_layer(qtbot, topic) -> None:
    chart = topic.board.charts["parameters"]
    assert [bar.value for bar in chart.bars] == torch_parameters()
    assert [bar.label for bar in chart.bars] == list("1234567")
    assert chart.bars[4].tip.startswith("Layer 5, Dense: 48,120 (76.4")
    assert len({bar.colour.name() for bar in chart.bars}) == 3
    qtbot.mouseClick(chart, LEFT, pos=chart.slot(4).center().toPoint())
    assert topic.board.table.currentIndex().row() == 5
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == 3
    assert topic.board.charts["multiplications"].current == 3


def test_a_logarithmic_scale_is_offered(topic) -> None:
    topic.board.scales.buttons["log"].click()
    scale = topic.board.charts["parameters"].scale
    assert scale.log
    assert scale.height(48_120) == 1
    assert 0.5 < scale.height(608) < 0.7
    topic.store.undo()
    assert topic.board.charts["parameters"].scale.height(608) == pytest.approx(608 / 48_120)


@pytest.mark.parametrize("largest", [0, 1, 2, 7, 99, 48_120, 102_764_544, 10**13])
@pytest.mark.parametrize("log", [False, True])
def test_the_scale_has_a_few_round_numbers(largest, log) -> None:
    ticks = Scale(largest, log).ticks()
    assert len(ticks) <= 5
    assert (len(ticks) >= 1) == (largest > 0)
    for tick in ticks:
        assert 0 < tick <= largest
        assert tick / 10 ** math.floor(math.log10(tick)) in range(1, 10)


def test_numbers_of_the_scale_are_short() -> None:
    values = (608, 48_120, 20_000, 1_500_000, 2e9, 1e13)
    assert [short(value) for value in values] == ["608", "48.1k", "20k", "1.5M", "2G", "10T"]


# --- sharing and connections ----------------------------------------------------------


def test_a_convolution_is_compared_with_a_dense_layer(topic) -> None:
    topic.board.modes.buttons["sharing"].click()
    page = topic.board.sharing
    assert page.isVisible()
    # Nothing is chosen: the first convolution is looked at.
    assert [bar.value for bar in page.bars.bars] == [608, (3072 + 1) * 6272]
    assert "31,700 times as many" in topic.board.caption.text()
    topic.store.amend(selected=4)
    assert "Nothing is shared" in topic.board.caption.text()
    assert not page.weights.isVisible()
    topic.store.amend(selected=1)
    assert "no parameters to share" in topic.board.caption.text()


def test_the_weights_of_a_small_convolution_as_a_matrix(topic) -> None:
    topic.store.update(
        view="sharing", input_shape=[4, 4, 1], layers=[{"type": "conv", "size": 3, "filters": 1}]
    )
    kernel = torch.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    pictures = torch.eye(16).reshape(16, 1, 4, 4)
    expected = nn.functional.conv2d(pictures, kernel).reshape(16, 4).T
    cells = topic.board.sharing.weights.cells
    assert cells.values.tolist() == expected.tolist()
    # The same weight, the same colour.
    colours = {tuple(cells.colours[i, j]) for i, j in torch.argwhere(expected == 5).tolist()}
    assert len(colours) == 1


def test_the_output_looked_at_is_clicked_dragged_and_moved_by_keys(qtbot, topic) -> None:
    topic.store.update(view="connections", selected=0)
    picture, caption = topic.board.connections, topic.board.caption
    assert "row 0, column 0 (from 0) sees 5 × 5 × 3 = 75 of 3,072 inputs (2.4" in caption.text()
    QApplication.processEvents()
    taken, made = picture.grids()
    qtbot.mouseClick(picture, LEFT, pos=made.box((9, 10), (20, 21)).center().toPoint())
    assert topic.store.state.position == (9, 20)
    # The window around an input cell: its middle is two cells from its corner.
    cell = taken.box((12, 13), (7, 8)).center().toPoint()
    qtbot.mousePress(picture, LEFT, pos=cell)
    assert topic.store.state.position == (10, 5)
    qtbot.mouseMove(picture, taken.box((0, 1), (31, 32)).center().toPoint())
    qtbot.mouseRelease(picture, LEFT)
    assert topic.store.state.position == (0, 27)
    picture.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(picture, key)
    assert topic.store.state.position == (1, 26)
    assert "row 1, column 26" in caption.text()


@pytest.mark.parametrize(
    ("selected", "sentence"),
    [
        (1, "2 × 2 × 1 = 4 of 6,272 inputs (< 0.1 %). Pooling looks at one channel at a time."),
        (4, "Each unit sees all 400 inputs (100 %)."),
        (5, "Each unit sees all 120 inputs (100 %)."),
    ],
)
def test_what_one_output_of_other_layers_sees(topic, selected, sentence) -> None:
    topic.store.update(view="connections", selected=selected)
    assert sentence in topic.board.caption.text().replace("\N{NO-BREAK SPACE}", " ")
    taken, made = topic.board.connections.grids()
    assert taken.rect.right() < made.rect.left()


def test_a_corner_sees_less_where_there_is_padding(topic) -> None:
    layers = [{"type": "conv", "size": 3, "filters": 4, "padding": "same"}]
    topic.store.update(view="connections", selected=0, layers=layers)
    text = topic.board.caption.text()
    assert "sees 2 × 2 × 3 = 12 of 3,072" in text
    assert "The rest of its window lies in the padding." in text


def test_every_layer_of_every_example_can_be_looked_at(topic) -> None:
    for name, preset in PRESETS.items():
        topic.store.update(**preset.changes)
        for selected in range(len(preset.changes["layers"])):
            for view in ("costs", "sharing", "connections"):
                topic.store.amend(selected=selected, view=view)
                assert topic.board.caption.text().startswith(f"Layer {selected + 1}, "), name
                topic.board.pages[view].grab()


# --- lesson ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_lesson_leads_through_the_window(window, topic, language) -> None:
    window.set_language(language)
    pane, steps = window.lesson, lessons.load("layers")
    views = []
    for step in steps:
        pane.forth.click()
        assert topic.problem.isHidden()
        assert topic.board.modes.mode == topic.store.state.view
        views.append(topic.store.state.view)
        if step.ask:
            found = lessons.look_up(topic.numbers(), step.answer)
            pane.guess.setText(
                ", ".join(map(str, found)) if isinstance(found, list) else f"{found}"
            )
            pane.reveal.click()
            assert lessons.shown(found) in pane.answer.text()
            assert pane.answer.text().startswith("Right" if language == "en" else "맞습니다")
    assert set(views) == {"costs", "sharing", "connections"}
    set_language("en")


# --- for the window ------------------------------------------------------------------------


def test_picture_numbers_and_code_are_saved(tmp_path, window, topic, monkeypatch) -> None:
    names = iter(("a.png", "a.svg", "a.csv", "a.json", "a.py"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers", "save_code"):
        window.commands[command].trigger()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert [int(row["parameters"]) for row in rows] == [0, *torch_parameters(), 62_958]
    assert rows[1] | {
        "type": "conv", "size": "5", "filters": "8", "activation shape": "28 × 28 × 8",
        "activation size": "6272", "parameters as dense layer": str(3073 * 6272), "units": "",
    } == rows[1]  # fmt: skip
    assert json.loads((tmp_path / "a.json").read_text())["totals"]["parameters"] == 62_958
    subprocess.run([sys.executable, tmp_path / "a.py"], check=True, capture_output=True)


def test_the_saved_picture_has_all_rows(window, topic) -> None:
    assert topic.drawing() is topic.stage
    topic.store.update(layers=[{"type": "dense", "units": 10}] * 60)
    table, shown = topic.board.table, topic.picture()
    hidden = table.rowViewportPosition(60) + table.rowHeight(60) - table.viewport().height()
    assert hidden > 10 * table.rowHeight(1)
    whole = topic.drawing().table
    assert whole.rowViewportPosition(60) + whole.rowHeight(60) <= whole.viewport().height()
    assert shown.height() == 2 * (topic.stage.height() + hidden)


def test_all_is_said_in_korean_too(qtbot, window, topic) -> None:
    click(qtbot, topic, 1)
    window.set_language("ko")
    header = topic.board.table.model().headerData
    assert header(NAMES.index("parameters"), Qt.Orientation.Horizontal, 0) == "매개변수"
    assert "합성곱" in cell(topic, 1, "type")
    assert "매개변수" in topic.board.caption.text()
    assert topic.board.totals.texts["type"] == "합계"
    topic.store.update(input_shape=[8, 8, 3])
    assert "창" in cell(topic, 3, "shape")
    set_language("en")


def test_the_hints_show_how_a_number_is_worked_out(topic) -> None:
    model = topic.board.table.model()

    def hint(row: int, name: str) -> str:
        return model.index(row, NAMES.index(name)).data(Qt.ItemDataRole.ToolTipRole)

    assert hint(1, "shape") == "Height: ⌊(32 + 0 + 0 − 5) / 1⌋ + 1 = 28\nWidth: " + (
        "⌊(32 + 0 + 0 − 5) / 1⌋ + 1 = 28"
    )
    assert hint(5, "parameters") == "(5 × 5 × 16 + 1) × 120 = 48,120"
    assert hint(3, "activation_size") == "10 × 10 × 16 = 1,600"


def test_a_bar_under_the_pointer_is_found_by_its_place(topic) -> None:
    chart = topic.board.charts["parameters"]
    for index in range(len(chart.bars)):
        assert chart.at(chart.slot(index).center()) == index
    assert chart.at(QPointF(1, 50)) is None
