"""How a network is cut into steps for a fast pass, and which of their outputs are kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate

from torch import nn

from explorer.nets.graph import Layer
from explorer.nets.layers import Add

FOLLOW: tuple[tuple[type[nn.Module], ...], ...] = (
    (nn.BatchNorm2d,),
    (Add,),
    (nn.ReLU, nn.Tanh, nn.Sigmoid),
)
"""What is computed in one go with the convolution or dense layer in front of it, in this order."""
AGAIN = 800_000_000
"""Multiply-adds that may be done again to look at an output: some ten milliseconds.

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
    """Return the steps, by their last layers, whose outputs are kept.

    They are those with the fewest numbers in all, of the outputs on which alone the rest
    depends, such that any output between two of them takes no more than `AGAIN` where that can
    be had. The last one is always among them.
    """
    amounts = (
        sum(work(modules[layer.name], shapes[layer.name]) for layer in chain) for chain in chains
    )
    done = list(accumulate(amounts, initial=0))
    # By the number of steps done so far: what is handed over at least, and the place before.
    least: dict[int, tuple[int, int]] = {0: (0, 0)}
    for end in _necks(chains):
        chain = chains[end - 1]
        # A kept step of one layer is not computed again, one of several is taken apart.
        upto = done[end] if len(chain) > 1 else done[end - 1]
        starts = [start for start in least if upto - done[start] <= AGAIN] or [max(least)]
        handed, start = min((least[start][0], start) for start in starts)
        least[end] = handed + math.prod(shapes[chain[-1].name]), start
    found, end = [], len(chains)
    while end:
        found.append(chains[end - 1][-1].name)
        end = least[end][1]
    return found[::-1]


def _necks(chains: list[list[Layer]]) -> list[int]:
    """Return after how many steps all that follows reads the last output alone, ascending."""
    place = {layer.name: number for number, chain in enumerate(chains) for layer in chain}
    found = [len(chains)]
    # From behind: the first step whose output is read from here on.
    first = len(chains)
    for number in range(len(chains) - 1, 0, -1):
        read = {place.get(name, -1) for layer in chains[number] for name in layer.inputs}
        first = min(first, *read - {number})
        if first == number - 1:
            found.append(number)
    return found[::-1]


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
