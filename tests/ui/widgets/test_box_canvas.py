"""Boxes under mouse and keys in a real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from explorer.ui.widgets.box_canvas import BoxCanvas
from explorer.ui.widgets.shown_boxes import ShownBox
from tests.ui.desk import pixels

pytestmark = pytest.mark.qt

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ORANGE = QColor("#e69f00")


class Kept:
    """Keeps boxes as a topic does: whatever is reported is shown again."""

    def __init__(self, canvas: BoxCanvas) -> None:
        self.canvas = canvas
        self.boxes = [(20.0, 20.0, 120.0, 100.0), (40.0, 40.0, 60.0, 60.0)]
        self.finished: list[bool] = []
        canvas.box_drawn.connect(self.draw)
        canvas.box_changed.connect(self.change)
        canvas.box_removed.connect(self.remove)
        canvas.box_chosen.connect(self.show)
        self.show()

    def show(self, selected: int = -1) -> None:
        shown = [ShownBox(box, f"box {i}", ORANGE) for i, box in enumerate(self.boxes)]
        self.canvas.show_boxes(shown, selected)

    def draw(self, box) -> None:
        self.boxes.append(box)
        self.show(len(self.boxes) - 1)

    def change(self, index, box, last) -> None:
        self.boxes[index] = box
        self.finished.append(last)
        self.show(index)

    def remove(self, index) -> None:
        del self.boxes[index]
        self.show()


@pytest.fixture
def canvas(qtbot):
    widget = BoxCanvas()
    qtbot.addWidget(widget)
    # Twice the picture, so that a pixel of it is two points.
    widget.resize(400, 300)
    widget.show_picture(np.full((150, 200, 3), 90, np.uint8))
    widget.show()
    widget.setFocus()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def kept(canvas) -> Kept:
    return Kept(canvas)


def spot(canvas, x: float, y: float) -> QPoint:
    return canvas.mapping().point(x, y).toPoint()


def drag(canvas, *way: tuple[float, float], release: bool = True) -> None:
    QTest.mousePress(canvas, LEFT, NONE, spot(canvas, *way[0]))
    for place in way[1:]:
        QTest.mouseMove(canvas, spot(canvas, *place))
    if release:
        QTest.mouseRelease(canvas, LEFT, NONE, spot(canvas, *way[-1]))


def test_dragging_inside_moves_the_smallest_box(canvas, kept):
    drag(canvas, (50, 50), (60, 55), (70, 45))
    assert kept.boxes == [(20, 20, 120, 100), (60, 35, 80, 55)]
    assert kept.finished == [False, False, True]
    assert canvas.selected == 1


def test_a_box_stays_under_the_pointer_while_the_canvas_becomes_smaller(canvas, kept):
    """A text below may need another line as its numbers change."""
    drag(canvas, (50, 50), (60, 55), release=False)
    canvas.resize(200, 300)
    QTest.mouseMove(canvas, spot(canvas, 70, 46))
    QTest.mouseRelease(canvas, LEFT, NONE, spot(canvas, 70, 46))
    assert kept.boxes[1] == (60, 36, 80, 56)


def test_a_side_resizes_and_turns_over(canvas, kept):
    drag(canvas, (120, 60), (140, 60))
    assert kept.boxes[0] == (20, 20, 140, 100)
    drag(canvas, (140, 100), (10, 10))
    assert kept.boxes[0] == (10, 10, 20, 20)


def test_a_drag_on_an_empty_place_draws_a_box_inside_the_picture(canvas, kept, qtbot):
    with qtbot.waitSignal(canvas.box_drawn):
        drag(canvas, (150, 120), (170, 140), (260, 160))
    assert kept.boxes[2] == (150, 120, 200, 150)
    assert canvas.selected == 2
    assert kept.finished == []


def test_with_shift_a_box_is_drawn_over_another(canvas, kept):
    before = list(kept.boxes)
    QTest.mousePress(canvas, LEFT, SHIFT, spot(canvas, 45, 45))
    QTest.mouseMove(canvas, spot(canvas, 70, 60))
    QTest.mouseMove(canvas, spot(canvas, 90, 80))
    QTest.mouseRelease(canvas, LEFT, SHIFT, spot(canvas, 90, 80))
    assert kept.boxes == [*before, pytest.approx((45, 45, 90, 80), abs=1)]


def test_a_new_box_is_told_while_it_is_dragged(canvas, kept):
    told = []
    canvas.drawing_now.connect(told.append)
    drag(canvas, (150, 120), (170, 140), (260, 160))
    assert told == [(150, 120, 170, 140), (150, 120, 200, 150)]
    # Given up by the key, or without area at the end, it came to nothing.
    drag(canvas, (5, 5), (15, 10), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, spot(canvas, 15, 10))
    assert told[2:] == [(5, 5, 15, 10), None]
    drag(canvas, (5, 5), (15, 10), (15, 5))
    assert told[4:] == [(5, 5, 15, 10), (5, 5, 15, 5), None]
    assert len(kept.boxes) == 3


def test_a_click_chooses_or_lets_go(canvas, kept):
    drag(canvas, (100, 30))
    assert canvas.selected == 0
    drag(canvas, (180, 130))
    assert canvas.selected == -1
    assert kept.finished == []
    assert len(kept.boxes) == 2


def test_escape_ends_a_drag_as_if_it_had_not_been(canvas, kept):
    drag(canvas, (50, 50), (90, 90), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert kept.boxes[1] == (40, 40, 60, 60)
    assert kept.finished[-1]
    drag(canvas, (150, 120), (170, 140), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, spot(canvas, 170, 140))
    assert len(kept.boxes) == 2


def test_keys_move_resize_add_and_remove(canvas, kept):
    QTest.keyClick(canvas, Qt.Key.Key_Period)
    QTest.keyClick(canvas, Qt.Key.Key_Period)
    assert canvas.selected == 1
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    assert kept.boxes[1] == (41, 50, 61, 70)
    assert kept.finished == [False, True, False, True]
    QTest.keyClick(canvas, Qt.Key.Key_Left, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert kept.boxes[1] == (41, 50, 60, 80)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert kept.boxes[2] == (50, 37, 150, 112)
    QTest.keyClick(canvas, Qt.Key.Key_Comma)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert kept.boxes == [(20, 20, 120, 100), (50, 37, 150, 112)]
    QTest.keyClick(canvas, Qt.Key.Key_Comma)
    assert canvas.selected == 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selected == -1


def test_a_held_key_is_one_gesture(canvas, kept):
    kept.show(0)
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert kept.finished == [False, False, True]
    assert kept.boxes[0] == (22, 20, 122, 100)


def test_fixed_boxes_are_chosen_and_stay(canvas, kept):
    canvas.show_boxes([ShownBox((20.0, 20.0, 120.0, 100.0), "", ORANGE, fixed=True)])
    canvas.box_chosen.disconnect(kept.show)
    drag(canvas, (50, 50), (90, 90))
    assert canvas.selected == 0
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert kept.finished == []
    assert canvas.boxes == [(20, 20, 120, 100)]


def test_without_drawing_an_empty_place_moves_the_picture(canvas, kept):
    canvas.drawing = False
    canvas.zoom_by(2.0)
    before = canvas.look
    drag(canvas, (150, 120), (130, 100))
    assert len(kept.boxes) == 2
    assert canvas.look != before


def test_space_moves_the_picture_also_over_a_box(canvas, kept):
    canvas.zoom_by(2.0)
    before = canvas.look
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, (100, 75), (90, 70))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert kept.finished == []
    assert canvas.look != before


def test_what_is_dragged_stays_in_hand_when_an_old_result_comes(canvas, kept):
    canvas.box_changed.disconnect(kept.change)
    drag(canvas, (50, 50), (80, 50), release=False)
    kept.show(1)
    assert canvas.boxes[1] == (70, 40, 90, 60)
    QTest.mouseRelease(canvas, LEFT, NONE, spot(canvas, 80, 50))


def test_the_pointer_says_what_a_drag_would_do(canvas, kept):
    for place, cursor in (
        ((100, 30), Qt.CursorShape.SizeAllCursor),
        ((120, 60), Qt.CursorShape.SizeHorCursor),
        ((120, 100), Qt.CursorShape.SizeFDiagCursor),
        ((20, 100), Qt.CursorShape.SizeBDiagCursor),
        ((180, 130), Qt.CursorShape.CrossCursor),
    ):
        QTest.mouseMove(canvas, spot(canvas, *place))
        assert canvas.cursor().shape() == cursor


def test_boxes_are_in_the_picture_that_is_exported_and_handles_are_not(canvas, kept):
    kept.boxes = [(20.0, 20.0, 120.0, 100.0)]
    kept.show()
    plain = pixels(canvas.render_picture())
    kept.show(0)
    assert np.array_equal(pixels(canvas.render_picture()), plain)
    assert tuple(plain[60, 20]) == (0xE6, 0x9F, 0x00)
    assert tuple(plain[60, 70]) == (90, 90, 90)
    shown = pixels(canvas.grab().toImage())
    at = spot(canvas, 20, 60)
    assert tuple(shown[at.y(), at.x()]) == (255, 255, 255)


def test_faint_boxes_are_weaker(canvas):
    box = ShownBox((20.0, 20.0, 120.0, 100.0), "", ORANGE)
    canvas.show_boxes([box])
    strong = int(pixels(canvas.render_picture())[60, 20, 0])
    canvas.show_boxes([box._replace(faint=True)])
    weak = int(pixels(canvas.render_picture())[60, 20, 0])
    assert 90 < weak < strong


def test_screen_readers_hear_what_is_selected(canvas, kept):
    assert canvas.accessibleDescription() == "Boxes: 2"
    kept.show(1)
    assert canvas.accessibleDescription() == "Box 2 of 2: box 1 [40, 40, 60, 60]"


def test_thousands_of_boxes_are_thin_but_the_selected_one(canvas):
    def stroke(count, selected=-1):
        far = [ShownBox((200.0, 0.0, 210.0, 10.0), "", ORANGE)] * (count - 1)
        canvas.show_boxes([ShownBox((20.0, 20.0, 120.0, 100.0), "", ORANGE), *far], selected)
        row = pixels(canvas.render_picture())[60, 15:26]
        return int((row == (0xE6, 0x9F, 0x00)).all(axis=1).sum())

    assert stroke(900) >= 2 and stroke(1100) == 1 and stroke(1100, 0) >= 2
