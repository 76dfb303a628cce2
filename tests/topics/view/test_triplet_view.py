"""The triplet topic as a learner works with it."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.core.i18n import set_language
from explorer.core.jobs import CancelToken, Outcome, SyncRunner
from explorer.nets import digits, triplet_training
from explorer.nets.digits import Digits
from explorer.nets.triplet_progress import Plan
from explorer.nets.triplet_training import Training
from explorer.topics.faces.triplet.presets import PRESETS
from explorer.topics.faces.triplet.view import coach
from explorer.topics.faces.triplet.view.mapping import PlaneMapping
from explorer.topics.faces.triplet.view.plane_paint import (
    EASY,
    HARD,
    RADIUS,
    SEMI_HARD,
    Looks,
    tags,
)
from explorer.topics.faces.triplet.view.unseen_field import UnseenField
from explorer.ui import dialogs
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.triplet import kinds
from tests.ui.desk import Later, pixels

TOPIC = "triplet"
pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
FEW = tuple(Digits(part.x[:160], part.labels[:160]) for part in digits.load())


@pytest.fixture(autouse=True)
def few(monkeypatch):
    # Few digits, and jobs of a single step.
    monkeypatch.setattr(triplet_training.digits, "load", lambda: FEW)
    monkeypatch.setattr("explorer.ui.coach.SECONDS", 0.0)


@pytest.fixture
def plane(topic):
    return topic.board.plane


def at(canvas, x: float, y: float):
    return canvas.mapping().point(x, y).toPoint()


def drag(canvas, *way, release: bool = True) -> None:
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, *way[0]))
    for place in way[1:]:
        QTest.mouseMove(canvas, at(canvas, *place))
    if release:
        QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, *way[-1]))


# --- three points ------------------------------------------------------------------------


def test_loss_and_zones_are_on_screen_at_once(plane):
    assert plane.formula.text() == (
        "L = max(d(A,P) − d(A,N) + α, 0)\n   = max(2 − 2.5 + 1, 0) = 0.5"
    )
    assert plane.caption.text().startswith("Semi-hard")
    assert "without the margin a loss of 0, with it one of 1" in plane.caption.text()


def test_the_zones_on_screen_are_the_kinds_of_negatives(topic, plane):
    topic.store.update(negative=[2.9, 2.9])
    picture, mapping = pixels(plane.canvas.grab().toImage()), plane.canvas.mapping()
    colours = {"easy": EASY, "semi_hard": SEMI_HARD, "hard": HARD}
    seen = []
    for x in np.arange(-2.15, 2.2, 0.3):
        for y in np.arange(-2.15, -0.2, 0.3):
            distance = x * x + y * y
            if min(abs(distance - 2), abs(distance - 3)) < 0.15:
                continue
            kind = str(kinds(2.0, distance, 1.0))
            place = mapping.point(x, y).toPoint()
            patch = picture[place.y() - 3 : place.y() + 4, place.x() - 3 : place.x() + 4]
            rgb = np.array(colours[kind].getRgb()[:3])
            # Hatches and lines cover a part at most.
            assert (np.abs(patch.astype(int) - rgb) <= 2).all(axis=2).mean() > 0.3, (x, y)
            seen.append(kind)
    assert set(seen) == set(colours)


def test_dragging_the_negative_is_one_step_of_undo(window, topic, plane):
    drag(plane.canvas, (-1.5, 0.5), (-1, 0.5), (-0.5, 0.5))
    assert topic.store.state.negative == pytest.approx((-0.5, 0.5), abs=0.02)
    assert plane.caption.text().startswith("Hard")
    window.undo()
    assert topic.store.state.negative == (-1.5, 0.5)
    assert plane.formula.text().endswith("= 0.5")


def test_a_drag_can_be_given_up(window, topic, plane):
    drag(plane.canvas, (1, 1), (2, 2), release=False)
    assert topic.store.state.positive != (1, 1)
    plane.canvas.setFocus()
    QTest.keyClick(plane.canvas, Qt.Key.Key_Escape)
    assert topic.store.state.positive == (1, 1)
    assert not topic.store.can_undo
    QTest.mouseRelease(plane.canvas, LEFT, NONE, at(plane.canvas, 2, 2))
    assert topic.store.state.positive == (1, 1)


def test_a_click_changes_nothing(topic, plane):
    topic.store.update(steps=2)
    before = topic.store.state
    x, y = topic.result.points[0]
    drag(plane.canvas, (x, y))
    drag(plane.canvas, (2.5, -2.5), (1, 1))
    assert topic.store.state == before


def test_the_plane_stays_while_a_point_is_held_and_no_point_gets_lost(topic, plane):
    canvas = plane.canvas
    half = canvas.mapping().half
    drag(canvas, (1, 1), (2.9, 2.9), (9, 9), release=False)
    assert canvas.mapping().half == half
    right, up = canvas.mapping().edges()
    assert topic.store.state.positive[0] <= right + 0.01
    assert topic.store.state.positive[1] <= up + 0.01
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 9, 9))
    topic.store.update(positive=[5, 5])
    assert canvas.mapping().half >= 5


def test_keys_alone_choose_and_move_a_point(window, topic, plane):
    canvas = plane.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Comma)
    assert "Negative N" in canvas.accessibleName()
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert topic.store.state.negative == (-2.5, 0.59)
    QTest.keyClick(canvas, Qt.Key.Key_Period)
    assert "Anchor A" in canvas.accessibleName()
    window.undo()
    assert topic.store.state.negative == (-2.5, 0.6)
    window.undo()
    assert topic.store.state.negative == (-1.5, 0.6)


def test_keys_quicker_than_the_drawing_are_all_heard(topic, plane):
    runner = Later()
    object.__setattr__(topic.services, "inference", runner)
    plane.canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(plane.canvas, Qt.Key.Key_Right)
    assert topic.store.state.anchor == pytest.approx((0.3, 0))
    runner.run()
    assert plane.canvas.result.points[0].tolist() == pytest.approx([0.3, 0])
    object.__setattr__(topic.services, "inference", SyncRunner())


def test_a_point_is_typed(window, topic, plane):
    box = topic.panel.points["positive"].boxes[1]
    assert box.accessibleName() == "Positive P y"
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "-2")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert topic.store.state.positive == (1, -2)
    assert "max(5 − 2.5 + 1, 0) = 3.5" in plane.formula.text()
    window.undo()
    assert box.value() == 1


def test_all_at_one_point_with_and_without_a_margin(topic, plane):
    QTest.keyClick(topic, Qt.Key.Key_O)
    assert plane.formula.text().endswith("max(0 − 0 + 1, 0) = 1")
    assert "descent does not leave it" in plane.caption.text()
    topic.panel.forms["plane"].editors["margin"].spin.setValue(0)
    assert plane.formula.text().endswith("max(0 − 0 + 0, 0) = 0")
    assert "Without a margin f = 0 is enough" in plane.caption.text()
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.positive == (1, 1)
    topic.panel.collapse.click()
    assert topic.store.state.positive == (0, 0)


def test_steps_of_descent_lead_to_a_loss_of_0(qtbot, topic, plane):
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    assert topic.store.state.steps == 1
    assert plane.player.place.text() == "1 / 6"
    assert topic.result.triplet.loss < 0.5
    qtbot.keyClick(topic.window(), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert topic.result.triplet.loss == 0
    assert "After 6 steps of descent the loss is 0" in plane.caption.text()
    assert topic.panel.curve.values[0] == 0.5 and len(topic.panel.curve.values) == 7
    # Moved from there, all points are where they are on screen, and none is taken anew.
    shown = topic.result.points.copy()
    drag(plane.canvas, tuple(shown[2]), (-1, -1))
    assert topic.store.state.steps == 0
    np.testing.assert_allclose(topic.result.points[:2], shown[:2], atol=1e-5)


def test_playing_goes_on_until_there_is_no_gradient(qtbot, topic, plane):
    qtbot.keyClick(topic.window(), Qt.Key.Key_P)
    assert plane.player.playing
    for _ in range(6):
        plane.player._tick()
    assert not plane.player.playing and topic.store.state.steps == 6
    topic.store.undo()
    assert topic.store.state.steps == 0


def test_a_click_on_the_curve_goes_to_a_step(topic):
    topic.store.update(steps=6)
    curve = topic.panel.curve
    QTest.mouseClick(curve, LEFT, NONE, curve.point(2, 0.3).toPoint())
    assert topic.store.state.steps == 2


def test_every_example_is_named_once_it_is_on_screen(topic):
    box = topic.panel.forms["plane"].findChild(PresetBox)
    for row, preset in enumerate(PRESETS.values()):
        box.setCurrentIndex(row)
        box.activated.emit(row)
        assert box.currentIndex() == row
        assert topic.problem.isHidden()
        assert topic.store.state.negative == preset.changes["negative"]


def test_a_lesson_hides_the_numbers_on_the_plane(topic, plane):
    shown = pixels(plane.canvas.grab().toImage())
    topic.veil("loss")
    assert (pixels(plane.canvas.grab().toImage()) != shown).any()
    topic.veil("")
    np.testing.assert_array_equal(pixels(plane.canvas.grab().toImage()), shown)


def test_the_plane_maps_forth_and_back():
    mapping = PlaneMapping(QRectF(10, 20, 300, 200), 2.0)
    for x, y in ((0, 0), (1.5, -2), (-3, 0.25)):
        assert mapping.value(mapping.point(x, y)) == pytest.approx((x, y))
    # Upwards is upwards.
    assert mapping.point(0, 1).y() < mapping.point(0, 0).y()


# --- one network, three times ---------------------------------------------------------------


@pytest.fixture
def siamese(topic):
    topic.store.update(batch=32, epochs=2)
    topic.board.modes.buttons["siamese"].click()
    return topic.board.siamese


def test_a_triplet_goes_through_untrained_weights_first(topic, siamese):
    passing = siamese.diagram.passing
    assert passing.steps == 0 and passing.parameters == 46210
    assert "46,210 parameters for all three pictures" in siamese.caption.text()
    assert "not 3 × 46,210 = 138,630" in siamese.caption.text()
    assert "Not trained yet" in siamese.caption.text()
    assert topic.numbers()["pictures"]["digits"] == list(passing.labels)


def test_training_moves_what_comes_out(qtbot, topic, siamese):
    before = siamese.diagram.passing
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    after = siamese.diagram.passing
    assert after.steps == 1 and after.places == before.places
    assert (after.points != before.points).any() and (after.filters != before.filters).any()
    assert "After 1 steps" in siamese.caption.text()


def test_another_triplet_and_the_other_network(qtbot, topic, siamese):
    siamese.bar.step.click()
    first = siamese.diagram.passing
    QTest.keyClick(topic, Qt.Key.Key_N)
    assert topic.store.state.example == 1
    assert siamese.diagram.passing.places != first.places
    assert topic.coach.progress.steps == 1
    topic.store.update(example=0, network="random")
    other = siamese.diagram.passing
    assert other.places == first.places and (other.points != first.points).any()
    topic.store.update(example=999)
    QTest.keyClick(topic, Qt.Key.Key_N)
    assert topic.store.state.example == 0


def test_it_is_trained_while_one_looks_on(qtbot, topic, siamese):
    siamese.bar.play.click()
    qtbot.waitUntil(lambda: not topic.coach.playing, timeout=60_000)
    assert siamese.diagram.passing.steps == topic.coach.progress.total


# --- training ----------------------------------------------------------------------------------


@pytest.fixture
def training(topic):
    topic.store.update(batch=32, epochs=2)
    topic.board.modes.buttons["training"].click()
    return topic.board.training


def losses(steps: int, **changes):
    """The losses of ``steps`` steps by a training of its own."""
    numbers = {"mining": "semi_hard", "unseen": (9,), "margin": 1.0, "epochs": 2, "batch": 32}
    numbers |= {"rate": 0.002, "seed": 0, **changes}
    return Training(Plan(**numbers)).advance(CancelToken(), steps=steps).losses


def test_untrained_networks_are_shown_before_any_step(topic, training):
    progress = topic.coach.progress
    assert progress.steps == 0
    assert training.bar.text.text() == "Not begun"
    assert "Press Play" in training.caption.text()
    assert [plane.progress is progress for plane in training.planes.values()] == [True, True]
    assert [len(part.y) for part in training.losses.series] == [0, 0, 0, 0]
    assert [len(part.y) for part in training.recognised.series] == [1, 1, 1, 1]


def test_a_step_is_one_step_of_both_networks(qtbot, topic, training):
    before = topic.coach.progress.points
    qtbot.keyClick(topic.window(), Qt.Key.Key_PageDown)
    training.bar.step.click()
    assert training.bar.text.text() == "epoch 1 of 2, step 2 of 4"
    expected = losses(2)
    random, mined = (part.y for part in training.losses.series[:2])
    np.testing.assert_array_equal(random, expected["random"])
    np.testing.assert_array_equal(mined, expected["mined"])
    assert (topic.coach.progress.points["mined"] != before["mined"]).any()
    assert "last 10 steps" in training.caption.text()


def test_playing_draws_each_step_and_ends_after_the_last(qtbot, topic, training):
    drawn = []
    training.recognised.painted.connect(lambda: drawn.append(training.bar.bar.value()))
    qtbot.keyClick(topic.window(), Qt.Key.Key_P)
    assert training.bar.play.accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not topic.coach.playing, timeout=60_000)
    # The next step was asked for only once the last was on screen.
    assert set(range(1, 9)) <= set(drawn)
    assert topic.coach.progress.finished
    assert training.planes["mined"].accessibleName().startswith("semi-hard: 9 recognised")
    # Played again, it begins anew.
    training.bar.play.click()
    assert topic.coach.progress.steps == 1
    training.bar.play.click()
    assert not topic.coach.playing


def test_pause_and_the_plane_stop_it(qtbot, topic, training):
    training.bar.play.click()
    training.bar.play.click()
    steps = topic.coach.progress.steps
    training.recognised.repaint()
    qtbot.wait(1)
    assert topic.coach.progress.steps == steps
    training.bar.play.click()
    topic.board.modes.buttons["plane"].click()
    assert not topic.coach.playing
    # What was trained is still there.
    topic.board.modes.buttons["training"].click()
    assert topic.coach.progress.steps >= steps > 0


def test_another_topic_stops_it(window, topic, training):
    training.bar.play.click()
    window.open_topic("pooling")
    assert not topic.coach.playing


@pytest.mark.parametrize(
    ("name", "value"),
    [("mining", "hard"), ("seed", 4), ("rate", 0.01), ("unseen", (1, 2)), ("margin", 0.5)],
)
def test_another_setting_begins_anew(topic, training, name, value):
    training.bar.step.click()
    topic.store.update(**{name: value})
    assert topic.coach.progress.steps == 0
    training.bar.step.click()
    np.testing.assert_array_equal(training.losses.series[1].y, losses(1, **{name: value})["mined"])


def test_points_and_steps_of_the_plane_leave_it_alone(topic, training):
    training.bar.step.click()
    topic.store.update(anchor=[1, 1], steps=3, network="random")
    assert topic.coach.progress.steps == 1


def test_digits_are_kept_aside_by_two_lists(topic, training):
    field = topic.panel.findChild(UnseenField)
    assert field.first.accessibleName() == "Digits never trained on"
    field.first.setCurrentIndex(4)
    field.first.activated.emit(4)
    assert topic.store.state.unseen == (4,)
    row = field.second.findData(7)
    field.second.setCurrentIndex(row)
    field.second.activated.emit(row)
    assert topic.store.state.unseen == (4, 7)
    assert field.second.findData(4) == -1
    assert training.planes["random"].accessibleName().startswith("random: 4, 7")
    # The same digit cannot be there twice.
    field.first.setCurrentIndex(7)
    field.first.activated.emit(7)
    assert topic.store.state.unseen == (7,)
    topic.store.undo()
    assert field.first.currentData() == 4 and field.second.currentData() == 7


def test_a_picture_of_the_window_has_curves(topic, training):
    topic.store.update(epochs=6)
    topic.rehearse()
    assert training.bar.text.text() == "epoch 4 of 6, step 4 of 4"
    np.testing.assert_array_equal(training.losses.series[1].y, losses(16, epochs=6)["mined"])
    assert not topic.coach.playing


def test_a_picture_does_not_wait_for_long(monkeypatch, topic, training):
    monkeypatch.setattr(coach, "PATIENCE", 0.0)
    topic.rehearse()
    assert topic.coach.progress.steps == 1


def test_the_plane_needs_no_training(topic):
    topic.rehearse()
    assert topic.coach.progress is None
    assert topic.numbers()["training"] is None


def test_what_was_asked_for_before_a_new_beginning_is_not_shown(topic, training):
    runner = Later()
    object.__setattr__(topic.services, "inference", runner)
    training.bar.play.click()
    work, done = runner.waiting[coach.CHANNEL]
    topic.coach.restart()
    done(Outcome(value=work(CancelToken())))
    assert topic.coach.progress is None
    runner.run()
    assert topic.coach.progress.steps == 1
    topic.coach.pause()
    object.__setattr__(topic.services, "inference", SyncRunner())


def test_play_pressed_before_the_networks_are_made_is_heard(qtbot, topic):
    runner = Later()
    object.__setattr__(topic.services, "inference", runner)
    topic.store.update(batch=32, epochs=2, view="training")
    while coach.CHANNEL not in runner.waiting:
        runner.run()
    topic.play()
    assert topic.coach.playing and topic.coach.progress is None
    assert topic.pending
    with qtbot.waitSignal(topic.answered):
        runner.run()
    assert not topic.pending
    assert topic.coach.progress.steps == 0
    qtbot.waitUntil(lambda: coach.CHANNEL in runner.waiting)
    runner.run()
    assert topic.coach.progress.steps == 1
    topic.coach.pause()
    object.__setattr__(topic.services, "inference", SyncRunner())


def test_a_loss_without_bounds_is_told(monkeypatch, topic, training):
    def broken(*_arguments):
        raise triplet_training.UserError(
            "After {steps} steps the loss is infinite; make the learning rate smaller.", steps=0
        )

    monkeypatch.setattr(triplet_training, "losses", broken)
    training.bar.play.click()
    assert "make the learning rate smaller" in topic.problem.label.text()
    assert not topic.coach.playing


# --- for the window ------------------------------------------------------------------------


def test_keys_choose_the_view(topic):
    topic.store.update(batch=32)
    for key, view in (("2", "siamese"), ("3", "training"), ("1", "plane")):
        QTest.keyClick(topic, key)
        assert topic.store.state.view == topic.board.modes.mode == view
        assert topic.commands["collapse"].isEnabled() == (view == "plane")
        assert topic.commands["next_example"].isEnabled() == (view == "siamese")


def test_numbers_and_pictures_are_saved(tmp_path, window, topic, training, monkeypatch):
    training.bar.step.click()
    names = iter(("a.png", "a.svg", "a.csv", "a.json"))
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: str(tmp_path / next(names)))
    for command in ("save_picture", "save_picture", "save_numbers", "save_numbers"):
        window.commands[command].trigger()
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["step", "loss_random", "loss_mined"]
    expected = losses(1)
    assert [float(value) for value in rows[2][1:3]] == pytest.approx(
        [float(expected[side][0]) for side in ("random", "mined")]
    )
    assert json.loads((tmp_path / "a.json").read_text())["training"]["steps"] == 1
    assert "<svg" in (tmp_path / "a.svg").read_text()


def test_the_script_trains_as_far_as_the_training_on_screen(window, topic, training):
    for _ in range(7):
        training.bar.step.click()
    window.commands["copy_code"].trigger()
    script = QApplication.clipboard().text()
    means = {side: round(float(y[-1]), 6) for side, y in topic.coach.progress.smoothed.items()}
    assert "\nSTEPS = 7\n" in script and f"\nMEANS = {means}\n" in script
    topic.coach.restart()
    window.commands["copy_code"].trigger()
    assert "\nSTEPS = 5\n" in QApplication.clipboard().text()


@pytest.mark.parametrize("size", [(260, 180), (440, 340), (900, 700)])
@pytest.mark.parametrize("preset", list(PRESETS))
def test_distances_are_written_beside_points_and_each_other(topic, plane, preset, size):
    topic.store.update(**PRESETS[preset].changes)
    plane.canvas.resize(*size)
    metrics, places = plane.canvas.fontMetrics(), [plane.canvas.place(k) for k in range(3)]
    boxes = [box for _, box in tags(metrics, topic.result, places, Looks()).values()]
    handles = [QRectF(p.x() - RADIUS, p.y() - RADIUS, 2 * RADIUS, 2 * RADIUS) for p in places]
    if size == (900, 700):
        # Elsewhere some lines are too short.
        assert len(boxes) == (0 if preset.startswith("point") else 2)
    for number, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in (*handles, *boxes[:number]))


def test_code_can_be_copied(window, topic):
    window.commands["copy_code"].trigger()
    assert "MARGIN = 1.0" in QApplication.clipboard().text()


def test_all_is_said_in_korean_too(window, topic, training):
    training.bar.step.click()
    window.set_language("ko")
    assert training.bar.text.text() == "에포크 1/2, 단계 1/4"
    assert training.losses.accessibleName() == "손실의 이동 평균"
    topic.board.modes.buttons["plane"].click()
    assert topic.board.plane.caption.text().startswith("조금 어려움")
    set_language("en")
