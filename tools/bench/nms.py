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
    boxes = np.concatenate([corner, corner + random.random((count, 2)) * 80], axis=1)
    # As a detector gives them.
    return boxes.astype(np.float32).astype(np.float64), random.random(count)


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
        view.store.update(step=2 * COUNT)
        wait(lambda: view.result.step == view.store.state.step)
        repaint = alternate(view.board.canvas.repaint)[0]
        row(f"repaint of {COUNT} raw boxes, all steps done", ms(repaint), "", "aim < 16 ms")
        places = iter(range(10_000))

        def drag() -> None:
            box = (float(next(places) % 500), 5.0, 560.0, 400.0)
            view.board.canvas.box_changed.emit(0, box, False)
            wait(lambda: tuple(view.result.raw.boxes[0]) == box)

        row(f"one of {COUNT} raw boxes dragged, computed and painted", ms(alternate(drag)[0]))
    boxes, scores = _random(MANY)
    widths = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    ours, peer = alternate(
        lambda: trace(boxes, scores, 0.25, 0.3),
        lambda: cv2.dnn.NMSBoxes(widths, scores.astype(np.float32), 0.25, 0.3),
        rounds=3,
        warm=1,
    )
    row(f"all steps of {MANY} boxes", ms(ours), f"{ms(peer)} (OpenCV, kept only)")
