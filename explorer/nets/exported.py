"""A traced network as a graph of onnxruntime, which computes pictures faster on a CPU.

The modules stay what defines the network. Their numbers are shared, not copied, but for those
of a convolution with a norm behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from explorer.nets.fused import fold
from explorer.nets.graph import INPUT, Layer
from explorer.nets.layers import Add, Concatenate
from explorer.nets.steps import kept, steps, work

OPSET, IR_VERSION = 17, 8
"""Of 2022: every onnxruntime that can be installed reads them."""
MARK = "memory"
"""Where the graph says that its numbers lie: they are handed over when it is opened."""
SMALL = 10_000_000
"""Multiply-adds that one thread has done before a second one has begun."""

Shape = tuple[int, ...]
"""Of what a layer reads, without the batch."""
Node = tuple[str, dict[str, Any], tuple[Tensor | None, ...]]
"""An operation of ONNX, its attributes, and the tensors that it reads behind its inputs."""


class Exported:
    """Runs on the CPU and returns the outputs from which all others are quickly computed.

    See `explorer.nets.steps`.

    Parameters
    ----------
    layers : in the order of their work
    modules : mapping
        What computes each; in evaluation mode.
    shapes : mapping
        Shape of the input and of each output, without the batch: `shapes_of`.

    Raises
    ------
    NotImplementedError
        A layer has no counterpart in ONNX here.
    """

    def __init__(
        self,
        layers: tuple[Layer, ...],
        modules: Mapping[str, nn.Module],
        shapes: Mapping[str, tuple[int, ...]],
    ) -> None:
        import onnxruntime

        chains = steps(layers, modules, shapes)
        self.outputs = kept(chains, modules, shapes)
        model, numbers = _model(chains, modules, shapes, self.outputs)
        options = onnxruntime.SessionOptions()
        whole = sum(work(modules[layer.name], shapes[layer.name]) for layer in layers)
        options.intra_op_num_threads = 1 if whole < SMALL else torch.get_num_threads()
        options.inter_op_num_threads = 1
        # Between two pictures, waiting threads would take the cores from the window.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # It warns of initializers it has folded into others.
        options.log_severity_level = 3
        self._numbers = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(value.numpy())
            for name, value in numbers.items()
        }
        options.add_external_initializers([*self._numbers], [*self._numbers.values()])
        self._session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])

    def __call__(self, x: Tensor) -> dict[str, Tensor]:
        """Return the outputs that are kept of (B, C, H, W), by their layers."""
        made = self._session.run(self.outputs, {INPUT: x.contiguous().numpy()})
        return {
            name: torch.from_numpy(output) for name, output in zip(self.outputs, made, strict=True)
        }


def _model(
    chains: list[list[Layer]],
    modules: Mapping[str, nn.Module],
    shapes: Mapping[str, tuple[int, ...]],
    outputs: list[str],
) -> tuple[bytes, dict[str, Tensor]]:
    """Return the graph, and the numbers that it does not hold itself, by their names."""
    from onnx import TensorProto, helper

    nodes, numbers = [], {}
    for chain in chains:
        for output, inputs, (operation, attributes, tensors) in _parts(chain, modules, shapes):
            names = []
            for number, tensor in enumerate(tensors):
                names.append("" if tensor is None else f"{output}/{number}")
                if tensor is not None:
                    numbers[names[-1]] = tensor.detach().contiguous()
            nodes.append(helper.make_node(operation, [*inputs, *names], [output], **attributes))
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", *shapes[INPUT]])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [_absent(name, tensor) for name, tensor in numbers.items()],
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
    return model.SerializeToString(), numbers


def _parts(
    chain: list[Layer],
    modules: Mapping[str, nn.Module],
    shapes: Mapping[str, tuple[int, ...]],
) -> Iterator[tuple[str, tuple[str, ...], Node]]:
    """Return name, inputs and operation of each part of a step."""
    first, rest = chain[0], chain[1:]
    module = modules[first.name]
    if rest and isinstance(module, nn.Conv2d) and isinstance(modules[rest[0].name], nn.BatchNorm2d):
        # A normalised convolution is itself one; onnxruntime does not always see that.
        norm, *rest = rest
        operation, attributes, _ = _node(module, shapes[first.inputs[0]])
        tensors = fold(module, modules[norm.name])
        yield norm.name, first.inputs, (operation, attributes, tensors)
    else:
        yield first.name, first.inputs, _node(module, shapes[first.inputs[0]])
    for layer in rest:
        yield layer.name, layer.inputs, _node(modules[layer.name], shapes[layer.inputs[0]])


def _absent(name: str, tensor: Tensor) -> Any:
    """Return a tensor of ONNX whose numbers come from outside."""
    from onnx import TensorProto

    found = TensorProto(
        name=name,
        data_type=TensorProto.FLOAT,
        dims=tensor.shape,
        data_location=TensorProto.EXTERNAL,
    )
    found.external_data.add(key="location", value=MARK)
    return found


# --- what each module is in ONNX -------------------------------------------------


def _node(module: nn.Module, shape: Shape) -> Node:
    maker = MAKERS.get(type(module))
    if maker is None:
        raise NotImplementedError(type(module).__name__)
    return maker(module, shape)


def _conv(module: nn.Conv2d, _shape: Shape) -> Node:
    if module.padding_mode != "zeros" or isinstance(module.padding, str):
        raise NotImplementedError("padding")
    attributes = {
        "kernel_shape": list(module.kernel_size),
        "strides": list(module.stride),
        "pads": 2 * [int(side) for side in module.padding],
        "dilations": list(module.dilation),
        "group": module.groups,
    }
    return "Conv", attributes, (module.weight, module.bias)


def _dense(module: nn.Linear, shape: Shape) -> Node:
    if len(shape) != 1:
        raise NotImplementedError("dense layer over more than a list")
    return "Gemm", {"transB": 1}, (module.weight, module.bias)


def _norm(module: nn.BatchNorm1d | nn.BatchNorm2d, _shape: Shape) -> Node:
    tensors = (module.weight, module.bias, module.running_mean, module.running_var)
    if any(tensor is None for tensor in tensors):
        raise NotImplementedError("normalisation without statistics")
    return "BatchNormalization", {"epsilon": module.eps}, tensors


def _prelu(module: nn.PReLU, shape: Shape) -> Node:
    # ONNX lines the slopes up with the last axes, torch with the channels.
    return "PRelu", {}, (module.weight.reshape(-1, *[1] * (len(shape) - 1)),)


def _lrn(module: nn.LocalResponseNorm, _shape: Shape) -> Node:
    if module.size % 2 == 0:
        # The two disagree about the middle.
        raise NotImplementedError("even size")
    attributes = {"size": module.size, "alpha": module.alpha, "beta": module.beta}
    return "LRN", {**attributes, "bias": module.k}, ()


def _pair(value: int | tuple[int, int]) -> list[int]:
    return [value, value] if isinstance(value, int) else list(value)


def _pool(module: nn.MaxPool2d | nn.AvgPool2d) -> dict[str, Any]:
    return {
        "kernel_shape": _pair(module.kernel_size),
        "strides": _pair(module.stride),
        "pads": 2 * _pair(module.padding),
        "ceil_mode": int(module.ceil_mode),
    }


def _max_pool(module: nn.MaxPool2d, _shape: Shape) -> Node:
    if _pair(module.dilation) != [1, 1]:
        raise NotImplementedError("dilation")
    return "MaxPool", _pool(module), ()


def _average_pool(module: nn.AvgPool2d, _shape: Shape) -> Node:
    if module.divisor_override or module.ceil_mode:
        raise NotImplementedError("divisor")
    return "AveragePool", {**_pool(module), "count_include_pad": int(module.count_include_pad)}, ()


def _adaptive_pool(module: nn.AdaptiveAvgPool2d, shape: Shape) -> Node:
    wanted = _pair(module.output_size)  # type: ignore[arg-type]
    if wanted == list(shape[1:]):
        return "Identity", {}, ()
    if wanted == [1, 1]:
        return "GlobalAveragePool", {}, ()
    raise NotImplementedError("adaptive pooling")


def _flatten(module: nn.Flatten, _shape: Shape) -> Node:
    if (module.start_dim, module.end_dim) != (1, -1):
        raise NotImplementedError("flattening of some axes")
    return "Flatten", {"axis": 1}, ()


def _plain(operation: str, **attributes: Any) -> Callable[[Any, Shape], Node]:
    return lambda _module, _shape: (operation, attributes, ())


MAKERS: dict[type[nn.Module], Callable[[Any, Shape], Node]] = {
    nn.Conv2d: _conv,
    nn.Linear: _dense,
    nn.BatchNorm1d: _norm,
    nn.BatchNorm2d: _norm,
    nn.LocalResponseNorm: _lrn,
    nn.ReLU: _plain("Relu"),
    nn.PReLU: _prelu,
    nn.Sigmoid: _plain("Sigmoid"),
    nn.Tanh: _plain("Tanh"),
    nn.MaxPool2d: _max_pool,
    nn.AvgPool2d: _average_pool,
    nn.AdaptiveAvgPool2d: _adaptive_pool,
    nn.Flatten: _flatten,
    # Once training is over, everything is let through.
    nn.Dropout: _plain("Identity"),
    nn.Identity: _plain("Identity"),
    Add: _plain("Add"),
    Concatenate: _plain("Concat", axis=1),
}
