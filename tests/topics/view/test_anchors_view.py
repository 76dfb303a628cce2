"""The anchors topic in a real window: what one sees, clicks, draws and types."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.core import fields
from explorer.topics.detection.anchors import process
from explorer.topics.detection.anchors.presets import PRESETS
from explorer.topics.detection.anchors.view import handing, searcher
from explorer.topics.detection.nms import process as nms_process
from explorer.ui.files import svg
from tests.ui.desk import CAFE, PARK, Later, click, desk, pixels, told, view

__all__ = ["desk"]

TOPIC = "anchors"
pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def one_detector(bundled, network, monkeypatch):
    monkeypatch.setattr(process, "open_detector", lambda: bundled)
    monkeypatch.setattr(nms_process, "open_detector", lambda: bundled)


def show(topic, name, **changes):
    topic.store.replace(fields.change(topic.store.state, {**PRESETS[name].changes, **changes}))
    QApplication.processEvents()


def cells(table):
    """A table as a reader sees it."""
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def drag(canvas, begin, end):
    at = [canvas.mapping().point(*point).toPoint() for point in (begin, end)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at[0])
    QTest.mouseMove(canvas, (at[0] + at[1]) / 2)
    QTest.mouseMove(canvas, at[1])
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at[1])
    QApplication.processEvents()


def canvas_of(topic):
    return topic.board.picture.canvas


def caption(topic):
    return topic.board.picture.caption.text()


# --- target ----------------------------------------------------------------------


def test_the_slots_of_the_cell_as_the_course_writes_them(topic) -> None:
    assert cells(topic.panel.target.slots) == [
        ["pc", "1", "1"],
        ["bx", "0.5000", "0.5000"],
        ["by", "0.0625", "0.0625"],
        ["bh", "1.5000", "1.0000"],
        ["bw", "0.3750", "1.4062"],
        ["c1 pedestrian", "1", "0"],
        ["c2 car", "0", "1"],
        ["c3 motorcycle", "0", "0"],
    ]
    assert "3 × 3 cells × 2 anchors × 8 numbers = 144; of 2 objects 2 have a slot" in caption(topic)
    assert "2 boxes come out of y" in caption(topic)
    overview = topic.panel.target.overview.cells
    assert overview.values.tolist() == [[0, 0, 0], [0, 0, 0], [0, 2, 0]]
    assert overview.marks.current == (2, 1)


def test_a_slot_without_object_does_not_matter(topic, qtbot) -> None:
    click(qtbot, canvas_of(topic), 20, 20)
    assert topic.result.slot[:2] == (0, 0)
    assert cells(topic.panel.target.slots)[:3] == [
        ["pc", "0", "0"],
        ["bx", "?", "?"],
        ["by", "?", "?"],
    ]


def test_a_collision_is_seen_and_said(topic) -> None:
    show(topic, "course", selected=-1)
    before = pixels(topic.picture())
    show(topic, "one_anchor")
    assert "box 1 (car) finds y[2][1][0] taken by box 0 (pedestrian)" in caption(topic)
    overview = topic.panel.target.overview.cells
    assert overview.marks.dots == {(2, 1)} and overview.values[2][1] == 1
    shown = canvas_of(topic)._shown
    assert [box.dashed for box in shown] == [False, True] and "no slot" in shown[1].text
    assert not np.array_equal(before, pixels(topic.picture()))
    states = {row[0]: row[1] for row in cells(topic.panel.target.boxes)}
    assert cells(topic.panel.target.boxes)[1][2:] == ["y[2][1][0]", "0.57"]
    assert states == {"0: pedestrian": "has a slot", "1: car": "taken"}


def test_choosing_a_box_tells_its_cell_and_anchors(topic, qtbot) -> None:
    click(qtbot, canvas_of(topic), 170, 330)
    assert topic.store.state.selected == 1 and topic.result.slot == (2, 1, 1)
    assert "midpoint (320, 330) in row 2, column 1 (from 0); anchor 2 fits best" in caption(topic)
    editor = topic.panel.target.anchors
    iou = topic.result.encoded.ious[1]
    assert editor.ious[0].text() == f"{iou[0]:.3f}" and "best" in editor.ious[1].text()
    assert topic.panel.target.label.currentText() == "car"
    QTest.keyClick(canvas_of(topic), Qt.Key.Key_Escape)
    assert topic.store.state.selected == -1 and topic.result.slot == (2, 1, 1)
    # Once more: now the cell under the pointer is looked at.
    click(qtbot, canvas_of(topic), 300, 270)
    click(qtbot, canvas_of(topic), 300, 270)
    assert topic.store.state.selected == -1 and topic.result.slot[:2] == (1, 1)


def test_a_box_is_drawn_moved_and_taken_back(topic) -> None:
    drag(canvas_of(topic), (20, 20), (120, 100))
    state = topic.store.state
    assert state.boxes[2] == pytest.approx((20, 20, 120, 100), abs=2) and state.selected == 2
    assert state.labels == ("pedestrian", "car", "car")
    assert topic.result.slot[:2] == (0, 0)
    drag(canvas_of(topic), (70, 60), (500, 60))
    assert topic.result.slot[:2] == (0, 2)
    topic.store.undo()
    topic.store.undo()
    assert len(topic.store.state.boxes) == 2 and len(topic.store.state.labels) == 2


def test_the_keyboard_alone_draws_names_and_removes(topic) -> None:
    canvas = canvas_of(topic)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert len(topic.store.state.boxes) == 3 and topic.store.state.selected == 2
    topic.commands["class"].trigger()
    assert topic.store.state.labels[2] == "motorcycle"
    before = topic.store.state.boxes[2]
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert topic.store.state.boxes[2][0] == before[0] + 10
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(topic.store.state.boxes) == 2
    topic.commands["up"].trigger()
    topic.commands["right"].trigger()
    assert topic.result.slot[:2] == (1, 2)
    topic.commands["right"].trigger()
    assert topic.result.slot[:2] == (1, 2)
    topic.commands["anchor"].trigger()
    assert topic.result.slot == (1, 2, 1)
    overview = topic.panel.target.overview
    overview.setFocus()
    QTest.keyClick(overview, Qt.Key.Key_Return)
    assert topic.result.slot[:2] == overview.cursor_cell


def test_classes_are_renamed_added_and_refused(topic) -> None:
    names = topic.panel.target.names

    def write(text):
        names.setFocus()
        names.selectAll()
        QTest.keyClicks(names, text)
        QTest.keyClick(names, Qt.Key.Key_Return)
        QApplication.processEvents()

    write("person, bus, motorcycle")
    assert topic.store.state.labels == ("person", "bus")
    assert cells(topic.panel.target.slots)[5][0] == "c1 person"
    write("person, bus, motorcycle, tree")
    assert topic.result.encoded.y.shape[-1] == 9
    write("person")
    assert "class bus, which is not among person" in topic.problem.label.text()
    assert topic.store.state.classes == ("person", "bus", "motorcycle", "tree")
    assert names.text() == "person, bus, motorcycle, tree"
    write("a, a")
    assert "twice" in topic.problem.label.text()


def test_the_class_of_a_box_is_picked(topic) -> None:
    topic.store.update(selected=0)
    box = topic.panel.target.label
    box.activated.emit(box.findText("motorcycle"))
    assert topic.store.state.labels == ("motorcycle", "car")
    assert cells(topic.panel.target.slots)[7][1] == "1"


def test_anchors_are_typed_added_and_removed(topic) -> None:
    editor = topic.panel.target.anchors
    topic.panel.target.tabs.setCurrentWidget(editor)
    editor.spins[0][0].setValue(0.3)
    assert topic.store.state.anchors == ((0.3, 0.5), (0.45, 0.3))
    editor.add.click()
    assert len(topic.store.state.anchors) == 3 and editor.spins[2][1].isVisible()
    assert topic.result.encoded.y.shape == (3, 3, 3, 8)
    editor.remove.click()
    editor.remove.click()
    assert topic.store.state.anchors == ((0.3, 0.5),) and not editor.remove.isEnabled()
    assert topic.result.collisions == 1
    topic.store.undo()
    assert topic.result.collisions == 0


def test_rows_of_the_tables_choose(topic) -> None:
    target = topic.panel.target
    target.boxes.selectRow(1)
    assert topic.store.state.selected == canvas_of(topic).selected == 1
    target.slots.setCurrentIndex(target.slots.model().index(3, 1))
    assert topic.store.state.selected == -1 and topic.result.slot == (2, 1, 0)


def test_a_fine_grid_and_no_object(topic) -> None:
    show(topic, "fine")
    assert topic.panel.target.overview.cells.values.shape == (19, 19)
    assert topic.panel.target.overview.cells.values.sum() == 15
    show(topic, "empty")
    assert "of 0 objects 0 have a slot" in caption(topic) and topic.picture() is not None


def test_it_is_saved_as_drawing_rows_and_script(topic, tmp_path) -> None:
    assert svg(topic.drawing()).startswith(b"<?xml")
    rows = topic.table()
    assert rows[0][:2] == ["box", "class"] and [row[6] for row in rows[1:]] == ["assigned"] * 2
    # Anchors count from 1, as on screen; two columns of one name could not be told apart.
    assert [row[rows[0].index("anchor")] for row in rows[1:]] == [1, 2]
    assert len(set(rows[0])) == len(rows[0])
    assert "ANCHORS" in topic.code()()


# --- k-means ---------------------------------------------------------------------


def finish(topic, qtbot):
    qtbot.waitUntil(
        lambda: bool(topic.result.kmeans and topic.result.kmeans.finished), timeout=20_000
    )


def test_k_means_runs_to_its_end_and_its_steps_can_be_seen(topic, qtbot) -> None:
    topic.set_view("kmeans")
    finish(topic, qtbot)
    page = topic.board.kmeans
    assert "Finished after" in page.progress.text() and not page.stop.isVisible()
    last = len(topic.result.kmeans.history) - 1
    assert page.player.at == last and f"Step {last}:" in page.caption.text()
    assert page.curve.series[0].y.tolist() == topic.result.kmeans.means.tolist()
    topic.commands["step_first"].trigger()
    assert topic.store.state.step == 0 and "picked at random" in page.caption.text()
    topic.commands["step_forth"].trigger()
    assert topic.result.kmeans.step == 1
    table = cells(topic.panel.kmeans.table)
    assert len(table) == 5 and sum(int(row[3]) for row in table) == 2000
    assert len(topic.table()) == 6


def test_these_anchors_make_the_target(topic, qtbot) -> None:
    topic.store.update(view="kmeans", clusters=3)
    finish(topic, qtbot)
    found = topic.result.kmeans.sorted_anchors
    topic.panel.kmeans.use.click()
    assert topic.store.state.view == "target"
    assert [list(shape) for shape in topic.store.state.anchors] == found
    assert topic.result.encoded.y.shape == (3, 3, 3, 8)
    topic.store.undo()
    assert topic.store.state.view == "kmeans" and len(topic.store.state.anchors) == 2


def test_the_scatter_shows_each_box_in_the_colour_of_its_anchor(topic, qtbot) -> None:
    topic.store.update(view="kmeans", count=50, clusters=2)
    finish(topic, qtbot)
    scatter = topic.board.kmeans.scatter
    image = pixels(scatter.grab().toImage())
    kmeans = topic.result.kmeans
    colours = {0: (0xE6, 0x9F, 0x00), 1: (0x56, 0xB4, 0xE9)}
    seen = {rank: (image == colour).all(axis=-1).any() for rank, colour in colours.items()}
    assert seen == {0: True, 1: True}
    assert scatter.accessibleDescription().startswith(f"1: {kmeans.sorted_anchors[0][0]:.3f}")


def test_a_long_run_can_be_stopped_and_goes_on(topic, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(searcher, "SECONDS", 1e-9)
    topic.store.update(view="kmeans", count=3000, clusters=9)
    qtbot.waitUntil(lambda: len(topic.result.kmeans.history) > 3)
    topic.commands["stop"].trigger()
    QApplication.processEvents()
    stopped = len(topic.result.kmeans.history)
    assert not topic.result.kmeans.finished
    assert f"Stopped after {stopped - 1} steps" in topic.board.kmeans.progress.text()
    topic.board.kmeans.scatter.repaint()
    QApplication.processEvents()
    assert len(topic.result.kmeans.history) == stopped
    # Looking at another step is no step further.
    topic.commands["step_back"].trigger()
    QApplication.processEvents()
    assert topic.result.kmeans.step == stopped - 2
    assert len(topic.result.kmeans.history) == stopped
    topic.commands["stop"].trigger()
    finish(topic, qtbot)
    assert len(topic.result.kmeans.history) > stopped
    # Another run begins by itself, even where the last one was stopped.
    topic.searcher.stop()
    topic.store.update(seed=1)
    finish(topic, qtbot)


def test_a_hundred_thousand_boxes_do_not_hold_the_window_up(desk, qtbot) -> None:
    desktop = desk(None, threads=True)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    qtbot.waitUntil(lambda: topic.result is not None, timeout=20_000)
    seen = []
    topic.board.kmeans.painted.connect(lambda: seen.append(len(topic.result.kmeans.history)))
    topic.store.update(view="kmeans", count=100_000, clusters=9)
    qtbot.waitUntil(lambda: len(seen) > 5, timeout=30_000)
    topic.stop_or_go_on()
    assert seen == sorted(seen) and not topic.result.kmeans.finished
    desktop.services.inference.cancel(searcher.CHANNEL)


def test_labels_are_opened_from_disk(topic, qtbot, monkeypatch, tmp_path) -> None:
    path = tmp_path / "street.txt"
    path.write_text("0 0.5 0.5 0.1 0.2\n0 0.5 0.5 0.4 0.1\n1 0.5 0.5 0 0.5\n")
    monkeypatch.setattr(handing, "ask_open", lambda *_: str(path))
    monkeypatch.setattr(handing, "ask_folder", lambda *_: str(tmp_path))
    topic.store.update(clusters=2)
    topic.panel.kmeans.file.click()
    finish(topic, qtbot)
    assert topic.panel.kmeans.source.text() == "street.txt: 2 boxes"
    assert "Left out" in topic.board.kmeans.caption.text()
    topic.commands["label_folder"].trigger()
    finish(topic, qtbot)
    assert topic.store.state.label_file == str(tmp_path)
    topic.open_source(str(path))
    assert topic.store.state.label_file == str(path)
    topic.panel.kmeans.generated.click()
    finish(topic, qtbot)
    assert "2000 boxes" in topic.panel.kmeans.source.text()


def test_a_damaged_label_file_is_said_and_taken_back(topic, monkeypatch, tmp_path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("0 0.5 0.5 0.1 0.2\n0 0.5\n")
    monkeypatch.setattr(handing, "ask_open", lambda *_: str(path))
    topic.commands["labels"].trigger()
    assert "bad.txt, line 2" in topic.problem.label.text()
    assert topic.store.state.label_file == "" and topic.store.state.view == "target"


# --- prediction ------------------------------------------------------------------


def test_without_a_picture_the_park_is_offered(topic) -> None:
    topic.set_view("prediction")
    assert "no picture for the detector" in caption(topic)
    topic.panel.prediction.park.click()
    assert topic.store.state.image == PARK and topic.result.compared
    assert not topic.panel.prediction.park.isVisible()


def test_prediction_and_target_of_a_slot(topic) -> None:
    show(topic, "park", view="prediction")
    rows = {row[0]: row[1:] for row in cells(topic.panel.prediction.table)}
    assert rows["pc"][0] == "1.0000" and float(rows["pc"][1]) > 0.8
    assert rows["person"][0] == "1.0000"
    wanted, said, difference = (float(text.replace("−", "-")) for text in rows["bw"])
    assert difference == pytest.approx(said - wanted, abs=2e-4)
    assert "y[6][6][2] of the detector should hold box 0" in caption(topic)
    anchor = topic.panel.prediction.anchor
    anchor.activated.emit(0)
    assert topic.result.slot == (6, 6, 0) and anchor.currentText() == "1: 81 × 82"
    # A cell without an object of one's own.
    topic.panel.prediction.overview.picked.emit(0, 0)
    rows = {row[0]: row[1:] for row in cells(topic.panel.prediction.table)}
    assert rows["pc"][0] == "0.0000" and rows["bx"][0] == "?"
    assert "should be 0" in caption(topic)
    head = topic.panel.prediction.head
    head.activated.emit(head.findText("26 × 26"))
    assert topic.panel.prediction.overview.cells.values.shape == (26, 26)
    rows = topic.table()
    assert len(rows) == 1 + len(topic.result.compared.target.assigned)
    anchors = topic.result.compared.target.anchors[topic.result.compared.target.assigned]
    assert [row[rows[0].index("anchor")] for row in rows[1:]] == (anchors + 1).tolist()


def test_an_unknown_class_is_said(topic) -> None:
    show(topic, "park", view="prediction", classes=["squirrel"], labels=[])
    assert "no class of this name" in caption(topic)


def test_the_detectors_boxes_become_labels(topic) -> None:
    show(topic, "park", view="prediction")
    count = len(topic.result.compared.detections)
    assert f"({count})" in topic.panel.prediction.use.text()
    topic.commands["use_boxes"].trigger()
    state = topic.store.state
    assert len(state.boxes) == count and state.classes == ("person",)
    topic.store.update(score_threshold=0.9)
    assert len(topic.result.compared.detections) < count
    topic.store.undo()
    topic.store.undo()
    assert len(topic.store.state.boxes) == len(PRESETS["park"].changes["boxes"])


# --- pictures, and other topics --------------------------------------------------


def test_a_picture_is_opened_without_boxes(topic) -> None:
    topic.open_source(CAFE)
    assert topic.store.state.image == CAFE and topic.store.state.boxes == ()
    assert topic.result.size == (859, 1280)
    topic.open_source("")
    assert topic.store.state.image.endswith(".png") and topic.result.picture is not None


def test_the_live_detector_hands_over_its_frame_and_boxes(desk) -> None:
    desktop = desk(PARK)
    detector = view(desktop)
    detector.store.update(iou_threshold=0.3, score_threshold=0.5)
    shown = [(found.label, tuple(found.box)) for found in detector.result.detections]
    detector.commands["open_anchors"].trigger()
    assert desktop.window.topic_id == TOPIC and told(desktop) == ""
    topic = desktop.window.topic
    state = topic.store.state
    assert list(zip(state.labels, state.boxes, strict=True)) == shown
    assert (state.image, state.iou_threshold, state.score_threshold) == (PARK, 0.3, 0.5)
    assert state.classes == ("person",) and topic.result.size == (1070, 1280)
    # And on to non-max suppression, where labels are certain.
    topic.commands["open_nms"].trigger()
    nms = desktop.window.topic.store.state
    assert desktop.window.topic_id == "nms"
    assert (nms.boxes, nms.labels, set(nms.scores)) == (state.boxes, state.labels, {1.0})
    assert (nms.image, nms.iou_threshold) == (PARK, 0.3)
    # From there back, and to the detector.
    desktop.window.topic.store.update(iou_threshold=0.6)
    desktop.window.topic.commands["open_anchors"].trigger()
    assert desktop.window.topic_id == TOPIC
    assert topic.store.state.boxes == state.boxes and topic.store.state.iou_threshold == 0.6
    topic.commands["open_yolo"].trigger()
    again = desktop.window.topic.store.state
    assert desktop.window.topic_id == "yolo"
    assert (again.image, again.iou_threshold) == (PARK, 0.6)


def test_a_frozen_frame_of_the_reel_travels(desk) -> None:
    desktop = desk("")
    detector = view(desktop)
    detector.hold()
    frame = detector.pipeline.last.frame.pixels
    detector.commands["open_anchors"].trigger()
    topic = desktop.window.topic
    assert desktop.window.topic_id == TOPIC
    assert np.array_equal(topic.result.picture, frame)


def test_boxes_on_a_sheet_come_from_non_max_suppression(window) -> None:
    window.open_topic("nms")
    nms = window.topic
    nms.store.update(
        boxes=[[0, 0, 900, 100], [10, 0, 900, 100], [0, 300, 50, 400]],
        scores=[0.9, 0.8, 0.7],
        labels=[],
    )
    nms.commands["open_anchors"].trigger()
    topic = window.topic
    assert window.topic_id == TOPIC
    assert topic.store.state.boxes == ((0, 0, 900, 100), (0, 300, 50, 400))
    assert topic.store.state.classes == ("object",) and topic.result.size == (1280, 960)


def test_an_empty_sheet_is_not_handed_over(topic, window) -> None:
    topic.open_yolo()
    assert window.topic_id == TOPIC and "empty sheet" in topic.problem.label.text()


# --- speed -----------------------------------------------------------------------


def test_dragging_one_of_thousands_asks_for_one_computation_at_a_time(desk, monkeypatch) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    random = np.random.default_rng(0)
    corner = random.integers(0, 500, (2000, 2))
    boxes = np.concatenate([corner, corner + random.integers(5, 80, (2000, 2))], axis=1)
    topic.store.update(boxes=boxes.tolist(), labels=[], grid=19, selected=0)
    later = Later()
    monkeypatch.setattr(topic.services.inference, "submit", later.submit)
    for by in range(5):
        box = (float(by), 0.0, 40.0, 40.0)
        canvas_of(topic).box_changed.emit(0, box, False)
    assert len(later.waiting) == 1
    later.run()
    assert topic.result.boxes[0].tolist() == [4, 0, 40, 40]
    topic.store.undo()
    assert topic.store.state.boxes[0] == tuple(boxes[0])


def test_korean_and_dark(desk, qtbot) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    desktop.window.set_language("ko")
    desktop.window.set_theme("dark")
    for name in ("target", "kmeans", "prediction"):
        desktop.window.topic.set_view(name)
        QApplication.processEvents()
        assert desktop.window.topic.picture() is not None


def test_the_lesson_counts_on_its_own_sheet(topic, window) -> None:
    topic.open_source(PARK)
    pane = window.lesson
    while "640 pixels wide and 480 high" not in pane.text.text():
        pane.forth.click()
    assert topic.result.picture is None and topic.result.size == (640, 480)
    pane.reveal.click()
    assert pane.answer.text() == "Computed: 2."
