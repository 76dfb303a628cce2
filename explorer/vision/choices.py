"""What a state offers to choose from: paddings, filters, branches.

Apart from the mathematics, so that listing topics and restoring a session import no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from explorer.core.i18n import mark

if TYPE_CHECKING:
    from explorer.vision.windows import Array

PADDINGS = ("valid", "same")

MOST_CELLS = 11
"""Rows and columns that a filter has at most."""

Rows = tuple[tuple[float, ...], ...]


class Filter(NamedTuple):
    """A filter with a title; ``rows`` are laid on the picture unflipped."""

    title: str
    rows: Rows

    @property
    def kernel(self) -> Array:
        """The rows as (k, k) float."""
        import numpy as np

        return np.array(self.rows, float)


def _turned(rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


# Edge filters answer with positive values where it is brighter to the left, above, or to
# the upper left (upper right for 135 degrees), as in Ng, Convolutional Neural Networks,
# week 1. OpenCV's Sobel and Scharr have the opposite signs. The course's vertical filter
# is Prewitt's (1970).
_VERTICAL: Rows = ((1, 0, -1),) * 3
_SOBEL: Rows = ((1, 0, -1), (2, 0, -2), (1, 0, -1))
_SCHARR: Rows = ((3, 0, -3), (10, 0, -10), (3, 0, -3))
# Binomial: Burt and Adelson, The Laplacian Pyramid as a Compact Image Code, 1983.
_BINOMIAL = (1, 4, 6, 4, 1)
_GAUSSIAN: Rows = tuple(tuple(i * j / 256 for j in _BINOMIAL) for i in _BINOMIAL)

PRESETS = {
    "vertical": Filter(mark("Vertical edges"), _VERTICAL),
    "horizontal": Filter(mark("Horizontal edges"), _turned(_VERTICAL)),
    "diagonal_45": Filter(mark("Edges at 45°"), ((1, 1, 0), (1, 0, -1), (0, -1, -1))),
    "diagonal_135": Filter(mark("Edges at 135°"), ((0, 1, 1), (-1, 0, 1), (-1, -1, 0))),
    "sobel_x": Filter(mark("Sobel x"), _SOBEL),
    "sobel_y": Filter(mark("Sobel y"), _turned(_SOBEL)),
    "scharr_x": Filter(mark("Scharr x"), _SCHARR),
    "scharr_y": Filter(mark("Scharr y"), _turned(_SCHARR)),
    "prewitt_x": Filter(mark("Prewitt x"), _VERTICAL),
    "prewitt_y": Filter(mark("Prewitt y"), _turned(_VERTICAL)),
    "laplacian": Filter(mark("Laplacian"), ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    "gaussian": Filter(mark("Gaussian blur"), _GAUSSIAN),
    "box": Filter(mark("Box blur"), ((1 / 9,) * 3,) * 3),
    "sharpen": Filter(mark("Sharpen"), ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "emboss": Filter(mark("Emboss"), ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
    "identity": Filter(mark("Identity"), ((0, 0, 0), (0, 1, 0), (0, 0, 0))),
}


class Branches(NamedTuple):
    """Filters in an Inception module; those ``before`` another convolution are 1 x 1."""

    one: int
    before_three: int
    three: int
    before_five: int
    five: int
    after_pool: int


NETWORKS = {
    "lenet5": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg16": "VGG-16",
    "resnet18": "ResNet-18",
    "resnet50": "ResNet-50",
    "googlenet": "GoogLeNet",
    "inception_v3": "Inception-v3",
    "sface": "SFace",
}
"""The classic networks, by the names of `explorer.nets.classifiers`."""
SCALES = {
    "imagenet": mark("Mean and deviation of ImageNet"),
    "unit": mark("0 to 1"),
    "signed": mark("−1 to 1"),
    "bytes": mark("0 to 255"),
    "means": mark("0 to 255, less the mean colour"),
}
"""How pictures were scaled in training, by the names of `explorer.nets.preprocess`."""
TONES = {
    "rgb": mark("Red, green, blue"),
    "bgr": mark("Blue, green, red"),
    "negative": mark("Negative: light and dark exchanged"),
}
