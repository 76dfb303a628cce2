"""Module sizes, small volumes and weights to start from."""

from __future__ import annotations

from explorer.core.i18n import mark
from explorer.topics.preset import Preset
from explorer.vision.choices import Branches

# Szegedy et al., Going deeper with convolutions, 2014, table 1: the shape that comes into
# each module of GoogLeNet, and its channel counts.
MODULES = {
    "3a": ((28, 28, 192), Branches(64, 96, 128, 16, 32, 32)),
    "3b": ((28, 28, 256), Branches(128, 128, 192, 32, 96, 64)),
    "4a": ((14, 14, 480), Branches(192, 96, 208, 16, 48, 64)),
    "4b": ((14, 14, 512), Branches(160, 112, 224, 24, 64, 64)),
    "4c": ((14, 14, 512), Branches(128, 128, 256, 24, 64, 64)),
    "4d": ((14, 14, 512), Branches(112, 144, 288, 32, 64, 64)),
    "4e": ((14, 14, 528), Branches(256, 160, 320, 32, 128, 128)),
    "5a": ((7, 7, 832), Branches(256, 160, 320, 32, 128, 128)),
    "5b": ((7, 7, 832), Branches(384, 192, 384, 48, 128, 128)),
}


def _module(title: str, name: str) -> Preset:
    shape, branches = MODULES[name]
    return Preset(title, {"input_shape": shape, "branches": branches})


COSTS = {
    "course": Preset(
        mark("28 × 28 × 192 to 32 with 5 × 5"),
        {"input_shape": (28, 28, 192), "filters": 32, "size": 5, "bottleneck": 16},
    ),
    "resnet": Preset(
        mark("ResNet-50: 56 × 56 × 256"),
        {"input_shape": (56, 56, 256), "filters": 256, "size": 3, "bottleneck": 64},
    ),
    "wide": Preset(
        mark("A bottleneck that is too wide"),
        {"input_shape": (28, 28, 192), "filters": 32, "size": 5, "bottleneck": 192},
    ),
}
MODULE_PRESETS = {
    name: _module(title, name)
    for name, title in {
        "3a": mark("GoogLeNet 3a"),
        "3b": mark("GoogLeNet 3b"),
        "4a": mark("GoogLeNet 4a"),
        "4b": mark("GoogLeNet 4b"),
        "4c": mark("GoogLeNet 4c"),
        "4d": mark("GoogLeNet 4d"),
        "4e": mark("GoogLeNet 4e"),
        "5a": mark("GoogLeNet 5a"),
        "5b": mark("GoogLeNet 5b"),
    }.items()
}

Matrix = tuple[tuple[float, ...], ...]

LEFT: Matrix = ((9.0, 9.0, 9.0, 0.0, 0.0, 0.0),) * 6
TOP: Matrix = (*((9.0,) * 6,) * 3, *((0.0,) * 6,) * 3)
STRIPES: Matrix = ((9.0, 0.0, 9.0, 0.0, 9.0, 0.0),) * 6
RGB = (LEFT, TOP, STRIPES)

PIXELS = {
    "mix": Preset(
        mark("Two mixtures of R, G, B"),
        {
            "input": RGB,
            "weights": ((1.0, 1.0, 1.0), (1.0, 0.0, -1.0)),
            "bias": (),
            "relu": True,
        },
    ),
    "grey": Preset(
        # Rec. ITU-R BT.601.
        mark("Grey from R, G, B"),
        {"input": RGB, "weights": ((0.299, 0.587, 0.114),), "bias": (), "relu": False},
    ),
    "and": Preset(
        mark("All three bright (AND)"),
        {"input": RGB, "weights": ((1.0, 1.0, 1.0),), "bias": (-18.0,), "relu": True},
    ),
    "wider": Preset(
        mark("From three channels to six"),
        {
            "input": RGB,
            "weights": (
                (1.0, 0.0, 0.0),
                (0.0, 1.0, 0.0),
                (0.0, 0.0, 1.0),
                (1.0, -1.0, 0.0),
                (0.0, 1.0, -1.0),
                (-1.0, 0.0, 1.0),
            ),
            "bias": (),
            "relu": True,
        },
    ),
}
