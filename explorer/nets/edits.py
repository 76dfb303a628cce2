"""What the classic networks brought, switched on or off in one layer of a network at work.

Each edit takes the layer's output and what the layer read, and returns what is handed on in
place of the output.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.nets.outputs import Edit

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}
PROBABILITY = 0.5
"""Of a number to be dropped, where a network ends before its first dropout layer."""


def normalised(maps: Tensor, size: int = 5) -> Tensor:
    """Divide (B, C, H, W) by the strength of the ``size`` neighbouring channels.

    Source: Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional
    neural networks, 2012, section 3.3: b = a / (2 + 0.0001 * sum of squares) ** 0.75.
    torch divides alpha by ``size``, which is taken back here.
    """
    return functional.local_response_norm(maps, size, alpha=size * 1e-4, beta=0.75, k=2.0)


def let_through(shape: tuple[int, ...], probability: float, name: str, seed: int) -> Tensor:
    """Return which numbers of ``shape`` a draw lets through, bool.

    Each layer ``name`` and each ``seed`` draw on their own; the same two always draw the same.
    """
    generator = torch.Generator().manual_seed(zlib.crc32(f"{name}:{seed}".encode()))
    return torch.rand(shape, generator=generator) >= probability


def dropped(values: Tensor, probability: float, name: str, seed: int) -> Tensor:
    """Set numbers to 0 by chance and enlarge the rest, as in training; see `let_through`.

    Source: Srivastava and others, Dropout, 2014, in the inverted form that torch has: the
    expected value stays, so nothing is to be done once training is over.
    """
    through = let_through(tuple(values.shape), probability, name, seed).to(values.device)
    return values * through / (1 - probability)


def probability_of(module: nn.Module) -> float:
    """Return how likely a dropout layer drops a number."""
    return module.p if isinstance(module, nn.Dropout) else PROBABILITY


def own_half(weight: Tensor) -> Tensor:
    """Return (O, I, f, f) without the weights between the halves of filters and of channels."""
    mask = torch.ones_like(weight)
    filters, channels = len(weight) // 2, weight.shape[1] // 2
    mask[:filters, channels:] = 0
    mask[filters:, :channels] = 0
    return weight * mask


def _split(module: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(module, nn.Conv2d)
    weight = own_half(module.weight)
    return functional.conv2d(x, weight, module.bias, module.stride, module.padding, module.dilation)


def switch(what: str, module: nn.Module, name: str, seed: int, shortcut: int = 1) -> Edit:
    """Return the edit called ``what`` of layer ``name``, which ``module`` computes.

    Parameters
    ----------
    what : "lrn", "two_gpus", "cut", "training", or one of `FUNCTIONS`
    seed : int
        Of the draw in "training".
    shortcut : int
        Which of the two that a sum reads is its shortcut, which "cut" leaves out.
    """
    if what in FUNCTIONS:
        return lambda _output, read: FUNCTIONS[what](read[0])
    edits: dict[str, Edit] = {
        "lrn": lambda output, _read: normalised(output),
        "two_gpus": lambda _output, read: _split(module, read[0]),
        "cut": lambda _output, read: read[1 - shortcut],
        "training": lambda output, _read: dropped(output, probability_of(module), name, seed),
    }
    return edits[what]
