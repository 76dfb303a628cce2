"""Inception-v3: modules whose large windows are taken apart, 5 x 5 into 3 x 3, 7 x 7 into rows.

Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the Inception architecture for
computer vision, 2015, with torchvision's names, so that its checkpoint loads. torchvision's
``transform_input`` is left to the preprocessing: the pictures are scaled to -1..1.
"""

from __future__ import annotations

from torch import Tensor, nn

from explorer.nets.layers import BasicConv2d, Concatenate


def row(inputs: int, filters: int, size: int) -> BasicConv2d:
    """Return a convolution with a window of 1 x size that keeps the width."""
    return BasicConv2d(inputs, filters, (1, size), padding=(0, size // 2))


def column(inputs: int, filters: int, size: int) -> BasicConv2d:
    """Return a convolution with a window of size x 1 that keeps the height."""
    return BasicConv2d(inputs, filters, (size, 1), padding=(size // 2, 0))


class InceptionA(nn.Module):
    """1 x 1, 5 x 5, two 3 x 3, pooling; ``pool`` filters after the pooling.

    Here as in C and E, ``padded`` says whether the mean of the pooling counts the padding.
    """

    def __init__(self, inputs: int, pool: int, padded: bool) -> None:
        super().__init__()
        self.branch1x1 = BasicConv2d(inputs, 64, 1)
        self.branch5x5_1 = BasicConv2d(inputs, 48, 1)
        self.branch5x5_2 = BasicConv2d(48, 64, 5, padding=2)
        self.branch3x3dbl_1 = BasicConv2d(inputs, 64, 1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, 3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, 3, padding=1)
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=padded)
        self.branch_pool = BasicConv2d(inputs, pool, 1)
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 224 + pool, H, W)."""
        out: Tensor = self.concat(
            self.branch1x1(x),
            self.branch5x5_2(self.branch5x5_1(x)),
            self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x))),
            self.branch_pool(self.pool(x)),
        )
        return out


class InceptionB(nn.Module):
    """Halves height and width: 3 x 3, two 3 x 3, pooling, the last of each with stride 2."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branch3x3 = BasicConv2d(inputs, 384, 3, stride=2)
        self.branch3x3dbl_1 = BasicConv2d(inputs, 64, 1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, 3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, 3, stride=2)
        self.pool = nn.MaxPool2d(3, stride=2)
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 480 + inputs, H', W')."""
        out: Tensor = self.concat(
            self.branch3x3(x),
            self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x))),
            self.pool(x),
        )
        return out


class InceptionC(nn.Module):
    """1 x 1, 7 x 7 as a row and a column, that twice, pooling; ``width`` filters inside."""

    def __init__(self, inputs: int, width: int, padded: bool) -> None:
        super().__init__()
        self.branch1x1 = BasicConv2d(inputs, 192, 1)
        self.branch7x7_1 = BasicConv2d(inputs, width, 1)
        self.branch7x7_2 = row(width, width, 7)
        self.branch7x7_3 = column(width, 192, 7)
        self.branch7x7dbl_1 = BasicConv2d(inputs, width, 1)
        self.branch7x7dbl_2 = column(width, width, 7)
        self.branch7x7dbl_3 = row(width, width, 7)
        self.branch7x7dbl_4 = column(width, width, 7)
        self.branch7x7dbl_5 = row(width, 192, 7)
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=padded)
        self.branch_pool = BasicConv2d(inputs, 192, 1)
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 768, H, W)."""
        twice = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        out: Tensor = self.concat(
            self.branch1x1(x),
            self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x))),
            self.branch7x7dbl_5(self.branch7x7dbl_4(twice)),
            self.branch_pool(self.pool(x)),
        )
        return out


class InceptionD(nn.Module):
    """Halves height and width: 3 x 3, 7 x 7 as row and column then 3 x 3, pooling."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branch3x3_1 = BasicConv2d(inputs, 192, 1)
        self.branch3x3_2 = BasicConv2d(192, 320, 3, stride=2)
        self.branch7x7x3_1 = BasicConv2d(inputs, 192, 1)
        self.branch7x7x3_2 = row(192, 192, 7)
        self.branch7x7x3_3 = column(192, 192, 7)
        self.branch7x7x3_4 = BasicConv2d(192, 192, 3, stride=2)
        self.pool = nn.MaxPool2d(3, stride=2)
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 512 + inputs, H', W')."""
        seven = self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(x)))
        out: Tensor = self.concat(
            self.branch3x3_2(self.branch3x3_1(x)), self.branch7x7x3_4(seven), self.pool(x)
        )
        return out


