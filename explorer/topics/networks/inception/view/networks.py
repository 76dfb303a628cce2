"""The two ways and the module as nodes and links of a `Diagram`."""

from __future__ import annotations

from itertools import pairwise

from explorer.core.i18n import tr
from explorer.topics.counts import product
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.view.texts import stage_text, stage_title
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.diagram_graph import Link, Node, Shape
from explorer.vision.inception import Path, Stage

Network = tuple[list[Node], list[Link]]

INPUT, JOINED = "input", "output"
GREY = "#8b939d"
POOL, SMALL, GREEN, LARGE = (CATEGORIES[place].name() for place in (0, 1, 2, 4))


def way(path: Path) -> Network:
    """Return the input and the layers of one way."""
    nodes, links = _chain(path, "")
    return [_input(path[0].before), *nodes], links


def module(result: Result) -> Network:
    """Return the input, the four branches and what joins them."""
    nodes, links = [_input(next(iter(result.branches.values()))[0].before)], []
    for name, path in result.branches.items():
        inner, within = _chain(path, name)
        nodes += inner
        links += [*within, (inner[-1].id, JOINED)]
    shape = result.module_shape
    nodes.append(Node(JOINED, tr("Concatenation"), product(*shape), shape, GREEN))
    return nodes, links


def node_id(branch: str, place: int) -> str:
    """Return the id of a layer of a branch."""
    return f"{branch}.{place}"


def _input(shape: Shape) -> Node:
    return Node(INPUT, tr("Input"), product(*shape), shape, GREY)


def _chain(path: Path, branch: str) -> Network:
    nodes = [_layer(stage, node_id(branch, place)) for place, stage in enumerate(path)]
    ids = [INPUT, *(node.id for node in nodes)]
    return nodes, list(pairwise(ids))


def _layer(stage: Stage, id: str) -> Node:
    colour = POOL if stage.kind == "pool" else SMALL if stage.size == 1 else LARGE
    shape = stage.cost.shape
    return Node(id, stage_title(stage), product(*shape), shape, colour, stage_text(stage))
