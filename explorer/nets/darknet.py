"""Any network of convolutions, routes, pooling and upsampling that a darknet cfg describes."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explorer.weights.darknet import Section, absolute, channels

# Darknet and OpenCV use 1e-6; with torch's own 1e-5 the heads are off by 0.002.
BN_EPS = 1e-6
LEAK = 0.1


class Convolution(nn.Module):
    """Convolution, then batch normalisation and leaky ReLU where the cfg asks for them."""

    def __init__(self, section: Section, inputs: int) -> None:
        super().__init__()
        normalised = bool(section.integer("batch_normalize"))
        filters, size = section.integer("filters"), section.integer("size")
        self.conv = nn.Conv2d(
            inputs,
            filters,
            size,
            section.integer("stride", 1),
            padding=size // 2 if section.integer("pad") else section.integer("padding"),
            bias=not normalised,
        )
        self.bn = nn.BatchNorm2d(filters, eps=BN_EPS) if normalised else nn.Identity()
        self.leaky = section.values.get("activation") == "leaky"

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, channels, H, W) to (B, filters, H', W')."""
        x = self.bn(self.conv(x))
        return nn.functional.leaky_relu(x, LEAK) if self.leaky else x


class Route(nn.Module):
    """Earlier layers side by side along the channels, or one group of their channels."""

    def __init__(self, sources: list[int], groups: int, group: int) -> None:
        super().__init__()
        self.sources = sources
        self.groups = groups
        self.group = group

    def forward(self, inputs: list[Tensor]) -> Tensor:
        """Join the outputs of ``sources``."""
        x = torch.cat(inputs, 1) if len(inputs) > 1 else inputs[0]
        return x.chunk(self.groups, 1)[self.group]


class Yolo(nn.Module):
    """Marks a raw head, and knows what is needed to decode it.

    Attributes
    ----------
    anchors : list of (width, height)
        Those of this head, pixels of the input.
    classes : int
    scale_xy : float
        See `explorer.vision.grid`.
    """

    def __init__(self, section: Section) -> None:
        super().__init__()
        sides = section.integers("anchors")
        pairs = list(zip(sides[::2], sides[1::2], strict=True))
        self.anchors = [pairs[index] for index in section.integers("mask")]
        self.classes = section.integer("classes")
        self.scale_xy = section.number("scale_x_y", 1.0)

    def forward(self, x: Tensor) -> Tensor:
        """Return the head as it is."""
        return x


def build_layer(section: Section, index: int, inputs: int) -> nn.Module:
    """Return the module of one cfg section."""
    if section.kind == "convolutional":
        return Convolution(section, inputs)
    if section.kind == "route":
        groups, group = section.integer("groups", 1), section.integer("group_id")
        return Route(absolute(section, index), groups, group)
    if section.kind == "maxpool":
        return nn.MaxPool2d(section.integer("size"), section.integer("stride"))
    if section.kind == "upsample":
        return nn.Upsample(scale_factor=section.integer("stride"))
    if section.kind == "yolo":
        return Yolo(section)
    raise ValueError(f"no layer for [{section.kind}]")


class Darknet(nn.Module):
    """The network of a cfg.

    Parameters
    ----------
    sections : list of Section
        From `explorer.weights.darknet.parse_cfg`; the first is ``[net]``.
    """

    def __init__(self, sections: list[Section]) -> None:
        super().__init__()
        inputs = [sections[0].integer("channels", 3), *channels(sections)]
        self.layers = nn.ModuleList(
            build_layer(section, index, inputs[index]) for index, section in enumerate(sections[1:])
        )

    @property
    def heads(self) -> list[Yolo]:
        """The output grids in the order in which `forward` returns them."""
        return [layer for layer in self.layers if isinstance(layer, Yolo)]

    def last_use(self) -> dict[int, int]:
        """Return for each layer that a route reads the last route that does."""
        return {
            source: index
            for index, layer in enumerate(self.layers)
            if isinstance(layer, Route)
            for source in layer.sources
        }

    def forward(self, x: Tensor) -> list[Tensor]:
        """Map pictures to raw heads.

        Parameters
        ----------
        x : (B, 3, H, W) float, RGB in 0..1, H and W multiples of 32

        Returns
        -------
        list of (B, A * (5 + C), rows, columns)
            Per anchor tx, ty, tw, th, to and the class logits.
        """
        last_use = self.last_use()
        kept: dict[int, Tensor] = {}
        heads: list[Tensor] = []
        for index, layer in enumerate(self.layers):
            if isinstance(layer, Route):
                x = layer([kept[source] for source in layer.sources])
                # Memory that is free again is still in the cache for the next layer.
                for source in {s for s in layer.sources if last_use[s] == index}:
                    del kept[source]
            else:
                x = layer(x)
            if isinstance(layer, Yolo):
                heads.append(x)
            if index in last_use:
                kept[index] = x
        return heads
