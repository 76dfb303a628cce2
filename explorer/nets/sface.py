"""SFace: from an aligned face to 128 numbers, near for one person, far apart for two.

Source: Zhong, Deng, Hu, Zhao, Li and Wen, SFace: sigmoid-constrained hypersphere loss for robust
face recognition, 2021. The network is MobileNet's (Howard et al., 2017): a convolution over each
channel alone (depthwise), then one of 1 x 1 over all channels (pointwise).
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from explorer.vision.face_alignment import SIDE
from explorer.weights import store, tensors

NAME = "sface"
DIMENSIONS = 128
CHANNELS = (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
"""Filters of the first convolution, then of each block's pointwise one."""

HALVING = (1, 3, 5, 11)
"""Blocks, from 0, whose depthwise convolution has stride 2."""


class Convolution(nn.Module):
    """Convolution, batch normalisation, PReLU: x where it is positive, else a_c x."""

    def __init__(
        self, inputs: int, filters: int, size: int, stride: int = 1, groups: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, filters, size, stride, padding=size // 2, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(filters, eps=1e-3)
        self.prelu = nn.PReLU(filters)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, filters, H', W')."""
        out: Tensor = self.prelu(self.norm(self.conv(x)))
        return out


class Block(nn.Module):
    """Each channel by itself over 3 x 3 pixels, then all channels of each pixel."""

    def __init__(self, inputs: int, filters: int, stride: int) -> None:
        super().__init__()
        self.depthwise = Convolution(inputs, inputs, 3, stride, groups=inputs)
        self.pointwise = Convolution(inputs, filters, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, filters, H', W')."""
        out: Tensor = self.pointwise(self.depthwise(x))
        return out


class SFace(nn.Module):
    """A convolution, 13 blocks and a dense layer: 9.6 million parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.first = Convolution(3, CHANNELS[0], 3)
        self.blocks = nn.Sequential(
            *(
                Block(inputs, filters, 2 if number in HALVING else 1)
                for number, (inputs, filters) in enumerate(pairwise(CHANNELS))
            )
        )
        self.norm = nn.BatchNorm2d(CHANNELS[-1], eps=2e-5)
        self.flatten = nn.Flatten()
        self.dense = nn.Linear(CHANNELS[-1] * (SIDE // 16) ** 2, DIMENSIONS)
        self.dense_norm = nn.BatchNorm1d(DIMENSIONS, eps=2e-5)

    def forward(self, x: Tensor) -> Tensor:
        """Map faces (B, 3, 112, 112), RGB in -1..1, to (B, 128), of any length."""
        x = self.norm(self.blocks(self.first(x)))
        out: Tensor = self.dense_norm(self.dense(self.flatten(x)))
        return out


def load_net() -> SFace:
    """Return SFace with the bundled numbers, in evaluation mode.

    Raises
    ------
    MissingWeightsError
        They are not there, or damaged.
    """
    state = tensors.unpack(store.locate(NAME).read_bytes())
    with torch.device("meta"):
        net = SFace().eval()
    values = {name: torch.from_numpy(value) for name, value in state.items()}
    counters = {name: torch.tensor(0) for name in net.state_dict() if "num_batches" in name}
    net.load_state_dict({**counters, **values}, assign=True)
    return net.requires_grad_(False)
