"""How a network is cut into steps for a fast pass, and which of their outputs are kept."""

from __future__ import annotations

import math
from collections.abc import Mapping

from torch import nn

from explorer.nets.graph import INPUT, Layer
from explorer.nets.layers import Add

FOLLOW: tuple[tuple[type[nn.Module], ...], ...] = (
    (nn.BatchNorm2d,),
    (Add,),
    (nn.ReLU, nn.Tanh, nn.Sigmoid),
)
"""What is computed in one go with the convolution or dense layer in front of it, in this order."""
AGAIN = 500_000_000
"""Multiply-adds that may be done again to look at an output: about ten milliseconds.

Handing an output over takes time as well, in a deep network more than computing it again.
"""
FETCHING = 20
"""A dense layer fetches each weight for a single product; how many that takes as long as."""

Shape = tuple[int, ...]
Modules = Mapping[str, nn.Module]


def steps(
    layers: tuple[Layer, ...], modules: Modules, shapes: Mapping[str, Shape]
) -> list[list[Layer]]:
    """Return the layers of each step, in the order in which the steps end.

    What alone takes more than `AGAIN` is a step of its own: its output can be kept.

    Parameters
    ----------
    shapes : mapping
        Shape of the input and of each output, without the batch.
    """
    readers: dict[str, list[Layer]] = {layer.name: [] for layer in layers}
    for layer in layers:
        for name in set(layer.inputs) & readers.keys():
            readers[name].append(layer)
    taken: set[str] = set()
    found: list[list[Layer]] = []
    for layer in layers:
        if layer.name in taken:
            continue
        chain = [layer]
        for kinds in FOLLOW if _leads(layer, modules, shapes) else ():
            behind = readers[chain[-1].name]
            free = len(behind) == 1 and behind[0].name not in taken
            if free and type(modules[behind[0].name]) in kinds:
                chain.append(behind[0])
        taken.update(part.name for part in chain)
        found.append(chain)
    place = {layer.name: number for number, layer in enumerate(layers)}
    return sorted(found, key=lambda chain: place[chain[-1].name])


def kept(chains: list[list[Layer]], modules: Modules, shapes: Mapping[str, Shape]) -> list[str]:
    """Return the steps, by their last layers, whose outputs are kept: as few as `AGAIN` lets.

    The last one is always among them.
    """
    again = {INPUT: 0}
    found = []
    for chain in chains:
        inside = {layer.name for layer in chain}
        read = {name for layer in chain for name in layer.inputs} - inside
        last = chain[-1].name
        again[last] = sum(again[name] for name in read)
        again[last] += sum(work(modules[layer.name], shapes[layer.name]) for layer in chain)
        if again[last] > AGAIN or chain is chains[-1]:
            found.append(last)
            again[last] = 0
    return found


def work(module: nn.Module, shape: Shape) -> int:
    """Return what an output of ``shape`` takes, in multiply-adds of a convolution.

    Layers without weights to multiply by count as nothing beside the others.
    """
    if isinstance(module, nn.Linear):
        return FETCHING * module.weight.numel()
    return module.weight.numel() * math.prod(shape[1:]) if isinstance(module, nn.Conv2d) else 0


def _leads(layer: Layer, modules: Modules, shapes: Mapping[str, Shape]) -> bool:
    module = modules[layer.name]
    return type(module) in (nn.Conv2d, nn.Linear) and work(module, shapes[layer.name]) <= AGAIN
