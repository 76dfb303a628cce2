"""Speed of training a plain and a residual network side by side."""

from __future__ import annotations

import argparse
import time

import numpy as np
from foundations import wait, window
from measure import ms, row

MOVES = 40


def training(_options: argparse.Namespace) -> None:
    """Updates of the curves on screen at depth 20, both networks, and the time of a step."""
    with window("residual", None) as view:
        view.store.update(view="training", depth=20)
        page = view.board.training
        moves: list[tuple[float, int]] = []

        def painted() -> None:
            steps = view.coach.progress.steps if view.coach.progress else 0
            if not moves or steps > moves[-1][1]:
                moves.append((time.perf_counter(), steps))

        page.gradients.painted.connect(painted)
        view.play()
        wait(lambda: len(moves) > MOVES)
    times, steps = np.array(moves[1:]).T
    gaps = np.diff(times)
    row(
        "curves of depth 20, plain and residual, move",
        f"{1 / float(np.median(gaps)):.1f} a second",
        f"longest wait: {ms(float(gaps.max()))}",
        "aim >= 2",
    )
    row("one step of both networks, 32 digits", ms(float(np.ptp(times) / np.ptp(steps))))
