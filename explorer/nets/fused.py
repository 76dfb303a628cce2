"""The same network, prepared for speed: fewer layers, weights in the processor's order."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from explorer.nets.darknet import LEAK, Convolution, Darknet, Route, Yolo


def fold(conv: nn.Conv2d, norm: nn.Module | None) -> tuple[Tensor, Tensor]:
    """Return kernel and bias of a convolution that include the normalisation behind it.

    bn(w * x + c) = g (w * x + c - m) / sqrt(v + eps) + b is itself a convolution, with the
    kernel w g / sqrt(v + eps) and the bias b + (c - m) g / sqrt(v + eps).
    """
    weight = conv.weight.detach()
    bias = weight.new_zeros(len(weight)) if conv.bias is None else conv.bias.detach()
    if not isinstance(norm, nn.BatchNorm2d):
        return weight, bias
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None and variance is not None
    # In double: the original rounds once, so should we.
    gain = norm.weight.detach().double() / (variance.double() + norm.eps).sqrt()
    moved = norm.bias.detach() + (bias.double() - mean) * gain
    return (weight.double() * gain[:, None, None, None]).float(), moved.float()


# By oneDNN's names; in place, as the number before is nobody else's.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "none": lambda x: x,
    "leaky_relu": lambda x: nn.functional.leaky_relu_(x, LEAK),
}


def can_pack() -> bool:
    """Return whether oneDNN's convolution with activation can be called directly."""
    return torch._C._has_mkldnn and all(
        hasattr(torch.ops.mkldnn, name)
        for name in ("_convolution_pointwise", "_reorder_convolution_weight")
    )


class FusedConvolution(nn.Module):
    """Convolution with folded normalisation and the activation in the same pass.

    On the CPU the kernel is kept a second time in the blocked order that oneDNN
    chooses for the input's size: plain kernels would be reordered on every call,
    which takes as long as a fifth of the whole network.

    Parameters
    ----------
    conv, norm : modules
        The convolution and the normalisation behind it, if there is one.
    activation : str
        One of ``ACTIVATIONS``.
    """

    weight: Tensor
    bias: Tensor

    def __init__(
        self, conv: nn.Conv2d, norm: nn.Module | None = None, activation: str = "none"
    ) -> None:
        super().__init__()
        weight, bias = fold(conv, norm)
        self.register_buffer("weight", weight.contiguous(memory_format=torch.channels_last))
        self.register_buffer("bias", bias)
        self.stride = list(conv.stride)
        self.padding = [int(side) for side in conv.padding]
        self.activation = activation
        self._packable = can_pack()
        self._packed: tuple[torch.Size, Any] | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, channels, H, W) to (B, filters, H', W')."""
        if self._packable and x.device.type == "cpu":
            try:
                return self._packed_forward(x)
            except (RuntimeError, NotImplementedError):
                # The operators are internal to torch: a version may change them.
                self._packable = False
        x = nn.functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)
        return ACTIVATIONS[self.activation](x)

    def _packed_forward(self, x: Tensor) -> Tensor:
        if self._packed is None or self._packed[0] != x.shape:
            packed = torch.ops.mkldnn._reorder_convolution_weight(
                self.weight, self.padding, self.stride, [1, 1], 1, list(x.shape)
            )
            self._packed = x.shape, packed
        result: Tensor = torch.ops.mkldnn._convolution_pointwise.default(
            x,
            self._packed[1],
            self.bias,
            self.padding,
            self.stride,
            [1, 1],
            1,
            self.activation,
            [LEAK] if self.activation == "leaky_relu" else [],
            "",
        )
        return result


class PooledRoute(Route):
    """A route whose only reader is a pooling layer: pool first, copy a quarter."""

    def __init__(self, route: Route, pool: nn.Module) -> None:
        super().__init__(route.sources, route.groups, route.group)
        self.pool = pool

    def forward(self, inputs: list[Tensor]) -> Tensor:
        """Join the pooled outputs of ``sources``."""
        return super().forward([self.pool(x) for x in inputs])


class FastDarknet(Darknet):
    """A `Darknet` for inference only; `fuse` makes it.

    Its layers are called without torch's hooks, which saves a hundredth of the time.
    """

    def __init__(self, net: Darknet) -> None:
        nn.Module.__init__(self)
        layers = copy.deepcopy(net.layers).eval()
        read = net.last_use()
        for index, layer in enumerate(layers):
            if isinstance(layer, Convolution):
                activation = "leaky_relu" if layer.leaky else "none"
                layers[index] = FusedConvolution(layer.conv, layer.bn, activation)
            route = layers[index - 1]
            alone = index not in read and index - 1 not in read
            if isinstance(layer, nn.MaxPool2d) and alone and type(route) is Route:
                layers[index - 1] = PooledRoute(route, layer)
                layers[index] = nn.Identity()
        self.layers = layers
        self._steps = [
            (
                layer.forward,
                layer.sources if isinstance(layer, Route) else None,
                [source for source, last in read.items() if last == index],
                index if index in read else None,
                isinstance(layer, Yolo),
            )
            for index, layer in enumerate(layers)
            if not isinstance(layer, nn.Identity)
        ]

    def forward(self, x: Tensor) -> list[Tensor]:
        """See `Darknet.forward`."""
        kept: dict[int, Tensor] = {}
        heads: list[Tensor] = []
        for run, sources, done, keep, is_head in self._steps:
            x = run(x if sources is None else [kept[source] for source in sources])
            for source in done:
                del kept[source]
            if keep is not None:
                kept[keep] = x
            if is_head:
                heads.append(x)
        return heads


def fuse(net: Darknet) -> Darknet:
    """Return a network for inference with the same results (to rounding)."""
    return FastDarknet(net)
