import numpy as np
import pytest

from explorer.vision.boxes import areas, iou, iou_matrix


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


def test_matrix_has_ones_on_the_diagonal_and_is_symmetric():
    corner = np.random.default_rng(0).random((7, 2))
    boxes = np.concatenate([corner, corner + 0.5], axis=1)
    table = iou_matrix(boxes, boxes)
    assert table.shape == (7, 7)
    np.testing.assert_allclose(np.diag(table), 1)
    np.testing.assert_allclose(table, table.T)


def test_immense_boxes_give_a_number():
    big = np.array([-1e300, -1e300, 1e300, 1e300])
    with np.errstate(over="ignore"):
        assert 0 <= iou(big, big) <= 1
