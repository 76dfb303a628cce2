"""A network in fewer steps: layers that can be computed in one go are."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from explorer.nets.fused import FusedConvolution, FusedDense
from explorer.nets.graph import INPUT, Layer
from explorer.nets.layers import Add

NAMES: dict[type[nn.Module], str] = {nn.ReLU: "relu", nn.Tanh: "tanh", nn.Sigmoid: "sigmoid"}
FOLLOW: tuple[tuple[type[nn.Module], ...], ...] = ((nn.BatchNorm2d,), (Add,), tuple(NAMES))
"""What a layer with weights can take in behind it, in this order; each may be missing."""


class FastNetwork(nn.Module):
    """A convolution, its norm, a sum behind it and the activation are one step; a dense
    layer and its activation, too.

    Parameters
    ----------
    layers : in the order of their work
    modules : mapping
        What computes each; in evaluation mode. They stay as they are.
    """

    def __init__(self, layers: tuple[Layer, ...], modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        chains = _chains(layers, modules)
        self.steps = nn.ModuleList(
            _fuse([modules[layer.name] for layer in chain]) for chain in chains
        )
        # Called without torch's hooks, which would take a hundredth of the time.
        self._steps = [
            (module.forward, _inputs(chain), chain[-1].name)
            for module, chain in zip(self.steps, chains, strict=True)
        ]

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Return what each step gives, by the name of its last layer."""
        made: dict[str, Tensor] = {}
        kept = {INPUT: x.contiguous(memory_format=torch.channels_last)}
        for run, inputs, output in self._steps:
            made[output] = kept[output] = run(*[kept[name] for name in inputs])
        return made


def _chains(layers: tuple[Layer, ...], modules: Mapping[str, nn.Module]) -> list[list[Layer]]:
    """Return the layers of each step, the steps in the order of their last layers."""
    readers: dict[str, list[Layer]] = {layer.name: [] for layer in layers}
    for layer in layers:
        for name in set(layer.inputs) & readers.keys():
            readers[name].append(layer)
    chains: list[list[Layer]] = []
    taken: set[str] = set()
    for layer in layers:
        if layer.name in taken:
            continue
        chain = [layer]
        module = modules[layer.name]
        for kinds in FOLLOW if _is_plain(module) else ():
            behind = readers[chain[-1].name]
            fits = len(behind) == 1 and type(modules[behind[0].name]) in kinds
            if fits and behind[0].name not in taken and _can_add(module, behind[0]):
                chain.append(behind[0])
        taken.update(part.name for part in chain)
        chains.append(chain)
    place = {layer.name: number for number, layer in enumerate(layers)}
    return sorted(chains, key=lambda chain: place[chain[-1].name])


def _can_add(module: nn.Module, layer: Layer) -> bool:
    """Return whether a layer reads nothing else, or what a convolution can add."""
    different = set(layer.inputs)
    return len(layer.inputs) == 1 or (type(module) is nn.Conv2d and len(different) == 2)


def _inputs(chain: list[Layer]) -> tuple[str, ...]:
    """Return what a step reads: what its first layer does, and what is added to that."""
    own = {layer.name for layer in chain}
    more = (name for layer in chain[1:] for name in layer.inputs if name not in own)
    return (*chain[0].inputs, *more)


def _is_plain(module: nn.Module) -> bool:
    """Return whether a fused layer does the same."""
    if type(module) is nn.Conv2d:
        plain = module.groups == 1 and module.dilation == (1, 1)
        return plain and module.padding_mode == "zeros" and not isinstance(module.padding, str)
    return type(module) is nn.Linear


def _fuse(modules: list[nn.Module]) -> nn.Module:
    first, *rest = modules
    if not _is_plain(first):
        return first
    norm = next((module for module in rest if isinstance(module, nn.BatchNorm2d)), None)
    activation = next((NAMES[type(module)] for module in rest if type(module) in NAMES), "none")
    if isinstance(first, nn.Conv2d):
        return FusedConvolution(first, norm, activation)
    assert isinstance(first, nn.Linear)
    return FusedDense(first, activation)
