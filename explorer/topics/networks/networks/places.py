"""Where the ideas are in a network: found from its layers, not from their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from torch import nn

from explorer.nets.edits import FUNCTIONS
from explorer.nets.graph import Layer
from explorer.nets.opened import Opened
from explorer.topics.networks.networks.switches import fits, shortcut_of

Place = tuple[str, ...]
"""The layers of one occurrence; the first is the one that is opened."""
ALONE = ("norm", "activation", "dropout")
"""Kinds of layers that make a number of one other number."""
SINCE = {
    "function": ("AlexNet", 2012),
    "lrn": ("AlexNet", 2012),
    "dropout": ("AlexNet", 2012),
    "two_gpus": ("AlexNet", 2012),
    "one_by_one": ("Network in Network", 2013),
    "global_pool": ("Network in Network", 2013),
    "stacks": ("VGG-16", 2014),
    "bottleneck": ("GoogLeNet", 2014),
    "branches": ("GoogLeNet", 2014),
    "shortcut": ("ResNet", 2015),
    "separable": ("MobileNet", 2017),
}
"""The network that brought each idea, and the year of its paper.

Sources: the papers named in `explorer.nets.alexnet`, `vgg`, `googlenet` and `resnet`; Lin, Chen
and Yan, Network in network, 2013; Howard and others, MobileNets, 2017.
"""
ONLY = {
    ("alexnet", "lrn"): ("features.1", "features.4"),
    ("alexnet", "two_gpus"): ("features.3", "features.8", "features.10"),
}
"""Layers that had in the paper of 2012 what the published weights lack."""
ADDED = ("lrn", "two_gpus")
"""Ideas that no classic network of this program has: they can only be switched on."""
WHATS = {
    "function": tuple(FUNCTIONS),
    "lrn": ("lrn",),
    "dropout": ("training",),
    "two_gpus": ("two_gpus",),
    "shortcut": ("cut",),
}
"""What can be switched where an idea is, see `switches.ORDER`."""


class Graph:
    """The layers of a network, and who reads them."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.layers = {layer.name: layer for layer in opened.traced.layers}
        self.readers: dict[str, list[Layer]] = {}
        for layer in opened.traced.layers:
            for name in layer.inputs:
                self.readers.setdefault(name, []).append(layer)

    def of_kind(self, *kinds: str) -> Iterator[Layer]:
        """Yield the layers of some kinds, in the order of their work."""
        return (layer for layer in self.layers.values() if layer.kind in kinds)

    def conv(self, name: str) -> nn.Conv2d | None:
        """Return the module of a convolution over all channels; None for another layer."""
        module = self.opened.traced.modules[name]
        return module if isinstance(module, nn.Conv2d) and module.groups == 1 else None

    def behind(self, name: str, through: tuple[str, ...] = ALONE) -> Layer | None:
        """Return the one layer that reads ``name``, past those of some kinds; None for several."""
        while len(readers := self.readers.get(name, [])) == 1:
            if readers[0].kind not in through:
                return readers[0]
            name = readers[0].name
        return None

    def conv_behind(self, name: str) -> str | None:
        """Return the convolution that alone reads ``name``, past norm, activation and dropout."""
        found = self.behind(name)
        return found.name if found and self.conv(found.name) else None


def side(conv: nn.Conv2d) -> int:
    """Return the longer side of a window."""
    return max(window(conv))


def window(conv: nn.Conv2d) -> tuple[int, int]:
    """Return rows and columns of a window."""
    rows, columns = conv.kernel_size
    return rows, columns


def _small(conv: nn.Conv2d | None) -> bool:
    """Return whether it is 3 x 3 and moves by 1."""
    return conv is not None and window(conv) == (3, 3) and conv.stride == (1, 1) == conv.dilation


def _stacks(graph: Graph) -> Iterator[Place]:
    """Yield two or more convolutions of 3 x 3 in a row."""
    taken: set[str] = set()
    for layer in graph.of_kind("conv"):
        row: list[str] = []
        name: str | None = layer.name
        while name and name not in taken and _small(graph.conv(name)):
            row.append(name)
            name = graph.conv_behind(name)
        if len(row) > 1:
            taken.update(row)
            yield tuple(row)


