import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vision.boxes import areas, diou, giou, iou


def test_areas_of_ordinary_and_inverted_boxes():
    boxes = np.array([[0, 0, 2, 3], [1, 1, 1, 5], [4, 4, 2, 6]])
    assert areas(boxes).tolist() == [6, 0, 0]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([0, 0, 2, 2], [1, 1, 3, 3], 1 / 7),
        ([0, 0, 2, 2], [2, 0, 4, 2], 0),
        ([0, 0, 4, 4], [1, 1, 3, 3], 4 / 16),
        ([0, 0, 0, 0], [5, 5, 5, 5], 1),
        ([0, 0, 0, 0], [0, 0, 1, 1], 0),
    ],
)
def test_iou_by_hand(a, b, expected):
    assert iou(np.array(a), np.array(b)) == pytest.approx(expected)


def test_every_box_with_every_box_has_ones_on_the_diagonal_and_is_symmetric():
    corner = np.random.default_rng(0).random((7, 2))
    boxes = np.concatenate([corner, corner + 0.5], axis=1)
    table = iou(boxes[:, None], boxes[None])
    assert table.shape == (7, 7)
    np.testing.assert_allclose(np.diag(table), 1)
    np.testing.assert_allclose(table, table.T)


def test_immense_boxes_give_a_number():
    big = np.array([-1e300, -1e300, 1e300, 1e300])
    with np.errstate(over="ignore"):
        assert 0 <= iou(big, big) <= 1


corners = st.tuples(*[st.integers(0, 12)] * 4)


def cells(box) -> np.ndarray:
    """The cells of a 12 x 12 grid that a box covers: an area is a count."""
    covered = np.zeros((12, 12), bool)
    x1, y1, x2, y2 = box
    covered[y1 : max(y1, y2), x1 : max(x1, x2)] = True
    return covered


@given(corners, corners)
def test_giou_by_counting_cells(a, b):
    in_a, in_b = cells(a), cells(b)
    union = (in_a | in_b).sum()
    xs, ys = sorted((a[0], a[2], b[0], b[2])), sorted((a[1], a[3], b[1], b[3]))
    around = (xs[-1] - xs[0]) * (ys[-1] - ys[0])
    overlap = (in_a & in_b).sum() / union if union else 1.0
    expected = overlap - (around - union) / around if around else overlap
    assert giou(np.array(a), np.array(b)) == pytest.approx(expected, abs=1e-12)
    assert -1 <= giou(np.array(a), np.array(b)) <= 1


@given(corners, corners)
def test_diou_by_complex_numbers(a, b):
    def middle(box):
        return complex(box[0] + box[2], box[1] + box[3]) / 2

    xs, ys = (a[0], a[2], b[0], b[2]), (a[1], a[3], b[1], b[3])
    across = abs(complex(max(xs) - min(xs), max(ys) - min(ys)))
    off = (abs(middle(a) - middle(b)) / across) ** 2 if across else 0
    expected = float(iou(np.array(a), np.array(b))) - off
    assert diou(np.array(a), np.array(b)) == pytest.approx(expected, abs=1e-12)


def test_giou_and_diou_of_many_pairs_at_once():
    a = np.array([[0, 0, 2, 2], [0, 0, 2, 2]])
    b = np.array([[0, 0, 2, 2], [2, 2, 4, 4]])
    np.testing.assert_allclose(giou(a, b), [1, -0.5])
    np.testing.assert_allclose(diou(a, b), [1, -0.25])
