"""Painting by hand: the picture that is filtered, and the target that is learned."""

from __future__ import annotations

import subprocess
import sys
import tempfile

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.core.paths import config_dir
from explorer.vision.images import load_picture
from tests.ui.desk import CAFE, Later, pixels, told

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

HALF = [[10, 10, 10, 0, 0, 0]] * 6


@pytest.fixture
def desktop(desk):
    desktop = desk(None)
    desktop.window.open_topic("edges")
    desktop.window.open_source(CAFE)
    return desktop


@pytest.fixture
def topic(desktop):
    return desktop.window.topic


def at(canvas, row: float, column: float) -> QPoint:
    return canvas.mapping().point(column, row).toPoint()


def stroke(qtbot, canvas, *points: tuple[float, float], release: bool = True) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=at(canvas, *points[0]))
    for row, column in points[1:]:
        qtbot.mouseMove(canvas, at(canvas, row, column))
    if release:
        qtbot.mouseRelease(canvas, left, pos=at(canvas, *points[-1]))


def output(topic) -> np.ndarray:
    return topic.answer.pictures["output"].values


def draw(topic):
    topic.commands["draw"].trigger()
    return topic.sketch.canvas


# --- the picture --------------------------------------------------------------


def test_an_empty_sheet_has_no_edges(topic) -> None:
    canvas = draw(topic)
    assert canvas.isVisible() and not topic.canvas.isVisible()
    assert (canvas.levels == 255).all()
    assert output(topic).shape == (142, 190) and (output(topic) == 0).all()


def test_the_result_follows_the_brush(qtbot, topic) -> None:
    canvas = draw(topic)
    stroke(qtbot, canvas, (70, 40), (70, 90), release=False)
    # White to black from the left is positive, and the stroke is not over yet.
    assert output(topic).max() == output(topic).max() == 3 * 255
    before = np.count_nonzero(output(topic))
    qtbot.mouseMove(canvas, at(canvas, 30, 150))
    assert np.count_nonzero(output(topic)) > before
    drawn = canvas.levels
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, 30, 150))
    assert np.array_equal(load_picture(topic.store.state.image).pixels[..., 0], drawn)
    assert np.array_equal(pixels(topic.canvas.image)[..., 0], drawn)


def test_a_stroke_is_one_step_of_undo(qtbot, topic) -> None:
    canvas = draw(topic)
    stroke(qtbot, canvas, (40, 40), (60, 60))
    first = canvas.levels
    stroke(qtbot, canvas, (90, 40), (60, 90))
    topic.store.undo()
    assert np.array_equal(canvas.levels, first)
    topic.store.undo()
    assert (canvas.levels == 255).all()
    topic.store.redo()
    topic.store.redo()
    assert (canvas.levels != first).any()
    for _ in range(3):
        topic.store.undo()
    # Before the drawing, the pencil is laid down.
    assert topic.store.state.image == CAFE
    assert not topic.commands["draw"].isChecked() and topic.canvas.isVisible()


def test_inks_size_and_clear(qtbot, topic) -> None:
    canvas = draw(topic)
    bar = topic.sketch.bar
    bar.size.setValue(21)
    stroke(qtbot, canvas, (70, 95), (70, 95))
    rows, columns = np.nonzero(canvas.levels == 0)
    assert rows.max() - rows.min() + 1 == pytest.approx(21, abs=2)
    assert columns.mean() == pytest.approx(95, abs=1)
    bar.buttons[1].click()
    stroke(qtbot, canvas, (30, 30), (30, 30))
    assert canvas.levels[30, 30] == 128
    bar.clear.click()
    assert (canvas.levels == 255).all() and (output(topic) == 0).all()
    topic.store.undo()
    assert canvas.levels[30, 30] == 128


def test_a_change_within_a_stroke_leaves_the_stroke(qtbot, topic) -> None:
    canvas = draw(topic)
    stroke(qtbot, canvas, (70, 40), (70, 90), release=False)
    before = output(topic)
    topic.change(kernel=[[2, 0, -2]] * 3)
    np.testing.assert_allclose(output(topic), 2 * before, rtol=1e-5)
    assert output(topic).any()


def test_painting_with_keys(qtbot, topic) -> None:
    canvas = draw(topic)
    canvas.setFocus()
    canvas.size = 4
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.levels[72, 96] == 0
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.levels[72, 106] == 255
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert (canvas.levels[74:80, 106] == 0).all()
    assert output(topic).any()


def test_a_drawing_is_gone_on_with_later(qtbot, topic) -> None:
    canvas = draw(topic)
    stroke(qtbot, canvas, (40, 40), (60, 60))
    drawn = canvas.levels
    topic.commands["draw"].trigger()
    assert topic.canvas.isVisible() and not canvas.isVisible()
    assert draw(topic) is canvas
    assert np.array_equal(canvas.levels, drawn)


def test_another_picture_takes_the_pencil_away(desktop, topic) -> None:
    draw(topic)
    desktop.window.open_source(CAFE)
    assert not topic.commands["draw"].isChecked() and topic.canvas.isVisible()
    draw(topic)
    topic.store.update(input=HALF)
    assert not topic.commands["draw"].isChecked()


