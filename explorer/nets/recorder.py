"""What every layer of a network makes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@dataclass(frozen=True)
class Layer:
    """A layer in the order in which it runs.

    Parameters
    ----------
    name : str
        As in the state dict, "layer1.0.conv1".
    kind : str
        Class of the module, "Conv2d".
    shape : tuple of int
        Of its output, the batch first.
    parameters : int
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int


class Recorder:
    """Keeps the outputs of the layers while it is entered; hooks never stay behind.

    A layer is a module without modules inside. Sums and concatenations are modules too
    (`explorer.nets.layers`), so that blocks are seen as well. A new forward pass replaces
    what the last one left.

    Parameters
    ----------
    net : Module
        Nothing in it may overwrite its input (``inplace=True``).

    Examples
    --------
    >>> with Recorder(net) as recorder, torch.inference_mode():
    ...     logits = net(x)
    >>> recorder.array(0)  # (channels, H, W) float32
    """

    def __init__(self, net: nn.Module) -> None:
        self._net = net
        self._leaves = [
            (name, module) for name, module in net.named_modules() if not list(module.children())
        ]
        self._kept: list[tuple[int, Tensor]] = []
        self._handles: list[Any] = []

    def __enter__(self) -> Recorder:
        self._handles.append(self._net.register_forward_pre_hook(self._begin))
        for number, (_, module) in enumerate(self._leaves):
            self._handles.append(module.register_forward_hook(self._keeper(number)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._handles:
            self._handles.pop().remove()

    def _begin(self, _module: nn.Module, _inputs: Any) -> None:
        self._kept.clear()

    def _keeper(self, number: int) -> Any:
        keep = self._kept.append

        def hook(_module: nn.Module, _inputs: Any, output: Tensor) -> None:
            keep((number, output))

        return hook

    @property
    def outputs(self) -> list[Tensor]:
        """The outputs in the order of execution, as the network made them."""
        return [output for _, output in self._kept]

    @property
    def layers(self) -> list[Layer]:
        """What the outputs are of, in the same order."""
        found = []
        for number, output in self._kept:
            name, module = self._leaves[number]
            parameters = sum(value.numel() for value in module.parameters())
            found.append(Layer(name, type(module).__name__, tuple(output.shape), parameters))
        return found

    def array(self, index: int) -> NDArray[np.float32]:
        """Return output ``index`` of the first picture, without the batch, on the host."""
        values = self._kept[index][1][0].detach().cpu().float()
        return np.asarray(values.numpy())


def layers(net: nn.Module, shape: tuple[int, ...]) -> list[Layer]:
    """Return the layers of a network for an input of ``shape``, without calculating.

    Works with torch's "meta" tensors, which have a shape and no numbers.
    """
    values = {**dict(net.named_parameters()), **dict(net.named_buffers())}
    empty = {name: torch.empty_like(value, device="meta") for name, value in values.items()}
    with Recorder(net) as recorder, torch.inference_mode():
        torch.func.functional_call(net, empty, (torch.empty(shape, device="meta"),))
    return recorder.layers
