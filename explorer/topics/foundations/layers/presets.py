"""Networks to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.preset import Preset


def _conv(
    filters: int, size: int, stride: int = 1, padding: int | str = 0, activation: str = "relu"
) -> Layer:
    return Layer(
        "conv", filters=filters, size=size, stride=stride, padding=padding, activation=activation
    )


def _pool(size: int, stride: int, mode: str = "max") -> Layer:
    return Layer("pool", size=size, stride=stride, mode=mode)


def _dense(units: int, activation: str = "relu") -> Layer:
    return Layer("dense", units=units, activation=activation)


# Ng, Convolutional Neural Networks, week 1: "Simple convolutional network example".
SIMPLE = (
    _conv(10, 3),
    _conv(20, 5, stride=2),
    _conv(40, 5, stride=2),
    Layer("flatten"),
    _dense(1, "sigmoid"),
)

# The same, "CNN example"; its filters are those that make the printed activations.
LENET_LIKE = (
    _conv(8, 5),
    _pool(2, 2),
    _conv(16, 5),
    _pool(2, 2),
    _dense(120),
    _dense(84),
    _dense(10, "softmax"),
)

# LeCun et al., Gradient-based learning applied to document recognition (1998), as it is
# built today: C3 sees all channels, pooling learns nothing, the output is softmax.
LENET_5 = (
    _conv(6, 5, activation="tanh"),
    _pool(2, 2, "average"),
    _conv(16, 5, activation="tanh"),
    _pool(2, 2, "average"),
    _dense(120, "tanh"),
    _dense(84, "tanh"),
    _dense(10, "softmax"),
)

# Krizhevsky et al., ImageNet classification with deep convolutional neural networks (2012),
# on one device: no channels are kept apart.
ALEXNET = (
    _conv(96, 11, stride=4),
    _pool(3, 2),
    _conv(256, 5, padding="same"),
    _pool(3, 2),
    _conv(384, 3, padding="same"),
    _conv(384, 3, padding="same"),
    _conv(256, 3, padding="same"),
    _pool(3, 2),
    _dense(4096),
    _dense(4096),
    _dense(1000, "softmax"),
)

# Simonyan and Zisserman, Very deep convolutional networks (2015), configuration D.
VGG_16 = (
    *(_conv(64, 3, padding="same"),) * 2,
    _pool(2, 2),
    *(_conv(128, 3, padding="same"),) * 2,
    _pool(2, 2),
    *(_conv(256, 3, padding="same"),) * 3,
    _pool(2, 2),
    *(_conv(512, 3, padding="same"),) * 3,
    _pool(2, 2),
    *(_conv(512, 3, padding="same"),) * 3,
    _pool(2, 2),
    _dense(4096),
    _dense(4096),
    _dense(1000, "softmax"),
)

PLAIN = {"selected": -1, "position": (0, 0)}

PRESETS = {
    "simple": Preset(
        mark("A simple network, 39 × 39 × 3"),
        {**PLAIN, "input_shape": (39, 39, 3), "layers": SIMPLE},
    ),
    "lenet_like": Preset(
        mark("Like LeNet-5, 32 × 32 × 3"),
        {**PLAIN, "input_shape": (32, 32, 3), "layers": LENET_LIKE},
    ),
    "lenet5": Preset(
        mark("LeNet-5, 32 × 32 × 1"),
        {**PLAIN, "input_shape": (32, 32, 1), "layers": LENET_5},
    ),
    "alexnet": Preset(
        mark("AlexNet, 227 × 227 × 3"),
        {**PLAIN, "input_shape": (227, 227, 3), "layers": ALEXNET},
    ),
    "vgg16": Preset(
        mark("VGG-16, 224 × 224 × 3"),
        {**PLAIN, "input_shape": (224, 224, 3), "layers": VGG_16},
    ),
}
