"""The sliding topic in a real window."""

import re

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from explorer.core.errors import UserError
from explorer.core.i18n import set_language, tr
from explorer.core.jobs import Cancelled
from explorer.core.paths import resource
from explorer.topics.detection.sliding.state import State
from explorer.topics.detection.sliding.view import View, looks
from tests.ui.desk import Later, click

pytestmark = pytest.mark.qt
TOPIC = "sliding"
PARK = str(resource("samples", "park.jpg"))


def test_a_click_on_the_picture_puts_the_window_there(qtbot, topic) -> None:
    click(qtbot, topic.board.windows.canvas, 33, 21)
    # Middle of the window at (33, 21): its corner is next to (26, 14).
    assert topic.result.slide.box(topic.result.row, topic.result.column) == (26, 14, 40, 28)
    assert "Rows 14 to 27, columns 26 to 39" in topic.board.windows.caption.text()
    crop = topic.board.windows.crop.image
    assert (crop.width(), crop.height()) == (14, 14)
    pixel = crop.pixelColor(0, 0)
    assert [pixel.red(), pixel.green(), pixel.blue()] == topic.result.pixels[14, 26].tolist()


def test_the_map_fills_as_the_window_goes_on(qtbot, topic) -> None:
    grid = topic.board.windows.map
    topic.step(1)
    grey = (grid.cells.colours.reshape(-1, 3) == looks.AHEAD).all(axis=1)
    assert grey.tolist() == [False] * 2 + [True] * 674
    topic.step_to(-1)
    assert not (grid.cells.colours == looks.AHEAD).all(axis=-1).any()
    assert topic.board.windows.bars.rows[3].number == "1.000"


def test_playing_is_one_step_of_undo(qtbot, topic) -> None:
    topic.play()
    for _ in range(3):
        topic.player.timer.timeout.emit()
    topic.play()
    assert topic.store.state.step == 3
    topic.store.undo()
    assert topic.store.state.step == 0


def test_views_by_keys(qtbot, topic) -> None:
    for key, page in (("2", "convolution"), ("3", "dense"), ("4", "cost"), ("1", "windows")):
        qtbot.keyClick(topic, key)
        assert topic.store.state.view == page
        assert topic.board.pages[page].isVisible()


def test_a_cell_of_the_map_leads_to_its_window(qtbot, topic) -> None:
    topic.store.update(view="convolution", input_size=16, seed=5)
    QApplication.processEvents()
    grid = topic.board.convolution.map
    place = grid.place().rect(1, 0).center().toPoint()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)
    assert topic.store.state.step == 2


def test_a_large_stride_is_told_to_miss_digits(topic) -> None:
    topic.store.update(view="convolution")
    assert "Found: 5 of 5." in topic.board.convolution.caption.text()
    topic.panel.sliders["stride"].slider.setValue(8)
    text = topic.board.convolution.caption.text()
    assert f"Found: {5 - len(topic.result.missed)} of 5. Missed" in text
    assert "every cell number 4" in text
    topic.panel.sliders["stride"].slider.setValue(1)
    assert "4 passes" in topic.board.convolution.caption.text()


def test_dense_and_filter_show_one_number(qtbot, topic) -> None:
    topic.store.update(view="dense", step=177, unit=9)
    grid = topic.board.dense.sums
    QApplication.processEvents()
    place = grid.place().rect(0, 3).center().toPoint()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)
    assert topic.store.state.channel == 3
    unit = topic.result.unit
    products = topic.board.dense.products.products.cells.values
    np.testing.assert_allclose(products, unit.read[3] * unit.weights[3], atol=6e-4)
    first, second = topic.board.dense.caption.text().splitlines()
    assert first.rstrip(".").split("= ")[1][:6] == second.rstrip(".").split(": ")[-1][:6]


def test_costs_and_times(qtbot, topic) -> None:
    topic.store.update(view="cost", input_size=28, seed=11)
    cost = topic.board.cost
    assert [row.number for row in cost.bars["convolution"].rows] == [
        "691,200", "10,240,000", "10,240,000", "102,400",
    ]  # fmt: skip
    assert "28,262,400" in cost.titles[cost.bars["windows"]].text()
    assert cost.times.isHidden()
    qtbot.mouseClick(cost.measure, Qt.MouseButton.LeftButton)
    assert len(cost.times.rows) == 3
    assert not cost.times.isHidden()
    topic.set_view("windows")
    assert not topic.store.state.measure


