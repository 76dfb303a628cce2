"""How long convolutions take on this machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

Path = Sequence[tuple[int, int, int]]
"""Convolutions in a row, each as (input channels, filters, side of the window)."""


def milliseconds(
    height: int, width: int, paths: Sequence[Path], *, seconds: float = 1.0, most: int = 30
) -> list[float]:
    """Return the median time of each path on one input of random numbers, on one CPU core.

    The paths take turns, so that whatever else the machine does meets them alike. Two
    cores would wait for each other as soon as one of them is busy.

    Parameters
    ----------
    seconds : float
        No further turn begins after that time.
    most : int
        Turns at most.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _medians(height, width, paths, seconds, most)
    finally:
        torch.set_num_threads(threads)


def _medians(
    height: int, width: int, paths: Sequence[Path], seconds: float, most: int
) -> list[float]:
    import torch
    from torch import nn

    networks = [
        nn.Sequential(*(nn.Conv2d(c, k, f, padding="same") for c, k, f in path)) for path in paths
    ]
    inputs = [torch.randn(1, path[0][0], height, width) for path in paths]
    times: list[list[float]] = [[] for _ in paths]
    with torch.inference_mode():
        for network, x in zip(networks, inputs, strict=True):
            network(x)  # the first pass prepares memory and kernels
        end = time.perf_counter() + seconds
        while not times[0] or (len(times[0]) < most and time.perf_counter() < end):
            for network, x, taken in zip(networks, inputs, times, strict=True):
                begun = time.perf_counter()
                network(x)
                taken.append(1000 * (time.perf_counter() - begun))
    return [statistics.median(taken) for taken in times]
