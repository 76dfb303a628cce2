"""What all benchmarks share: timing in turns, and the lines of the table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def row(what: str, ours: str, peer: str = "", aim: str = "") -> None:
    """Print a line of the table."""
    print(f"{what:<46} {ours:>22} {peer:>26}   {aim}", flush=True)


def alternate(*calls: Callable[[], object], rounds: int = 40, warm: int = 6) -> list[float]:
    """Return the median seconds of each call, taken in turns so that all share the noise."""
    times: list[list[float]] = [[] for _ in calls]
    for count in range(warm + rounds):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if count >= warm:
                taken.append(time.perf_counter() - start)
    return [float(np.median(taken)) for taken in times]


def blocks(*calls: Callable[[], object], rounds: int = 6, each: int = 12) -> list[float]:
    """Return the median seconds of each call, taken in blocks with a rest between.

    Thread pools wait actively for their next work: call by call, the one would take
    the other's cores.
    """
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            time.sleep(0.2)
            for count in range(each):
                start = time.perf_counter()
                call()
                if count >= 2:
                    taken.append(time.perf_counter() - start)
    return [float(np.median(taken)) for taken in times]


def ms(seconds: float) -> str:
    """Format a time."""
    return f"{seconds * 1000:.2f} ms"


def picture() -> np.ndarray:
    """Return a sample with several objects."""
    from explorer.core.paths import resource
    from explorer.vision.images import load_picture

    return load_picture(resource("samples", "cafe.jpg")).pixels
