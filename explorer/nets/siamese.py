"""A small network that makes a point of a plane of a digit: the same for all its pictures."""

from __future__ import annotations

from torch import Tensor, nn


class Embedding(nn.Module):
    """Two convolutions, a dense layer, and the two coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, stride=2)
        self.conv2 = nn.Conv2d(16, 32, 5, stride=2)
        self.dense1 = nn.Linear(32 * 4 * 4, 64)
        self.dense2 = nn.Linear(64, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 1, 28, 28) to points (B, 2)."""
        x = self.conv1(x).relu()
        x = self.conv2(x).relu()
        x = self.dense1(x.flatten(1)).relu()
        points: Tensor = self.dense2(x)
        return points
