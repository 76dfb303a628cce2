"""The nodes of an ONNX model as layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.nets.graph import INPUT
from explorer.nets.onnx_modules import module_of
from explorer.nets.onnx_operation import Operation
from explorer.nets.own_model import Part, Step

Values = Mapping[str, NDArray[Any]]
SHAPE_ONLY = ("Shape", "Size")
"""Operations that see no numbers: what is made of them is the same for each picture."""


def parts(model: Any, values: Values) -> tuple[tuple[Part, ...], dict[str, str]]:
    """Return what depends on the picture as layers, and the layer of each tensor.

    Parameters
    ----------
    model : onnx.ModelProto
    values : mapping
        What the nodes gave for some picture, and the picture itself.
    """
    from onnx import numpy_helper

    stored = {t.name: numpy_helper.to_array(t).copy() for t in model.graph.initializer}
    known = {**stored, **values}
    names = {model.graph.input[0].name: INPUT}
    found: list[Part] = []
    for node in model.graph.node:
        reads = _reads(node)
        # What a node reads twice, as in a square, it is given twice.
        sources = [name for name in node.input if name in names]
        sources += [name for name in reads if name in names and name not in sources]
        if not sources or node.op_type in SHAPE_ONLY:
            continue
        fixed = {name: known[name] for name in reads if name not in names}
        read = tuple(names[name] for name in sources)
        # Told once of a node, however many outputs it has.
        weights = sum(v.size for v in fixed.values() if v.ndim and v.dtype.kind == "f")
        for number, output in enumerate(node.output):
            if output:
                examples = {name: known[name] for name in sources}
                alone = NodeAlone(model, node, output, examples, fixed, sources)
                step = Step(node.op_type, alone, gradient=False, weights=weights)
                module = module_of(_operation(node, number, fixed, known))
                names[output] = _free(node.name or output, number, names)
                found.append(Part(names[output], read, step, module))
                weights = 0
    del names[model.graph.input[0].name]
    return tuple(found), names


def _free(name: str, number: int, taken: Mapping[str, str]) -> str:
    """Return a name for the output ``number`` of a node that no other layer has."""
    name = f"{name}.{number}" if number else name
    return name if name not in taken.values() else f"{name} ({len(taken)})"


def _reads(node: Any) -> list[str]:
    """Return the tensors that a node reads, those of its branches and loops included."""
    names = [name for name in node.input if name]
    for attribute in node.attribute:
        for graph in [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]:
            inner = {value.name for value in (*graph.input, *graph.initializer)}
            for part in graph.node:
                names += [name for name in _reads(part) if name not in inner]
                inner.update(part.output)
            names += [output.name for output in graph.output if output.name not in inner]
    return list(dict.fromkeys(names))


def _operation(node: Any, number: int, fixed: Values, known: Values) -> Operation:
    from onnx import helper

    return Operation(
        node.op_type,
        {a.name: helper.get_attribute_value(a) for a in node.attribute},
        tuple(torch.from_numpy(fixed[n]) if n in fixed else None for n in node.input),
        tuple(known[name].shape for name in node.input if name and name not in fixed),
        known[node.output[number]].shape,
        number,
    )


class NodeAlone:
    """One node, run by onnxruntime on tensors of torch.

    Parameters
    ----------
    model : onnx.ModelProto
        For its versions.
    node : onnx.NodeProto
    output : str
        Which of its outputs is wanted.
    sources : mapping
        Examples of what it reads.
    fixed : mapping
        What else it reads.
    order : names of ``sources`` in the order in which they will be given
    """

    def __init__(
        self,
        model: Any,
        node: Any,
        output: str,
        sources: Values,
        fixed: Values,
        order: Sequence[str],
    ) -> None:
        self._versions = model.ir_version, list(model.opset_import)
        self._node, self._output, self._fixed = node, output, fixed
        self._order = order
        self._sources = {name: (value.dtype, value.shape) for name, value in sources.items()}

    @cached_property
    def _session(self) -> Any:
        import onnx
        import onnxruntime
        from onnx import helper, numpy_helper

        inputs = [
            helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(dtype), shape)
            for name, (dtype, shape) in self._sources.items()
        ]
        stored = [numpy_helper.from_array(value, name) for name, value in self._fixed.items()]
        outputs = [onnx.ValueInfoProto(name=self._output)]
        graph = helper.make_graph([self._node], "node", inputs, outputs, stored)
        version, sets = self._versions
        model = helper.make_model(graph, ir_version=version, opset_imports=sets)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, *read: Tensor) -> Tensor:
        """Return the output for what the node reads."""
        given = {
            name: tensor.detach().numpy() for name, tensor in zip(self._order, read, strict=True)
        }
        (output,) = self._session.run([self._output], given)
        return torch.from_numpy(output)
