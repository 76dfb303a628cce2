import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vision.box_editing import MOVE, NEW, Grip, dragged, grip_at

BOXES = np.array([[0, 0, 100, 100], [20, 20, 60, 60], [90, 90, 90, 90]], float)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (40, 40, Grip(1, MOVE)),
        (80, 50, Grip(0, MOVE)),
        (20, 21, Grip(1, (-1, -1))),
        (60, 22, Grip(1, (1, -1))),
        (40, 63, Grip(1, (0, 1))),
        (103, 50, Grip(0, (1, 0))),
        (91, 92, Grip(2, (1, 1))),
        (130, 50, None),
    ],
)
def test_what_is_held_where(x, y, expected):
    assert grip_at(BOXES, x, y, reach=5) == expected


def test_a_side_of_the_selected_box_is_held_below_a_smaller_one():
    boxes = np.array([[0, 0, 100, 100], [80, 80, 120, 120]], float)
    assert grip_at(boxes, 100, 90, reach=3, selected=0) == Grip(0, (1, 0))
    assert grip_at(boxes, 100, 90, reach=3) == Grip(1, MOVE)


def test_of_equal_boxes_the_top_one_is_held_and_a_tiny_one_can_be_moved():
    boxes = np.array([[0, 0, 8, 8], [0, 0, 8, 8]], float)
    assert grip_at(boxes, 4, 4, reach=7) == Grip(1, MOVE)
    assert grip_at(np.empty((0, 4)), 4, 4, reach=7) is None


@pytest.mark.parametrize(
    ("sides", "by", "expected"),
    [
        (MOVE, (5.4, -3), (15, 17, 35, 37)),
        (MOVE, (-100, 100), (0, 30, 20, 50)),
        ((1, 0), (10, 99), (10, 20, 40, 40)),
        ((-1, -1), (2, 3), (12, 23, 30, 40)),
        ((-1, 0), (25, 0), (30, 20, 35, 40)),
        ((0, 1), (0, -45), (10, 0, 30, 20)),
    ],
)
def test_dragging_by_hand(sides, by, expected):
    box = (10.0, 20.0, 30.0, 40.0)
    assert dragged(box, sides, by, limits=(60, 50)) == expected


def test_a_new_box_grows_in_any_direction():
    assert dragged((50.0, 50.0, 50.0, 50.0), NEW, (-20.2, 10.7)) == (30, 50, 50, 61)


@given(
    st.tuples(*[st.integers(0, 50)] * 4),
    st.sampled_from([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]),
    st.tuples(*[st.floats(-500, 500)] * 2),
)
def test_a_dragged_box_stays_inside_and_in_order(corners, sides, by):
    x1, y1, x2, y2 = dragged(tuple(map(float, corners)), sides, by, limits=(50, 50))
    assert 0 <= x1 <= x2 <= 50
    assert 0 <= y1 <= y2 <= 50
    if sides == MOVE:
        assert x2 - x1 == abs(corners[2] - corners[0])
        assert y2 - y1 == abs(corners[3] - corners[1])
