"""What the user changes in a network, as edits of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.func import functional_call

from explorer.core.errors import UserError
from explorer.nets.graph import Layer
from explorer.nets.opened import Opened
from explorer.nets.outputs import Edit
from explorer.nets.traced import silence
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.switches import switches


def edits_of(opened: Opened, state: State) -> Mapping[str, Edit]:
    """Return all changes that ``state`` asks for, by layer.

    Raises
    ------
    UserError
        One of them does not fit its layer.
    """
    found = switches(opened, state.switched, state.seed)
    if state.transplant:
        found.setdefault(first_filters(opened), []).insert(0, _transplanted(opened, state))
    for name, channels in silenced_channels(opened, state.silenced).items():
        found.setdefault(name, []).append(silence(channels))
    return {name: reduce(_both, edits) for name, edits in found.items()}


def _both(first: Edit, second: Edit) -> Edit:
    return lambda output, read: second(first(output, read), read)


def first_filters(opened: Opened) -> str:
    """Return the first convolution; the first layer where there is none."""
    layers = opened.traced.layers
    return next((layer.name for layer in layers if layer.kind == "conv"), layers[0].name)


def _first(opened: Opened) -> nn.Conv2d:
    module = opened.traced.modules[first_filters(opened)]
    if not isinstance(module, nn.Conv2d):
        raise UserError(
            "{network} has no convolution for your filter.",
            network=opened.loaded.classifier.title,
        )
    return module


def silenced_channels(opened: Opened, entries: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the silenced channels of each layer.

    Raises
    ------
    UserError
        An entry is not "layer:channel", or there is no such channel.
    """
    found: dict[str, list[int]] = {}
    for entry in entries:
        name, _, number = entry.rpartition(":")
        if name not in opened.traced.modules or not number.isdecimal():
            raise UserError(
                "{entry} is no channel of this network; it must look like {example}.",
                entry=entry,
                example=f"{first_filters(opened)}:0",
            )
        channels = opened.shapes[name][0]
        if int(number) >= channels:
            raise UserError(
                "{layer} has {count} channels, counted from 0; there is no channel {channel}.",
                layer=name,
                count=channels,
                channel=number,
            )
        found.setdefault(name, []).append(int(number))
    return found


def planted_kernel(opened: Opened, state: State) -> torch.Tensor:
    """Return the user's filter as one of the first layer's, (C, f, f).

    It lies in the middle, the same in every channel, and is as strong (by its norm) as
    the filter that it replaces.

    Raises
    ------
    UserError
        It is larger than the first layer's filters, nothing but zeros, or there is no
        such filter.
    """
    weights = _first(opened).weight
    count, channels, rows, columns = weights.shape
    kernel = torch.tensor(state.transplant, device=weights.device)
    if state.transplant_filter >= count:
        raise UserError(
            "{layer} has {count} channels, counted from 0; there is no channel {channel}.",
            layer=first_filters(opened),
            count=count,
            channel=state.transplant_filter,
        )
    if kernel.shape[0] > rows or kernel.shape[1] > columns:
        raise UserError(
            "The filter has {rows} × {columns} cells, but the filters of the first layer have "
            "only {size}.",
            rows=kernel.shape[0],
            columns=kernel.shape[1],
            size=f"{rows} × {columns}",
        )
    if not kernel.any():
        raise UserError("A filter of nothing but zeros sees nothing; silence the channel instead.")
    top, left = (rows - kernel.shape[0]) // 2, (columns - kernel.shape[1]) // 2
    planted = torch.zeros(channels, rows, columns, device=weights.device)
    planted[:, top : top + kernel.shape[0], left : left + kernel.shape[1]] = kernel
    strength: torch.Tensor = weights[state.transplant_filter].norm() / planted.norm()
    return planted * strength


def _transplanted(opened: Opened, state: State) -> Edit:
    kernel = planted_kernel(opened, state)
    module = _first(opened)
    weight = module.weight.clone()
    weight[state.transplant_filter] = kernel

    def edit(_output: torch.Tensor, read: tuple[torch.Tensor, ...]) -> torch.Tensor:
        made: torch.Tensor = functional_call(module, {"weight": weight}, read)
        return made

    return edit


def filter_weights(opened: Opened, layer: Layer, state: State) -> NDArray[np.float32] | None:
    """Return the filters of a convolution (K, C, f, g), the user's own among them; else None."""
    if layer.kind != "conv":
        return None
    weights = opened.traced.modules[layer.name].weight
    assert isinstance(weights, torch.Tensor)
    weights = weights.detach().clone()
    if state.transplant and layer.name == first_filters(opened):
        weights[state.transplant_filter] = planted_kernel(opened, state)
    found: NDArray[np.float32] = weights.cpu().numpy()
    return found
