"""How much of the gradient comes back through the layers of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.nets.graph import INPUT
from explorer.nets.outputs import Edit
from explorer.nets.traced import Layered


@dataclass(frozen=True, eq=False)
class Norms:
    """What a network gives, and the gradients that lead back from one number y made of it.

    Parameters
    ----------
    output : (n,) or (C, H, W)
        What the network gives.
    norms : mapping
        Layer to the Euclidean norm of dy / d(its output); 0 where none comes.
    """

    output: Tensor
    norms: Mapping[str, float]


def gradient_norms(
    layered: Layered, x: Tensor, names: Sequence[str], at: int | None, edits: Mapping[str, Edit]
) -> Norms:
    """Run (1, C, H, W) and differentiate a number made of what the network gives.

    Parameters
    ----------
    names : the layers whose gradients are wanted
    at : int or None
        Which number y of the output, flattened; the sum of all if there is none to name.
    edits : mapping
        Changes of layers, as for `Layered.run`.
    """
    found: dict[str, Tensor] = {}

    def watched(name: str) -> Edit:
        edit = edits.get(name)

        def watch(output: Tensor, read: tuple[Tensor, ...]) -> Tensor:
            # What is computed again, as memory is bounded, is still the same tensor.
            if name not in found:
                found[name] = edit(output, read) if edit else output
            return found[name]

        return watch

    with torch.inference_mode(False), torch.enable_grad():
        # A copy: what inference mode has made takes no part in gradients.
        start = x.detach().clone().requires_grad_()
        every = {**edits, **{name: watched(name) for name in names}}
        recording = layered.run_only(set(layered.modules), {INPUT: start}, every)
        output = recording[layered.last]
        outputs = [found[name] for name in names]
        y = output.sum() if at is None else output.flatten()[at]
        gradients: Sequence[Tensor | None] = (None,) * len(outputs)
        # A model of the user's own may end in what has no gradient, as the place of a maximum.
        if y.requires_grad:
            gradients = torch.autograd.grad(y, outputs, allow_unused=True)
    norms = {
        name: 0.0 if gradient is None else float(gradient.norm())
        for name, gradient in zip(names, gradients, strict=True)
    }
    return Norms(output.detach(), norms)
