"""Two boxes as a learner drags and types them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox

from explorer.topics.detection.iou.presets import PRESETS
from explorer.ui.widgets.preset_box import PresetBox

TOPIC = "iou"
pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def board(topic):
    return topic.board


def drag(canvas, *way) -> None:
    places = [canvas.mapping().point(*place).toPoint() for place in way]
    QTest.mousePress(canvas, LEFT, NONE, places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, LEFT, NONE, places[-1])


def field(topic, name: str) -> QDoubleSpinBox:
    return next(b for b in topic.findChildren(QDoubleSpinBox) if b.accessibleName() == name)


def test_dragging_a_box_counts_again_and_is_one_step_of_undo(window, topic, board):
    # B lies on 40..85, 30..75; its free corner is moved onto that of A.
    drag(board.canvas, (70, 70), (60, 60), (45, 60))
    assert topic.store.state.box_b == (15, 20, 60, 65)
    assert board.formula.text() == "IoU = 1,800 / 2,225 = 0.809"
    assert board.verdict.text().startswith("0.809 ≥ 0.5: match")
    window.undo()
    assert topic.store.state.box_b == (40, 30, 85, 75)
    assert board.canvas.boxes[1] == (40, 30, 85, 75)
    assert board.formula.text() == "IoU = 750 / 3,275 = 0.229"


def test_dragging_a_corner_resizes(topic, board):
    drag(board.canvas, (15, 20), (20, 30), (25, 40))
    assert topic.store.state.box_a == (25, 40, 65, 60)


def test_typed_numbers_move_the_box(window, topic, board):
    box = field(topic, "Box A x2")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "40")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert board.canvas.boxes[0] == (15, 20, 40, 60)
    assert "nothing in common" in board.lines.text()
    window.undo()
    assert box.value() == 65


def test_keys_alone_move_and_resize(topic, board):
    board.canvas.setFocus()
    QTest.keyClick(board.canvas, Qt.Key.Key_Period)
    QTest.keyClick(board.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(board.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert topic.store.state.box_a == (25, 20, 75, 59)


def test_each_view_has_its_formula(topic, board):
    for key, view, text in (
        ("2", "giou", "GIoU = 0.229 − 575 / 3,850 = 0.0797"),
        ("3", "diou", "DIoU = 0.229 − 662.5 / 7,925 = 0.1454"),
        ("1", "iou", "IoU = 750 / 3,275 = 0.229"),
    ):
        QTest.keyClick(topic, key)
        assert topic.store.state.view == view
        assert board.modes.mode == view
        assert board.formula.text() == text


def test_the_views_draw_different_things(topic, board):
    pictures = []
    for view in ("iou", "giou", "diou"):
        board.modes.buttons[view].click()
        pictures.append(topic.picture())
    assert pictures[0] != pictures[1] != pictures[2]


def test_presets_and_boxes_beyond_the_grid(topic, board):
    box = topic.findChild(PresetBox)
    for place, preset in enumerate(PRESETS.values()):
        box.setCurrentIndex(place)
        box.activated.emit(place)
        assert board.canvas.boxes == [preset.changes["box_a"], preset.changes["box_b"]]
    topic.store.update(box_a=[0, 0, 150, 150])
    assert board.canvas.image.width() == 200


def test_the_grid_stays_while_a_box_is_held(topic, board):
    topic.store.update(box_a=[0, 0, 150, 150], box_b=[10, 10, 30, 30])
    canvas = board.canvas
    at = [canvas.mapping().point(*place).toPoint() for place in ((150, 150), (60, 60))]
    QTest.mousePress(canvas, LEFT, NONE, at[0])
    QTest.mouseMove(canvas, at[1])
    assert topic.store.state.box_a == (0, 0, 60, 60)
    assert canvas.image.width() == 200
    QTest.mouseRelease(canvas, LEFT, NONE, at[1])
    assert canvas.image.width() == 200
    topic.store.update(box_b=[10, 10, 31, 31])
    assert canvas.image.width() == 100


def test_the_table_has_boxes_and_measures(topic):
    rows = topic.table()
    assert rows[1] == ["A", "15.0", "20.0", "65.0", "60.0", "2000.0"]
    assert ["intersection", 750.0] in rows


def test_a_box_typed_the_wrong_way_round_is_said_and_dashed(topic, board):
    topic.store.update(box_a=(60, 60, 20, 20))
    assert "Box A has no area: x2 lies before x1" in board.lines.text()
    assert "Box B has no area" not in board.lines.text()
    canvas = board.canvas
    image = canvas.render_picture()
    edge = [image.pixelColor(20, y).name() for y in range(22, 58)]
    assert "#0072b2" in edge and len(set(edge)) > 1
    topic.store.update(box_a=(20, 20, 60, 60))
    assert "has no area" not in board.lines.text()


def test_a_line_never_ends_within_a_measure(board):
    assert board.verdict.text().endswith("DIoU\N{NO-BREAK SPACE}0.1454")
