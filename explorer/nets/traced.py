"""Running a network layer by layer, with everything it computes kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.nets.graph import INPUT, Layer, trace

Edit = Callable[[Tensor, tuple[Tensor, ...]], Tensor]
"""Makes another output out of a layer's own and its inputs, to be handed on in its place."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One picture's way through a network.

    Parameters
    ----------
    outputs : dict
        Output of each layer by its name, (1, C, H, W) or (1, n); the picture as `INPUT`.
    """

    outputs: Mapping[str, Tensor]

    def __getitem__(self, name: str) -> Tensor:
        """Return the output of a layer without the axis of the batch."""
        return self.outputs[name][0]


class Traced:
    """A network that can be run layer by layer.

    Its layers must not work in place: an output that is kept would change.
    """

    def __init__(self, network: nn.Module) -> None:
        self.network = network.eval().requires_grad_(False)
        self.layers: tuple[Layer, ...] = trace(network)
        self.modules: dict[str, nn.Module] = {
            layer.name: network.get_submodule(layer.name) for layer in self.layers
        }

    @property
    def last(self) -> str:
        """The layer whose output is the network's."""
        return self.layers[-1].name

    def run(self, x: Tensor, edits: Mapping[str, Edit] | None = None) -> Recording:
        """Run all layers on (1, C, H, W) and keep what they give.

        Parameters
        ----------
        edits : mapping
            Layer name to what changes its output before others read it.
        """
        return self.run_only(set(self.modules), {INPUT: x}, edits or {})

    def run_only(
        self, names: Set[str], outputs: Mapping[str, Tensor], edits: Mapping[str, Edit]
    ) -> Recording:
        """Run the layers in ``names`` on the ``outputs`` of others."""
        kept = dict(outputs)
        for layer in self.layers:
            if layer.name in names:
                read = tuple(kept[name] for name in layer.inputs)
                output = self.modules[layer.name](*read)
                edit = edits.get(layer.name)
                kept[layer.name] = edit(output, read) if edit else output
        return Recording(kept)

    def rerun(self, recording: Recording, edits: Mapping[str, Edit]) -> Recording:
        """Run again what depends on edited layers; the rest is taken from ``recording``.

        Outputs in ``recording`` are those without any edit.
        """
        changed = set(edits)
        for name in edits:
            changed |= self.behind(name)
        return self.run_only(changed, recording.outputs, edits)

    def behind(self, name: str) -> set[str]:
        """Return the layers that depend on layer ``name``."""
        found = {name}
        for layer in self.layers:
            if found.intersection(layer.inputs):
                found.add(layer.name)
        return found - {name}

    def before(self, name: str) -> set[str]:
        """Return layer ``name`` and the layers that it depends on."""
        found = {name}
        for layer in reversed(self.layers):
            if layer.name in found:
                found.update(layer.inputs)
        return found - {INPUT}


def silence(channels: list[int]) -> Edit:
    """Return the edit that sets some channels of (1, C, ...) to zero."""

    def edit(output: Tensor, _read: tuple[Tensor, ...]) -> Tensor:
        output = output.clone()
        output[:, channels] = 0
        return output

    return edit


def shapes(traced: Traced, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Return the output shape of each layer, (C, H, W) or (n,), without computing numbers.

    Parameters
    ----------
    shape : (C, H, W) of the input
    """
    kept = {INPUT: torch.empty(1, *shape, device="meta")}
    with torch.inference_mode():
        for layer in traced.layers:
            module = traced.modules[layer.name]
            hollow = {name: tensor.to("meta") for name, tensor in module.state_dict().items()}
            read = tuple(kept[name] for name in layer.inputs)
            kept[layer.name] = torch.func.functional_call(module, hollow, read)
    return {name: tuple(output.shape[1:]) for name, output in kept.items()}
