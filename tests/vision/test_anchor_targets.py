"""The target of anchor boxes against a plain loop with exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.anchor_targets import Fate, decode, encode, shape_ious


def iou(size, anchor):
    common = min(size[0], anchor[0]) * min(size[1], anchor[1])
    union = size[0] * size[1] + anchor[0] * anchor[1] - common
    return common / union if union else 0


def by_hand(boxes, anchors, grid, size):
    """For each box (fate, cell, anchor), one after the other, in fractions."""
    taken, told = {}, []
    for number, box in enumerate(boxes):
        x1, y1, x2, y2 = map(Fraction, box)
        x, y, width, height = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        if width <= 0 or height <= 0:
            told.append((Fate.EMPTY, None, -1))
            continue
        best, most = -1, -1
        for place, anchor in enumerate(anchors):
            share = iou((width / size[0], height / size[1]), [Fraction(a) for a in anchor])
            if share > most:
                best, most = place, share
        if not (0 <= x <= size[0] and 0 <= y <= size[1]):
            told.append((Fate.OUTSIDE, None, best))
            continue
        row = min(int(y * grid[0] / size[1]), grid[0] - 1)
        column = min(int(x * grid[1] / size[0]), grid[1] - 1)
        slot = (row, column, best)
        fate = Fate.TAKEN if slot in taken else Fate.ASSIGNED
        told.append((fate, taken.setdefault(slot, number), slot))
    return told


boxes_of = st.lists(
    st.tuples(*[st.integers(-40, 240)] * 2, *[st.integers(-3, 160)] * 2).map(
        lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
    ),
    max_size=12,
)
# Eighths are exact in binary: ties are ties.
anchors_of = st.lists(
    st.tuples(*[st.integers(1, 8).map(lambda n: n / 8)] * 2), min_size=1, max_size=4
)


@settings(max_examples=200, deadline=None)
@given(boxes_of, anchors_of, st.integers(1, 19), st.integers(1, 19))
def test_it_is_what_a_loop_with_fractions_says(boxes, anchors, rows, columns):
    size = (200, 120)
    told = by_hand(boxes, anchors, (rows, columns), size)
    classes = np.arange(len(boxes)) % 3
    array = np.array(boxes, float).reshape(-1, 4)
    found = encode(array, classes, 3, np.array(anchors), (rows, columns), size)
    assert found.fates.tolist() == [fate for fate, _, _ in told]
    assert found.y[..., 0].sum() == sum(fate == Fate.ASSIGNED for fate, _, _ in told)
    for number, (fate, holder, slot) in enumerate(told):
        if fate == Fate.TAKEN:
            assert found.holders[number] == holder
        if fate == Fate.ASSIGNED:
            x1, y1, x2, y2 = boxes[number]
            expected = [
                1,
                (x1 + x2) / 2 * columns / size[0] - slot[1],
                (y1 + y2) / 2 * rows / size[1] - slot[0],
                (y2 - y1) * rows / size[1],
                (x2 - x1) * columns / size[0],
                *(float(number % 3 == c) for c in range(3)),
            ]
            assert found.y[slot].tolist() == pytest.approx(expected, abs=1e-9)
            assert 0 <= found.y[slot][1] <= 1 and 0 <= found.y[slot][2] <= 1
            assert found.holder(*slot) == number


@settings(max_examples=100, deadline=None)
@given(boxes_of, anchors_of, st.integers(1, 19))
def test_decoding_gives_the_boxes_again(boxes, anchors, grid):
    array = np.array(boxes, float).reshape(-1, 4)
    classes = np.arange(len(boxes)) % 4 - 1
    found = encode(array, classes, 3, np.array(anchors), (grid, grid), (200, 120))
    again = decode(found.y, (200, 120))
    order = [found.holder(*slot) for slot in again.slots.tolist()]
    assert sorted(order) == found.assigned.tolist()
    assert again.boxes == pytest.approx(array[order], abs=1e-9)
    assert again.classes.tolist() == classes[order].tolist()


def one(box, anchors=((0.5, 0.5),), grid=(3, 3), size=(600, 600)):
    return encode(np.array([box], float), np.zeros(1, int), 1, np.array(anchors), grid, size)


@pytest.mark.parametrize(
    ("box", "cell"),
    [
        ((100, 100, 300, 300), [1, 1]),
        ((0, 0, 400, 399), [0, 1]),
        ((500, 500, 700, 700), [2, 2]),
        ((-100, -100, 100, 100), [0, 0]),
        ((-100, -100, 99, 100), [-1, -1]),
        ((500, 500, 700, 701), [-1, -1]),
    ],
)
def test_midpoints_on_borders(box, cell):
    assert one(box).cells.tolist() == [cell]


def test_a_third_of_an_odd_side_is_still_on_the_line():
    for side in range(3, 2000, 3):
        assert one((0, 0, 2 * side / 3, 2 * side / 3), size=(side, side)).cells.tolist() == [[1, 1]]


def test_shapes_by_hand():
    # 2 x 4 and 4 x 2 share 2 x 2 of 8 + 8 - 4.
    ious = shape_ious(np.array([[2.0, 4.0], [0.0, 4.0]]), np.array([[4.0, 2.0], [2.0, 4.0]]))
    assert ious.tolist() == [[pytest.approx(1 / 3), 1.0], [0, 0]]


def test_nothing_is_encoded_and_decoded():
    found = encode(np.empty((0, 4)), np.empty(0, int), 2, np.array([[1.0, 1.0]]), (4, 4), (9, 9))
    assert found.y.shape == (4, 4, 1, 7) and not found.y.any()
    assert found.mean_iou is None and len(decode(found.y, (9, 9)).boxes) == 0


def test_fifty_thousand_boxes():
    random = np.random.default_rng(0)
    corner = random.integers(-50, 640, (50_000, 2))
    boxes = np.concatenate([corner, corner + random.integers(0, 200, (50_000, 2))], axis=1)
    anchors = [(0.125, 0.25), (0.25, 0.125), (0.5, 0.5)]
    classes = random.integers(0, 3, 50_000)
    found = encode(boxes.astype(float), classes, 3, np.array(anchors), (19, 19), (640, 480))
    told = by_hand(boxes.tolist(), anchors, (19, 19), (640, 480))
    assert found.fates.tolist() == [fate for fate, _, _ in told]
    assert [h for h in found.holders.tolist() if h >= 0] == [
        holder for fate, holder, _ in told if fate == Fate.TAKEN
    ]
    ious = [
        max(iou(((x2 - x1) / 640, (y2 - y1) / 480), a) for a in anchors)
        for x1, y1, x2, y2 in boxes.tolist()
        if x2 > x1 and y2 > y1
    ]
    assert found.mean_iou == pytest.approx(np.mean(ious))


def test_of_equal_anchors_the_first_is_taken_whatever_the_rounding():
    # A square box fits a wide anchor as well as the tall one of the same sides.
    for side in range(1, 300):
        found = one((0, 0, side, side), anchors=((0.3, 0.1), (0.1, 0.3), (0.3, 0.1)))
        assert found.anchors.tolist() == [0]
        assert found.ious[0] == pytest.approx(np.full(3, found.ious[0, 0]))


def test_crowded_cells_are_those_where_an_object_has_no_slot() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 12, 12], [1, 1, 11, 11], [50, 50, 60, 60]], float)
    anchors = np.array([[0.1, 0.1]])
    found = encode(boxes, np.zeros(4, int), 1, anchors, (4, 4), (100, 100))
    assert found.crowded.tolist() == [[0, 0]]
    assert encode(boxes[3:], np.zeros(1, int), 1, anchors, (4, 4), (100, 100)).crowded.size == 0
