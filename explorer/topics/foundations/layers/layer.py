"""A layer as the user writes it, and a list of layers as a value of a state."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.vision.choices import PADDINGS

TYPES = {
    "conv": mark("Convolution"),
    "pool": mark("Pooling"),
    "dense": mark("Dense"),
    "activation": mark("Activation"),
    "flatten": mark("Flatten"),
}
MODES = {"max": mark("Max pooling"), "average": mark("Average pooling")}
ACTIVATIONS = {
    "none": mark("None"),
    "relu": mark("ReLU"),
    "sigmoid": mark("Sigmoid"),
    "tanh": mark("tanh"),
    "softmax": mark("Softmax"),
}
MOST_LAYERS = 200


class Keys(NamedTuple):
    """The keys of a type of layer; those that may be left out have a default."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]


KEYS = {
    "conv": Keys(("filters", "size"), ("stride", "padding", "activation")),
    "pool": Keys(("size",), ("stride", "padding", "mode")),
    "dense": Keys(("units",), ("activation",)),
    "activation": Keys(("activation",), ()),
    "flatten": Keys((), ()),
}


@dataclass(frozen=True)
class Layer:
    """One layer; what its type does not use keeps its default.

    A dense layer flattens its input by itself.
    """

    type: str = fields.choice("conv", TYPES, label=mark("Layer"))
    filters: int = fields.integer(1, 1, 65536, label=mark("Filters"))
    size: int = fields.integer(1, 1, 4096, label=mark("Window size"))
    stride: int = fields.integer(1, 1, 4096, label=mark("Stride"))
    padding: int | str = fields.integer_or(0, 0, 4096, PADDINGS, label=mark("Padding"))
    mode: str = fields.choice("max", MODES, label=mark("Kind"))
    units: int = fields.integer(1, 1, 1_000_000, label=mark("Units"))
    activation: str = fields.choice("none", ACTIVATIONS, label=mark("Activation"))

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings that this type of layer has."""
        needed, optional = KEYS[self.type]
        return needed + optional


# What a layer begins with when it is added or its type is changed.
NEW = {
    "conv": Layer("conv", filters=8, size=3, activation="relu"),
    "pool": Layer("pool", size=2, stride=2),
    "dense": Layer("dense", units=10, activation="relu"),
    "activation": Layer("activation", activation="relu"),
    "flatten": Layer("flatten"),
}


def read(name: str, value: Any) -> tuple[Layer, ...]:
    """Return layers from a list of JSON objects or of layers.

    Raises
    ------
    UserError
        Something does not fit; the sentence names the layer, from 1, and the key.
    """
    if not isinstance(value, list | tuple):
        raise UserError("{name} must be a list of layers.", name=name)
    if len(value) > MOST_LAYERS:
        raise UserError(
            "{name} holds {count} layers; {limit} is the most.",
            name=name,
            count=len(value),
            limit=MOST_LAYERS,
        )
    return tuple(
        entry if isinstance(entry, Layer) else _read_layer(tr("layer {number}", number=i), entry)
        for i, entry in enumerate(value, start=1)
    )


def dump(layers: tuple[Layer, ...]) -> list[dict[str, Any]]:
    """Return the layers as JSON objects with the keys that their types use."""
    return [
        {"type": layer.type} | {key: getattr(layer, key) for key in layer.keys} for layer in layers
    ]


def insert(layers: tuple[Layer, ...], index: int, layer: Layer) -> tuple[Layer, ...]:
    """Return ``layers`` with ``layer`` at ``index``, the later ones moved on."""
    return (*layers[:index], layer, *layers[index:])


def remove(layers: tuple[Layer, ...], index: int) -> tuple[Layer, ...]:
    """Return ``layers`` without the one at ``index``."""
    return (*layers[:index], *layers[index + 1 :])


def replace(layers: tuple[Layer, ...], index: int, layer: Layer) -> tuple[Layer, ...]:
    """Return ``layers`` with ``layer`` in place of the one at ``index``."""
    return insert(remove(layers, index), index, layer)


def move(layers: tuple[Layer, ...], source: int, target: int) -> tuple[Layer, ...]:
    """Return ``layers`` with the one at ``source`` taken out and put in at ``target``."""
    return insert(remove(layers, source), target, layers[source])


def change(layers: tuple[Layer, ...], index: int, key: str, value: Any) -> tuple[Layer, ...]:
    """Return ``layers`` with another setting in one of them; another type begins anew.

    Raises
    ------
    UserError
        The value does not fit; the sentence names the layer, from 1, and the setting.
    """
    spec = fields.spec(Layer, key)
    place = tr("layer {number}", number=index + 1)
    checked = fields.check(f"{place}: {tr(spec.label)}", spec, value)
    if key == "type" and checked != layers[index].type:
        return replace(layers, index, NEW[checked])
    return replace(layers, index, dataclasses.replace(layers[index], **{key: checked}))


def _read_layer(place: str, content: Any) -> Layer:
    if not isinstance(content, dict) or "type" not in content:
        raise UserError(
            "{place} must be an object with a type, like {example}; the types are {types}.",
            place=place,
            example='{"type": "flatten"}',
            types=", ".join(TYPES),
        )
    kind = _checked(place, "type", content["type"])
    needed, optional = KEYS[kind]
    known = ("type", *needed, *optional)
    for key in content:
        if key not in known:
            raise UserError(
                "{place}: the type {type} knows no {key}, only {keys}.",
                place=place,
                type=kind,
                key=key,
                keys=", ".join(known),
            )
    for key in needed:
        if key not in content:
            raise UserError(
                "{place}: the type {type} needs {key}.", place=place, type=kind, key=key
            )
    given = dict(content)
    if kind == "pool":
        # Windows lie side by side unless something else is asked for.
        given.setdefault("stride", given["size"])
    return Layer(**{key: _checked(place, key, value) for key, value in given.items()})


def _checked(place: str, key: str, value: Any) -> Any:
    return fields.check(f"{place}: {key}", fields.spec(Layer, key), value)
