"""Parts of several networks, and joints as layers of their own: a recorder of layers sees them."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Add(nn.Module):
    """Where a shortcut comes back in."""

    def forward(self, x: Tensor, shortcut: Tensor) -> Tensor:
        """Add two tensors of the same shape."""
        return x + shortcut


class Concatenate(nn.Module):
    """Where the branches of a module meet."""

    def forward(self, *branches: Tensor) -> Tensor:
        """Join (B, C_i, H, W) to (B, sum of C_i, H, W)."""
        return torch.cat(branches, 1)


class BasicConv2d(nn.Module):
    """Convolution, batch normalisation with TensorFlow's epsilon, ReLU."""

    def __init__(
        self,
        inputs: int,
        filters: int,
        size: int | tuple[int, int],
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, filters, size, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(filters, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, filters, H', W')."""
        out: Tensor = self.relu(self.bn(self.conv(x)))
        return out
