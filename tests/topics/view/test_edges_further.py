"""The further views of the edges topic: true convolution, two filters in a row, learning."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.core.i18n import set_language
from explorer.topics.foundations.edges.view import base
from explorer.vision.choices import PRESETS
from tests.ui.desk import CAFE, pixels
from tests.ui.media import video

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

HALF = [[10, 10, 10, 0, 0, 0]] * 6
SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("edges")
    desktop.window.open_source(CAFE)
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


def values(topic, name: str) -> np.ndarray:
    return topic.answer.pictures[name].values


def shown(grid) -> list[list[float]]:
    return grid.cells.values.tolist()


def visible(topic) -> list[str]:
    """The titles above the pictures on screen."""
    return [pane.title.text().split("  ")[0] for pane in topic.board.panes if pane.isVisible()]


# --- true convolution ---------------------------------------------------------


def test_both_ways_and_their_difference_are_on_screen(topic) -> None:
    topic.store.update(input=HALF)
    topic.board.modes.buttons["compare"].click()
    assert visible(topic) == ["Cross-correlation", "True convolution", "Difference"]
    assert values(topic, "correlation").tolist() == [[0, 30, 30, 0]] * 4
    assert values(topic, "convolution").tolist() == [[0, -30, -30, 0]] * 4
    assert values(topic, "difference").tolist() == [[0, 60, 60, 0]] * 4
    assert "differ by at most 60" in topic.board.flipped.caption.text()
    assert shown(topic.board.flipped.flipped) == [[-1, 0, 1]] * 3
    topic.store.update(preset="laplacian")
    assert "No difference" in topic.board.flipped.caption.text()


def test_of_a_picture_too(topic) -> None:
    topic.set_view("compare")
    correlation, convolution = values(topic, "correlation"), values(topic, "convolution")
    np.testing.assert_allclose(correlation, -convolution, atol=1e-3)
    np.testing.assert_allclose(values(topic, "difference"), 2 * correlation, atol=1e-3)


# --- two filters in a row -----------------------------------------------------


def test_two_filters_in_a_row_are_one(qtbot, topic) -> None:
    topic.store.update(input=HALF, kernel=[[1, 1]], mode="convolution")
    topic.board.modes.buttons["chain"].click()
    # Something is there to begin with.
    assert topic.store.state.second == tuple(map(tuple, PRESETS["horizontal"].kernel))
    topic.store.update(second=[[1, 0]])
    second = topic.board.chained.second
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_Right)
    qtbot.keyClicks(second, "-")
    editor = second.findChild(QLineEdit)
    qtbot.keyClicks(editor, "1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert shown(topic.board.chained.combined) == [[1, 0, -1]]
    assert values(topic, "in_turn").tolist() == values(topic, "at_once").tolist()
    text = topic.board.chained.caption.text()
    assert "0 for true convolution, 20 for cross-correlation" in text


def test_in_cross_correlation_the_two_ways_differ(topic) -> None:
    topic.set_view("chain")
    expected = torch.nn.functional.conv2d(
        torch.tensor(values(topic, "input"), dtype=torch.float64)[None, None],
        torch.tensor(topic.answer.result.chain.combined)[None, None],
    )[0, 0]
    np.testing.assert_allclose(values(topic, "at_once"), expected, atol=0.01)
    np.testing.assert_allclose(values(topic, "in_turn"), -expected, atol=0.01)
    topic.store.update(mode="convolution")
    np.testing.assert_allclose(values(topic, "in_turn"), values(topic, "at_once"), atol=0.01)


def test_filters_that_reach_too_far_are_explained_and_can_be_made_smaller(topic) -> None:
    topic.store.update(input=HALF)
    topic.set_view("chain")
    topic.panel.sizes["second"].number.setValue(5)
    assert "Both filters in a row reach over 7 cells" in topic.problem.label.text()
    assert topic.answer.result.chain.combined.shape == (5, 5)
    topic.panel.sizes["second"].quick[3].click()
    assert topic.problem.isHidden()


# --- learning -----------------------------------------------------------------


def ticks(topic, count: int) -> None:
    for _ in range(count):
        topic.player.timer.timeout.emit()


def test_a_filter_is_learned_before_ones_eyes(topic) -> None:
    topic.board.modes.buttons["learn"].click()
    assert topic.player.playing and topic.store.state.steps == 0
    assert shown(topic.board.descended.found) == [[0] * 3] * 3
    losses = []
    for _ in range(6):
        ticks(topic, 50)
        losses.append(topic.board.descended.curve.values[-1])
    assert losses == sorted(losses, reverse=True) and losses[-1] < 1e-6
    assert topic.store.state.steps == 300 and len(topic.board.descended.curve.values) == 301
    np.testing.assert_allclose(shown(topic.board.descended.found), SOBEL, atol=2e-3)
    np.testing.assert_allclose(shown(topic.board.descended.best), SOBEL, atol=2e-3)
    np.testing.assert_allclose(values(topic, "made"), values(topic, "wanted"), atol=1e-3)
    # All of it is one step of undo, and so is going to the view.
    topic.player.stop()
    topic.store.undo()
    assert topic.store.state.steps == 0 and topic.store.state.view == "learn"


def test_stop_one_step_back_and_from_zero(qtbot, window, topic) -> None:
    topic.set_view("learn")
    ticks(topic, 3)
    qtbot.keyClick(window, Qt.Key.Key_P)
    assert not topic.player.playing
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_PageDown, shift)
    assert topic.answer.result.learned.descent.steps == 4
    three = topic.answer.result.learned.descent.losses[3]
    qtbot.keyClick(window, Qt.Key.Key_PageUp, shift)
    assert topic.answer.result.learned.descent.loss == three
    qtbot.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert topic.answer.result.learned.kernel.tolist() == [[0] * 3] * 3


def test_dragging_along_the_curve_goes_to_a_step(qtbot, topic) -> None:
    topic.store.update(view="learn", target="sobel_x", steps=200)
    curve = topic.board.descended.curve
    at = curve.point(50, 1).toPoint()
    qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=QPoint(at.x(), curve.height() // 2))
    assert topic.store.state.steps == pytest.approx(50, abs=2)
    assert len(curve.values) == topic.store.state.steps + 1


def test_another_rate_shows_another_descent_at_once(topic) -> None:
    topic.store.update(view="learn", target="sobel_x", steps=100)
    before = topic.answer.result.learned.descent.loss
    topic.panel.editors("learn")["momentum"].slider.setValue(0)
    slow = topic.answer.result.learned
    assert slow.descent.steps == 100 and slow.descent.loss > before
    assert topic.answer.asked.state.momentum == 0


def test_a_rate_that_is_too_large_stops_the_descent(topic) -> None:
    topic.store.update(view="learn", target="sobel_x", steps=0, rate=5, momentum=0)
    topic.play()
    for _ in range(200):
        ticks(topic, 1)
        if not topic.player.playing:
            break
    assert "The learning rate is too large" in topic.problem.label.text()
    assert not topic.player.playing
    topic.store.update(rate=1)
    assert topic.problem.isHidden()


def test_a_descent_that_runs_away_leaves_least_squares_readable(topic) -> None:
    topic.store.update(view="learn", target="sobel_x", steps=20, rate=5, momentum=0)
    descended = topic.board.descended
    assert np.abs(descended.found.cells.values).max() > 1e6
    assert descended.best.cells.values.tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


def test_another_target_is_learned_from_the_beginning(topic) -> None:
    topic.set_view("learn")
    box = topic.panel.target
    row = box.findData("emboss")
    box.setCurrentIndex(row)
    box.activated.emit(row)
    assert topic.player.playing
    ticks(topic, 400)
    np.testing.assert_allclose(
        topic.answer.result.learned.kernel, PRESETS["emboss"].kernel, atol=1e-3
    )


def test_the_filter_found_is_used_on_the_whole_picture(topic) -> None:
    topic.store.update(view="learn", target="sobel_x", steps=500)
    topic.panel.use.click()
    assert topic.store.state.view == "filter"
    np.testing.assert_allclose(topic.store.state.kernel, SOBEL, atol=1e-4)
    assert values(topic, "output").shape == topic.answer.source[1:-1, 1:-1].shape


def test_a_flat_picture_teaches_nothing_and_says_so(topic) -> None:
    topic.store.update(input=[[5] * 6] * 6)
    topic.set_view("learn")
    assert "nothing to learn" in topic.problem.label.text()
    assert not topic.player.playing


def test_a_flowing_source_is_held_while_a_filter_is_learned(desk) -> None:
    desktop = desk(None)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    topic.set_view("learn")
    assert topic.commands["freeze"].isChecked()
    frame = topic.answer.asked.frame
    ticks(topic, 5)
    for _ in range(20):
        QApplication.processEvents()
    assert topic.answer.asked.frame is frame
    topic.set_view("filter")
    assert not topic.commands["freeze"].isChecked()
    # Who freezes it himself finds it frozen again.
    topic.commands["freeze"].trigger()
    topic.set_view("learn")
    topic.set_view("filter")
    assert topic.commands["freeze"].isChecked()


def test_a_flowing_source_is_held_while_the_numbers_of_a_pixel_are_read(desk) -> None:
    desktop = desk(None)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    topic.canvases[1].clicked.emit(4.5, 3.5)
    assert topic.commands["freeze"].isChecked()
    frame, text = topic.answer.asked.frame, topic.board.opened.products.total.text()
    assert text.startswith("Row 3, column 4")
    for _ in range(20):
        QApplication.processEvents()
    assert topic.answer.asked.frame is frame
    # A click on the same pixel lets go of it and of the picture.
    topic.canvases[1].clicked.emit(4.5, 3.5)
    assert not topic.commands["freeze"].isChecked()
    # Who goes on with the pixel open sees its numbers change.
    topic.canvases[1].clicked.emit(4.5, 3.5)
    topic.commands["freeze"].trigger()
    assert topic.store.state.pixel == (3, 4) and not topic.commands["freeze"].isChecked()


def test_a_video_is_held_too_and_one_that_fails_is_looked_at_again(
    window, topic, tmp_path, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(base, "LOOK_AGAIN", 0)
    topic.store.update(view="learn", target="sobel_x", steps=50)
    window.open_source(video(tmp_path / "pan.avi"))
    assert topic.commands["freeze"].isChecked()
    assert topic.answer.asked.frame.index == 0
    topic.store.update(rate=5, momentum=0, steps=500)
    assert "too large" in topic.problem.label.text()
    topic.commands["freeze"].trigger()
    qtbot.waitUntil(lambda: topic.flow.frame.index > 3)
    topic.store.update(rate=1)
    assert topic.problem.isHidden() and topic.answer.asked.frame.index > 3


def test_playing_fast_takes_several_steps_at_once(topic) -> None:
    topic.set_view("learn")
    speed = topic.player.speed
    row = speed.findData(500)
    speed.setCurrentIndex(row)
    speed.activated.emit(row)
    ticks(topic, 2)
    assert topic.store.state.steps == 20


def test_tables_and_code_of_each_view(topic, tmp_path) -> None:
    topic.set_view("chain")
    assert topic.table() == topic.answer.result.chain.combined.tolist()
    topic.store.update(view="learn", target="sobel_x", steps=50)
    rows = topic.table()
    assert rows[0] == ["row", "column", "found", "least_squares"] and len(rows) == 10
    assert [row[3] for row in rows[1:]] == pytest.approx(np.ravel(SOBEL), abs=1e-6)
    script = tmp_path / "all.py"
    script.write_text(topic.code()(), encoding="utf-8")
    subprocess.run([sys.executable, script], check=True, capture_output=True)
    assert len(np.unique(pixels(topic.picture()).reshape(-1, 3), axis=0)) > 50


@pytest.mark.parametrize("view", ["compare", "chain", "learn"])
def test_korean_in_each_view(window, topic, view) -> None:
    topic.set_view(view)
    window.set_language("ko")
    texts = {
        "compare": topic.board.flipped.caption.text(),
        "chain": topic.board.chained.caption.text(),
        "learn": topic.board.descended.caption.text(),
    }
    assert any("가" <= letter <= "힣" for letter in texts[view])
    assert all(any("가" <= letter <= "힣" for letter in title) for title in visible(topic))
    set_language("en")
