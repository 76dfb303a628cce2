"""What gradients tell: which pixels move a value, and which places speak for a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.nets.graph import INPUT
from explorer.nets.outputs import Edit
from explorer.nets.traced import Layered, Recording

Array = NDArray[np.float32]


def _array(tensor: Tensor) -> Array:
    array: Array = tensor.detach().to("cpu", torch.float32).numpy()
    return array


def input_gradient(
    traced: Layered,
    recording: Recording,
    name: str,
    place: tuple[int, int, int],
    edits: Mapping[str, Edit] | None = None,
) -> Array:
    """Return how strongly each input pixel moves one value, (H, W): |dv / dx|, channels summed.

    Parameters
    ----------
    name : str
        A layer.
    place : (channel, row, column)
        The value; row and column are left out of a layer without them.
    edits : mapping
        The changes with which ``recording`` was made.
    """
    with torch.inference_mode(False), torch.enable_grad():
        x = recording.outputs[INPUT].detach().clone().requires_grad_()
        output = traced.run_only(traced.before(name), {INPUT: x}, edits or {})[name]
        value = output[place] if output.dim() == 3 else output[place[0]]
        gradient = _gradient(value, x)
    return _array(gradient[0].abs().sum(dim=0))


def _gradient(value: Tensor, leaf: Tensor) -> Tensor:
    """Return d value / d leaf, zeros where the one does not depend on the other."""
    if not value.requires_grad:
        return torch.zeros_like(leaf)
    (gradient,) = torch.autograd.grad(value, leaf, allow_unused=True)
    return torch.zeros_like(leaf) if gradient is None else gradient


@dataclass(frozen=True, eq=False)
class GradCam:
    """Grad-CAM in its steps.

    Source: Selvaraju et al., Grad-CAM, 2017.

    Parameters
    ----------
    maps : (C, H, W) float32
        The layer's activations A.
    gradients : (C, H, W) float32
        dy / dA of the logit y of the class.
    weights : (C,) float32
        alpha: the mean of each map's gradient.
    total : (H, W) float32
        The weighted maps, summed.
    """

    maps: Array
    gradients: Array
    weights: Array
    total: Array

    @property
    def heat(self) -> Array:
        """What speaks for the class, (H, W): ReLU of the sum."""
        return np.maximum(self.total, 0)

    def weighted(self, channel: int) -> Array:
        """Return what one channel adds to the sum, (H, W)."""
        return np.asarray(self.maps[channel] * self.weights[channel])


def grad_cam(
    traced: Layered,
    recording: Recording,
    name: str,
    target: int,
    edits: Mapping[str, Edit] | None = None,
) -> GradCam:
    """Return Grad-CAM of class ``target`` at the layer ``name``, which has maps.

    ``edits`` are the changes with which ``recording`` was made.

    Raises
    ------
    ValueError
        The layer has no maps.
    """
    maps = recording[name]
    if maps.dim() != 3:
        raise ValueError(f"{name} has no maps")
    behind = traced.behind(name)
    read = {source for layer in traced.layers if layer.name in behind for source in layer.inputs}
    with torch.inference_mode(False), torch.enable_grad():
        # Copies: what inference mode has made takes no part in gradients.
        kept = {source: recording.outputs[source].clone() for source in read - behind}
        leaf = kept[name].requires_grad_()
        logits = traced.run_only(behind, kept, edits or {})[traced.last]
        gradient = _gradient(logits.flatten()[target], leaf)
    gradients = _array(gradient[0])
    weights = gradients.mean(axis=(1, 2))
    values = _array(maps)
    total = np.tensordot(weights, values, axes=1)
    return GradCam(values, gradients, weights, np.asarray(total, np.float32))