def _bottlenecks(graph: Graph) -> Iterator[Place]:
    """Yield a 1 x 1 that reduces the channels, the larger window behind, and a 1 x 1 back."""
    for layer in graph.of_kind("conv"):
        first, then = graph.conv(layer.name), graph.conv_behind(layer.name)
        second = graph.conv(then) if then else None
        if not (then and first and second) or side(first) > 1 or side(second) == 1:
            continue
        last = graph.conv_behind(then)
        third = graph.conv(last) if last else None
        if last and third and side(third) == 1 and third.out_channels > first.out_channels:
            yield layer.name, then, last
        elif first.out_channels < first.in_channels:
            yield layer.name, then


def _one_by_one(graph: Graph) -> Iterator[Place]:
    """Yield the convolutions of 1 x 1 on maps of more than one value."""
    for layer in graph.of_kind("conv"):
        conv = graph.conv(layer.name)
        if conv and side(conv) == 1 and math.prod(graph.opened.shapes[layer.name][1:]) > 1:
            yield (layer.name,)


def _separable(graph: Graph) -> Iterator[Place]:
    """Yield a convolution of each channel alone, and the 1 x 1 over all of them behind it."""
    for layer in graph.of_kind("conv"):
        conv, then = graph.opened.traced.modules[layer.name], graph.conv_behind(layer.name)
        second = graph.conv(then) if then else None
        alone = isinstance(conv, nn.Conv2d) and conv.groups == conv.in_channels > 1
        if then and alone and second and window(second) == (1, 1):
            yield layer.name, then


def _global_pools(graph: Graph) -> Iterator[Place]:
    """Yield the means of whole maps, and the dense layer behind them if there is one."""
    for layer in graph.of_kind("average_pool"):
        shapes = graph.opened.shapes
        before, after = shapes[layer.inputs[0]], shapes[layer.name]
        if len(before) == 3 and math.prod(before[1:]) > 1 == math.prod(after[1:]):
            dense = graph.behind(layer.name, (*ALONE, "flatten"))
            named = (dense.name,) if dense and dense.kind == "dense" else ()
            yield layer.name, *named


def _shortcuts(graph: Graph) -> Iterator[Place]:
    for layer in graph.of_kind("add"):
        if shortcut_of(graph.opened, layer) is not None:
            yield (layer.name,)


def _switchable(idea: str) -> Callable[[Graph], Iterator[Place]]:
    """Return what yields the layers in which one of the switches of an idea fits."""

    def found(graph: Graph) -> Iterator[Place]:
        for layer in graph.layers.values():
            if any(fits(graph.opened, layer, what) for what in WHATS[idea]):
                yield (layer.name,)

    return found


FINDERS: dict[str, Callable[[Graph], Iterator[Place]]] = {
    "function": _switchable("function"),
    "lrn": _switchable("lrn"),
    "dropout": _switchable("dropout"),
    "two_gpus": _switchable("two_gpus"),
    "stacks": _stacks,
    "one_by_one": _one_by_one,
    "global_pool": _global_pools,
    "bottleneck": _bottlenecks,
    "branches": lambda graph: ((layer.name,) for layer in graph.of_kind("concat")),
    "shortcut": _shortcuts,
    "separable": _separable,
}


def places(opened: Opened) -> dict[str, tuple[Place, ...]]:
    """Return the ideas that are in a network, each with where it is.

    A classic network has those that were known in its year; a model of the user's own, whose
    year is 0, all that its layers allow.
    """
    graph, classifier = Graph(opened), opened.loaded.classifier
    found = {}
    for idea, finder in FINDERS.items():
        only = ONLY.get((classifier.name, idea))
        if only is None and idea in ADDED and not opened.loaded.own:
            continue
        if idea != "function" and 0 < classifier.year < SINCE[idea][1]:
            continue
        at = tuple(place for place in finder(graph) if only is None or place[0] in only)
        if at:
            found[idea] = at
    return found
