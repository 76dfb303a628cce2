"""The ideas in numbers that come from the picture at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.nets.edits import FUNCTIONS, dropped, let_through, normalised, probability_of, switch
from explorer.nets.gradient_norms import Norms, gradient_norms
from explorer.nets.graph import INPUT
from explorer.nets.opened import Opened
from explorer.nets.traced import Recording
from explorer.topics.networks.networks.idea_counts import COUNTS, Row, convolution
from explorer.topics.networks.networks.places import Graph, Place
from explorer.topics.networks.networks.switches import shortcut_of

Gradients = Mapping[str, Norms]
"""The function in all activations, and what comes back then."""


@dataclass(frozen=True, eq=False)
class Looked:
    """What numbers are taken from.

    Parameters
    ----------
    plain, recording : Recording
        The picture's way through the network as it is, and with the user's changes.
    places : where the idea is
    seed : int
        Of the draw in dropout.
    gradients : mapping
        See `with_each_function`; empty where it is not asked for, or none passes.
    """

    opened: Opened
    plain: Recording
    recording: Recording
    places: tuple[Place, ...]
    seed: int
    gradients: Gradients


def relative(before: Tensor, after: Tensor) -> float:
    """Return how far two outputs are apart, against the size of the first: |b - a| / |a|."""
    # A model of the user's own may give whole numbers.
    before, after = before.float(), after.float()
    size = float(before.norm())
    return float((after - before).norm()) / size if size else 0.0


# --- the activation function --------------------------------------------------------


def weighted(graph: Graph, name: str) -> str:
    """Return the layer whose output z an activation reads, without the norm between."""
    source = graph.layers[name].inputs[0]
    while source in graph.layers and graph.layers[source].kind == "norm":
        source = graph.layers[source].inputs[0]
    return source if source in graph.layers else name


def with_each_function(opened: Opened, plain: Recording, places: tuple[Place, ...]) -> Gradients:
    """Put each of `FUNCTIONS` into all activations and follow the gradient back.

    It is that of the class which the network ranks first as it is; of the sum of all
    that it gives where there are no classes. Empty where it does not pass all layers.
    """
    layered, graph = opened.traced, Graph(opened)
    if layered.without_gradient(layered.before(layered.last)):
        return {}
    names = list(dict.fromkeys(weighted(graph, name) for (name,) in places))
    at = int(plain[layered.last].flatten().argmax()) if opened.loaded.ranks else None
    found = {}
    for what in FUNCTIONS:
        edits = {name: switch(what, layered.modules[name], name, 0) for (name,) in places}
        found[what] = gradient_norms(layered, plain.outputs[INPUT], names, at, edits)
    return found


def _function(looked: Looked) -> list[Row]:
    graph = Graph(looked.opened)
    sources = {name: weighted(graph, name) for (name,) in looked.places}
    return [
        {"layer": name, **{what: at.norms[source] for what, at in looked.gradients.items()}}
        for name, source in sources.items()
    ]


# --- what is switched ---------------------------------------------------------------


def _lrn(looked: Looked) -> list[Row]:
    rows = []
    for (name,) in looked.places:
        before = looked.plain.outputs[name]
        after = normalised(before)
        rows.append(
            {
                "layer": name,
                "mean_before": float(before.mean()),
                "mean_after": float(after.mean()),
                "largest_before": float(before.max()),
                "largest_after": float(after.max()),
            }
        )
    return rows


def _dropout(looked: Looked) -> list[Row]:
    rows = []
    layers = {layer.name: layer for layer in looked.opened.traced.layers}
    for (name,) in looked.places:
        probability = probability_of(looked.opened.traced.modules[name])
        read = looked.recording.outputs[layers[name].inputs[0]]
        through = let_through(tuple(read.shape), probability, name, looked.seed)
        rows.append(
            {
                "layer": name,
                "probability": probability,
                "numbers": read.numel(),
                "dropped": int((~through).sum()),
                "mean_test": float(read.mean()),
                "mean_training": float(dropped(read, probability, name, looked.seed).mean()),
            }
        )
    return rows


def _two_gpus(looked: Looked) -> list[Row]:
    rows = []
    layers = {layer.name: layer for layer in looked.opened.traced.layers}
    for (name,) in looked.places:
        module = convolution(looked.opened, name)
        read = (looked.plain.outputs[layers[name].inputs[0]],)
        before = looked.plain.outputs[name]
        split = switch("two_gpus", module, name, 0)(before, read)
        filters, channels, rows_, columns = module.weight.shape
        # Each half of the filters keeps its own half of the channels.
        rows.append(
            {
                "layer": name,
                "weights": module.weight.numel(),
                "left": 2 * (filters // 2) * (channels // 2) * rows_ * columns,
                "change": relative(before, split),
            }
        )
    return rows


def _shortcut(looked: Looked) -> list[Row]:
    rows = []
    layers = {layer.name: layer for layer in looked.opened.traced.layers}
    for (name,) in looked.places:
        at = shortcut_of(looked.opened, layers[name])
        assert at is not None
        norms = [
            float(looked.recording.outputs[source].float().norm()) for source in layers[name].inputs
        ]
        residual, shortcut = norms[1 - at], norms[at]
        ratio = residual / shortcut if shortcut else 0.0
        rows.append({"layer": name, "residual": residual, "shortcut": shortcut, "ratio": ratio})
    return rows


NUMBERS: dict[str, Callable[[Looked], list[Row]]] = {
    "function": _function,
    "lrn": _lrn,
    "dropout": _dropout,
    "two_gpus": _two_gpus,
    "shortcut": _shortcut,
}


def numbers(idea: str, looked: Looked) -> list[Row]:
    """Return the rows of an idea, one or more for each place."""
    if idea in COUNTS:
        return COUNTS[idea](looked.opened, looked.places)
    with torch.inference_mode():
        return NUMBERS[idea](looked)
