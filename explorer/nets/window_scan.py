"""The window classifier on a whole picture: window by window, and as a convolution."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.core.jobs import CancelToken
from explorer.nets.window_net import WindowNet, as_convolution, convolutional
from explorer.vision.sliding import NOTHING, POOLED, Scores, Slide
from explorer.weights import store, tensors

WEIGHTS = "windows"
BATCH = 1024
MOST_TURNS, SECONDS = 30, 0.5
"""No further turn is measured after that many, or that time."""

Pixels = NDArray[np.uint8]
Maps = NDArray[np.float32]


def load() -> WindowNet:
    """Return the trained network.

    Raises
    ------
    MissingWeightsError
        The file is not there, or damaged.
    """
    stored = tensors.unpack(store.locate(WEIGHTS).read_bytes())
    net = WindowNet()
    net.load_state_dict({name: torch.from_numpy(value) for name, value in stored.items()})
    net.requires_grad_(False)
    return net.eval()


def as_input(pixels: Pixels, factor: int) -> Tensor:
    """Return (H, W, 3) as (1, 3, H // factor, W // factor), means of squares, -1 to 1."""
    height, width = (side // factor for side in pixels.shape[:2])
    whole = pixels[: height * factor, : width * factor].astype(np.float32)
    means = whole.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    return torch.from_numpy(means / 127.5 - 1).permute(2, 0, 1)[None]


def cut(pixels: Pixels, slide: Slide, row: int, column: int) -> Tensor:
    """Return what the network sees of a window, (1, 3, 14, 14)."""
    x1, y1, x2, y2 = slide.box(row, column)
    return as_input(pixels[y1:y2, x1:x2], slide.factor)


def seen(pixels: Pixels, slide: Slide, row: int, column: int) -> Pixels:
    """Return the same as a picture, (14, 14, 3)."""
    window = cut(pixels, slide, row, column)[0].permute(1, 2, 0)
    return (window + 1).mul(127.5).round().byte().numpy()


@torch.inference_mode()
def by_windows(net: WindowNet, pixels: Pixels, slide: Slide, token: CancelToken) -> Scores:
    """Return (rows, columns, 4) scores of the windows, each cut out of the picture.

    Raises
    ------
    Cancelled
        Nobody waits for them any more.
    """
    cells = [divmod(number, slide.side) for number in range(slide.side**2)]
    found = []
    for first in range(0, len(cells), BATCH):
        token.check()
        part = [cut(pixels, slide, *cell) for cell in cells[first : first + BATCH]]
        found.append(net(torch.cat(part)).softmax(dim=1))
    scores: Scores = torch.cat(found).reshape(slide.side, slide.side, -1).numpy()
    return scores


@torch.inference_mode()
def by_convolution(net: WindowNet, pixels: Pixels, slide: Slide) -> Scores:
    """Return the same of as few passes as there can be, each over the whole picture."""
    layers, passes = convolutional(net, slide.cells), slide.passes
    scores = np.empty((slide.side, slide.side, NOTHING + 1), np.float32)
    for down in range(passes):
        for right in range(passes):
            logits = layers(_shifted(pixels, slide, down, right))
            scores[down::passes, right::passes] = logits[0].softmax(dim=0).permute(1, 2, 0).numpy()
    return scores


def _shifted(pixels: Pixels, slide: Slide, down: int, right: int) -> Tensor:
    return as_input(pixels[down * slide.stride :, right * slide.stride :], slide.factor)


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit of the first dense layer at one window, and as a filter.

    Parameters
    ----------
    read, weights : (16, 5, 5) float32
        What the pooling leaves of the window, and the unit's weights.
    bias : float
    as_dense, as_filter : float
        The sum of 400 products and the bias; the number that the filter, slid over the
        pooled maps of the whole picture, gives at the cell of this window.
    """

    read: Maps
    weights: Maps
    bias: float
    as_dense: float
    as_filter: float


@torch.inference_mode()
def unit(net: WindowNet, pixels: Pixels, slide: Slide, cell: tuple[int, int], number: int) -> Unit:
    """Return unit ``number`` at a window, computed in both ways."""
    read = net.features(cut(pixels, slide, *cell))
    (below, down), (beside, right) = (divmod(place, slide.passes) for place in cell)
    maps = net.features(_shifted(pixels, slide, down, right))
    weights = as_convolution(net.dense1, POOLED).weight[number]
    bias = net.dense1.bias[number]
    filtered = nn.functional.conv2d(maps, weights[None], bias[None], slide.cells)
    return Unit(
        read=read[0].numpy(),
        weights=weights.numpy(),
        bias=float(bias),
        as_dense=float(net.dense1(read.flatten(1))[0, number]),
        as_filter=float(filtered[0, 0, below, beside]),
    )


@dataclass(frozen=True)
class Times:
    """Milliseconds of each way on one core.

    Parameters
    ----------
    one_by_one : float
        The median of a window, times their number.
    in_batches, convolution : float
        Medians of the whole.
    """

    one_by_one: float
    in_batches: float
    convolution: float


def milliseconds(net: WindowNet, pixels: Pixels, slide: Slide, token: CancelToken) -> Times:
    """Take the time of all windows, one by one and in batches, and of the convolution.

    Raises
    ------
    Cancelled
        Nobody waits for them any more.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    first = replace(slide, size=slide.window)
    try:
        return Times(
            slide.side**2 * _median(lambda: by_windows(net, pixels, first, token), token),
            _median(lambda: by_windows(net, pixels, slide, token), token),
            _median(lambda: by_convolution(net, pixels, slide), token),
        )
    finally:
        torch.set_num_threads(threads)


def _median(work: Callable[[], object], token: CancelToken) -> float:
    times: list[float] = []
    end = time.perf_counter() + SECONDS
    while not times or (len(times) < MOST_TURNS and time.perf_counter() < end):
        token.check()
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)
