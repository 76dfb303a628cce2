"""GoogLeNet: modules that look with several sizes of filter at once.

Source: Szegedy and others, Going deeper with convolutions, 2014, in the form whose weights
are published with torchvision (it came from TensorFlow): batch normalisation after every
convolution, and 3 x 3 in the branch that the paper gives 5 x 5. torchvision's
``transform_input`` is left to the preprocessing: the pictures are scaled to -1..1.
"""

from __future__ import annotations

from torch import Tensor, nn

from explorer.nets.layers import BasicConv2d, Concatenate

# Filters of each module: 1x1; 1x1 then 3x3; 1x1 then "5x5"; 1x1 after pooling. Table 1.
MODULES = {
    "3a": (192, 64, (96, 128), (16, 32), 32),
    "3b": (256, 128, (128, 192), (32, 96), 64),
    "4a": (480, 192, (96, 208), (16, 48), 64),
    "4b": (512, 160, (112, 224), (24, 64), 64),
    "4c": (512, 128, (128, 256), (24, 64), 64),
    "4d": (512, 112, (144, 288), (32, 64), 64),
    "4e": (528, 256, (160, 320), (32, 128), 128),
    "5a": (832, 256, (160, 320), (32, 128), 128),
    "5b": (832, 384, (192, 384), (48, 128), 128),
}


class Inception(nn.Module):
    """Four branches on the same input, their maps side by side.

    Parameters
    ----------
    inputs : int
        Channels.
    one : int
        Filters of the 1 x 1 branch.
    three, five : (bottleneck, filters)
        Of the branches that first reduce the channels.
    pool : int
        Filters after the pooling.
    """

    def __init__(
        self, inputs: int, one: int, three: tuple[int, int], five: tuple[int, int], pool: int
    ) -> None:
        super().__init__()
        self.branch1 = BasicConv2d(inputs, one, 1)
        self.branch2 = nn.Sequential(
            BasicConv2d(inputs, three[0], 1), BasicConv2d(*three, 3, padding=1)
        )
        self.branch3 = nn.Sequential(
            BasicConv2d(inputs, five[0], 1), BasicConv2d(*five, 3, padding=1)
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1, ceil_mode=True), BasicConv2d(inputs, pool, 1)
        )
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, sum of the filters, H, W)."""
        out: Tensor = self.concat(
            self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)
        )
        return out


class InceptionAux(nn.Module):
    """A classifier half way, which only training uses: it brings the gradient there."""

    def __init__(self, inputs: int, classes: int) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(4)
        self.conv = BasicConv2d(inputs, 128, 1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(128 * 4 * 4, 1024)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, 14, 14) to logits (B, classes)."""
        x = self.relu(self.fc1(self.flatten(self.conv(self.avgpool(x)))))
        logits: Tensor = self.fc2(self.dropout(x))
        return logits


class GoogLeNet(nn.Module):
    """Nine Inception modules: 6,624,904 parameters for 1000 classes.

    Parameters
    ----------
    classes : int
    aux : bool
        With the two classifiers half way, as in the checkpoint: 13,004,888 parameters.
    """

    def __init__(self, classes: int = 1000, aux: bool = True) -> None:
        super().__init__()
        self.conv1 = BasicConv2d(3, 64, 7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = BasicConv2d(64, 64, 1)
        self.conv3 = BasicConv2d(64, 192, 3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = Inception(*MODULES["3a"])
        self.inception3b = Inception(*MODULES["3b"])
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = Inception(*MODULES["4a"])
        self.inception4b = Inception(*MODULES["4b"])
        self.inception4c = Inception(*MODULES["4c"])
        self.inception4d = Inception(*MODULES["4d"])
        self.inception4e = Inception(*MODULES["4e"])
        self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.inception5a = Inception(*MODULES["5a"])
        self.inception5b = Inception(*MODULES["5b"])
        self.aux1 = InceptionAux(512, classes) if aux else None
        self.aux2 = InceptionAux(528, classes) if aux else None
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(1024, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 3, 224, 224) to the logits (B, classes) of the last classifier."""
        x = self.maxpool1(self.conv1(x))
        x = self.maxpool2(self.conv3(self.conv2(x)))
        x = self.maxpool3(self.inception3b(self.inception3a(x)))
        x = self.inception4c(self.inception4b(self.inception4a(x)))
        x = self.maxpool4(self.inception4e(self.inception4d(x)))
        x = self.inception5b(self.inception5a(x))
        logits: Tensor = self.fc(self.dropout(self.flatten(self.avgpool(x))))
        return logits
