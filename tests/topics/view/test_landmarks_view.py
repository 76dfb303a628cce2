"""The landmarks topic as a user works with it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from explorer.core.paths import resource
from explorer.topics.detection.landmarks.state import State, compute
from explorer.topics.detection.landmarks.view.marks import roomy
from explorer.topics.detection.landmarks.view.overlay import colours
from explorer.ui.widgets.image_canvas import Mapping
from tests.ui.desk import click, pixels, told
from tests.ui.media import video

TOPIC = "landmarks"
COFFEE = str(resource("samples", "coffee.jpg"))

pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def values(topic, column: int = 3) -> list[str]:
    model = topic.vector.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def expected(topic):
    return compute(topic.store.state)


def key(qtbot, window, *keys, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    for pressed in keys:
        qtbot.keyClick(window.topic.canvas, pressed, modifier)


def test_the_table_is_the_output_vector_of_the_open_face(topic) -> None:
    assert values(topic) == ["1"] + [f"{value:.4f}" for value in expected(topic).vector[1:]]
    assert values(topic, 1)[:4] == ["face", "l1x", "l1y", "l2x"]
    assert "11 numbers" in topic.tabs.tabText(0)
    topic.panel.editors["points"].setCurrentIndex(1)
    topic.panel.editors["points"].activated.emit(1)
    assert topic.store.state.points == "468"
    assert len(values(topic)) == 937
    assert values(topic)[-1] == f"{expected(topic).vector[-1]:.4f}"


def test_a_click_marks_a_landmark_on_every_face(topic, qtbot) -> None:
    before = topic.picture()
    x, y = topic.result.faces[3].landmarks[2].tolist()
    click(qtbot, topic.canvas, x, y)
    assert (topic.store.state.face, topic.store.state.landmark) == (4, 3)
    assert topic.vector.currentIndex().row() == 5
    assert "tip of the nose" in topic.caption.text()
    assert f"x {x:.1f}, y {y:.1f}" in topic.caption.text()
    after = topic.picture()
    for face in topic.result.faces:
        # On the ring around the landmark, a little above it.
        px, py = face.landmarks[2].tolist()
        spots = [(round(px), round(py - 9.6 + dy)) for dy in (-1, 0, 1)]
        assert any(before.pixel(*spot) != after.pixel(*spot) for spot in spots)
    topic.store.undo()
    assert topic.store.state.landmark == 0


def test_the_pointer_says_what_lies_there(topic, qtbot) -> None:
    x, y = topic.result.faces[1].landmarks[0].tolist()
    point = topic.canvas.mapping().point(x, y).toPoint()
    qtbot.mouseMove(topic.canvas, point + QPoint(1, 0))
    topic.canvas.hovered.emit(x, y)
    assert "right eye" in topic.canvas.toolTip()
    topic.canvas.left.emit()
    assert topic.canvas.toolTip() == ""


def test_rows_and_keys_open_faces_and_landmarks(window, topic, qtbot) -> None:
    key(qtbot, window, Qt.Key.Key_N, Qt.Key.Key_N)
    assert topic.result.focus == 2
    key(qtbot, window, Qt.Key.Key_N, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert topic.result.focus == 1
    key(qtbot, window, Qt.Key.Key_M, Qt.Key.Key_M)
    assert topic.result.marked == 1
    assert topic.vector.currentIndex().row() == 3
    topic.vector.selectRow(8)
    assert topic.store.state.landmark == 4
    topic.face_table.selectRow(6)
    assert topic.result.focus == 6
    key(qtbot, window, Qt.Key.Key_Backspace)
    assert topic.result.marked is None
    assert not topic.vector.selectionModel().hasSelection()


def test_the_eye_threshold_closes_eyes_at_once(window, topic, qtbot) -> None:
    key(qtbot, window, Qt.Key.Key_2)
    assert topic.store.state.view == "eyes"
    model = topic.face_table.model()
    assert topic.tabs.currentWidget() is topic.face_table
    states = [model.index(row, 3).data().split()[1] for row in range(8)]
    assert states.count("closed") == 1
    topic.panel.editors["eye_threshold"].slider.setValue(50)
    assert all("closed" in model.index(row, 3).data() for row in range(8))
    assert "closed" in topic.caption.text()


def test_the_pose_is_said_and_drawn(window, topic, qtbot) -> None:
    plain = topic.picture()
    topic.store.update(face=4)
    key(qtbot, window, Qt.Key.Key_3)
    pose = expected(topic).faces[3].pose
    assert f"Yaw {pose.yaw:.0f}°" in topic.caption.text()
    assert "focal length" in topic.caption.text()
    assert topic.picture() != plain


def test_no_face_is_said(topic) -> None:
    topic.open_source(COFFEE)
    assert values(topic) == ["0"] + ["?"] * 10
    assert "No face" in topic.caption.text()
    assert topic.face_table.model().rowCount() == 0
    topic.step_face(1)
    assert topic.store.state.face == 1


def test_thresholds_and_size_find_other_faces(topic) -> None:
    topic.panel.editors["score_threshold"].slider.setValue(95)
    assert len(topic.result.faces) == len(expected(topic).faces) < 8
    assert topic.tabs.tabText(1) == f"Faces ({len(topic.result.faces)})"
    before = topic.processed
    topic.panel.editors["input_size"].setValue(320)
    assert topic.processed is not before
    assert [face.found.score for face in topic.result.faces] == pytest.approx(
        [face.found.score for face in expected(topic).faces]
    )


def test_a_film_flows_and_a_frozen_frame_gives_a_script(window, topic, tmp_path, qtbot) -> None:
    topic.open_source(video(tmp_path / "pan.avi", size=(430, 430)))
    qtbot.waitUntil(lambda: topic.flow.frame.index > 2)
    topic.hold()
    assert len(topic.result.faces) == 1
    assert told_nothing(window)
    assert ".png" in topic.code()()


def told_nothing(window) -> bool:
    return window.bar.isHidden() or "ended" in window.bar.label.text()


def test_broken_pictures_leave_the_last_good_one(desk, tmp_path) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    broken = tmp_path / "얼굴.png"
    broken.write_bytes(b"no picture")
    topic.open_source(str(broken))
    assert "no picture" in told(desktop)
    assert topic.store.state.image == State().image
    assert len(topic.result.faces) == 8


def test_it_is_said_in_korean(window, topic) -> None:
    window.set_language("ko")
    QApplication.processEvents()
    assert values(topic, 2)[:2] == ["얼굴이 있는가?", "오른쪽 눈"]
    assert "랜드마크" in topic.caption.text()


def test_in_a_small_window_nothing_is_cut_off(window, topic) -> None:
    topic.store.update(points="468", landmark=468)
    window.resize(980, 600)
    for view in ("points", "eyes", "pose"):
        topic.store.update(view=view)
        for _ in range(3):
            QApplication.processEvents()
        caption, table = topic.caption, topic.face_table
        assert caption.heightForWidth(caption.width()) <= caption.height(), view
    assert any(not eye.open for face in topic.result.faces for eye in face.eyes.values())
    for column in range(table.model().columnCount()):
        assert table.sizeHintForColumn(column) <= table.columnWidth(column), column


def test_each_of_468_dots_has_its_colour_on_every_face(topic) -> None:
    topic.store.update(points="468", numbers=False, score_threshold=0.9)
    seen = pixels(topic.picture()).astype(int)
    tags = [face.found.box[1] for face in topic.result.faces]
    matched = total = 0
    for face, top in zip(topic.result.faces, tags, strict=True):
        points = face.landmarks
        for k, (x, y) in enumerate(points.tolist()):
            later = np.abs(points[k + 1 :] - points[k]).max(axis=1, initial=9)
            inside = 0 <= x < seen.shape[1] - 1 and max(0, top + 2) <= y < seen.shape[0] - 1
            if k + 1 < len(points) and later.min() > 4 and inside:
                colour = colours(468)[k].getRgb()[:3]
                total += 1
                matched += bool(np.abs(seen[int(y), int(x)] - colour).max() <= 2)
    # Boxes, lines and tags lie over or next to a few.
    assert total > 3000
    assert matched > 0.8 * total


def test_numbers_stand_where_no_other_one_is(topic) -> None:
    topic.store.update(points="468")
    result, places = topic.result, tuple(range(468))
    for scale in (0.7, 2.5):
        mapping = Mapping(scale, QPointF(-31.5, 12.25), QRectF(0, 0, 900, 500))
        # One by one, as it is said: each number fills four cells.
        expected, taken = [], set()
        for number, face in enumerate(result.faces):
            for k in places:
                at = mapping.point(*face.landmarks[k].tolist())
                cell = int(at.x() // 17), int(at.y() // 9)
                filled = {(cell[0] + i, cell[1] + j) for i in (0, 1) for j in (0, 1)}
                if not taken & filled:
                    taken |= filled
                    expected.append((number, k))
        assert list(roomy(result, mapping, places, (17, 9))) == expected
        assert len(expected) > 20
    topic.store.update(score_threshold=1)
    assert list(roomy(topic.result, mapping, places, (17, 9))) == []
