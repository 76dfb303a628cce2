"""The network as a picture: what belongs together is one node."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.i18n import tr
from explorer.nets.graph import INPUT, Layer
from explorer.nets.opened import Opened
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.names import explained
from explorer.ui.widgets.diagram_graph import Link, Node

# Okabe and Ito, 2008.
COLOURS = {
    "input": "#999999",
    "conv": "#56b4e9",
    "dense": "#cc79a7",
    "max_pool": "#d55e00",
    "average_pool": "#d55e00",
    "add": "#009e73",
    "concat": "#f0e442",
}
OTHER = "#e69f00"
FOLLOWING = ("norm", "activation", "dropout", "flatten", "lrn")
"""Kinds that are drawn with the layer whose output they change."""


@dataclass(frozen=True)
class Group:
    """Layers drawn as one node: the first names it."""

    layers: tuple[Layer, ...]

    @property
    def name(self) -> str:
        """Name of the first layer."""
        return self.layers[0].name


def groups(opened: Opened) -> tuple[Group, ...]:
    """Return the layers with those that follow them alone."""
    found: dict[str, list[Layer]] = {}
    owner: dict[str, str] = {}
    for layer in opened.traced.layers:
        source = owner.get(layer.inputs[0])
        if layer.kind in FOLLOWING and source is not None:
            found[source].append(layer)
            owner[layer.name] = source
        else:
            found[layer.name] = [layer]
            owner[layer.name] = layer.name
    return tuple(Group(tuple(layers)) for layers in found.values())


def network(opened: Opened) -> tuple[list[Node], list[Link]]:
    """Return nodes and links for a `Diagram`."""
    parts = groups(opened)
    owner = {layer.name: group.name for group in parts for layer in group.layers}
    owner[INPUT] = INPUT
    shape = opened.shapes[INPUT]
    title, grey = tr("Input"), COLOURS["input"]
    nodes = [Node(INPUT, title, sentences.size(shape), _volume(shape), grey, name=title)]
    links: list[Link] = []
    for group in parts:
        first = group.layers[0]
        shape = opened.shapes[first.name]
        title = sentences.kind(opened, first.name, first.kind)
        nodes.append(
            Node(
                group.name,
                title,
                sentences.size(shape),
                _volume(shape),
                COLOURS.get(first.kind, OTHER),
                "\n".join(_line(opened, layer) for layer in group.layers),
                group.name,
            )
        )
        links += [(owner[source], group.name) for source in first.inputs]
    return nodes, list(dict.fromkeys(links))


def _line(opened: Opened, layer: Layer) -> str:
    what = sentences.kind(opened, layer.name, layer.kind)
    line = f"{explained(layer.name)}: {what}, {sentences.size(opened.shapes[layer.name])}"
    if count := opened.parameters[layer.name]:
        line += ", " + tr("parameters: {count}", count=f"{count:,}")
    return line


def _volume(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape if len(shape) == 1 else (*shape[1:], shape[0])


def node_of(opened: Opened, layer: str) -> str:
    """Return the node that shows a layer."""
    for group in groups(opened):
        if any(part.name == layer for part in group.layers):
            return group.name
    return layer
