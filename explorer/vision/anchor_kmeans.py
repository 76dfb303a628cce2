"""Anchors from the shapes of labelled boxes: k-means with the distance 1 - IoU.

Boxes and anchors are laid on one point, so that only their shapes count. Each box belongs
to the anchor with the highest IoU; each anchor moves to the mean width and height of its
boxes. Source: Redmon and Farhadi, YOLO9000, 2017, "Dimension Clusters".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.vision.anchor_targets import Float, Index, shape_ious

MOST_STEPS = 300
"""A mean is not what lowers 1 - IoU most: boxes could go back and forth for ever."""
FITS = 1 - 1e-9
"""An IoU that only rounding keeps from 1."""


@dataclass(frozen=True, eq=False)
class KMeansStep:
    """Where the anchors are.

    Parameters
    ----------
    anchors : (k, 2) float64
        Width and height.
    mean_iou : float
        Mean of the IoU of each box with its anchor.
    changed : int
        Boxes that belong to another anchor than in the step before; all in the first.
    clusters : (N,) integers
        The anchor of each box.
    """

    anchors: Float
    mean_iou: float
    changed: int
    clusters: Index


def nearest(sizes: Float, anchors: Float) -> tuple[Index, Float]:
    """Return the anchor with the highest IoU for each box (N,), the first of equal ones, and it."""
    ious = shape_ious(sizes, anchors)
    clusters = ious.argmax(axis=1)
    return clusters, ious[np.arange(len(sizes)), clusters]


def start(sizes: Float, k: int, seed: int) -> Float:
    """Return ``k`` boxes picked at random, different shapes as long as there are some."""
    shapes = np.unique(sizes, axis=0)
    random = np.random.default_rng(seed)
    if len(shapes) <= k:
        return np.concatenate([shapes, shapes[-1:].repeat(k - len(shapes), axis=0)])
    # As often as it occurs, a shape is likely to be picked.
    order = sizes[random.permutation(len(sizes))]
    _, first = np.unique(order, axis=0, return_index=True)
    return np.asarray(order[np.sort(first)[:k]])


def steps(sizes: Float, k: int, seed: int = 0) -> Iterator[KMeansStep]:
    """Yield the first anchors, then each step until no box changes its anchor.

    An anchor that has lost its boxes goes to the one that fits its own anchor worst.

    Parameters
    ----------
    sizes : (N, 2) float64, N > 0
        Width and height, greater than 0.
    k : int
    seed : int
    """
    anchors = start(sizes, k, seed)
    before = np.full(len(sizes), -1)
    for _ in range(MOST_STEPS):
        clusters, ious = nearest(sizes, anchors)
        changed = int(np.count_nonzero(clusters != before))
        yield KMeansStep(anchors, float(ious.mean()), changed, clusters)
        moved = moved_anchors(sizes, anchors, clusters, ious)
        if not changed or np.array_equal(moved, anchors):
            return
        anchors, before = moved, clusters


def moved_anchors(sizes: Float, anchors: Float, clusters: Index, ious: Float) -> Float:
    """Return the mean shapes (k, 2) of the clusters; an empty one takes a box that fits badly."""
    counts = np.bincount(clusters, minlength=len(anchors))
    sums = np.stack(
        [np.bincount(clusters, sizes[:, axis], minlength=len(anchors)) for axis in (0, 1)], axis=1
    )
    moved = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], anchors)
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        worst = np.argsort(ious, kind="stable")[: len(empty)]
        for anchor, box in zip(empty, worst, strict=False):
            # Where every box fits, another anchor could not help.
            if ious[box] < FITS:
                moved[anchor] = sizes[box]
    return np.asarray(moved)
