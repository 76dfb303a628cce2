"""Running a network layer by layer, with everything it computes kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.nets.exported import Exported
from explorer.nets.graph import INPUT, Layer, shapes_of, trace
from explorer.nets.outputs import Edit, Outputs


@dataclass(frozen=True, eq=False)
class Recording:
    """One picture's way through a network.

    Parameters
    ----------
    outputs : dict
        Output of each layer by its name, (1, C, H, W) or (1, n); the picture as `INPUT`.
        A model of the user's own may have other shapes, see `viewed`.
    """

    outputs: Mapping[str, Tensor]

    def __getitem__(self, name: str) -> Tensor:
        """Return the output of a layer as maps (C, H, W) or a list (n,)."""
        output = self.outputs[name]
        return output.reshape(viewed(tuple(output.shape)))

    def held(self) -> list[Tensor]:
        """Return the outputs that are in memory, without computing those that are not."""
        outputs = self.outputs
        return outputs.held() if isinstance(outputs, Outputs) else list(outputs.values())


def viewed(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape in which an output is looked at: (C, H, W) or (n,).

    The axis of the batch goes; a table, as of the tokens of a transformer, is one map, and
    axes that come before rows and columns count as channels.
    """
    inner = shape[1:] if shape[:1] == (1,) else shape
    if len(inner) < 2:
        return (math.prod(inner),)
    return math.prod(inner[:-2]), *inner[-2:]


class Layered:
    """Layers that can be run one by one.

    They must not work in place: an output that is kept would change.

    Parameters
    ----------
    layers : in the order of their work
    modules : mapping
        What computes each layer.
    last : str
        The layer whose output is the network's: the logits of a classifier.
    """

    def __init__(
        self, layers: tuple[Layer, ...], modules: Mapping[str, nn.Module], last: str
    ) -> None:
        self.layers, self.modules, self.last = layers, dict(modules), last

    def to(self, device: str) -> str:
        """Move the network to ``device`` if it can run there; return where it is."""
        raise NotImplementedError

    def make_ready(self, x: Tensor) -> None:
        """Do what is done once for inputs like ``x``, so that the first pass is like all others."""

    def without_gradient(self, names: Set[str]) -> str | None:
        """Return the first of the layers in ``names`` that no gradient passes, if any."""
        return None

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
        layers = [layer for layer in self.layers if layer.name in names]
        made = Outputs(layers, self.modules, outputs, edits)
        for layer in layers:
            made[layer.name]
        return Recording(made)

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


class Traced(Layered):
    """A network of modules that `explorer.nets.graph.trace` can read."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network.eval().requires_grad_(False)
        layers = trace(network)
        modules = {layer.name: network.get_submodule(layer.name) for layer in layers}
        super().__init__(layers, modules, layers[-1].name)
        self._fast: tuple[tuple[int, ...], Exported | None] | None = None

    def to(self, device: str) -> str:
        """Move the network to ``device``."""
        self.network.to(device)
        return device

    def make_ready(self, x: Tensor) -> None:
        """Export the network for inputs like ``x``."""
        self._exported(x)

    def run(self, x: Tensor, edits: Mapping[str, Edit] | None = None) -> Recording:
        """Run all layers; what is computed in one go is taken apart once it is asked for."""
        exported = None if edits else self._exported(x)
        if exported is None:
            return super().run(x, edits)
        return Recording(Outputs(self.layers, self.modules, {INPUT: x}, made=exported(x)))

    def _exported(self, x: Tensor) -> Exported | None:
        """Return the network as onnxruntime has it, for inputs like ``x``, if it does."""
        if x.device.type != "cpu":
            return None
        shape = tuple(x.shape[1:])
        if self._fast is None or self._fast[0] != shape:
            self._fast = shape, self._export(shape)
        return self._fast[1]

    def _export(self, shape: tuple[int, ...]) -> Exported | None:
        try:
            shapes = shapes_of(self.layers, self.modules, shape)
            return Exported(self.layers, self.modules, shapes)
        except NotImplementedError:
            return None


def silence(channels: list[int]) -> Edit:
    """Return the edit that sets some channels to zero, counted as in `viewed`."""

    def edit(output: Tensor, _read: tuple[Tensor, ...]) -> Tensor:
        output = output.clone(memory_format=torch.contiguous_format)
        output.view(viewed(tuple(output.shape)))[channels] = 0
        return output

    return edit
