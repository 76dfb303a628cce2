"""A classifier for its answer alone, prepared for speed: fewer layers, nothing kept."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explorer.nets.fused import FusedConvolution
from explorer.nets.graph import INPUT, Layer, trace

NAMES: dict[type[nn.Module], str] = {nn.ReLU: "relu", nn.Tanh: "tanh", nn.Sigmoid: "sigmoid"}


class FastClassifier(nn.Module):
    """The same network with each convolution, its norm and its activation in one step.

    Parameters
    ----------
    network : Module
        One that `explorer.nets.graph.trace` can read, in evaluation mode. It stays as it is.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        layers = {layer.name: layer for layer in trace(network)}
        steps: list[tuple[nn.Module, tuple[str, ...], str]] = []
        done: set[str] = set()
        for layer in layers.values():
            if layer.name in done or layer.kind == "dropout":
                continue
            chain = _chain(layer, layers) if layer.kind == "conv" else [layer]
            done.update(part.name for part in chain)
            modules = [network.get_submodule(part.name) for part in chain]
            inputs = tuple(_behind_dropout(name, layers) for name in layer.inputs)
            steps.append((_fuse(modules), inputs, chain[-1].name))
        self.layers = nn.ModuleList(module for module, _, _ in steps)
        last = {name: place for place, (_, inputs, _) in enumerate(steps) for name in inputs}
        self._steps = [
            (module.forward, inputs, output, [n for n in set(inputs) if last[n] == place])
            for place, (module, inputs, output) in enumerate(steps)
        ]

    def forward(self, x: Tensor) -> Tensor:
        """Map a batch of prepared pictures to what the network gives."""
        kept = {INPUT: x.contiguous(memory_format=torch.channels_last)}
        for run, inputs, output, over in self._steps:
            result: Tensor = run(*[kept[name] for name in inputs])
            # Memory that is free again is still in the cache for the next layer.
            for name in over:
                del kept[name]
            kept[output] = result
        return result


def _chain(conv: Layer, layers: dict[str, Layer]) -> list[Layer]:
    """Return a convolution with the norm and the activation that alone read it."""
    chain = [conv]
    for kind in ("norm", "activation"):
        readers = [layer for layer in layers.values() if chain[-1].name in layer.inputs]
        if len(readers) == 1 and readers[0].kind == kind:
            chain.append(readers[0])
    return chain


def _fuse(modules: list[nn.Module]) -> nn.Module:
    conv, *rest = modules
    if not isinstance(conv, nn.Conv2d):
        return conv
    norm = next((module for module in rest if isinstance(module, nn.BatchNorm2d)), None)
    activation = next((NAMES[type(module)] for module in rest if type(module) in NAMES), "none")
    return FusedConvolution(conv, norm, activation)


def _behind_dropout(name: str, layers: dict[str, Layer]) -> str:
    while name != INPUT and layers[name].kind == "dropout":
        (name,) = layers[name].inputs
    return name
