"""Plain and residual networks for small pictures, alike but for the shortcuts.

Source: He, Zhang, Ren and Sun, Deep residual learning for image recognition, 2015,
section 4.2, with shortcuts of option A: where the shape changes they skip every other row
and column and fill up with channels of zeros, so both networks have the same parameters.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Block(nn.Module):
    """Two 3 x 3 convolutions with batch norm, and a shortcut or none.

    Parameters
    ----------
    inputs, filters : int
        Channels that come in, and that go out.
    stride : int
        Of the first convolution.
    shortcut : bool
    """

    def __init__(self, inputs: int, filters: int, stride: int, shortcut: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.stride, self.added, self.shortcut = stride, filters - inputs, shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, filters, H / stride, W / stride)."""
        z = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        if self.shortcut:
            skipped = x[:, :, :: self.stride, :: self.stride]
            z = z + functional.pad(skipped, (0, 0, 0, 0, 0, self.added))
        return torch.relu(z)


class PlainResidual(nn.Module):
    """A network of ``depth`` weight layers: 6 n + 2, in three stages of n blocks.

    Each stage after the first halves rows and columns and doubles the channels.

    Parameters
    ----------
    depth : int
    width : int
        Channels of the first stage.
    shortcut : bool
        Whether the blocks have shortcuts.
    """

    def __init__(self, depth: int, width: int, shortcut: bool, classes: int = 10) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        blocks, inputs = [], width
        for stage in range(3):
            filters = width * 2**stage
            for place in range((depth - 2) // 6):
                stride = 2 if stage and not place else 1
                blocks.append(Block(inputs, filters, stride, shortcut))
                inputs = filters
        self.blocks = nn.Sequential(*blocks)
        self.dense = nn.Linear(inputs, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                # He et al., Delving deep into rectifiers, 2015: for ReLU.
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 1, H, W) to the logits (B, classes)."""
        x = self.blocks(self.bn(self.conv(x)).relu())
        logits: Tensor = self.dense(x.mean(dim=(2, 3)))
        return logits
