"""The network as volumes of a `Diagram`: what each layer makes of the whole picture."""

from __future__ import annotations

from itertools import pairwise

from explorer.core.i18n import mark, tr
from explorer.topics.counts import product
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.diagram_graph import Link, Node, Shape
from explorer.vision.sliding import Slide, pass_costs

GREY = "#8b939d"
LAYERS = {
    "conv": (mark("5 × 5 convolution"), 4),
    "pool": (mark("2 × 2 max pooling"), 0),
    "dense1": (mark("Dense layer as 5 × 5"), 2),
    "dense2": (mark("Dense layer as 1 × 1"), 2),
    "output": (mark("Output as 1 × 1"), 6),
}
"""What each is called, and its colour among the categories."""


def network(slide: Slide) -> tuple[list[Node], list[Link]]:
    """Return the volumes of the first pass, and what leads where."""
    side = slide.averaged(0)
    nodes = [_node("input", tr("Input"), (side, side, 3), GREY)]
    for name, cost in pass_costs(side, side, slide.cells).items():
        title, colour = LAYERS[name]
        nodes.append(_node(name, tr(title), cost.shape, CATEGORIES[colour].name()))
    return nodes, [(one.id, other.id) for one, other in pairwise(nodes)]


def _node(id: str, title: str, shape: Shape, colour: str) -> Node:
    # In a narrow window there is room for the sizes alone, written closely.
    return Node(id, title, product(*shape), shape, colour, name="×".join(map(str, shape)))
