"""Modules of torch with the numbers of a file."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

Pair = tuple[int, int]


class PaddedConv2d(nn.Conv2d):
    """A convolution with more padding at the bottom and the right, as TensorFlow has it.

    ``padding`` is that at the top and the left; ``more`` is what comes below and right.
    """

    more: Pair = (0, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Filter (B, C, H, W)."""
        below, right = self.more
        return super().forward(functional.pad(x, (0, right, 0, below)))


class PaddedMaxPool2d(nn.MaxPool2d):
    """Max pooling with more padding at the bottom and the right, see `PaddedConv2d`."""

    more: Pair = (0, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Pool (B, C, H, W)."""
        below, right = self.more
        padded: Tensor = super().forward(functional.pad(x, (0, right, 0, below), value=-torch.inf))
        return padded


def convolution(
    weight: Tensor,
    bias: Tensor | None,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
    more: Pair = (0, 0),
) -> nn.Module | None:
    """Return a convolution with ``weight`` (K, C / groups, f, f); None where it has another form.

    Parameters
    ----------
    padding, more : (down, right)
        At the top and left, and what is added to that at the bottom and right.
    """
    if weight.dim() != 4 or min(more) < 0:
        return None
    with torch.device("meta"):
        module = (PaddedConv2d if any(more) else nn.Conv2d)(
            weight.shape[1] * groups,
            weight.shape[0],
            (weight.shape[2], weight.shape[3]),
            stride,
            padding,
            dilation,
            groups,
            bias is not None,
        )
    if isinstance(module, PaddedConv2d):
        module.more = more
    return filled(module, weight=weight, bias=bias)


def dense(weight: Tensor, bias: Tensor | None) -> nn.Module | None:
    """Return a dense layer with ``weight`` (outputs, inputs)."""
    if weight.dim() != 2 or (bias is not None and bias.shape != weight.shape[:1]):
        return None
    with torch.device("meta"):
        module = nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
    return filled(module, weight=weight, bias=bias)


def norm(weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, eps: float) -> nn.Module:
    """Return batch normalisation over C channels; all tensors are (C,)."""
    with torch.device("meta"):
        module = nn.BatchNorm2d(len(weight), eps, track_running_stats=True)
    module.num_batches_tracked = torch.tensor(0)
    return filled(module, weight=weight, bias=bias, running_mean=mean, running_var=variance)


def filled(module: nn.Module, **values: Tensor | None) -> nn.Module:
    """Give a module its numbers, which take no gradient."""
    state: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    module.load_state_dict(state, strict=False, assign=True)
    return module.eval().requires_grad_(False)
