"""One object and its place as a learner draws, drags and types it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.core.paths import resource
from explorer.topics.detection.localization.presets import COURSE, PRESETS
from explorer.topics.detection.localization.state import FIRST_TARGET, compute
from explorer.ui.files import svg
from explorer.ui.widgets.preset_box import PresetBox
from tests.ui.desk import pixels, told
from tests.ui.media import video

TOPIC = "localization"
CAT = str(resource("samples", "cat.jpg"))  # 800 x 600
pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
NAME, MEANING, Y, OUTPUT, TERM, GRADIENT = range(6)
PIXEL = 2 / 600
"""A pixel of the screen may be more than one of the picture."""
GUESS = [0.8, 0.4, 0.6, 0.5, 0.2, 0.2, 0.7, 0.1]


@pytest.fixture
def course(topic):
    """The example of the course, on a picture of 800 x 600."""
    topic.store.update(image=CAT, target=[240, 330, 560, 510], label="car", prediction=GUESS)
    QApplication.processEvents()
    return topic


def column(topic, number: int) -> list[str]:
    model = topic.panel.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def places(canvas, way):
    return [canvas.mapping().point(*place).toPoint() for place in way]


def drag(canvas, *way, release: bool = True) -> None:
    at = places(canvas, way)
    QTest.mousePress(canvas, LEFT, NONE, at[0])
    for place in at[1:]:
        QTest.mouseMove(canvas, place)
    if release:
        QTest.mouseRelease(canvas, LEFT, NONE, at[-1])


def type_into(topic, row: int, number: int, text: str) -> None:
    table = topic.panel.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, number))
    QTest.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def expected(topic):
    return compute(topic.store.state)


def test_the_table_holds_y_the_prediction_the_terms_and_the_gradient(course) -> None:
    assert column(course, NAME) == [
        "pc", "bx", "by", "bh", "bw", "c1 pedestrian", "c2 car", "c3 motorcycle", "L",
    ]  # fmt: skip
    assert column(course, Y)[:8] == ["1", "0.5", "0.7", "0.3", "0.4", "0", "1", "0"]
    assert column(course, OUTPUT)[:5] == ["0.8", "0.4", "0.6", "0.5", "0.2"]
    assert column(course, TERM) == [
        "0.0400", "0.0100", "0.0100", "0.0400", "0.0400", "0.0400", "0.0900", "0.0100", "0.2800",
    ]  # fmt: skip
    assert column(course, GRADIENT)[6] == "−0.6000"
    told = "L = 0.0400 (pc) + 0.1000 (box) + 0.1400 (class) = 0.2800"
    assert course.board.formula.text() == told


def test_y_fills_while_a_box_is_drawn_and_the_drag_is_one_step_of_undo(window, topic) -> None:
    topic.store.update(image=CAT, target=None, view="vector")
    QApplication.processEvents()
    canvas, seen = topic.canvas, []
    assert column(topic, Y)[:8] == ["0"] + ["?"] * 7
    assert "Drag over an object" in topic.board.caption.text()
    way = [(80, 60), (240, 180), (400, 300), (560, 420)]
    at = places(canvas, way)
    QTest.mousePress(canvas, LEFT, NONE, at[0])
    for place in at[1:]:
        QTest.mouseMove(canvas, place)
        seen.append(column(topic, Y)[:5])
    assert topic.store.state.target is None
    QTest.mouseRelease(canvas, LEFT, NONE, at[-1])
    shares = [[float(text) for text in column] for column in seen]
    for found, wanted in zip(shares, (0.2, 0.3, 0.4), strict=True):
        side = 2 * wanted - 0.2
        assert found == pytest.approx([1, wanted, wanted, side, side], abs=PIXEL)
    assert topic.store.state.target == pytest.approx((80, 60, 560, 420), abs=1)
    x1, _, x2, _ = topic.store.state.target
    assert f"({x1:g} + {x2:g}) / 2 / 800 = {seen[-1][1]}" in topic.board.caption.text()
    window.undo()
    assert topic.store.state.target is None
    assert column(topic, Y)[1] == "?"


def test_a_drag_that_is_given_up_leaves_all_as_it_was(window, topic) -> None:
    before, steps = topic.store.state, topic.store.can_undo
    values = column(topic, Y)
    # A new box on an empty place, and the prediction moved: both taken back.
    drag(topic.canvas, (10, 10), (300, 60), release=False)
    assert column(topic, Y) != values
    QTest.keyClick(topic.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(topic.canvas, LEFT)
    assert column(topic, Y) == values
    drag(topic.canvas, (300, 400), (380, 480), release=False)
    assert topic.store.state.prediction != before.prediction
    QTest.keyClick(topic.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(topic.canvas, LEFT)
    assert topic.store.state == before
    assert topic.store.can_undo == steps


def test_dragging_the_prediction_moves_its_numbers_alone(window, course) -> None:
    # It lies on 240..400, 210..510; its middle is moved by 80, 60.
    assert course.canvas.boxes[1] == pytest.approx((240, 210, 400, 510))
    drag(course.canvas, (300, 300), (340, 330), (380, 360))
    moved = [0.8, 0.5, 0.7, *GUESS[3:]]
    assert course.store.state.prediction == pytest.approx(moved, abs=PIXEL)
    assert column(course, Y)[1] == "0.5"
    assert course.result.loss.total == pytest.approx(0.26, abs=1e-3)
    window.undo()
    assert course.store.state.prediction == pytest.approx(GUESS)


def test_a_new_drag_on_an_empty_place_draws_the_target_anew(course) -> None:
    drag(course.canvas, (20, 20), (60, 60), (180, 140))
    assert course.store.state.target == pytest.approx((20, 20, 180, 140), abs=2)
    assert course.store.state.label == "car"
    assert course.board.chosen == "target"


def test_keys_alone_move_both_boxes(course) -> None:
    course.canvas.setFocus()
    QTest.keyClick(course.canvas, Qt.Key.Key_Period)
    QTest.keyClick(course.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert course.store.state.target == (250, 330, 570, 510)
    QTest.keyClick(course.canvas, Qt.Key.Key_Period)
    QTest.keyClick(course.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert course.result.predicted == pytest.approx((240, 210, 400, 509))
    # Without a target there is no object; without a prediction nothing was learned.
    QTest.keyClick(course.canvas, Qt.Key.Key_Delete)
    assert course.store.state.prediction == ()
    QTest.keyClick(course.canvas, Qt.Key.Key_Comma)
    QTest.keyClick(course.canvas, Qt.Key.Key_Delete)
    assert not course.result.present
    QTest.keyClick(course.canvas, Qt.Key.Key_Insert)
    assert course.store.state.target == (200, 150, 600, 450)


def test_numbers_are_typed_into_the_table(window, course) -> None:
    type_into(course, 1, Y, "0.6")
    assert course.store.state.target == pytest.approx((320, 330, 640, 510))
    window.undo()
    assert course.store.state.target == (240, 330, 560, 510)
    type_into(course, 0, OUTPUT, "0.5")
    assert course.store.state.prediction == (0.5, *GUESS[1:])
    assert column(course, TERM)[0] == "0.2500"
    type_into(course, 7, Y, "1")
    assert course.store.state.label == "motorcycle"
    assert column(course, Y)[5:8] == ["0", "0", "1"]


@pytest.mark.parametrize(
    ("row", "number", "text", "sentence"),
    [
        (4, Y, "0", "has no area"),
        (1, Y, "9", "lies outside the picture"),
        (0, Y, "0.5", "pc is 1"),
        (6, Y, "0", "One class is 1"),
        (2, OUTPUT, "many", "is no number"),
        (2, OUTPUT, "nan", "not a number"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(course, row, number, text, sentence) -> None:
    before = course.store.state
    type_into(course, row, number, text)
    assert sentence in course.problem.label.text()
    assert course.problem.isVisibleTo(course)
    assert course.store.state == before
    type_into(course, 0, OUTPUT, "0.25")
    assert not course.problem.isVisibleTo(course)


def test_pc_0_greys_what_does_not_matter(window, course) -> None:
    table = course.panel.table
    QTest.keyClick(course, "O")
    assert column(course, Y)[:8] == ["0"] + ["?"] * 7
    assert column(course, TERM) == ["0.6400", *[""] * 7, "0.6400"]
    assert course.board.formula.text() == "L = 0.6400 (pc alone)"
    assert not course.panel.presence.isChecked()
    grey = [
        table.model().index(row, OUTPUT).data(Qt.ItemDataRole.ForegroundRole) for row in (0, 1, 7)
    ]
    assert grey[0] is None and grey[1] == grey[2] is not None
    flags = [table.model().flags(table.model().index(row, Y)) for row in (0, 1)]
    assert [bool(flag & Qt.ItemFlag.ItemIsEditable) for flag in flags] == [True, False]
    # The box was kept.
    course.panel.presence.click()
    assert course.store.state.target == (240, 330, 560, 510)
    assert column(course, Y)[1] == "0.5"


def test_classes_are_picked_added_renamed_and_removed(window, course) -> None:
    names = course.panel.classes.names
    assert (names.currentRow(), course.panel.classes.texts()[1]) == (1, "car")
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Up)
    assert column(course, Y)[5:8] == ["1", "0", "0"]
    QTest.keyClick(names, Qt.Key.Key_Insert)
    editor = names.findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, "tram")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert course.store.state.classes == ("pedestrian", "car", "motorcycle", "tram")
    assert column(course, NAME)[8] == "c4 tram"
    assert len(course.result.y) == 9
    names.setCurrentRow(1)
    QTest.keyClick(names, Qt.Key.Key_Delete)
    assert course.store.state.classes == ("pedestrian", "motorcycle", "tram")
    for _ in range(2):
        course.panel.classes.remove.click()
    assert len(course.store.state.classes) == 1
    course.panel.classes.remove.click()
    assert "at least one class" in course.problem.label.text()
    for _ in range(4):
        window.undo()
    assert course.store.state.classes == ("pedestrian", "car", "motorcycle", "tram")


@pytest.mark.parametrize(
    ("text", "sentence"), [("car", "there twice"), ("  ", "needs a name"), ("lorry ", "")]
)
def test_a_name_is_typed_or_refused(course, text, sentence) -> None:
    names = course.panel.classes.names
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Home)
    QTest.keyClick(names, Qt.Key.Key_Return)
    editor = names.findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    first = "pedestrian" if sentence else "lorry"
    assert course.panel.classes.texts() == [first, "car", "motorcycle"]
    assert course.store.state.classes == (first, "car", "motorcycle")
    assert sentence in course.problem.label.text()


def test_arrows_are_drawn_and_their_scale_is_said(course) -> None:
    scale = course.result.scale
    assert f"{scale} times as long" in course.board.caption.text()
    picture = pixels(course.picture())
    course.store.update(learning_rate=0.15)
    assert not np.array_equal(pixels(course.picture()), picture)
    course.store.update(prediction=COURSE, target=COURSE)
    assert "the box has arrived" in course.board.caption.text()


def test_descent_is_stepped_played_scrubbed_and_drawn(window, course) -> None:
    QTest.keyClick(course, "3")
    assert course.store.state.view == "descent"
    course.commands["step_forth"].trigger()
    assert course.store.state.steps == 1
    assert column(course, OUTPUT)[1] == "0.42"
    course.commands["step_back"].trigger()
    assert column(course, OUTPUT)[1] == "0.4"
    course.play()
    while course.player.playing:
        course.player.timer.timeout.emit()
    assert course.store.state.steps == 100
    assert course.result.iou == pytest.approx(1, abs=1e-6)
    assert "After 100 steps" in course.board.formula.text()
    assert len(course.board.curve.values) == 101
    course.board.curve.picked.emit(7)
    course.board.curve.released.emit()
    assert course.store.state.steps == 7
    assert course.result.loss.total == pytest.approx(0.28 * 0.64**7)
    for _ in range(4):
        window.undo()
    assert course.store.state.steps == 0


def test_moving_the_target_lets_the_prediction_stand(course) -> None:
    course.store.update(steps=5, view="descent")
    before = course.result.outputs
    drag(course.canvas, (520, 345), (560, 375), (600, 405))
    assert course.store.state.target != (240, 330, 560, 510)
    assert course.store.state.steps == 0
    assert course.result.outputs == pytest.approx(before)


def test_a_rate_that_diverges_is_said_and_no_nan_is_shown(course) -> None:
    course.store.update(learning_rate=1.5, view="descent", steps=500)
    QApplication.processEvents()
    assert "too large" in course.board.caption.text()
    assert course.player.at == course.player.count - 1 == course.result.descent.steps
    shown = " ".join(column(course, OUTPUT) + column(course, TERM) + column(course, GRADIENT))
    assert "nan" not in shown and "inf" not in shown
    assert course.picture() is not None


def test_cross_entropy_is_chosen_and_explained(course) -> None:
    box = course.panel.form.editors["loss"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert course.store.state.loss == "cross_entropy"
    loss = -np.log(0.8) - np.log(0.7) + 0.1
    assert column(course, TERM)[-1] == f"{loss:.4f}"
    model = course.panel.table.model()
    assert model.headerData(GRADIENT, Qt.Orientation.Horizontal) == "∂L/∂z"
    assert "softmax" in course.board.caption.text()


def test_views_and_presets(topic) -> None:
    box = topic.findChild(PresetBox)
    for place, (name, preset) in enumerate(PRESETS.items()):
        box.setCurrentIndex(place)
        box.activated.emit(place)
        QApplication.processEvents()
        pictures = []
        for key, view in (("1", "vector"), ("2", "loss"), ("3", "descent")):
            QTest.keyClick(topic, key)
            assert topic.board.modes.mode == topic.store.state.view == view
            pictures.append(topic.picture())
        assert pictures[0] != pictures[1], name
        assert topic.result.to_json() == expected(topic).to_json()
        assert box.currentText() == preset.title


def test_a_box_outside_the_picture_is_told(window, topic) -> None:
    topic.store.update(target=[850, 700, 1000, 1000], image=CAT)
    QApplication.processEvents()
    assert "outside the picture of 800 × 600" in topic.problem.label.text()
    assert topic.canvas.boxes == [] and topic.numbers() is None
    drag(topic.canvas, (100, 100), (200, 200), (300, 250))
    assert topic.problem.isHidden()
    assert topic.store.state.target == pytest.approx((100, 100, 300, 250), abs=2)
    assert len(topic.canvas.boxes) == 2


def test_a_picture_of_ones_own_asks_for_its_own_box(window, topic) -> None:
    before = topic.store.state
    topic.open_source(CAT)
    QApplication.processEvents()
    assert topic.problem.isHidden()
    assert topic.result.y.tolist() == [0] * 8
    assert "Drag over an object" in topic.board.caption.text()
    # Where the box of the last picture would be in the way.
    drag(topic.canvas, (50, 110), (100, 200), (150, 500))
    assert topic.store.state.target == pytest.approx((50, 110, 150, 500), abs=2)
    assert topic.result.y[0] == 1
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state == before
    QApplication.processEvents()
    assert topic.canvas.boxes[0] == FIRST_TARGET


def test_a_broken_picture_leaves_the_last_good_one(desk, tmp_path) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    broken = tmp_path / "상자.png"
    broken.write_bytes(b"no picture")
    topic.open_source(str(broken))
    assert "no picture" in told(desktop)
    assert topic.canvas.boxes[0] == FIRST_TARGET
    # Nor is the object lost when it is there later.
    broken.write_bytes(Path(CAT).read_bytes())
    topic.store.update(image=str(broken))
    assert topic.result.size == (600, 800)
    assert topic.store.state.object


def test_a_film_flows_under_the_boxes_and_a_frame_gives_a_script(topic, tmp_path, qtbot) -> None:
    topic.store.update(target=[20, 20, 200, 150])
    topic.open_source(video(tmp_path / "pan.avi", size=(430, 430)))
    qtbot.waitUntil(lambda: topic.flow.frame.index > 2)
    drag(topic.canvas, (340, 340), (360, 360), (400, 410))
    assert topic.store.state.target == pytest.approx((340, 340, 400, 410), abs=2)
    topic.hold()
    assert ".png" not in topic.code()()
    assert topic.result.size == (430, 430)


def test_the_picture_tells_no_numbers_while_a_lesson_asks(course) -> None:
    course.store.update(view="vector")
    QApplication.processEvents()
    open_picture = pixels(course.picture())
    course.veil("y.4")
    assert not np.array_equal(pixels(course.picture()), open_picture)
    assert {course.board.caption, course.panel.table} < set(course.answers())
    course.veil("")
    assert np.array_equal(pixels(course.picture()), open_picture)


def test_it_is_exported_as_picture_drawing_and_numbers(course) -> None:
    assert pixels(course.picture()).shape == (600, 800, 3)
    assert svg(course.drawing()).startswith(b"<?xml")
    rows = course.table()
    assert rows[0] == ["name", "class", "y", "prediction", "term", "gradient", "next"]
    assert rows[2][:4] == ["bx", "", pytest.approx(0.5), pytest.approx(0.4)]
    assert rows[-1][4] == pytest.approx(0.28)
    assert course.numbers()["y"] == pytest.approx(COURSE)


def test_it_is_said_in_korean(window, course) -> None:
    window.set_language("ko")
    QApplication.processEvents()
    assert column(course, NAME)[5:8] == ["c1 보행자", "c2 자동차", "c3 오토바이"]
    assert "제곱" in course.board.caption.text()
    # A name that was only shown translated is not changed by that.
    assert course.store.state.classes == ("pedestrian", "car", "motorcycle")


def test_no_class_is_hidden_where_there_were_fewer_before(topic) -> None:
    table = topic.panel.table
    topic.store.update(view="vector", classes=["cat", "dog"], label="dog", prediction=[])
    assert table.isRowHidden(7)
    topic.store.update(view="loss", classes=["pedestrian", "car", "motorcycle"], label="")
    assert not any(table.isRowHidden(row) for row in range(9))
    topic.store.update(view="vector")
    assert [row for row in range(9) if table.isRowHidden(row)] == [8]
