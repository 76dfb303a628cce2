"""A classic network with its weights, ready to be looked into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.nets import classifiers, traced
from explorer.nets.classifiers import Loaded
from explorer.nets.fields import Fields, receptive_fields
from explorer.nets.traced import Traced


@dataclass(frozen=True, eq=False)
class Opened:
    """A network, and what is known of its layers before a picture comes.

    Parameters
    ----------
    loaded : Loaded
    traced : Traced
    shapes : dict
        Output of each layer: (C, H, W) or (n,).
    fields : dict
        Receptive field of each layer, None where it is the whole input.
    parameters : dict
        Weights and biases of each layer.
    """

    loaded: Loaded
    traced: Traced
    shapes: Mapping[str, tuple[int, ...]]
    fields: Mapping[str, Fields | None]
    parameters: Mapping[str, int]


def open_network(name: str, model: str = "") -> Opened:
    """Load a network.

    Parameters
    ----------
    name : str
        See `explorer.nets.classifiers`.
    model : str
        Path of a state dict of the user's own; empty for the published weights.

    Raises
    ------
    UserError
        The weights are missing, damaged, or of another network.
    """
    return _opened(classifiers.load_state(Path(model), name) if model else classifiers.load(name))


def open_hollow(name: str) -> Opened:
    """Return a network without weights: it cannot run, but its layers are known."""
    classifier = classifiers.find(name)
    weights = classifier.weights[0]
    return _opened(Loaded(classifiers.build(classifier, weights), classifier, weights, False, ()))


def _opened(loaded: Loaded) -> Opened:
    network = Traced(loaded.net)
    shapes = traced.shapes(network, loaded.weights.preprocessing.shape[1:])
    counts = {
        layer: sum(p.numel() for p in module.parameters())
        for layer, module in network.modules.items()
    }
    return Opened(loaded, network, shapes, receptive_fields(network, shapes), counts)


def name_of(model: str) -> str:
    """Return the network that a state dict of the user's own belongs to.

    Raises
    ------
    UserError
        It belongs to none, or cannot be read.
    """
    return classifiers.load_state(Path(model)).classifier.name
