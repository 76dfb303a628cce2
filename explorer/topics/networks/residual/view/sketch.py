"""The block as nodes and links of a `Diagram`: two layers, and the way around them."""

from __future__ import annotations

from itertools import pairwise

from explorer.core.i18n import tr
from explorer.topics.networks.residual.block import Block
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.diagram_graph import Link, Node

GREY = "#8b939d"
LINEAR, RELU, SUM = (CATEGORIES[place].name() for place in (4, 0, 2))


def sketch(block: Block) -> tuple[list[Node], list[Link]]:
    """Return the parts of the block with the numbers they hold, and what leads where."""
    inputs, inner, outputs = len(block.input), len(block.z1), len(block.z2)
    chain = [
        _node("input", "a[l]", inputs, GREY),
        _node("z1", "z[l+1]", inner, LINEAR, tr("Linear")),
        _node("a1", "a[l+1]", inner, RELU, "ReLU"),
        _node("z2", "z[l+2]", outputs, LINEAR, tr("Linear")),
    ]
    last = _node("output", "a[l+2]", outputs, RELU, "ReLU")
    if block.shortcut is None:
        nodes = [*chain, last]
        return nodes, [(one.id, other.id) for one, other in pairwise(nodes)]
    nodes = [*chain, _node("sum", "+", outputs, SUM, tr("sum")), last]
    links = [(one.id, other.id) for one, other in pairwise(nodes)]
    return nodes, [*links, ("input", "sum")]


def _node(id: str, title: str, size: int, colour: str, detail: str = "") -> Node:
    return Node(id, title, detail, (size,), colour)
