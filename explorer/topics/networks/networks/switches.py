"""What is switched in the layers of a network: whether it fits, and the edits it becomes."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.nets.edits import FUNCTIONS, switch
from explorer.nets.graph import INPUT, Layer
from explorer.nets.opened import Opened
from explorer.nets.outputs import Edit

ORDER = (*FUNCTIONS, "two_gpus", "cut", "lrn", "training")
"""In this order they work on one layer: the first compute its output anew."""
MODULES = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
REASONS = {
    **dict.fromkeys(
        FUNCTIONS, mark("{layer} cannot have another function: it is no activation, or has it.")
    ),
    "lrn": mark(
        "{layer} cannot be normalised over its channels: only an activation with maps can."
    ),
    "two_gpus": mark(
        "{layer} cannot be split between two GPUs: only a convolution behind the first can, with "
        "an even number of channels and of filters."
    ),
    "cut": mark("{layer} has no shortcut that could be cut."),
    "training": mark("{layer} does not drop anything: it is no dropout layer."),
}


def shortcut_of(opened: Opened, layer: Layer) -> int | None:
    """Return which of the two that a sum reads is its shortcut; None where that is none.

    It is the way with fewer convolutions back to where the two part.
    """
    if layer.kind != "add" or len(layer.inputs) != 2:
        return None
    kinds = {known.name: known.kind for known in opened.traced.layers}
    first, second = (
        set() if name == INPUT else opened.traced.before(name) for name in layer.inputs
    )
    ways = [sum(kinds[name] == "conv" for name in way) for way in (first - second, second - first)]
    return None if ways[0] == ways[1] else ways.index(min(ways))


def _other_function(opened: Opened, layer: Layer, what: str) -> bool:
    module = opened.traced.modules[layer.name]
    return layer.kind == "activation" and not isinstance(module, MODULES[what])


def _has_maps(opened: Opened, layer: Layer, _what: str) -> bool:
    shape = opened.shapes[layer.name]
    return layer.kind == "activation" and len(shape) == 3 and shape[0] > 1


def _splits(opened: Opened, layer: Layer, _what: str) -> bool:
    module = opened.traced.modules[layer.name]
    return (
        # One with a padding of its own kind computes otherwise.
        type(module) is nn.Conv2d
        and module.padding_mode == "zeros"
        and module.groups == 1
        and INPUT not in layer.inputs
        and module.in_channels % 2 == module.out_channels % 2 == 0
    )


def _drops(opened: Opened, layer: Layer, _what: str) -> bool:
    # Where there are no weights of the classifier, its first layer still has its place.
    loaded = opened.loaded
    ends = not loaded.complete and not loaded.own and layer.name == opened.traced.last
    ends = ends and layer.kind == "dropout"
    module = opened.traced.modules[layer.name]
    return (isinstance(module, nn.Dropout) and module.p < 1) or ends


FITS: dict[str, Callable[[Opened, Layer, str], bool]] = {
    **dict.fromkeys(FUNCTIONS, _other_function),
    "lrn": _has_maps,
    "two_gpus": _splits,
    "cut": lambda opened, layer, _what: shortcut_of(opened, layer) is not None,
    "training": _drops,
}


def fits(opened: Opened, layer: Layer, what: str) -> bool:
    """Return whether ``what`` can be switched in a layer."""
    return FITS[what](opened, layer, what)


def switched_layers(opened: Opened, entries: tuple[str, ...]) -> dict[str, list[str]]:
    """Return what is switched in each layer, in the order in which it works.

    Raises
    ------
    UserError
        An entry is not "layer:what", or does not fit its layer or another entry.
    """
    layers = {layer.name: layer for layer in opened.traced.layers}
    found: dict[str, list[str]] = {}
    for entry in entries:
        name, _, what = entry.rpartition(":")
        if name not in layers or what not in FITS:
            raise UserError(
                "{entry} is nothing to switch; it must be a layer, a colon and one of {options}, "
                "as in {example}.",
                entry=entry,
                options=", ".join(ORDER),
                example=_example(opened),
            )
        if not fits(opened, layers[name], what):
            raise UserError(REASONS[what], layer=name)
        found.setdefault(name, []).append(what)
    for name, whats in found.items():
        functions = [what for what in dict.fromkeys(whats) if what in FUNCTIONS]
        if len(functions) > 1:
            raise UserError(
                "{layer} can have one function only, not {functions}.",
                layer=name,
                functions=", ".join(functions),
            )
        found[name] = sorted(set(whats), key=ORDER.index)
    return found


def _example(opened: Opened) -> str:
    """Return an entry that fits, as far as there is one."""
    layers = opened.traced.layers
    fitting = (
        f"{layer.name}:{what}" for what in ORDER for layer in layers if fits(opened, layer, what)
    )
    return next(fitting, f"{layers[0].name}:sigmoid")


def switches(opened: Opened, entries: tuple[str, ...], seed: int) -> dict[str, list[Edit]]:
    """Return the edits of each layer in which something is switched.

    Raises
    ------
    UserError
        See `switched_layers`.
    """
    layers = {layer.name: layer for layer in opened.traced.layers}
    found: dict[str, list[Edit]] = {}
    for name, whats in switched_layers(opened, entries).items():
        module = opened.traced.modules[name]
        shortcut = shortcut_of(opened, layers[name])
        found[name] = [switch(what, module, name, seed, shortcut or 0) for what in whats]
    return found


def toggled(
    opened: Opened, entries: tuple[str, ...], layers: tuple[str, ...], what: str, on: bool
) -> tuple[str, ...]:
    """Return ``entries`` with ``what`` switched on or off in some layers.

    A layer in which it does not fit is left as it is; another function of the layer goes.
    """
    known = {layer.name: layer for layer in opened.traced.layers}
    fitting = [name for name in layers if fits(opened, known[name], what)]
    rivals = FUNCTIONS if what in FUNCTIONS else (what,)
    gone = {f"{name}:{rival}" for name in fitting for rival in rivals}
    if not on:
        gone = {f"{name}:{what}" for name in fitting}
    kept = tuple(entry for entry in entries if entry not in gone)
    return (*kept, *(f"{name}:{what}" for name in fitting)) if on else kept
