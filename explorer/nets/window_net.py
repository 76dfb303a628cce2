"""A classifier for windows of 14 x 14 pixels, and the same network as convolutions only.

Source: Sermanet et al., OverFeat, 2014, with the sizes of Ng, Convolutional Neural
Networks, week 3: 14 x 14 x 3, 5 x 5 convolution to 10 x 10 x 16, pooling to 5 x 5 x 16,
dense layers of 400, 400 and 4.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from explorer.vision.sliding import FILTERS, NOTHING, POOLED, SIZE, STEP, UNITS


class WindowNet(nn.Module):
    """Maps a window (B, 3, 14, 14), values -1 to 1, to the logits (B, 4)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, FILTERS, SIZE)
        self.pool = nn.MaxPool2d(STEP)
        self.dense1 = nn.Linear(FILTERS * POOLED**2, UNITS)
        self.dense2 = nn.Linear(UNITS, UNITS)
        self.output = nn.Linear(UNITS, NOTHING + 1)

    def features(self, x: Tensor) -> Tensor:
        """Return what the dense layers read: (B, 16, 5, 5) of a window, more of a picture."""
        pooled: Tensor = self.pool(self.conv(x).relu())
        return pooled

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        x = self.features(x).flatten(1)
        x = self.dense2(self.dense1(x).relu()).relu()
        logits: Tensor = self.output(x)
        return logits


def as_convolution(dense: nn.Linear, size: int, stride: int = 1) -> nn.Conv2d:
    """Return a convolution with the weights of a dense layer.

    A unit with a weight for each of ``size * size * channels`` numbers is a filter of
    ``size`` x ``size`` x ``channels``; on an input of just that size both give one number.
    """
    channels = dense.in_features // size**2
    made = nn.Conv2d(channels, dense.out_features, size, stride, device="meta")
    made.weight = nn.Parameter(dense.weight.detach().reshape(made.weight.shape))
    made.bias = dense.bias
    return made


def convolutional(net: WindowNet, stride: int = 1) -> nn.Sequential:
    """Return ``net`` as convolutions only: (B, 3, H, W) to logits (B, 4, rows, columns).

    Cell (i, j) sees the window whose corner is at (2 i stride, 2 j stride).
    """
    return nn.Sequential(
        OrderedDict(
            conv=net.conv,
            relu0=nn.ReLU(),
            pool=net.pool,
            dense1=as_convolution(net.dense1, POOLED, stride),
            relu1=nn.ReLU(),
            dense2=as_convolution(net.dense2, 1),
            relu2=nn.ReLU(),
            output=as_convolution(net.output, 1),
        )
    )
