"""The non-max suppression topic in a real window: what one sees, clicks, draws and types."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.core import fields
from explorer.topics.detection.nms import process
from explorer.topics.detection.nms.presets import PRESETS
from explorer.topics.detection.nms.view import drawing
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.cv import cv2
from tests.ui.desk import PARK, click, desk, pixels, told, view

__all__ = ["desk"]

TOPIC = "nms"
pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def one_detector(bundled, network, monkeypatch):
    monkeypatch.setattr(process, "open_detector", lambda: bundled)


def show(topic, name, **changes):
    topic.store.replace(fields.change(topic.store.state, {**PRESETS[name].changes, **changes}))
    QApplication.processEvents()


@pytest.fixture
def cars(topic):
    show(topic, "cars")
    return topic


def rows(topic):
    """The table as a reader sees it: box, class, score, state, by, IoU."""
    model = topic.panel.table.model()
    return [
        [model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())
    ]


def test_names_of_classes_are_whole_in_the_table_or_in_its_tool_tip(topic) -> None:
    table = topic.panel.table
    room = table.columnWidth(1)
    assert table.fontMetrics().horizontalAdvance("pottedplant") < room
    show(topic, "cars", labels=("<b>an ice cream van</b>",) + ("car",) * 4)
    tips = [table.model().index(row, 1).data(Qt.ItemDataRole.ToolTipRole) for row in range(5)]
    assert "<p>&lt;b&gt;an ice cream van&lt;/b&gt;</p>" in tips


def drag(canvas, begin, end):
    at = [canvas.mapping().point(*point).toPoint() for point in (begin, end)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at[0])
    QTest.mouseMove(canvas, (at[0] + at[1]) / 2)
    QTest.mouseMove(canvas, at[1])
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at[1])
    QApplication.processEvents()


def test_it_opens_with_what_a_detector_says(topic) -> None:
    assert topic.result.detected
    assert topic.panel.findChild(PresetBox).currentText() == PRESETS["reel"].title
    assert len(topic.board.canvas.boxes) == len(rows(topic)) == len(topic.result.raw) > 20
    assert f"0.05: {len(topic.result.raw)}" in topic.board.caption.text()


def test_the_steps_of_the_course(cars) -> None:
    captions, states = [], []
    for _ in range(7):
        captions.append(cars.board.caption.text())
        states.append({row[0]: row[3] for row in rows(cars)})
        cars.commands["step_forth"].trigger()
    assert "5 boxes" in captions[0]
    assert "not above 0.6: 1 of 5 go, 4 are left" in captions[1]
    assert "Round 1" in captions[2] and "box 2: car 0.90" in captions[2]
    assert "box 4 (IoU 0.66)" in captions[3]
    assert "Round 2" in captions[4] and "2 boxes left" in captions[4]
    assert "box 1 (IoU 0.66)" in captions[5]
    assert "2 stay" in captions[6]
    assert set(states[0].values()) == {"waiting"}
    assert [state["3"] for state in states] == ["waiting", *["dropped"] * 6]
    assert [state["4"] for state in states] == [
        "waiting", "waiting", "waiting", "removed now", "removed", "removed", "removed",
    ]  # fmt: skip
    assert states[-1] == {"2": "kept", "0": "kept", "1": "removed", "4": "removed", "3": "dropped"}
    assert [row for row in rows(cars) if row[0] == "4"] == [
        ["4", "car", "0.700", "removed", "2", "0.66"]
    ]
    assert cars.panel.counts.text() == "In the end, of 5 boxes: 1 dropped, 2 removed, 2 kept"


def test_playing_ends_with_the_last_step_and_is_one_step_of_undo(cars) -> None:
    cars.play()
    while cars.player.playing:
        cars.player.timer.timeout.emit()
    assert cars.store.state.step == 6
    cars.store.undo()
    assert cars.store.state.step == 0


def test_picture_and_table_choose_for_each_other(cars, qtbot) -> None:
    click(qtbot, cars.board.canvas, 600, 350)
    assert cars.store.state.selected == 4
    assert cars.panel.table.currentIndex().siblingAtColumn(0).data() == "4"
    assert (cars.panel.editor.label.text(), cars.panel.editor.score.value()) == ("car", 0.7)
    table = cars.panel.table
    cell = table.visualRect(table.model().index(1, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert cars.store.state.selected == cars.board.canvas.selected == 0


def test_a_box_is_drawn_and_taken_back(cars) -> None:
    drag(cars.board.canvas, (20, 20), (120, 100))
    state = cars.store.state
    assert len(state.boxes) == len(state.scores) == len(state.labels) == 6
    assert state.boxes[5] == pytest.approx((20, 20, 120, 100), abs=2)
    assert state.selected == 5 and len(rows(cars)) == 6
    assert "3 kept" in cars.panel.counts.text()
    cars.store.undo()
    assert len(cars.store.state.boxes) == 5 and "2 kept" in cars.panel.counts.text()


def test_moving_a_box_away_lets_it_stay(cars) -> None:
    # Box 1 overlaps box 0; taken away it is a car of its own.
    cars.store.update(selected=1)
    drag(cars.board.canvas, (195, 270), (195, 80))
    assert cars.store.state.boxes[1][1] == pytest.approx(5, abs=3)
    assert "3 kept" in cars.panel.counts.text()
    cars.store.undo()
    assert cars.store.state.boxes[1] == (90, 195, 300, 345)


def test_a_box_is_removed_by_its_key(cars) -> None:
    cars.store.update(selected=2)
    cars.board.canvas.setFocus()
    QTest.keyClick(cars.board.canvas, Qt.Key.Key_Delete)
    assert len(cars.store.state.boxes) == 4 and cars.store.state.selected == -1


def test_score_and_class_are_typed(cars) -> None:
    cars.store.update(selected=4)
    cars.panel.editor.score.setValue(0.95)
    assert cars.store.state.scores[4] == 0.95
    assert cars.result.steps.kept.tolist() == [4, 0]
    cars.panel.editor.label.setText("truck")
    QTest.keyClick(cars.panel.editor.label, Qt.Key.Key_Return)
    # A class of its own now: box 2 is no longer removed.
    assert cars.store.state.labels[4] == "truck"
    assert cars.result.steps.kept.tolist() == [4, 2, 0]
    cars.store.undo()
    cars.store.undo()
    assert cars.store.state.scores[4] == 0.7


def test_the_thresholds_answer_at_once(cars) -> None:
    sliders = cars.panel.form.editors
    sliders["iou_threshold"].slider.setValue(70)
    assert "0 removed, 4 kept" in cars.panel.counts.text()
    sliders["score_threshold"].slider.setValue(75)
    assert "3 dropped, 0 removed, 2 kept" in cars.panel.counts.text()


def test_the_curves_mark_where_one_is(cars) -> None:
    cars.set_view("thresholds")
    QApplication.processEvents()
    assert cars.board.plots.isVisible() and not cars.player.isVisible()
    kept, here = cars.board.plots.iou.series
    # IoU 0.656 and 0.660 between the pairs: above both, four boxes stay.
    assert kept.y[12] == 2 and kept.y[14] == 4
    assert (here.x.tolist(), here.y.tolist()) == ([50], [2])
    assert {row[3] for row in rows(cars)} == {"kept", "removed", "dropped"}


def test_soft_nms_beside_it(topic) -> None:
    show(topic, "crowd", view="soft")
    table = topic.panel.table
    assert not table.isColumnHidden(6) and topic.panel.form.editors["sigma"].isVisible()
    scores = {row: table.model().index(row, 6).data() for row in range(5)}
    assert scores[0] == "0.950"
    assert (
        "4 boxes stay" in topic.board.caption.text() and "2 with NMS" in topic.board.caption.text()
    )


def test_whoever_draws_on_the_reel_keeps_its_picture(topic) -> None:
    before, count = topic.result.picture, len(topic.result.raw)
    topic.board.canvas.box_drawn.emit((5.0, 5.0, 60.0, 60.0))
    assert topic.store.state.image and len(topic.store.state.boxes) == count + 1
    assert (topic.result.picture == before).all()
    topic.store.undo()
    assert topic.store.state.boxes is None and len(topic.result.raw) == count


def test_no_box_is_said(topic) -> None:
    topic.store.update(boxes=[], scores=[], labels=[])
    assert "There is no box" in topic.board.caption.text()
    assert topic.picture() is not None


def test_a_picture_is_opened(topic) -> None:
    topic.open_source(PARK)
    assert topic.store.state.image == PARK and topic.result.detected
    assert topic.result.picture.shape[:2] == (1280, 1070)
    topic.store.undo()
    assert topic.store.state.image == ""


def test_the_detector_hands_over_its_frame(desk) -> None:
    desktop = desk(PARK)
    detector = view(desktop)
    detector.store.update(iou_threshold=0.3)
    shown = [(found.label, found.box) for found in detector.result.detections]
    detector.commands["open_nms"].trigger()
    assert desktop.window.topic_id == TOPIC and told(desktop) == ""
    topic = desktop.window.topic
    assert topic.store.state.iou_threshold == 0.3
    raw = topic.result.raw
    kept = [(raw.labels[i], tuple(raw.boxes[i])) for i in topic.result.steps.kept]
    assert kept == shown
    topic.store.update(score_threshold=0.5)
    topic.commands["open_yolo"].trigger()
    assert desktop.window.topic_id == "yolo"
    state = desktop.window.topic.store.state
    assert (state.image, state.score_threshold) == (PARK, 0.5)


def test_an_empty_sheet_is_not_handed_over(cars, window) -> None:
    cars.open_yolo()
    assert window.topic_id == TOPIC
    assert "empty sheet" in cars.problem.label.text()


def test_a_sheet_grows_for_boxes_that_reach_beyond(topic) -> None:
    show(topic, "cars")
    assert topic.board.canvas.image.width() == 640
    topic.store.update(boxes=[[0, 0, 900, 100]], scores=[0.9], labels=["bus"])
    assert topic.board.canvas.image.width() == 1280


def test_soft_nms_dashes_only_what_nms_would_have_removed(topic) -> None:
    show(topic, "crowd", view="soft")
    looks = [(shown.dashed, shown.faint) for shown in drawing.shown(topic.result)]
    # 1 and 3 are kept by soft-NMS alone; 4 by neither.
    assert looks == [(False, False), (True, False), (False, False), (True, False), (False, True)]


def test_dragging_with_one_class_for_all_sets_no_classes(cars) -> None:
    cars.store.update(labels=())
    drag(cars.board.canvas, (195, 270), (195, 80))
    assert cars.store.state.labels == () and cars.store.state.boxes[1][1] < 100


def test_a_detector_that_finds_nothing_is_said(topic, tmp_path) -> None:
    cv2.imwrite(str(tmp_path / "plain.png"), np.full((64, 64, 3), 128, np.uint8))
    topic.open_source(str(tmp_path / "plain.png"))
    assert topic.result.detected and not len(topic.result.raw)
    assert "The detector finds nothing here" in topic.board.caption.text()


def test_the_lesson_asks_for_the_best_box_on_its_own_sheet(topic, window) -> None:
    topic.open_source(PARK)
    pane = window.lesson
    while "pick the box with the highest score" not in pane.text.text():
        pane.forth.click()
    # Whatever picture was open, the two cars lie on an empty sheet.
    assert topic.result.picture is None
    pane.reveal.click()
    scores = topic.result.raw.scores
    assert pane.answer.text() == f"Computed: {scores.argmax()}."


def test_hundreds_of_boxes_that_stay_are_less_bold_than_a_few(topic) -> None:
    def strokes(count):
        corner = [(10 + 30 * (i % 20), 10 + 25 * (i // 20)) for i in range(count)]
        boxes = [(x, y, x + 20, y + 15) for x, y in corner]
        topic.store.update(boxes=boxes, scores=[0.9] * count, labels=[], step=2 * count + 2)
        assert topic.result.counts["kept"] == count
        row = pixels(topic.board.canvas.render_picture())[18, :25]
        return int((row == row[10]).all(axis=1)[5:16].sum())

    # Pixels of a column of strokes at x = 10, whose colour is that of its middle.
    assert strokes(4) == 5 and strokes(300) == 3
