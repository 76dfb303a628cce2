"""A model of the user's own in an ONNX file: onnxruntime computes it, every layer is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.core.errors import UserError
from explorer.core.files import check_file
from explorer.nets import onnx_checks, onnx_steps
from explorer.nets.device import default_threads, is_memory_error
from explorer.nets.graph import INPUT
from explorer.nets.own_model import (
    ANY_SIZE,
    MOST_NUMBERS,
    Graph,
    chance,
    independent,
)
from explorer.nets.traced import Recording

PICTURE = "picture"
"""Name of an input of our own, in front of the file's."""
CHANNELS = (1, 3)
NUMBERS = ("FLOAT", "FLOAT16", "DOUBLE", "UINT8")
"""Types that a picture can have."""


def read(path: Path) -> Graph:
    """Read a model with one picture as its input.

    Raises
    ------
    UserError
        The file is damaged or incomplete, no model of pictures, or cannot be run.
    """
    model = _load(path)
    _constants_first(model.graph)
    onnx_checks.check_stored(model.graph, path)
    batch = _batch(model.graph)
    sizes = _adapt_input(model, path)
    results = _tell_all(model)
    for number, size in enumerate(sizes):
        try:
            return _graph(model, size, results, path)
        except UserError:
            raise
        # onnxruntime's own exceptions share no base class but this one.
        except Exception as error:
            if is_memory_error(error):
                raise UserError("There is not enough memory for this input size.") from error
            if number + 1 == len(sizes):
                raise _refused(path, batch, error) from error
    raise AssertionError("no size")


def _load(path: Path) -> Any:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    from onnx.external_data_helper import load_external_data_for_model
    from onnx.inliner import inline_local_functions

    check_file(path)
    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, ValueError) as error:
        raise onnx_checks.damaged(path) from error
    if not model.graph.node:
        raise onnx_checks.damaged(path)
    onnx_checks.check_version(model, path)
    try:
        load_external_data_for_model(model, str(path.parent))
    except (OSError, ValueError, onnx.checker.ValidationError) as error:
        raise UserError(
            "The weights of {path} lie in a file of their own, which cannot be read; "
            "put it beside the model.",
            path=path,
        ) from error
    try:
        return inline_local_functions(model) if model.functions else model
    # What is written in C++ there raises what it likes.
    except Exception as error:
        raise onnx_checks.damaged(path) from error


def _refused(path: Path, batch: int, error: Exception) -> UserError:
    if isinstance(error, UnicodeDecodeError):  # a name
        return onnx_checks.damaged(path)
    if batch > 1 and onnx_checks.RUNNING in str(error):
        return UserError(
            "{path} takes {count} pictures at once and cannot do with one; export it for one.",
            path=path,
            count=batch,
        )
    return onnx_checks.not_run(path, error)


def _constants_first(graph: Any) -> None:
    """Turn nodes that only hold numbers into initializers."""
    held = [node for node in graph.node if node.op_type == "Constant"]
    for node in held:
        if len(node.attribute) == 1 and node.attribute[0].name == "value":
            tensor = graph.initializer.add()
            tensor.CopyFrom(node.attribute[0].t)
            tensor.name = node.output[0]
            graph.node.remove(node)


def _inputs(graph: Any) -> list[Any]:
    """Return what has to be given to a model; older files name their weights there, too."""
    stored = {tensor.name for tensor in graph.initializer}
    return [value for value in graph.input if value.name not in stored]


def _batch(graph: Any) -> int:
    """Return how many pictures a model takes at once, 0 where that is open."""
    sides = [side for value in _inputs(graph) for side in value.type.tensor_type.shape.dim]
    return int(sides[0].dim_value) if sides else 0


