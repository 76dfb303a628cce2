"""Speed of the steps of non-max suppression with thousands of raw boxes."""

from __future__ import annotations

import argparse

import numpy as np
from foundations import wait, window
from measure import alternate, ms, row

COUNT, MANY = 2000, 50_000


def _random(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    corner = random.random((count, 2)) * 560
    return np.concatenate([corner, corner + random.random((count, 2)) * 80], axis=1), random.random(
        count
    )


def steps(_options: argparse.Namespace) -> None:
    """One step from the click to the paint with 2,000 boxes; all steps of 50,000."""
    from explorer.vision.cv import cv2
    from explorer.vision.nms_steps import trace

    boxes, scores = _random(COUNT)
    with window("nms", None) as view:
        view.store.update(
            boxes=boxes.tolist(), scores=scores.tolist(), labels=[], score_threshold=0.25
        )
        wait(lambda: view.result is not None and len(view.result.raw) == COUNT)
        repaint = alternate(view.board.canvas.repaint)[0]

        def step() -> None:
            view.store.update(step=view.store.state.step + 1)
            wait(lambda: view.result.step == view.store.state.step)

        row(f"repaint of {COUNT} raw boxes", ms(repaint), "", "aim < 16 ms")
        row(f"a step of {COUNT} raw boxes, computed and painted", ms(alternate(step)[0]))
    boxes, scores = _random(MANY)
    widths = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    ours, peer = alternate(
        lambda: trace(boxes, scores, 0.25, 0.3),
        lambda: cv2.dnn.NMSBoxes(widths, scores.astype(np.float32), 0.25, 0.3),
        rounds=3,
        warm=1,
    )
    row(f"all steps of {MANY} boxes", ms(ours), f"{ms(peer)} (OpenCV, kept only)")
