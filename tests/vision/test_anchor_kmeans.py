"""k-means with 1 - IoU against a plain loop, and where shapes are equal or few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.anchor_kmeans import MOST_STEPS, moved_anchors, nearest, start, steps
from explorer.vision.label_shapes import generate


def iou(one, other):
    common = min(one[0], other[0]) * min(one[1], other[1])
    return common / (one[0] * one[1] + other[0] * other[1] - common)


def plain(sizes, anchors):
    """k-means as a loop, without empty clusters; None where one comes to be empty."""
    before, told = None, []
    for _ in range(MOST_STEPS):
        ious = [[iou(size, anchor) for anchor in anchors] for size in sizes]
        clusters = [max(range(len(anchors)), key=lambda a, row=row: (row[a], -a)) for row in ious]
        told.append((anchors, float(np.mean([max(row) for row in ious]))))
        if clusters == before:
            return told
        before, groups = clusters, [[] for _ in anchors]
        for size, cluster in zip(sizes, clusters, strict=True):
            groups[cluster].append(size)
        if not all(groups):
            return None
        moved = [tuple(np.mean(group, axis=0)) for group in groups]
        if np.allclose(moved, anchors, rtol=0, atol=0):
            return told
        anchors = moved
    return told


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 6))
def test_each_step_is_that_of_a_plain_loop(seed, count, k):
    sizes = np.random.default_rng(seed).integers(1, 40, (count, 2)) / 64
    told = plain([tuple(size) for size in sizes.tolist()], start(sizes, k, seed).tolist())
    found = list(steps(sizes, k, seed))
    if told is None:
        assert len(found) <= MOST_STEPS
        return
    assert len(found) == len(told)
    for step, (anchors, mean) in zip(found, told, strict=True):
        assert step.anchors == pytest.approx(np.array(anchors), abs=1e-12)
        assert step.mean_iou == pytest.approx(mean)


def test_as_many_anchors_as_shapes_fit_all_of_them():
    shapes = np.array([[0.1, 0.2], [0.5, 0.5], [0.9, 0.1]])
    sizes = shapes[np.random.default_rng(0).integers(0, 3, 50)]
    last = list(steps(sizes, 3))[-1]
    assert last.mean_iou == pytest.approx(1)
    assert np.array(sorted(last.anchors.tolist())) == pytest.approx(shapes)


@pytest.mark.parametrize("k", [1, 2, 9])
def test_equal_boxes(k):
    last = list(steps(np.full((20, 2), 0.25), k))[-1]
    assert last.mean_iou == 1 and last.anchors.tolist() == [[0.25, 0.25]] * k


def test_an_empty_cluster_goes_where_the_fit_is_worst():
    sizes = np.array([[0.1, 0.1]] * 9 + [[0.8, 0.2], [0.2, 0.9]])
    anchors = np.array([[0.1, 0.1], [0.1, 0.1], [0.3, 0.5]])
    clusters, ious = nearest(sizes, anchors)
    assert set(clusters.tolist()) == {0, 2}
    moved = moved_anchors(sizes, anchors, clusters, ious)
    assert moved == pytest.approx(np.array([[0.1, 0.1], [0.8, 0.2], [0.5, 0.55]]))


def test_the_seed_decides_and_more_anchors_fit_better():
    sizes = generate(2000, 5)
    assert (generate(2000, 5) == sizes).all() and not (generate(2000, 6) == sizes).all()
    assert ((sizes >= 0.005) & (sizes <= 1)).all()
    ends = [list(steps(sizes, k, 1))[-1] for k in (1, 2, 3, 5, 9)]
    means = [end.mean_iou for end in ends]
    assert means == sorted(means) and means[-1] > means[0] + 0.2
    assert [s.mean_iou for s in steps(sizes, 5, 1)] == [s.mean_iou for s in steps(sizes, 5, 1)]
    clusters, ious = nearest(sizes, ends[-1].anchors)
    assert ious.mean() == ends[-1].mean_iou and set(clusters.tolist()) == set(range(9))


def test_the_last_step_changes_nothing():
    found = list(steps(generate(500, 0), 4))
    assert found[0].changed == 500 and found[-1].changed == 0
