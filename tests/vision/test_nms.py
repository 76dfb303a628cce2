import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.vision.cv import cv2
from explorer.vision.nms import non_max_suppression, select
from explorer.vision.predictions import Head, Predictions

# Whole numbers make equal scores, empty boxes and IoU exactly at the threshold common.
corners = arrays(np.float32, (40, 2), elements=st.integers(0, 12).map(float))
sides = arrays(np.float32, (40, 2), elements=st.integers(0, 8).map(float))
some_scores = arrays(np.float32, 40, elements=st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
some_labels = arrays(np.int32, 40, elements=st.integers(0, 3))
thresholds = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.75, 1.0]) | st.floats(0, 1, width=32)


def widths(boxes):
    return np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)


@settings(max_examples=150, deadline=None)
@given(corners, sides, some_scores, thresholds)
def test_equals_opencv(corner, side, scores, threshold):
    boxes = np.concatenate([corner, corner + side], axis=1)
    expected = cv2.dnn.NMSBoxes(widths(boxes).tolist(), scores.tolist(), 0.0, threshold)
    assert non_max_suppression(boxes, scores, threshold).tolist() == list(expected)


@settings(max_examples=150, deadline=None)
@given(corners, sides, some_scores, some_labels, thresholds)
def test_per_class_equals_opencv(corner, side, scores, labels, threshold):
    # OpenCV moves the classes apart, so boxes without area must not count as equal:
    # there the reference would compare empty boxes of different classes.
    boxes = np.concatenate([corner, corner + side + 1], axis=1)
    expected = cv2.dnn.NMSBoxesBatched(widths(boxes), scores, labels, 0.0, threshold)
    assert non_max_suppression(boxes, scores, threshold, labels).tolist() == list(expected)


@pytest.mark.parametrize("count", [1, 127, 128, 129, 700])
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.7])
def test_many_boxes_equal_opencv(count, threshold):
    random = np.random.default_rng(count)
    corner = random.random((count, 2)) * 300
    boxes = np.concatenate([corner, corner + random.random((count, 2)) * 120], axis=1)
    boxes, scores = boxes.astype(np.float32), random.random(count).astype(np.float32)
    labels = random.integers(0, 5, count).astype(np.int32)
    expected = cv2.dnn.NMSBoxes(widths(boxes.astype(float)).tolist(), scores, 0.0, threshold)
    assert non_max_suppression(boxes, scores, threshold).tolist() == list(expected)
    expected = cv2.dnn.NMSBoxesBatched(widths(boxes.astype(float)), scores, labels, 0.0, threshold)
    assert non_max_suppression(boxes, scores, threshold, labels).tolist() == list(expected)


def test_lower_threshold_removes_more():
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 8], [0, 0, 10, 5], [0, 0, 10, 2]])
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    counts = [len(non_max_suppression(boxes, scores, t)) for t in (1.0, 0.75, 0.4, 0.1)]
    assert counts == [4, 3, 2, 1]


def test_of_equal_scores_the_first_wins_and_a_suppressed_box_suppresses_nobody():
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 10], [20, 0, 30, 10]])
    assert non_max_suppression(boxes, np.ones(3), 0.5).tolist() == [0, 2]
    chain = np.array([[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]])
    assert non_max_suppression(chain, np.array([0.9, 0.8, 0.7]), 0.3).tolist() == [0, 2]


def test_nothing_in_nothing_out():
    assert non_max_suppression(np.zeros((0, 4)), np.zeros(0), 0.5).tolist() == []


def test_immense_and_invalid_boxes_do_not_stop_it():
    boxes = np.array([[-3e38, -3e38, 3e38, 3e38], [0, 0, 1, 1], [np.nan] * 4], np.float32)
    kept = non_max_suppression(boxes, np.array([0.9, 0.8, 0.7]), 0.5)
    assert kept.tolist()[:2] == [0, 1]


@pytest.fixture
def predictions():
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [0, 1, 10, 11], [50, 50, 60, 60]], np.float32)
    classes = np.array([[0.5, 0.1], [0.9, 0.2], [0.3, 0.8], [0.25, 0.2]], np.float32)
    return Predictions(
        (100, 100), (100, 100), (0, 0, 100, 100), boxes, None, classes, ("a", "b"), (Head(2, 2, 1),)
    )


def test_select_orders_filters_and_suppresses(predictions):
    chosen = select(predictions, 0.25, 0.5)
    assert chosen.candidates.tolist() == [1, 2, 0]  # 0.25 itself is not above 0.25
    assert chosen.kept.tolist() == [1, 2]
    assert select(predictions, 0.25, 0.5, per_class=False).kept.tolist() == [1]
    assert select(predictions, 0.2, 0.5, classes=("a",)).candidates.tolist() == [1, 0, 3]
    assert select(predictions, 0.2, 0.5, classes=frozenset({"b"})).kept.tolist() == [2]
    assert select(predictions, 0.2, 0.5, classes=frozenset()).kept.tolist() == [1, 2, 3]
    assert select(predictions, 1.0, 0.5).kept.tolist() == []


def test_select_counts_a_score_as_opencv_does(predictions):
    boxes = widths(predictions.boxes).tolist()
    expected = cv2.dnn.NMSBoxes(boxes, predictions.scores.tolist(), 0.25, 0.5)
    assert select(predictions, 0.25, 0.5, per_class=False).kept.tolist() == list(expected)