def test_a_window_that_does_not_fit_is_taken_back(topic) -> None:
    topic.store.update(input_size=20)
    topic.panel.sliders["window"].slider.setValue(2)
    assert "does not fit" in topic.problem.label.text()
    assert topic.store.state.window == 14


def test_a_picture_of_ones_own_and_back(qtbot, topic) -> None:
    topic.open_source(PARK)
    assert topic.panel.back.isVisible()
    assert not topic.panel.form.editors["seed"].isVisible()
    qtbot.mouseClick(topic.panel.back, Qt.MouseButton.LeftButton)
    assert topic.store.state.image == ""
    assert topic.panel.form.editors["seed"].isVisible()


def fit_window(window, width: int, height: int) -> None:
    window.resize(width, height)
    for _ in range(3):
        QApplication.processEvents()


def test_in_a_small_window_the_sums_of_the_channels_can_still_be_read(qtbot, window, topic) -> None:
    topic.store.update(view="dense", step=177)
    dense = topic.board.dense
    for size, shape in (((980, 600), (2, 8)), ((1600, 1000), (1, 16))):
        fit_window(window, *size)
        assert dense.sums.cells.values.shape == shape
        expected = topic.result.channel_sums
        np.testing.assert_allclose(dense.sums.cells.values.ravel(), expected, atol=6e-5)
        # "−0.0123" in letters of seven points.
        assert dense.sums.place().side >= 36
    fit_window(window, 980, 600)
    qtbot.mouseClick(
        dense.sums, Qt.MouseButton.LeftButton, pos=dense.sums.place().rect(1, 3).center().toPoint()
    )
    assert topic.store.state.channel == 11
    assert dense.sums.cells.marks.current == (1, 3)


def test_a_product_is_written_out_where_the_pointer_is(topic) -> None:
    topic.store.update(view="dense", step=177, channel=3)
    products, unit = topic.board.dense.products, topic.result.unit
    products.products.hovered.emit(4, 1)
    value, weight = unit.read[3, 4, 1], unit.weights[3, 4, 1]
    told = products.total.text().split("(from 0): ")[1].replace("−", "-")
    numbers = [float(text) for text in re.split(" [×=] ", told)]
    assert numbers == pytest.approx([value, weight, value * weight], abs=6e-4)


def test_the_totals_of_the_costs_are_not_cut_off(window, topic) -> None:
    topic.store.update(view="cost")
    fit_window(window, 980, 600)
    cost = topic.board.cost
    for bars in cost.bars.values():
        title = cost.titles[bars]
        metrics = title.fontMetrics()
        lines = title.height() // metrics.lineSpacing()
        assert metrics.horizontalAdvance(title.text()) <= lines * title.width()


def test_both_forms_of_the_window_looked_at_stand_side_by_side(topic) -> None:
    topic.store.update(view="convolution", step=177)
    result = topic.result
    best = int(result.convolution[6, 21].argmax())
    here, alone = result.convolution[6, 21, best], result.windows[6, 21, best]
    text = topic.board.convolution.caption.text()
    assert f"score of {(0, 2, 4)[best]}: {here:.6f} here, {alone:.6f} from its window" in text
    assert "all 2,704 scores" in text


def test_volumes_without_room_for_their_names_keep_their_sizes(topic) -> None:
    topic.store.update(view="convolution")
    nodes = topic.board.convolution.diagram.graph.nodes.values()
    assert [node.name for node in nodes][:2] == ["64×64×3", "60×60×16"]


def test_until_the_first_result_it_says_what_it_waits_for(desk, monkeypatch) -> None:
    monkeypatch.setattr(View, "start", lambda self: None)
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    board = desktop.window.topic.board
    assert board.loading.text() == "Loading the network…"
    assert board.loading.isVisible()
    assert board.modes.mode == "windows"
    desktop.window.topic.refuse(UserError("There is no such file."))
    assert board.loading.text() == ""


def test_closing_ends_thousands_of_windows(topic) -> None:
    topic.shut()
    with pytest.raises(Cancelled):
        topic.worker.compute(State(input_size=112, stride=1))


def test_another_language_while_times_are_measured(topic, monkeypatch) -> None:
    topic.set_view("cost")
    inference = Later()
    monkeypatch.setattr(topic.services.inference, "submit", inference.submit)
    topic.store.update(measure=True)
    set_language("ko")
    try:
        topic.retranslate()
        assert topic.board.cost.measured.text() == tr("Measuring…") != "Measuring…"
    finally:
        set_language("en")
    inference.run()
    assert topic.board.cost.measure.isChecked() and topic.result.times
