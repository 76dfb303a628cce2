"""Operations of TorchScript as modules of torch, where there is one.

Source: ``aten/src/ATen/native/native_functions.yaml`` of pytorch, for the order of arguments.
A module that gives other numbers than the file is not used (`explorer.nets.own_model`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn

from explorer.nets import rebuilt
from explorer.nets.layers import Add, Concatenate

Arguments = Sequence[Any]
"""What a node is given: constants as they are, None for what comes from the picture."""

POINTWISE = frozenset(
    (
        "abs",
        "add",
        "clamp",
        "clone",
        "contiguous",
        "div",
        "dropout",
        "elu",
        "exp",
        "gelu",
        "hardsigmoid",
        "hardswish",
        "hardtanh",
        "leaky_relu",
        "log",
        "mish",
        "mul",
        "neg",
        "pow",
        "prelu",
        "reciprocal",
        "relu",
        "relu6",
        "rsub",
        "sigmoid",
        "silu",
        "softplus",
        "sqrt",
        "sub",
        "tanh",
        "to",
    )
)
"""Operations whose numbers depend on those at the same row and column alone."""


def module_of(kind: str, node: Any, reads: Sequence[str]) -> nn.Module | None:
    """Return a node as a module of torch; None where there is none.

    Parameters
    ----------
    kind : str
        Without its namespace and underscores: "conv2d".
    node : torch._C.Node
    reads : the values that come from layers before
    """
    builder = BUILDERS.get(kind)
    given = [value.toIValue() for value in node.inputs()]
    names = {value.debugName() for value in node.inputs()}
    # Beside weights and settings a module reads one layer, but where layers meet.
    alone = len(reads) == 1 and reads[0] in names
    if builder is None or not (alone or kind in ("add", "cat")):
        return None
    try:
        return builder(given)
    # Another form of the operation, with fewer arguments or others.
    except (RuntimeError, ValueError, TypeError, IndexError):
        return None


def _pair(values: Any) -> tuple[int, int]:
    first, *rest = values if isinstance(values, list) else [values]
    return first, rest[0] if rest else first


def _conv(given: Arguments) -> nn.Module | None:
    weight, bias, stride, padding, dilation, groups = (*given[1:6], given[-1])
    if len(given) > 7:  # of a traced network
        transposed, groups = given[6], given[8]
        if transposed:
            return None
    if not isinstance(weight, Tensor) or weight.dim() != 4:
        return None
    apart = _pair(dilation)
    if isinstance(padding, str):
        sides = zip(weight.shape[2:], apart, strict=True)
        padding = [step * (side - 1) // 2 if padding == "same" else 0 for side, step in sides]
    return rebuilt.convolution(weight, bias, _pair(stride), _pair(padding), apart, groups)


def _dense(given: Arguments) -> nn.Module | None:
    return rebuilt.dense(given[1], given[2]) if isinstance(given[1], Tensor) else None


def _norm(given: Arguments) -> nn.Module | None:
    _, weight, bias, mean, variance, *_ = given
    if any(not isinstance(value, Tensor) for value in (weight, bias, mean, variance)):
        return None
    return rebuilt.norm(weight, bias, mean, variance, given[7])


def _max_pool(given: Arguments) -> nn.Module:
    _, size, stride, padding, dilation, ceil = given
    step = _pair(stride or size)
    return nn.MaxPool2d(_pair(size), step, _pair(padding), _pair(dilation), ceil_mode=ceil)


def _average_pool(given: Arguments) -> nn.Module | None:
    _, size, stride, padding, ceil, counts, divisor = given
    if ceil or divisor:
        return None
    step = _pair(stride or size)
    return nn.AvgPool2d(_pair(size), step, _pair(padding), count_include_pad=counts)


def _mean(given: Arguments) -> nn.Module | None:
    _, axes, keep, *_ = given
    middle = isinstance(axes, list) and sorted(axis % 4 for axis in axes) == [2, 3]
    return nn.AdaptiveAvgPool2d(1) if middle and keep else None


def _add(given: Arguments) -> nn.Module | None:
    return Add() if given[:2] == [None, None] and given[2] == 1 else None


BUILDERS: dict[str, Callable[[Arguments], nn.Module | None]] = {
    "adaptive_avg_pool2d": lambda given: nn.AdaptiveAvgPool2d(_pair(given[1])),
    "add": _add,
    "avg_pool2d": _average_pool,
    "batch_norm": _norm,
    "cat": lambda given: Concatenate() if given[1] == 1 else None,
    "conv2d": _conv,
    "convolution": _conv,
    "dropout": lambda _: nn.Dropout(),
    "flatten": lambda _: nn.Flatten(),
    "gelu": lambda _: nn.GELU(),
    "hardsigmoid": lambda _: nn.Hardsigmoid(),
    "hardswish": lambda _: nn.Hardswish(),
    "linear": _dense,
    "max_pool2d": _max_pool,
    "mean": _mean,
    "relu": lambda _: nn.ReLU(),
    "relu6": lambda _: nn.ReLU6(),
    "reshape": lambda _: nn.Flatten(),
    "sigmoid": lambda _: nn.Sigmoid(),
    "silu": lambda _: nn.SiLU(),
    "tanh": lambda _: nn.Tanh(),
    "view": lambda _: nn.Flatten(),
}
