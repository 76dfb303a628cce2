"""ResNet-18 and ResNet-50: blocks that add to their input what they learn.

Source: He, Zhang, Ren and Sun, Deep residual learning for image recognition, 2015.
Modules have torchvision's names, so that its checkpoints load.
"""

from __future__ import annotations

from torch import Tensor, nn

from explorer.nets.layers import Add


def conv(inputs: int, filters: int, size: int, stride: int = 1) -> nn.Conv2d:
    """Return a convolution that keeps height and width at stride 1; the norm has the bias."""
    return nn.Conv2d(inputs, filters, size, stride, padding=size // 2, bias=False)


def projection(inputs: int, outputs: int, stride: int) -> nn.Module | None:
    """Return what brings a shortcut to the shape of the block's output, None if it has it."""
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    """Two 3 x 3 convolutions: a[l+2] = g(z[l+2] + a[l])."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int, stride_first: bool) -> None:
        super().__init__()
        self.conv1 = conv(inputs, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(width, width, 3)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = projection(inputs, width, stride)
        self.add = Add()
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, width, H / stride, W / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu1(self.bn1(self.conv1(x)))
        x = self.bn2(self.conv2(x))
        out: Tensor = self.relu2(self.add(x, shortcut))
        return out


class Bottleneck(nn.Module):
    """1 x 1 to fewer channels, 3 x 3 on those, 1 x 1 back to four times as many."""

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int, stride_first: bool) -> None:
        super().__init__()
        outputs = width * self.expansion
        self.conv1 = conv(inputs, width, 1, stride if stride_first else 1)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU()
        self.conv2 = conv(width, width, 3, 1 if stride_first else stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu2 = nn.ReLU()
        self.conv3 = conv(width, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = projection(inputs, outputs, stride)
        self.add = Add()
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 4 width, H / stride, W / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu1(self.bn1(self.conv1(x)))
        x = self.relu2(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        out: Tensor = self.relu3(self.add(x, shortcut))
        return out


class ResNet(nn.Module):
    """A stem, four stages of blocks, the mean of each map, one dense layer.

    Parameters
    ----------
    block : BasicBlock or Bottleneck
    depths : blocks of each stage
    classes : int
    stride_first : bool
        Where a bottleneck halves the picture: in its first 1 x 1 convolution as in the
        paper, or in its 3 x 3 as torchvision does ("v1.5"), which throws nothing away.
    """

    def __init__(
        self,
        block: type[BasicBlock] | type[Bottleneck],
        depths: tuple[int, int, int, int],
        classes: int = 1000,
        stride_first: bool = False,
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)

        def stage(inputs: int, width: int, depth: int, stride: int) -> nn.Sequential:
            first = block(inputs, width, stride, stride_first)
            outputs = width * block.expansion
            rest = [block(outputs, width, 1, stride_first) for _ in range(depth - 1)]
            return nn.Sequential(first, *rest)

        wide = block.expansion
        self.layer1 = stage(64, 64, depths[0], 1)
        self.layer2 = stage(64 * wide, 128, depths[1], 2)
        self.layer3 = stage(128 * wide, 256, depths[2], 2)
        self.layer4 = stage(256 * wide, 512, depths[3], 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(512 * wide, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 3, 224, 224) to the logits (B, classes)."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        logits: Tensor = self.fc(self.flatten(self.avgpool(x)))
        return logits


def resnet18(classes: int = 1000) -> ResNet:
    """Return ResNet-18: 11,689,512 parameters for 1000 classes."""
    return ResNet(BasicBlock, (2, 2, 2, 2), classes)


def resnet50(classes: int = 1000, stride_first: bool = False) -> ResNet:
    """Return ResNet-50: 25,557,032 parameters for 1000 classes."""
    return ResNet(Bottleneck, (3, 4, 6, 3), classes, stride_first)
