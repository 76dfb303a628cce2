"""ONNX operations as modules of torch, where there is one.

Source: https://onnx.ai/onnx/operators. A module that gives other numbers than the file is not
used (`explorer.nets.own_model`), so rare variants need no case of their own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.nets import rebuilt
from explorer.nets.layers import Add
from explorer.nets.onnx_moving import MOVING
from explorer.nets.onnx_operation import Operation


def module_of(operation: Operation) -> nn.Module | None:
    """Return the operation as a module of torch; None where there is none."""
    if operation.name in UNARY:
        return operation.step(UNARY[operation.name], pointwise=True)
    builder = _binary if operation.name in BINARY else BUILDERS.get(operation.name)
    try:
        return builder(operation) if builder else None
    # Another form of the operation, with fewer inputs or other ones.
    except (RuntimeError, ValueError, TypeError, IndexError):
        return None


def _window(operation: Operation, size: list[int]) -> tuple[Any, Any, Any, Any]:
    """Return stride, dilation, padding at the top and left, and what is more below and right."""
    stride = operation.get("strides", [1, 1])
    dilation = operation.get("dilations", [1, 1])
    pads = list(operation.get("pads", [0, 0, 0, 0]))
    automatic = operation.get("auto_pad", b"NOTSET")
    if automatic in (b"SAME_UPPER", b"SAME_LOWER"):
        for axis, length in enumerate(operation.shapes[0][2:]):
            reach = dilation[axis] * (size[axis] - 1) + 1
            missing = max(0, (-(-length // stride[axis]) - 1) * stride[axis] + reach - length)
            halves = missing // 2, missing - missing // 2
            pads[axis], pads[axis + 2] = halves if automatic == b"SAME_UPPER" else halves[::-1]
    more = pads[2] - pads[0], pads[3] - pads[1]
    return tuple(stride), tuple(dilation), tuple(pads[:2]), more


def _conv(operation: Operation) -> nn.Module | None:
    weight = operation.constant(1)
    if weight is None or weight.dim() != 4:
        return None
    stride, dilation, padding, more = _window(operation, list(weight.shape[2:]))
    groups = operation.get("group", 1)
    bias = operation.constant(2)
    return rebuilt.convolution(weight, bias, stride, padding, dilation, groups, more)


def _max_pool(operation: Operation) -> nn.Module | None:
    size = operation.get("kernel_shape", [])
    if len(size) != 2:
        return None
    stride, dilation, padding, more = _window(operation, size)
    settings = (tuple(size), stride, padding, dilation)
    ceil = bool(operation.get("ceil_mode", 0))
    if not any(more):
        return nn.MaxPool2d(*settings, ceil_mode=ceil)
    module = rebuilt.PaddedMaxPool2d(*settings, ceil_mode=ceil)
    module.more = more
    return module if min(more) >= 0 else None


def _average_pool(operation: Operation) -> nn.Module | None:
    size = operation.get("kernel_shape", [])
    if len(size) != 2:
        return None
    stride, _, padding, more = _window(operation, size)
    if any(more) or operation.get("ceil_mode", 0):
        return None
    counts = bool(operation.get("count_include_pad", 0))
    return nn.AvgPool2d(tuple(size), stride, padding, count_include_pad=counts)


def _mean(operation: Operation) -> nn.Module | None:
    axes, keep = operation.numbers("axes", 1), bool(operation.get("keepdims", 1))
    if not axes:
        return None
    if keep and len(operation.shapes[0]) == 4 and sorted(axis % 4 for axis in axes) == [2, 3]:
        return nn.AdaptiveAvgPool2d(1)
    return operation.step(lambda x: x.mean(axes, keepdim=keep))


def _gemm(operation: Operation) -> nn.Module | None:
    weight = operation.constant(1)
    scaled = operation.get("alpha", 1.0) != 1 or operation.get("beta", 1.0) != 1
    if weight is None or scaled or operation.get("transA", 0):
        return None
    return rebuilt.dense(
        weight if operation.get("transB", 0) else weight.T.contiguous(), operation.constant(2)
    )


def _matmul(operation: Operation) -> nn.Module | None:
    weight = operation.constant(1)
    if weight is not None and weight.dim() == 2:
        return rebuilt.dense(weight.T.contiguous(), None)
    return operation.step(torch.matmul) if not any(_known(operation)) else None


def _known(operation: Operation) -> list[bool]:
    return [value is not None for value in operation.constants]


def _norm(operation: Operation) -> nn.Module | None:
    values = [value for value in operation.constants[1:5] if value is not None]
    if len(values) < 4 or len(operation.shapes[0]) != 4:
        return None
    weight, bias, mean, variance = values
    return rebuilt.norm(weight, bias, mean, variance, operation.get("epsilon", 1e-5))


def _layer_norm(operation: Operation) -> nn.Module | None:
    weight, bias = operation.constant(1), operation.constant(2)
    if weight is None:
        return None
    shape, eps = tuple(weight.shape), operation.get("epsilon", 1e-5)
    return operation.step(lambda x: functional.layer_norm(x, shape, weight, bias, eps))


def _clip(operation: Operation) -> nn.Module:
    ends = [
        operation.get(name, None) if (value := operation.constant(at)) is None else value.item()
        for name, at in (("min", 1), ("max", 2))
    ]
    if ends == [0, 6]:
        return nn.ReLU6()
    return operation.step(lambda x: x.clamp(*ends), pointwise=True)


def _softmax(operation: Operation) -> nn.Module:
    axis = operation.get("axis", -1)
    return operation.step(lambda x: x.softmax(axis))


def _binary(operation: Operation) -> nn.Module | None:
    function = BINARY[operation.name]
    if len(operation.constants) != 2:
        return None
    first, second = operation.constants
    if second is not None:
        return operation.step(lambda x: function(x, second), pointwise=True)
    if first is not None:
        return operation.step(lambda x: function(first, x), pointwise=True)
    if operation.name in ("Add", "Sum") and len(set(operation.shapes)) == 1:
        return Add()
    return operation.step(function, pointwise=True)


def _lrn(operation: Operation) -> nn.Module:
    settings = (("alpha", 1e-4), ("beta", 0.75), ("bias", 1.0))
    return nn.LocalResponseNorm(operation.get("size", 1), *(operation.get(*s) for s in settings))


UNARY: dict[str, Callable[[Tensor], Tensor]] = {
    "Abs": torch.abs,
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Identity": torch.clone,
    "Log": torch.log,
    "Mish": functional.mish,
    "Neg": torch.neg,
    "Reciprocal": torch.reciprocal,
    "Softplus": functional.softplus,
    "Sqrt": torch.sqrt,
}
BINARY: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Add": operator.add,
    "Div": operator.truediv,
    "Max": torch.maximum,
    "Min": torch.minimum,
    "Mul": operator.mul,
    "Pow": operator.pow,
    "Sub": operator.sub,
    "Sum": operator.add,
}
BUILDERS: dict[str, Callable[[Operation], nn.Module | None]] = {
    **MOVING,
    "AveragePool": _average_pool,
    "BatchNormalization": _norm,
    "Clip": _clip,
    "Conv": _conv,
    "Dropout": lambda _: nn.Dropout(),
    "Elu": lambda operation: operation.step(
        lambda x: functional.elu(x, operation.get("alpha", 1.0)), pointwise=True
    ),
    "Gelu": lambda _: nn.GELU(),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _: nn.AdaptiveAvgPool2d(1),
    "GlobalMaxPool": lambda operation: operation.step(lambda x: x.amax((2, 3), keepdim=True)),
    "HardSigmoid": lambda _: nn.Hardsigmoid(),
    "HardSwish": lambda _: nn.Hardswish(),
    "LRN": _lrn,
    "LayerNormalization": _layer_norm,
    "LeakyRelu": lambda operation: operation.step(
        lambda x: functional.leaky_relu(x, operation.get("alpha", 0.01)), pointwise=True
    ),
    "MatMul": _matmul,
    "MaxPool": _max_pool,
    "ReduceMean": _mean,
    "Relu": lambda _: nn.ReLU(),
    "Sigmoid": lambda _: nn.Sigmoid(),
    "Softmax": _softmax,
    "Tanh": lambda _: nn.Tanh(),
}
