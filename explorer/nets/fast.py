"""A network in fewer steps: layers that can be computed in one go are."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from explorer.nets.fused import FusedConvolution, FusedDense
from explorer.nets.graph import INPUT, Layer

NAMES: dict[type[nn.Module], str] = {nn.ReLU: "relu", nn.Tanh: "tanh", nn.Sigmoid: "sigmoid"}
FOLLOW: tuple[tuple[type[nn.Module], ...], ...] = ((nn.BatchNorm2d,), tuple(NAMES))
"""What a layer with weights can take in behind it, in this order; each may be missing."""


class FastNetwork(nn.Module):
    """A convolution, its norm and its activation are one step; a dense layer and its own too.

    Parameters
    ----------
    layers : in the order of their work
    modules : mapping
        What computes each; in evaluation mode. They stay as they are.
    """

    def __init__(self, layers: tuple[Layer, ...], modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        known = {layer.name: layer for layer in layers}
        done: set[str] = set()
        steps: list[tuple[nn.Module, tuple[str, ...], str]] = []
        for layer in layers:
            if layer.name not in done:
                chain = _chain(layer, known, modules)
                done.update(part.name for part in chain)
                made = _fuse([modules[part.name] for part in chain])
                steps.append((made, layer.inputs, chain[-1].name))
        self.steps = nn.ModuleList(module for module, _, _ in steps)
        # Called without torch's hooks, which would take a hundredth of the time.
        self._steps = [(module.forward, inputs, output) for module, inputs, output in steps]

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Return what each step gives, by the name of its last layer."""
        made: dict[str, Tensor] = {}
        kept = {INPUT: x.contiguous(memory_format=torch.channels_last)}
        for run, inputs, output in self._steps:
            made[output] = kept[output] = run(*[kept[name] for name in inputs])
        return made


def _chain(
    first: Layer, layers: Mapping[str, Layer], modules: Mapping[str, nn.Module]
) -> list[Layer]:
    """Return a layer with the norm and the activation that alone read it, if they can be fused."""
    chain = [first]
    for kinds in FOLLOW if _is_plain(modules[first.name]) else ():
        readers = [layer for layer in layers.values() if chain[-1].name in layer.inputs]
        if len(readers) == 1 and type(modules[readers[0].name]) in kinds:
            chain.append(readers[0])
    return chain


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
