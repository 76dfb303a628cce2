"""A network with its weights, ready to be looked into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from explorer.nets import classifiers, onnx_model, script_model
from explorer.nets.classifiers import Classifier, Loaded, Pretrained
from explorer.nets.fields import Fields, receptive_fields
from explorer.nets.graph import INPUT, shapes_of
from explorer.nets.labels import read_names
from explorer.nets.own_model import OwnModel, independent
from explorer.nets.preprocess import Preprocessing
from explorer.nets.traced import Layered, Traced, viewed

ONNX = ".onnx"


@dataclass(frozen=True, eq=False)
class Opened:
    """A network, and what is known of its layers before a picture comes.

    Parameters
    ----------
    loaded : Loaded
    traced : Layered
    shapes : dict
        Output of each layer: (C, H, W) or (n,).
    fields : dict
        Receptive field of each layer, None where it is the whole input, or not known.
    parameters : dict
        Weights and biases of each layer.
    """

    loaded: Loaded
    traced: Layered
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
        Path of a state dict of the user's own, or of a whole model, which needs no ``name``;
        empty for the published weights.

    Raises
    ------
    UserError
        The weights are missing, damaged, or of another network; the model cannot be shown.
    """
    if is_whole(model):
        return _open_own(Path(model))
    return _opened(classifiers.load_state(Path(model), name) if model else classifiers.load(name))


def is_whole(model: str) -> bool:
    """Return whether a file holds a whole model, ONNX or TorchScript, not weights alone."""
    return model.lower().endswith(ONNX) or script_model.is_script(Path(model))


def _open_own(path: Path) -> Opened:
    onnx = path.suffix.lower() == ONNX
    graph = onnx_model.read(path) if onnx else script_model.read(path)
    if not graph.results:
        raise independent(path)
    network = OwnModel(graph)
    shapes = {name: viewed(tuple(made.shape)) for name, made in graph.first.outputs.items()}
    channels, rows, columns = graph.first.outputs[INPUT].shape[1:]
    ones = (1.0,) * channels
    # An eighth more than is cut out, as usual; the scale is the user's choice.
    preprocessing = Preprocessing(rows * 8 // 7, rows, ones, ones, columns=columns)
    weights = Pretrained(path.name, preprocessing)
    counts = network.parameters()
    modules = nn.ModuleList(network.modules.values())
    classifier = Classifier(
        name="",
        title=path.name,
        year=0,
        parameters=sum(counts.values()),
        build=lambda: modules,
        output=network.last,
        labels="",
        weights=(weights,),
    )
    labels = _labels(network.classes, channels)
    loaded = Loaded(modules, classifier, weights, network.classes > 0, labels, own=True)
    return Opened(loaded, network, shapes, receptive_fields(network, shapes), counts)


def _labels(classes: int, channels: int) -> tuple[str, ...]:
    """Return names for so many classes, where they are most likely those."""
    if classes == 10 and channels == 1:
        return read_names("digits")
    names = read_names("imagenet")
    # TensorFlow counts what is none of them as the first.
    return {len(names): names, len(names) + 1: ("background", *names)}.get(classes, ())


def open_hollow(name: str) -> Opened:
    """Return a network without weights: it cannot run, but its layers are known."""
    classifier = classifiers.find(name)
    weights = classifier.weights[0]
    return _opened(Loaded(classifiers.build(classifier, weights), classifier, weights, False, ()))


def _opened(loaded: Loaded) -> Opened:
    network = Traced(loaded.net)
    shape = loaded.weights.preprocessing.shape[1:]
    shapes = shapes_of(network.layers, network.modules, shape)
    counts = {
        layer: sum(p.numel() for p in module.parameters())
        for layer, module in network.modules.items()
    }
    return Opened(loaded, network, shapes, receptive_fields(network, shapes), counts)


def name_of(model: str, name: str) -> str:
    """Return the network that a file of the user's own belongs to; a whole model to ``name``.

    Raises
    ------
    UserError
        It belongs to none, or cannot be read.
    """
    if is_whole(model):
        _open_own(Path(model))
        return name
    return classifiers.load_state(Path(model)).classifier.name
