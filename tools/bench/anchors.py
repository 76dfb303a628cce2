"""Speed of the target of anchor boxes, and of k-means on many labels."""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from foundations import wait, window
from measure import alternate, ms, row

COUNTS = (50, 2000)
LABELS, ANCHORS = 100_000, 9


def anchors(_options: argparse.Namespace) -> None:
    """Dragging a box; anchors for 100,000 labels while the window is in use."""
    with window("anchors", None) as view:
        wait(lambda: view.result is not None)
        for count in COUNTS:
            _drag(view, count)
        _kmeans(view)


def _drag(view: Any, count: int) -> None:
    random = np.random.default_rng(0)
    corner = random.random((count, 2)) * (560, 400)
    boxes = np.concatenate([corner, corner + random.random((count, 2)) * 80 + 1], axis=1)
    view.store.update(boxes=boxes.tolist(), labels=[], grid=19, selected=0)
    wait(lambda: len(view.result.boxes) == count)
    canvas, places = view.board.picture.canvas, iter(range(10_000))
    repaint = alternate(canvas.repaint)[0]

    def drag() -> None:
        box = (float(next(places) % 500), 5.0, 560.0, 400.0)
        canvas.box_changed.emit(0, box, False)
        wait(lambda: tuple(view.result.boxes[0]) == box)

    row(f"repaint of {count} labelled boxes", ms(repaint), "", "aim < 16 ms")
    row(f"target when one of {count} is dragged", ms(alternate(drag)[0]), "", "aim < 16 ms")


def _kmeans(view: Any) -> None:
    seen: list[float] = []
    view.board.kmeans.painted.connect(lambda: seen.append(time.perf_counter()))
    view.store.update(view="kmeans", count=LABELS, clusters=ANCHORS)
    wait(lambda: bool(view.result.kmeans and view.result.kmeans.finished))
    steps, seconds = len(view.result.kmeans.history), seen[-1] - seen[0]
    name = f"k-means on {LABELS} boxes, {ANCHORS} anchors"
    row(f"{name}: shown", f"{(len(seen) - 1) / seconds:.0f} a second", "", "aim >= 10 a second")
    row(f"{name}: in all", f"{seconds:.2f} s", f"{steps} steps")
    view.store.update(seed=1)
    wait(lambda: not view.result.kmeans.finished)
    start = time.perf_counter()
    view.stop_or_go_on()
    row("stopping it", ms(time.perf_counter() - start))
