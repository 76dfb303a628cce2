"""Joints between layers as layers of their own: what a recorder of layers can see."""

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
