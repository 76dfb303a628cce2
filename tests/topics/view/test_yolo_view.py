"""The detector topic as a user works with it."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.topics.detection.yolo.result import interpret
from explorer.topics.detection.yolo.state import VIEWS
from tests.ui.desk import CAFE, click, view

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def rows(topic) -> list[tuple[str, str]]:
    model = topic.table_view.model()
    return [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]


def expected(topic, **changes) -> list[tuple[str, str]]:
    """What the state asks for, selected anew from the raw predictions."""
    state = topic.store.state
    result = interpret(topic.pipeline.last.predictions, state)
    return [(found.label, f"{found.score:.3f}") for found in result.detections]


@pytest.fixture
def topic(desk):
    return view(desk())


# --- sliders, classes, sizes ------------------------------------------------


def test_the_table_shows_the_detections(topic, network) -> None:
    assert network.forwards == 1
    assert [label for label, _ in rows(topic)] == ["person"] * 8
    assert rows(topic) == expected(topic)


def test_a_slider_selects_again_without_the_network(topic, network, qtbot) -> None:
    before = topic.picture()
    topic.controls.score.slider.setValue(80)
    assert topic.store.state.score_threshold == 0.8
    assert topic.controls.score.spin.value() == 0.8
    assert len(rows(topic)) == 5
    assert rows(topic) == expected(topic)
    assert topic.tabs.tabText(0) == "Detections (5)"
    assert topic.picture() != before
    topic.controls.iou.slider.setValue(99)
    assert len(rows(topic)) > 5
    assert network.forwards == 1


def test_lowering_the_iou_threshold_removes_boxes(topic) -> None:
    counts = []
    for position in (99, 45, 5):
        topic.controls.iou.slider.setValue(position)
        counts.append(len(rows(topic)))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def drag(qtbot, slider, positions) -> None:
    slider.setSliderDown(True)
    for position in positions:
        slider.setSliderPosition(position)
    slider.setSliderDown(False)


def test_a_drag_is_one_step_of_undo(topic, qtbot) -> None:
    store = topic.store
    drag(qtbot, topic.controls.score.slider, range(26, 60))
    drag(qtbot, topic.controls.score.slider, range(60, 80))
    assert store.state.score_threshold == 0.79
    store.undo()
    assert store.state.score_threshold == 0.59
    assert topic.controls.score.slider.value() == 59
    assert rows(topic) == expected(topic)
    store.undo()
    assert store.state.score_threshold == 0.25
    assert not store.can_undo
    store.redo()
    store.redo()
    assert store.state.score_threshold == 0.79
    assert len(rows(topic)) == 5


def test_undo_and_redo_by_command(desk) -> None:
    desktop = desk()
    commands, topic = desktop.window.commands, view(desktop)
    assert not commands["undo"].isEnabled()
    topic.controls.score.spin.setValue(0.9)
    assert commands["undo"].isEnabled() and not commands["redo"].isEnabled()
    commands["undo"].trigger()
    assert topic.controls.score.spin.value() == 0.25
    assert commands["redo"].isEnabled() and not commands["undo"].isEnabled()
    commands["redo"].trigger()
    assert topic.controls.score.spin.value() == 0.9


def test_class_agnostic_suppression(desk, network) -> None:
    topic = view(desk(CAFE))
    topic.controls.iou.slider.setValue(1)
    per_class = rows(topic)
    topic.controls.per_class.click()
    assert not topic.store.state.per_class
    assert len(rows(topic)) < len(per_class)
    assert rows(topic) == expected(topic)
    assert network.forwards == 1


def test_the_class_filter(desk, qtbot, network) -> None:
    topic = view(desk(CAFE))
    names = topic.controls.classes
    assert names.text() == "All classes"
    menu = names.menu()
    menu.popup(QPoint(0, 0))
    assert names.list.count() == 80
    qtbot.keyClicks(names.search, "cup")
    shown = [row for row in range(80) if not names.list.item(row).isHidden()]
    assert [names.list.item(row).text() for row in shown] == ["cup"]
    names.list.item(shown[0]).setCheckState(Qt.CheckState.Checked)
    assert topic.store.state.classes == ("cup",)
    assert names.text() == "cup"
    assert {label for label, _ in rows(topic)} == {"cup"}
    names.everything.click()
    assert topic.store.state.classes == ()
    assert len(rows(topic)) == 6
    assert network.forwards == 1
    menu.close()


def test_another_input_size_runs_the_network_once(topic, network) -> None:
    size = topic.controls.size
    assert size.currentText() == "416 × 416"
    row = size.findText("320 × 320")
    size.setCurrentIndex(row)
    size.activated.emit(row)
    assert network.forwards == 2
    assert topic.result.predictions.input_size == (320, 320)
    topic.store.undo()
    assert network.forwards == 3
    assert topic.result.predictions.input_size == (416, 416)


# --- views ------------------------------------------------------------------


def test_view_buttons_and_keys(topic, qtbot, network) -> None:
    seen = []
    for name in VIEWS:
        topic.panel.modes.buttons[name].click()
        assert topic.store.state.view == name
        seen.append(topic.picture())
    assert all(a != b for i, a in enumerate(seen) for b in seen[:i])
    topic.canvas.setFocus()
    for number, name in enumerate(VIEWS):
        qtbot.keyClick(topic.canvas, Qt.Key(Qt.Key.Key_1 + number))
        assert topic.store.state.view == name
        assert topic.panel.modes.mode == name
        assert topic.picture() == seen[number]
    assert topic.tabs.currentWidget() is topic.numbers_panel
    assert network.forwards == 1


def test_the_raw_view_says_how_many_boxes_there_are(topic) -> None:
    topic.set_view("raw")
    count = int((topic.result.predictions.scores > 0.25).sum())
    total = len(topic.result.predictions)
    assert topic.panel.caption.text().startswith(f"{count} of {total} raw boxes")
    assert "leaves 8" in topic.panel.caption.text()


@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_a_click_opens_the_box_under_it(topic, qtbot, zoom) -> None:
    found = topic.result.detections[4]
    x, y = (found.box[0] + found.box[2]) / 2, (found.box[1] + found.box[3]) / 2
    canvas = topic.canvas
    if zoom > 1:
        canvas.zoom_by(zoom, canvas.mapping().point(x, y))
        assert canvas.mapping().scale > 2 * canvas.height() / canvas.image.height()
    click(qtbot, canvas, x, y)
    assert topic.store.state.selected == found.index
    assert topic.table_view.currentIndex().row() == 4


@pytest.mark.parametrize("zoom", [1.0, 4.0])
@pytest.mark.parametrize("name", ["grid", "anchors", "pc"])
def test_a_click_opens_the_cell_under_it(topic, qtbot, name, zoom) -> None:
    topic.set_view(name)
    predictions = topic.result.predictions
    grid = predictions.heads[topic.result.head]
    height, width = predictions.image_size
    x, y = 0.61 * width, 0.37 * height
    topic.canvas.zoom_by(zoom, topic.canvas.mapping().point(x, y))
    click(qtbot, topic.canvas, x, y)
    slot = predictions.locate(topic.result.focus)
    assert (slot.row, slot.column) == (int(0.37 * grid.rows), int(0.61 * grid.columns))
    best = max(topic.result.cell, key=lambda index: predictions.scores[index])
    assert topic.result.focus == best


def test_a_click_beside_everything_changes_nothing(topic, qtbot) -> None:
    qtbot.mouseClick(topic.canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert topic.store.state.selected == -1


def test_dragging_a_zoomed_picture_opens_nothing(topic, qtbot) -> None:
    canvas = topic.canvas
    canvas.zoom_by(4)
    before = canvas.mapping().origin
    middle = canvas.rect().center()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(canvas, middle + QPoint(30, 20))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 20))
    assert canvas.mapping().origin == before + QPointF(30, 20)
    assert topic.store.state.selected == -1


def test_wheel_and_keys_zoom(topic, qtbot) -> None:
    canvas = topic.canvas
    at = QPointF(canvas.width() / 3, canvas.height() / 4)
    fit, under = canvas.mapping().scale, canvas.mapping().picture(at)
    none = Qt.KeyboardModifier.NoModifier
    where = canvas.mapToGlobal(at)
    wheel = QWheelEvent(
        at, where, QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    assert canvas.mapping().scale > 2 * fit
    # Upwards the picture is at its edge no more: what was under the pointer still is.
    assert canvas.mapping().picture(at)[1] == pytest.approx(under[1], abs=2)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.mapping().scale == fit
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.mapping().scale == pytest.approx(1.25 * fit)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.mapping().scale == pytest.approx(fit)


# --- keys that open boxes ---------------------------------------------------


def test_n_goes_from_detection_to_detection(topic, qtbot) -> None:
    indices = [found.index for found in topic.result.detections]
    topic.canvas.setFocus()
    visited = []
    for _ in indices:
        qtbot.keyClick(topic.canvas, Qt.Key.Key_N)
        visited.append(topic.result.focus)
        assert topic.table_view.currentIndex().row() == indices.index(topic.result.focus)
    # The best was open already; so the next is the second, and the round ends with the best.
    assert visited == [*indices[1:], indices[0]]
    qtbot.keyClick(topic.canvas, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert topic.result.focus == indices[-1]
    qtbot.keyClick(topic.canvas, Qt.Key.Key_B)
    assert topic.store.state.selected == -1
    assert topic.result.focus == indices[0]


def test_alt_and_arrows_go_from_cell_to_cell(topic, qtbot) -> None:
    topic.set_view("anchors")
    topic.canvas.setFocus()
    start = topic.result.predictions.locate(topic.result.focus)
    moves = {
        Qt.Key.Key_Right: (0, 1),
        Qt.Key.Key_Down: (1, 1),
        Qt.Key.Key_Left: (1, 0),
        Qt.Key.Key_Up: (0, 0),
    }
    for key, (down, right) in moves.items():
        qtbot.keyClick(topic.canvas, key, Qt.KeyboardModifier.AltModifier)
        slot = topic.result.predictions.locate(topic.result.focus)
        assert (slot.row, slot.column) == (start.row + down, start.column + right)


def test_a_goes_through_the_anchors_of_the_cell(topic, qtbot) -> None:
    topic.canvas.setFocus()
    cell, seen = topic.result.cell, []
    for _ in cell:
        qtbot.keyClick(topic.canvas, Qt.Key.Key_A)
        seen.append(topic.result.focus)
        assert topic.result.cell == cell
    assert sorted(seen) == sorted(cell)


def test_selecting_a_row_opens_the_box(topic) -> None:
    topic.table_view.selectRow(3)
    assert topic.store.state.selected == topic.result.detections[3].index
    assert topic.result.focus == topic.result.detections[3].index
    topic.store.undo()
    assert topic.table_view.currentIndex().row() == 0


def test_a_box_without_a_row_marks_no_row(topic) -> None:
    kept = {found.index for found in topic.result.detections}
    loser = next(int(i) for i in topic.result.candidates if i not in kept)
    topic.store.update(selected=loser)
    assert not topic.table_view.selectionModel().hasSelection()


def test_keys_of_the_controls_stay_with_the_controls(desk, qtbot) -> None:
    """Space ticks a box and presses a button also while a reel flows."""
    topic = view(desk(""))
    topic.controls.per_class.setFocus()
    qtbot.keyClick(topic.controls.per_class, Qt.Key.Key_Space)
    assert not topic.store.state.per_class
    assert not topic.commands["freeze"].isChecked()
    topic.panel.modes.buttons["grid"].setFocus()
    qtbot.keyClick(topic.panel.modes.buttons["grid"], Qt.Key.Key_Space)
    assert topic.store.state.view == "grid"
    assert not topic.commands["freeze"].isChecked()
    qtbot.keyClick(topic.canvas, Qt.Key.Key_F)
    assert topic.commands["freeze"].isChecked()


# --- numbers ----------------------------------------------------------------


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize("place", [0, 5])
def test_the_numbers_are_those_of_the_raw_head(topic, place) -> None:
    topic.set_view("numbers")
    found = topic.result.detections[place]
    topic.store.update(selected=found.index)
    text = re.sub(r"<[^>]+>", "", topic.numbers_panel.text.text()).replace("−", "-")

    predictions = topic.pipeline.last.predictions
    slot = found.slot
    head = predictions.heads[slot.head]
    raw = head.raw[slot.row, slot.column, slot.anchor].astype(float)
    tx, ty, tw, th, to = raw[:5]
    scale, (height, width) = head.scale_xy, predictions.input_size
    shift = (scale - 1) / 2
    bx = (sigmoid(tx) * scale - shift + slot.column) / head.columns
    by = (sigmoid(ty) * scale - shift + slot.row) / head.rows
    bw = math.exp(tw) * head.anchors[slot.anchor][0] / width
    bh = math.exp(th) * head.anchors[slot.anchor][1] / height
    pc, chance = sigmoid(to), sigmoid(raw[5:].max())
    rows_of, columns_of = predictions.image_size
    told = [float(number) for number in re.findall(r"= (-?[0-9.]+(?:e-?[0-9]+)?)", text)]
    for number in (tx, ty, tw, th, bx, by, bw, bh, pc, pc * chance):
        # Four decimals.
        assert min(abs(number - other) for other in told) < 0.51e-4
    assert f"row {slot.row}, column {slot.column}, anchor {slot.anchor}" in text
    x1, x2 = (bx - bw / 2) * columns_of, (bx + bw / 2) * columns_of
    y1, y2 = (by - bh / 2) * rows_of, (by + bh / 2) * rows_of
    shown = re.search(r"x (\S+) … (\S+), y (\S+) … ([0-9.-]+)", text)
    assert [float(part) for part in shown.groups()] == pytest.approx([x1, x2, y1, y2], abs=0.06)
    assert f"{found.label} {pc * chance:.3f}" in text


def test_without_detection_the_numbers_say_so(topic) -> None:
    topic.set_view("numbers")
    topic.controls.score.spin.setValue(1.0)
    assert rows(topic) == []
    assert "no detection" in topic.numbers_panel.text.text()
    assert topic.picture() is not None


def test_hovering_the_pc_map_tells_the_value(topic, qtbot) -> None:
    topic.set_view("pc")
    predictions, head = topic.result.predictions, topic.result.head
    height, width = predictions.image_size
    grid = predictions.heads[head]
    point = topic.canvas.mapping().point(0.72 * width, 0.4 * height).toPoint()
    qtbot.mouseMove(topic.canvas, point)
    row, column = int(0.4 * grid.rows), int(0.72 * grid.columns)
    highest = sigmoid(float(grid.raw[row, column, :, 4].max()))
    assert topic.canvas.toolTip() == f"row {row}, column {column} (from 0): {highest:.4f}"
    topic.set_view("boxes")
    qtbot.mouseMove(topic.canvas, point + QPoint(1, 1))
    assert topic.canvas.toolTip() == ""


def test_the_pc_map_is_that_of_the_head(topic) -> None:
    head = topic.result.predictions.heads[topic.result.head]
    want = 1 / (1 + np.exp(-head.raw[..., 4].astype(float)))
    np.testing.assert_allclose(topic.result.pc_map, want.max(axis=2), atol=1e-6)


def test_another_grid_can_be_chosen(topic) -> None:
    box = topic.controls.head
    assert [box.itemText(row) for row in range(box.count())] == [
        "Of the open box", "13 × 13", "26 × 26",
    ]  # fmt: skip
    box.activated.emit(2)
    assert topic.result.head == 1
    assert topic.result.pc_map.shape == (26, 26)
