"""A network as a list of layers in the order of their work, each with the ones it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import fx, nn

from explorer.nets.layers import Add, Concatenate

INPUT = "input"
"""The name under which the first layers read the network's input."""

KINDS: dict[type[nn.Module], str] = {
    nn.Conv2d: "conv",
    nn.Linear: "dense",
    nn.BatchNorm2d: "norm",
    nn.BatchNorm1d: "norm",
    nn.LocalResponseNorm: "lrn",
    nn.ReLU: "activation",
    nn.Sigmoid: "activation",
    nn.Tanh: "activation",
    nn.ReLU6: "activation",
    nn.Hardswish: "activation",
    nn.Hardsigmoid: "activation",
    nn.SiLU: "activation",
    nn.GELU: "activation",
    nn.PReLU: "activation",
    nn.MaxPool2d: "max_pool",
    nn.AvgPool2d: "average_pool",
    nn.AdaptiveAvgPool2d: "average_pool",
    nn.Dropout: "dropout",
    nn.Identity: "dropout",
    nn.Flatten: "flatten",
    Add: "add",
    Concatenate: "concat",
}


@dataclass(frozen=True)
class Layer:
    """One layer.

    Parameters
    ----------
    name : str
        The module's name in the network, as in its state dict.
    kind : str
        One of `KINDS`; "other" for what is not known.
    inputs : tuple of str
        Names of the layers whose outputs it reads, or `INPUT`.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]


class _Tracer(fx.Tracer):
    """Takes every module without parts as one step."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Return whether ``m`` has no parts."""
        return not any(m.children())


def trace(network: nn.Module) -> tuple[Layer, ...]:
    """Return the layers that `forward` calls, in its order.

    Only modules may work on tensors there: a sum is an `Add`, not a plus sign.

    Raises
    ------
    ValueError
        Something else works on tensors, or a layer is used twice.
    """
    modules = dict(network.named_modules())
    names: dict[Any, str] = {}
    layers: list[Layer] = []
    for node in _Tracer().trace(network).nodes:
        if node.op == "placeholder":
            names[node] = INPUT
        elif node.op == "call_module":
            if node.target in names.values():
                raise ValueError(f"{node.target} is used twice")
            names[node] = str(node.target)
            inputs = tuple(names[source] for source in node.args)
            kind = KINDS.get(type(modules[names[node]]), "other")
            layers.append(Layer(names[node], kind, inputs))
        elif node.op != "output":
            raise ValueError(f"{node} is no module")
    return tuple(layers)


def shapes_of(
    layers: tuple[Layer, ...], modules: Mapping[str, nn.Module], shape: tuple[int, ...]
) -> dict[str, tuple[int, ...]]:
    """Return the shapes of input and outputs, (C, H, W) or (n,), without computing numbers.

    Parameters
    ----------
    shape : (C, H, W) of the input
    """
    kept = {INPUT: torch.empty(1, *shape, device="meta")}
    with torch.inference_mode():
        for layer in layers:
            module = modules[layer.name]
            hollow = {name: tensor.to("meta") for name, tensor in module.state_dict().items()}
            read = tuple(kept[name] for name in layer.inputs)
            kept[layer.name] = torch.func.functional_call(module, hollow, read)
    return {name: tuple(output.shape[1:]) for name, output in kept.items()}