class InceptionE(nn.Module):
    """1 x 1, two branches that fork into a row and a column of 3, pooling."""

    def __init__(self, inputs: int, padded: bool) -> None:
        super().__init__()
        self.branch1x1 = BasicConv2d(inputs, 320, 1)
        self.branch3x3_1 = BasicConv2d(inputs, 384, 1)
        self.branch3x3_2a = row(384, 384, 3)
        self.branch3x3_2b = column(384, 384, 3)
        self.concat3x3 = Concatenate()
        self.branch3x3dbl_1 = BasicConv2d(inputs, 448, 1)
        self.branch3x3dbl_2 = BasicConv2d(448, 384, 3, padding=1)
        self.branch3x3dbl_3a = row(384, 384, 3)
        self.branch3x3dbl_3b = column(384, 384, 3)
        self.concat3x3dbl = Concatenate()
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=padded)
        self.branch_pool = BasicConv2d(inputs, 192, 1)
        self.concat = Concatenate()

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, H, W) to (B, 2048, H, W)."""
        once = self.branch3x3_1(x)
        twice = self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        out: Tensor = self.concat(
            self.branch1x1(x),
            self.concat3x3(self.branch3x3_2a(once), self.branch3x3_2b(once)),
            self.concat3x3dbl(self.branch3x3dbl_3a(twice), self.branch3x3dbl_3b(twice)),
            self.branch_pool(self.pool(x)),
        )
        return out


class InceptionAux(nn.Module):
    """A classifier half way, which only training uses: it brings the gradient there."""

    def __init__(self, inputs: int, classes: int) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(5, stride=3)
        self.conv0 = BasicConv2d(inputs, 128, 1)
        self.conv1 = BasicConv2d(128, 768, 5)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(768, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, inputs, 17, 17) to logits (B, classes)."""
        x = self.conv1(self.conv0(self.pool(x)))
        logits: Tensor = self.fc(self.flatten(self.avgpool(x)))
        return logits


class InceptionV3(nn.Module):
    """Eleven Inception modules: 23,834,568 parameters for 1000 classes.

    Parameters
    ----------
    classes : int
    aux : bool
        With the classifier half way, as in the checkpoint: 27,161,264 parameters.
    padded : bool
        Whether the mean of the poolings counts the padding as zeros, as torchvision does,
        or leaves it out, as TensorFlow does.
    """

    def __init__(self, classes: int = 1000, aux: bool = True, padded: bool = True) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = BasicConv2d(3, 32, 3, stride=2)
        self.Conv2d_2a_3x3 = BasicConv2d(32, 32, 3)
        self.Conv2d_2b_3x3 = BasicConv2d(32, 64, 3, padding=1)
        self.maxpool1 = nn.MaxPool2d(3, stride=2)
        self.Conv2d_3b_1x1 = BasicConv2d(64, 80, 1)
        self.Conv2d_4a_3x3 = BasicConv2d(80, 192, 3)
        self.maxpool2 = nn.MaxPool2d(3, stride=2)
        self.Mixed_5b = InceptionA(192, 32, padded)
        self.Mixed_5c = InceptionA(256, 64, padded)
        self.Mixed_5d = InceptionA(288, 64, padded)
        self.Mixed_6a = InceptionB(288)
        self.Mixed_6b = InceptionC(768, 128, padded)
        self.Mixed_6c = InceptionC(768, 160, padded)
        self.Mixed_6d = InceptionC(768, 160, padded)
        self.Mixed_6e = InceptionC(768, 192, padded)
        self.AuxLogits = InceptionAux(768, classes) if aux else None
        self.Mixed_7a = InceptionD(768)
        self.Mixed_7b = InceptionE(1280, padded)
        self.Mixed_7c = InceptionE(2048, padded)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout()
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(2048, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 3, 299, 299) to the logits (B, classes) of the last classifier."""
        x = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x)))
        x = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(self.maxpool1(x)))
        x = self.Mixed_5d(self.Mixed_5c(self.Mixed_5b(self.maxpool2(x))))
        x = self.Mixed_6c(self.Mixed_6b(self.Mixed_6a(x)))
        x = self.Mixed_6e(self.Mixed_6d(x))
        x = self.Mixed_7c(self.Mixed_7b(self.Mixed_7a(x)))
        logits: Tensor = self.fc(self.flatten(self.dropout(self.avgpool(x))))
        return logits