def test_a_drawing_that_is_still_written_does_not_take_the_place_of_another_picture(
    desk, qtbot
) -> None:
    io = Later()
    desktop = desk(None, io=io)
    desktop.window.open_topic("edges")
    topic = desktop.window.topic
    canvas = draw(topic)
    while io.waiting:
        io.run()
    stroke(qtbot, canvas, (40, 40), (60, 60))
    desktop.window.open_source(CAFE)
    while io.waiting:
        io.run()
    assert topic.store.state.image == CAFE
    assert not topic.commands["draw"].isChecked()


def test_a_stroke_ends_with_the_drawing(qtbot, topic) -> None:
    """The button is released where nobody hears of it; the pointer must not paint on."""
    canvas = draw(topic)
    stroke(qtbot, canvas, (40, 40), (60, 60), release=False)
    topic.commands["draw"].trigger()
    assert draw(topic) is canvas
    before = canvas.levels
    qtbot.mouseMove(canvas, at(canvas, 100, 150))
    assert np.array_equal(canvas.levels, before)


def test_a_drawing_has_a_name_and_is_none_of_the_recent_files(desktop, qtbot, topic) -> None:
    stroke(qtbot, draw(topic), (40, 40), (60, 60))
    qtbot.waitUntil(lambda: desktop.window.windowTitle().startswith("Drawing – 192 × 144"))
    assert [path for path in desktop.settings.state.recent if "drawings" in path] == []


def test_the_code_of_a_drawing_runs(qtbot, topic, tmp_path) -> None:
    stroke(qtbot, draw(topic), (40, 40), (60, 60))
    script = tmp_path / "drawing.py"
    script.write_text(topic.code()(), encoding="utf-8")
    subprocess.run([sys.executable, script], check=True, capture_output=True)


def test_a_folder_that_cannot_be_written_is_told(desktop, qtbot, topic, monkeypatch) -> None:
    (config_dir() / "drawings").parent.mkdir(parents=True, exist_ok=True)
    (config_dir() / "drawings").write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(config_dir() / "drawings"))
    draw(topic)
    assert "cannot be written" in told(desktop)
    assert topic.store.state.image == CAFE


# --- the target ---------------------------------------------------------------


def paint_target(topic):
    topic.set_view("learn")
    box = topic.panel.target
    row = box.findData("drawn")
    box.setCurrentIndex(row)
    box.activated.emit(row)
    return topic.target.canvas


def test_a_target_is_painted_and_the_filter_follows(qtbot, topic) -> None:
    """White along the edge of the course: a filter for vertical edges."""
    topic.store.update(input=HALF)
    canvas = paint_target(topic)
    assert canvas.isVisible() and (canvas.levels == 128).all()
    assert canvas.levels.shape == (6, 6)
    topic.target.bar.size.setValue(1)
    for column in (2.5, 3.5):
        stroke(qtbot, canvas, *((row + 0.5, column) for row in range(6)))
    assert (canvas.levels[:, 2:4] == 255).all() and (canvas.levels[:, :2] == 128).all()
    topic.store.update(steps=1000)
    np.testing.assert_allclose(
        topic.answer.result.learned.kernel, np.array([[10, 0, -10]] * 3) / 30, atol=1e-3
    )
    assert topic.answer.pictures["wanted"].values.tolist() == [[0, 10, 10, 0]] * 4
    # Three strokes were made: the empty target, and two columns.
    topic.store.undo()
    topic.store.undo()
    assert (canvas.levels[:, 3] == 128).all() and (canvas.levels[:, 2] == 255).all()


def test_an_empty_target_is_to_be_painted_first(qtbot, topic) -> None:
    """With nothing to learn, an error of 0 would look like a filter that is found."""
    canvas = paint_target(topic)
    page = topic.board.descended
    assert page.caption.text().startswith("Paint the target first")
    assert not page.curve.isVisible() and not page.player.isVisible()
    # The picture shines through where to paint.
    assert np.ptp(pixels(canvas.image)) > 30
    stroke(qtbot, canvas, (30, 30), (40, 40), release=False)
    assert page.caption.text().startswith("Mean squared error")
    assert page.curve.isVisible() and page.player.isVisible()


def test_an_empty_sheet_is_no_mistake_where_a_filter_is_learned(qtbot, topic) -> None:
    topic.set_view("learn")
    canvas = draw(topic)
    assert topic.problem.label.text().startswith("Draw something first")
    assert topic.problem.isVisible()
    stroke(qtbot, canvas, (40, 40), (60, 60), release=False)
    assert not topic.problem.isVisible()
    assert topic.answer.result.learned.task.picture.min() == 0


def test_the_filter_moves_while_the_target_is_painted(qtbot, topic) -> None:
    canvas = paint_target(topic)
    stroke(qtbot, canvas, (30, 30), (40, 40), release=False)
    first = topic.answer.result.learned.kernel
    assert np.abs(first).max() > 0
    qtbot.mouseMove(canvas, at(canvas, 10, 70))
    assert (topic.answer.result.learned.kernel != first).any()


def test_the_size_of_the_filter_for_a_drawn_target(topic) -> None:
    form = topic.panel.editors("learn")
    topic.set_view("learn")
    assert not form["size"].isVisible()
    paint_target(topic)
    assert form["size"].isVisible()
    form["size"].setValue(5)
    assert topic.board.descended.found.cells.values.shape == (5, 5)


def test_a_preset_takes_the_place_of_the_drawing(topic) -> None:
    canvas = paint_target(topic)
    topic.choose_target("box")
    assert not canvas.isVisible() and topic.canvases[1].isVisible()
    assert topic.store.state.drawn == ""
    topic.set_view("filter")
    assert topic.canvases[1].isVisible()
