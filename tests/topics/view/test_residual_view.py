"""The residual topic as a learner works with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from explorer.core.i18n import set_language
from explorer.core.jobs import Outcome, SyncRunner
from explorer.nets import side_by_side
from explorer.nets.digits import Digits, load
from explorer.topics.networks.residual import process
from explorer.topics.networks.residual.process import Cutter
from explorer.topics.networks.residual.view import coach
from explorer.ui import dialogs
from explorer.ui.widgets.counted import Count
from explorer.ui.widgets.preset_box import PresetBox
from explorer.weights import store
from tests.topics.networks.test_residual import opened
from tests.ui.desk import CAFE, PARK, Later

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]

FEW = tuple(Digits(part.x[:40], part.labels[:40]) for part in load())


@pytest.fixture
def window(desk, monkeypatch):
    # Forty digits, and jobs of a single step.
    monkeypatch.setattr(side_by_side.digits, "load", lambda: FEW)
    monkeypatch.setattr("explorer.ui.coach.SECONDS", 0.0)
    monkeypatch.setattr(process, "Cutter", lambda: Cutter(opened))
    desktop = desk(None)
    desktop.window.open_topic("residual")
    return desktop.window


@pytest.fixture
def topic(window):
    return window.topic


def shown(grid) -> list[float]:
    return grid.cells.values[:, 0].tolist()


# --- one block -------------------------------------------------------------------------


def test_a_block_is_on_screen_at_once(topic) -> None:
    page = topic.board.block
    assert shown(page.z1) == [4, -1, 1]
    assert shown(page.a1) == [4, 0, 1]
    assert shown(page.z2) == [3, 1, -4]
    assert shown(page.shortcut) == [1, 2, 3]
    assert shown(page.output) == [4, 3, 0]
    assert "g(3 + 1) = 4" in page.caption.text()
    assert not page.way.isVisible()


def test_the_shortcut_is_taken_away(topic) -> None:
    topic.panel.forms["block"].editors["shortcut"].click()
    page = topic.board.block
    assert shown(page.output) == [3, 1, 0]
    assert page.sum.titles[page.shortcut].text() == "no shortcut"
    assert page.shortcut.cells.marks.faint == {(0, 0), (1, 0), (2, 0)}


def test_without_weights_the_block_is_the_identity(topic) -> None:
    topic.panel.forms["block"].editors["strength"].spin.setValue(0)
    page = topic.board.block
    assert shown(page.output) == [1, 2, 3]
    assert "the block is the identity" in page.caption.text()
    topic.panel.forms["block"].editors["shortcut"].click()
    assert shown(page.output) == [0, 0, 0]
    assert "nothing is left" in page.caption.text()


def test_weights_decay_step_by_step(qtbot, topic) -> None:
    topic.store.update(rate=0.5, weight_decay=0.1)
    for _ in range(3):
        qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    page = topic.board.block
    assert page.first.cells.values[0, 0] == pytest.approx(0.95**3)
    assert "w (1 − 0.5 · 0.1) = 0.95 w. After 3 steps 0.8574 w is left." in page.decay.text()
    # What is drawn is no longer what is kept, so it cannot be typed over.
    qtbot.keyClicks(page.first, "7")
    assert page.first.findChild(QLineEdit) is None
    qtbot.keyClick(topic.window(), Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert page.first.cells.values[0, 0] == 1


def test_a_weight_is_typed(qtbot, topic) -> None:
    first = topic.board.block.first
    first.setFocus()
    qtbot.keyClicks(first, "5")
    qtbot.keyClick(first.findChild(QLineEdit), Qt.Key.Key_Return)
    assert topic.store.state.first[0][0] == 5
    # 5 * 1 + 0 * 2 + 1 * 3
    assert shown(topic.board.block.z1) == [8, -1, 1]


def test_another_size_brings_a_projection(topic) -> None:
    count = topic.panel.forms["block"].findChildren(Count)[2]
    assert count.accessibleName() == "Numbers out"
    count.setValue(2)
    page = topic.board.block
    assert page.way.isVisible()
    assert page.projection.cells.values.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert shown(page.output) == [4, 3]
    topic.store.undo()
    assert not page.way.isVisible()
    assert count.value() == 3


def test_a_matrix_that_does_not_fit_is_taken_back(topic) -> None:
    topic.board.block.second.take([[1, 2]])
    assert "Second weights" in topic.problem.label.text()
    assert len(topic.store.state.second) == 3
    assert shown(topic.board.block.output) == [4, 3, 0]


def test_every_example_is_named_once_it_is_on_screen(topic) -> None:
    box = topic.panel.forms["block"].findChild(PresetBox)
    for row in range(box.count()):
        box.setCurrentIndex(row)
        box.activated.emit(row)
        assert box.currentIndex() == row
        assert topic.problem.isHidden()


# --- trained side by side ----------------------------------------------------------------


@pytest.fixture
def training(topic):
    topic.store.update(depth=8, width=2, batch=8, epochs=2)
    topic.board.modes.buttons["training"].click()
    return topic.board.training


def losses(steps: int, **changes) -> dict[str, np.ndarray]:
    """The losses of ``steps`` steps by a training of its own."""
    numbers = {"depth": 8, "width": 2, "epochs": 2, "rate": 0.1, "momentum": 0.9}
    numbers |= {"weight_decay": 1e-4, "batch": 8, "seed": 0, **changes}
    plan = side_by_side.Plan(**numbers)
    return side_by_side.Training(plan).advance(side_by_side.CancelToken(), steps=steps).losses


def test_nothing_is_trained_before_it_is_asked_for(topic, training) -> None:
    assert topic.coach.progress is None
    assert training.bar.text.text() == "Not begun"
    assert "Press Play" in training.caption.text()
    assert topic.numbers()["curves"] is None


def test_a_picture_of_the_window_has_curves(topic, training) -> None:
    topic.store.update(epochs=4)
    topic.rehearse()
    assert training.bar.text.text() == "epoch 3 of 4, step 5 of 5"
    expected = losses(15, epochs=4)
    np.testing.assert_array_equal(training.losses.series[1].y, expected["residual"])
    assert [len(part.y) for part in training.errors.series] == [3, 3, 3, 3]
    assert not topic.coach.playing


def test_a_picture_does_not_wait_for_long(monkeypatch, topic, training) -> None:
    monkeypatch.setattr(coach, "PATIENCE", 0.0)
    topic.rehearse()
    assert topic.coach.progress.steps == 2


def test_a_short_training_is_shown_to_its_end(topic, training) -> None:
    topic.store.update(epochs=1)
    topic.rehearse()
    assert topic.coach.progress.finished and topic.coach.progress.steps == 5


def test_the_other_views_need_no_training(topic) -> None:
    topic.rehearse()
    assert topic.coach.progress is None


def test_a_step_is_one_step_of_gradient_descent(qtbot, topic, training) -> None:
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    training.bar.step.click()
    assert training.bar.text.text() == "epoch 1 of 2, step 2 of 5"
    expected = losses(2)
    plain, residual = (part.y for part in training.losses.series[:2])
    np.testing.assert_array_equal(plain, expected["plain"])
    np.testing.assert_array_equal(residual, expected["residual"])
    assert [len(part.y) for part in training.gradients.series] == [8, 8]
    assert topic.numbers()["curves"]["steps"] == 2


def test_playing_draws_each_step_and_ends_after_the_last_epoch(qtbot, topic, training) -> None:
    drawn = []
    training.gradients.painted.connect(lambda: drawn.append(training.bar.bar.value()))
    qtbot.keyClick(topic.window(), Qt.Key.Key_P)
    qtbot.waitUntil(lambda: not topic.coach.playing, timeout=60_000)
    assert training.bar.text.text() == "epoch 2 of 2, step 5 of 5"
    # The next step was asked for only once the last was on screen.
    assert set(range(1, 11)) <= set(drawn)
    assert [len(part.y) for part in training.errors.series] == [2, 2, 2, 2]
    assert "Of the digits never trained on" in training.caption.text()
    # Played again, it begins anew.
    training.bar.play.click()
    assert topic.coach.progress.steps == 1
    training.bar.play.click()
    assert not topic.coach.playing


def test_pause_and_another_view_stop_it(qtbot, topic, training) -> None:
    training.bar.play.click()
    assert training.bar.play.accessibleName() == "Pause"
    training.bar.play.click()
    steps = topic.coach.progress.steps
    training.gradients.repaint()
    qtbot.wait(1)
    assert topic.coach.progress.steps == steps
    training.bar.play.click()
    topic.board.modes.buttons["block"].click()
    assert not topic.coach.playing
    # What was trained is still there.
    topic.board.modes.buttons["training"].click()
    assert topic.coach.progress.steps >= steps


def test_another_topic_stops_it(window, topic, training) -> None:
    training.bar.play.click()
    window.open_topic("pooling")
    assert not topic.coach.playing


@pytest.mark.parametrize(
    ("name", "value"), [("weight_decay", 0.05), ("seed", 4), ("rate", 0.2), ("width", 3)]
)
def test_another_setting_begins_anew(topic, training, name, value) -> None:
    training.bar.step.click()
    topic.store.update(**{name: value})
    assert topic.coach.progress is None
    assert training.bar.text.text() == "Not begun"
    training.bar.step.click()
    np.testing.assert_array_equal(
        training.losses.series[1].y, losses(1, **{name: value})["residual"]
    )


def test_settings_of_the_block_leave_it_alone(topic, training) -> None:
    training.bar.step.click()
    topic.store.update(strength=0.5, decay_steps=10)
    assert topic.coach.progress.steps == 1


def test_what_was_asked_for_before_a_new_beginning_is_not_shown(topic, training) -> None:
    runner = Later()
    object.__setattr__(topic.services, "inference", runner)
    training.bar.play.click()
    old = runner.waiting[coach.CHANNEL]
    topic.coach.restart()
    work, done = old
    done(Outcome(value=work(side_by_side.CancelToken())))
    assert topic.coach.progress is None
    runner.run()
    assert topic.coach.progress.steps == 1
    object.__setattr__(topic.services, "inference", SyncRunner())


def test_a_depth_that_no_network_has_is_told(topic, training) -> None:
    topic.store.update(depth=9)
    training.bar.play.click()
    assert "8 or 14, not 9" in topic.problem.label.text()
    assert not topic.problem.isHidden()
    assert not topic.coach.playing


# --- shortcuts of a trained network ------------------------------------------------------


@pytest.fixture
def cut(window, topic):
    topic.store.update(network="resnet18")
    window.open_source(CAFE)
    return topic.board.cut


def test_a_picture_goes_to_the_trained_network(topic, cut) -> None:
    assert topic.store.state.view == "cut"
    assert topic.store.state.image == CAFE
    assert topic.problem.isHidden()
    assert cut.canvas.image is not None
    assert [row.text for row in cut.before.rows] == [row.text for row in cut.now.rows]
    assert topic.panel.table.rowCount() == 8
    assert "Nothing is cut" in cut.caption.text()


def test_a_picture_that_is_none_is_told_and_taken_back(tmp_path, window, topic, cut) -> None:
    opened_ones = []
    topic.source_opened.connect(opened_ones.append)
    nothing = tmp_path / "nothing.png"
    nothing.write_bytes(b"")
    window.open_source(str(nothing))
    assert "nothing.png" in topic.problem.label.text()
    assert not topic.problem.isHidden()
    assert topic.store.state.image == CAFE
    assert opened_ones == []


def test_a_view_that_cannot_be_shown_is_not_marked(tmp_path, topic, cut) -> None:
    topic.store.update(view="block")
    nothing = tmp_path / "nothing.png"
    nothing.write_bytes(b"")
    topic.store.update(image=str(nothing))  # the block needs no picture
    topic.board.modes.buttons["cut"].click()
    assert "nothing.png" in topic.problem.label.text()
    assert topic.store.state.view == topic.board.modes.mode == "block"


def test_it_says_that_a_network_is_being_opened(topic, cut, window, monkeypatch) -> None:
    later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    # A network and a picture that are in memory come at once.
    topic.store.update(cut=("layer2.1",))
    assert not cut.waiting.isVisible()
    later.run()
    window.open_source(PARK)
    assert cut.waiting.isVisible() and "picture sent through it" in cut.waiting.label.text()
    assert topic.panel.table.isHidden()
    later.run()
    assert cut.canvas.isVisible() and not topic.panel.table.isHidden()
    # From another view it comes in front at once, and goes again when there is nothing.
    topic.board.modes.buttons["block"].click()
    later.run()
    topic.store.update(view="cut", image="/nowhere.png")
    assert cut.waiting.isVisible() and topic.panel.forms["cut"].isVisible()
    later.run()
    assert topic.board.block.isVisible() and topic.panel.forms["block"].isVisible()
    assert "nowhere" in topic.problem.label.text()


def test_a_check_mark_taken_away_cuts_a_shortcut(topic, cut) -> None:
    table = topic.panel.table
    table.item(3, 0).setCheckState(Qt.CheckState.Unchecked)
    assert topic.store.state.cut == ("layer2.1",)
    network = opened("resnet18").loaded.net
    network.layer2[1].add.register_forward_hook(lambda module, read, output: read[0])
    with torch.inference_mode():
        logits = network(torch.from_numpy(topic.result.cut.prepared.data))[0]
    best = logits.double().softmax(0).topk(5)
    assert [row.text for row in cut.now.rows] == [str(i) for i in best.indices.tolist()]
    assert [row.value for row in cut.now.rows] == pytest.approx(best.values.tolist(), abs=1e-6)
    topic.panel.whole.click()
    assert topic.store.state.cut == ()
    assert table.item(3, 0).checkState() == Qt.CheckState.Checked


def test_a_check_mark_is_changed_by_the_space_bar(qtbot, topic, cut) -> None:
    table = topic.panel.table
    table.setFocus()
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert topic.store.state.cut == ("layer1.1",)
    topic.store.undo()
    assert table.item(1, 0).checkState() == Qt.CheckState.Checked


def test_missing_weights_can_be_fetched(monkeypatch, tmp_path, topic) -> None:
    monkeypatch.setattr(process, "Cutter", Cutter)
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(tmp_path))
    fetched = []
    monkeypatch.setattr("explorer.weights.store.fetch", lambda name, *_: fetched.append(name))
    topic.store.update(network="resnet18")
    topic.board.modes.buttons["cut"].click()
    page = topic.board.cut
    assert "The weights of ResNet-18 are not on this machine" in page.missing.label.text()
    assert page.missing.fetch.isVisible()
    assert not topic.panel.table.isVisible()
    assert page.missing.other.isHidden()
    page.missing.fetch.click()
    assert fetched == ["resnet18"]


def test_a_picture_that_is_none_is_told_without_weights_too(monkeypatch, tmp_path, topic) -> None:
    monkeypatch.setattr(process, "Cutter", Cutter)
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(tmp_path))
    topic.board.modes.buttons["cut"].click()
    card = topic.board.cut.missing
    assert card.isVisible()
    # Else it would be found out once the weights are there.
    topic.store.update(image=str(tmp_path / "nothing.png"))
    assert "nothing.png" in topic.problem.label.text()
    assert topic.store.state.image == "" and card.isVisible()


def test_a_network_whose_weights_are_there_is_offered(monkeypatch, qtbot, topic) -> None:
    from explorer.nets.opened import open_network
    from explorer.weights.store import Status

    def found(name):
        entry = store.find(name)
        there = name == "resnet18"
        return Status(entry, *(("cached", Path("there")) if there else ("missing",)))

    monkeypatch.setattr(
        process,
        "Cutter",
        lambda: Cutter(lambda name: opened(name) if name == "resnet18" else open_network(name)),
    )
    monkeypatch.setattr(store, "status", found)
    topic.board.modes.buttons["cut"].click()
    card = topic.board.cut.missing
    assert "The weights of ResNet-50" in card.label.text()
    assert card.other.text() == "Show ResNet-18 instead" and card.other.isVisible()
    card.other.setFocus()
    qtbot.keyClick(card.other, Qt.Key.Key_Space)
    assert topic.store.state.network == "resnet18" and not card.isVisible()
    assert topic.panel.table.rowCount() == 8
    topic.store.undo()
    assert card.isVisible()


# --- for the window ------------------------------------------------------------------------


def test_numbers_and_pictures_are_saved(tmp_path, window, topic, training, monkeypatch) -> None:
    training.bar.step.click()
    names = iter(("a.png", "a.svg", "a.csv", "a.json"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers"):
        window.commands[command].trigger()
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["step", "loss_plain", "loss_residual"]
    assert [float(value) for value in rows[1][1:]] == pytest.approx(
        [float(losses(1)[kind][0]) for kind in ("plain", "residual")]
    )
    assert json.loads((tmp_path / "a.json").read_text())["curves"]["steps"] == 1
    assert "<svg" in (tmp_path / "a.svg").read_text()


def test_all_is_said_in_korean_too(window, topic, training) -> None:
    training.bar.step.click()
    window.set_language("ko")
    assert training.bar.text.text() == "에포크 1/2, 단계 1/5"
    assert training.losses.accessibleName() == "손실"
    topic.board.modes.buttons["block"].click()
    assert "첫째 수" in topic.board.block.caption.text()
    set_language("en")