def _adapt_input(model: Any, path: Path) -> list[tuple[int, int, int]]:
    """Make the input (1, C, H, W) float32; return the sizes that it may have, (C, H, W)."""
    from onnx import TensorProto, helper

    graph = model.graph
    inputs = _inputs(graph)
    if not inputs:
        raise independent(path)
    tensor = inputs[0].type.tensor_type if len(inputs) == 1 else None
    sides = _sides(tensor) if tensor else []
    last = len(sides) == 4 and sides[1] not in CHANNELS and sides[3] in CHANNELS
    if last:
        sides = [sides[axis] for axis in (0, 3, 1, 2)]
    kinds = [TensorProto.DataType.Value(name) for name in NUMBERS]
    if not tensor or tensor.elem_type not in kinds or sides[1:2] not in ([1], [3], [None]):
        raise UserError(
            "{path} does not take one picture but {found}. What can be shown has one input of "
            "1 × 3 × height × width numbers; 1 × 1 or the channels last will do, too.",
            path=path,
            found=", ".join(map(_described, inputs)),
        )
    # Before the file's own input come a change of the order and of the type.
    before: list[tuple[str, dict[str, Any]]] = []
    if last and not _without_transposing(graph, inputs[0].name):
        before.append(("Transpose", {"perm": (0, 2, 3, 1)}))
    if tensor.elem_type != TensorProto.FLOAT:
        before.append(("Cast", {"to": tensor.elem_type}))
    names = [f"{PICTURE} {number}" for number in range(len(before))] + [inputs[0].name]
    nodes = [
        helper.make_node(kind, [names[at]], [names[at + 1]], **attributes)
        for at, (kind, attributes) in enumerate(before)
    ]
    nodes += list(graph.node)
    del graph.node[:], graph.input[:]
    graph.node.extend(nodes)
    graph.input.append(helper.make_tensor_value_info(names[0], TensorProto.FLOAT, [1] * 4))
    return _sizes(sides, path)


def _sides(tensor: Any) -> list[int | None]:
    """Return the sides of an input, None for one that is open."""
    if not tensor.HasField("shape"):
        return [None] * 4
    return [side.dim_value if side.dim_value > 0 else None for side in tensor.shape.dim]


def _without_transposing(graph: Any, picture: str) -> bool:
    """Let the channels stay first where all that a file does with ``picture`` is to bring them so.

    Exports from TensorFlow begin that way.
    """
    readers = [node for node in graph.node if picture in node.input]
    orders = [list(a.ints) for node in readers for a in node.attribute]
    if {node.op_type for node in readers} != {"Transpose"} or any(
        order != [0, 3, 1, 2] for order in orders
    ):
        return False
    for node in readers:
        node.op_type = "Identity"
        del node.attribute[:]
    return True


def _sizes(sides: list[int | None], path: Path) -> list[tuple[int, int, int]]:
    channels = sides[1] or 3
    height, width = sides[2:]
    found = [(channels, height or side, width or side) for side in ANY_SIZE]
    if math.prod(found[0]) > MOST_NUMBERS:
        raise UserError(
            "{path} takes pictures of {width} × {height} pixels, more than fit into memory.",
            path=path,
            width=found[0][2],
            height=found[0][1],
        )
    return found[:1] if height and width else found


def _described(value: Any) -> str:
    from onnx import TensorProto

    tensor = value.type.tensor_type
    sides = [str(d.dim_value or d.dim_param or "?") for d in tensor.shape.dim]
    kind = TensorProto.DataType.Name(tensor.elem_type).lower()
    return f"{value.name}: {kind} {' × '.join(sides)}"


def _tell_all(model: Any) -> list[str]:
    """Make each number that is computed an output; return those that were outputs before."""
    import onnx

    graph = model.graph
    results = [output.name for output in graph.output]
    computed = [name for node in graph.node for name in node.output if name]
    del graph.output[:], graph.value_info[:]
    # Without types: onnxruntime finds them out.
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in computed)
    return [name for name in results if name in computed]


def _graph(model: Any, size: tuple[int, int, int], results: list[str], path: Path) -> Graph:
    """Run the model on an input (C, H, W) of chance, and take it apart."""
    picture = model.graph.input[0]
    for side, length in zip(picture.type.tensor_type.shape.dim, (1, *size), strict=True):
        side.dim_value = length
    session = _session(model)
    x = chance(*size)
    computed = [output.name for output in session.get_outputs()]
    values = dict(zip(computed, session.run(computed, {picture.name: x.numpy()}), strict=True))
    onnx_checks.check_computed(values, path)
    parts, layers = onnx_steps.parts(model, {picture.name: x.numpy(), **values})

    def recorded(outputs: Iterable[NDArray[Any]], x: Tensor) -> Recording:
        made = zip(layers.values(), map(torch.from_numpy, outputs), strict=True)
        return Recording({INPUT: x, **dict(made)})

    # What does not depend on the picture is not asked for again.
    return Graph(
        parts,
        tuple(layers[name] for name in results if name in layers),
        {layer: name for name, layer in layers.items()},
        recorded((values[name] for name in layers), x),
        lambda x: recorded(session.run(list(layers), {picture.name: x.numpy()}), x),
    )


def _session(model: Any) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = default_threads()
    options.log_severity_level = 4  # what matters is raised, and shown by us
    return onnxruntime.InferenceSession(
        model.SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
        enable_fallback=0,  # it would print what is raised, and try the same again
    )
