"""The steps against a literal loop and OpenCV: ties, equal and empty boxes, 50,000 boxes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.vision.boxes import iou
from explorer.vision.cv import cv2
from explorer.vision.nms_steps import Action, Fate, trace
from explorer.vision.soft_nms import soft_suppression

COUNT = 24
# Whole numbers make equal scores, empty boxes and IoU exactly at the threshold common;
# negative ones lie outside the picture.
corners = arrays(np.float64, (COUNT, 2), elements=st.integers(-4, 10).map(float))
sides = arrays(np.float64, (COUNT, 2), elements=st.integers(0, 8).map(float))
some_scores = arrays(np.float64, COUNT, elements=st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
some_labels = arrays(np.int32, COUNT, elements=st.integers(0, 2))
thresholds = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.75, 1.0]) | st.floats(0, 1, width=32)


def widths(boxes):
    return np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)


def by_hand(boxes, scores, score_threshold, iou_threshold, labels):
    """The course's loop: list of (best, [(removed, IoU)])."""
    rest = [i for i in range(len(boxes)) if np.float32(scores[i]) > np.float32(score_threshold)]
    rounds = []
    while rest:
        best = max(rest, key=lambda i: (scores[i], -i))
        rest.remove(best)
        removed = []
        for i in tuple(rest):
            overlap = float(iou(boxes[i], boxes[best]))
            same = labels is None or labels[i] == labels[best]
            if same and np.float32(1) - np.float32(1 - overlap) > np.float32(iou_threshold):
                removed.append((i, overlap))
                rest.remove(i)
        rounds.append((best, removed))
    return rounds


@settings(max_examples=150, deadline=None)
@given(corners, sides, some_scores, some_labels, thresholds, thresholds, st.booleans())
def test_every_step_is_that_of_the_loop(corner, side, scores, labels, least, most, per_class):
    boxes = np.concatenate([corner, corner + side], axis=1)
    labels = labels if per_class else None
    steps = trace(boxes, scores, least, most, labels)
    rounds = by_hand(boxes, scores, least, most, labels)
    assert steps.kept.tolist() == [best for best, _ in rounds]
    removed = [(i, best, overlap) for best, found in rounds for i, overlap in found]
    told = [(i, steps.by[i], steps.overlap[i]) for i in steps.suppressed.tolist()]
    assert told == removed
    assert steps.count == 3 + 2 * len(rounds)
    assert set(steps.fates(0)) == {Fate.WAITING}
    fates = [Fate.DROPPED if np.float32(s) <= np.float32(least) else Fate.WAITING for s in scores]
    assert steps.fates(1).tolist() == fates
    for number, (best, found) in enumerate(rounds):
        fates[best] = Fate.BEST
        assert steps.at(2 * number + 2) == (Action.PICK, number)
        assert steps.fates(2 * number + 2).tolist() == fates
        for i, _ in found:
            fates[i] = Fate.REMOVED
        assert steps.at(2 * number + 3) == (Action.REMOVE, number)
        assert steps.fates(2 * number + 3).tolist() == fates
        fates[best] = Fate.KEPT
        for i, _ in found:
            fates[i] = Fate.SUPPRESSED
    assert steps.at(10_000) == (Action.DONE, -1)
    assert steps.fates(10_000).tolist() == fates


@settings(max_examples=100, deadline=None)
@given(corners, sides, some_scores, some_labels, thresholds, thresholds)
def test_what_is_kept_is_what_opencv_keeps(corner, side, scores, labels, least, most):
    boxes = np.concatenate([corner, corner + side], axis=1)
    kept = trace(boxes, scores, least, most).kept.tolist()
    assert kept == list(cv2.dnn.NMSBoxes(widths(boxes).tolist(), scores.tolist(), least, most))
    # OpenCV moves the classes apart: empty boxes of different classes would count as equal.
    boxes[:, 2:] += 1
    kept = trace(boxes, scores, least, most, labels).kept.tolist()
    assert kept == list(cv2.dnn.NMSBoxesBatched(widths(boxes), scores, labels, least, most))


def test_fifty_thousand_boxes_equal_opencv():
    random = np.random.default_rng(5)
    corner = random.random((50_000, 2)) * 1000
    boxes = np.concatenate([corner, corner + random.random((50_000, 2)) * 120], axis=1)
    scores = random.random(50_000).astype(np.float32)
    steps = trace(boxes, scores, 0.3, 0.1)
    assert steps.kept.tolist() == list(cv2.dnn.NMSBoxes(widths(boxes), scores, 0.3, 0.1))
    assert (steps.overlap[steps.suppressed] > 0.1).all()
    assert (scores[steps.by[steps.suppressed]] >= scores[steps.suppressed]).all()


def test_no_boxes():
    steps = trace(np.zeros((0, 4)), np.zeros(0), 0.5, 0.5)
    assert steps.count == 3
    assert [steps.at(i).action for i in range(3)] == [Action.RAW, Action.DROP, Action.DONE]
    assert steps.fates(2).tolist() == []


@pytest.mark.parametrize("method", ["linear", "gaussian"])
@settings(max_examples=100, deadline=None)
@given(
    corners,
    sides,
    some_scores,
    # Not an IoU of whole numbers, which OpenCV rounds to float32.
    st.sampled_from([0.0, 0.07113, 0.23117, 0.47119, 0.83127, 1.0]),
    st.floats(0.125, 2, width=32),
)
def test_soft_nms_equals_opencv(method, corner, side, scores, most, sigma):
    boxes = np.concatenate([corner, corner + side], axis=1)
    # A little apart, so that rounding decides nothing.
    scores = scores + np.arange(COUNT) * 1e-3
    least = 0.0773
    number = {
        "linear": cv2.dnn.SoftNMSMethod_SOFTNMS_LINEAR,
        "gaussian": cv2.dnn.SoftNMSMethod_SOFTNMS_GAUSSIAN,
    }[method]
    weakened, kept = cv2.dnn.softNMSBoxes(
        widths(boxes).astype(int).tolist(), scores.tolist(), least, most, sigma=sigma, method=number
    )
    ours, new = soft_suppression(boxes, scores, least, most, method=method, sigma=sigma)
    assert ours.tolist() == list(kept)
    assert new[ours] == pytest.approx(np.array(weakened), rel=1e-5)


def test_soft_nms_by_hand():
    # IoU 0.5 of the same class, another class in the same place.
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 5], [0, 0, 10, 10.0]])
    scores, labels = np.array([0.9, 0.8, 0.7]), np.array([0, 0, 1])
    kept, new = soft_suppression(boxes, scores, 0.3, 0.4, labels, method="linear")
    assert kept.tolist() == [0, 2, 1]
    assert new.tolist() == pytest.approx([0.9, 0.4, 0.7])
    kept, new = soft_suppression(boxes, scores, 0.6, 0.4, labels, sigma=0.5)
    assert kept.tolist() == [0, 2]
    assert new[1] == pytest.approx(0.8 * np.exp(-0.5))
