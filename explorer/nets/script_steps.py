"""The values of a TorchScript graph as layers.

A layer is a value that is a tensor and depends on the picture. What computes it is its node,
with the nodes in front up to the layers that it reads: lists, sizes and constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch

from explorer.nets.graph import INPUT
from explorer.nets.own_model import Part, Step
from explorer.nets.script_modules import POINTWISE, module_of

CONSTANT = "prim::Constant"
UNINITIALIZED = "prim::Uninitialized"
SHAPE_ONLY = ("aten::size", "aten::dim", "aten::len", "prim::dtype", "prim::device")
"""Operations that see no numbers: what is made of them is the same for each picture."""
FILLS = ("aten::append", "aten::extend", "aten::insert", "aten::_set_item")
"""Operations that put something into the list that they read first."""


def parts(graph: Any) -> tuple[tuple[Part, ...], dict[str, str]]:
    """Return the layers of a frozen graph with one picture, and the layer of each value.

    Parameters
    ----------
    graph : torch._C.Graph
    """
    picture = next(value for value in graph.inputs() if _is_tensor(value))
    names = {picture.debugName(): INPUT}
    dependent = set(names)
    counts: dict[str, int] = {}
    filled = _filled(graph)
    found: list[Part] = []
    for node in graph.nodes():
        seen = any(value.debugName() in dependent for value in _reads(node))
        if not seen or node.kind() in SHAPE_ONLY:
            continue
        dependent.update(value.debugName() for value in node.outputs())
        for number, value in enumerate(node.outputs()):
            if not _is_tensor(value) or _sometimes_missing(node, number):
                continue
            cone = _Cone(value, names, filled)
            kind = node.kind().partition("::")[2].strip("_")
            step = Step(
                kind,
                cone.function(),
                pointwise=kind in POINTWISE,
                weights=0 if number else cone.weights,
            )
            module = None if number else module_of(kind, node, cone.reads)
            name = _module_name(node) or _numbered(kind, counts)
            if name in names.values():
                name = _numbered(name, counts)
            names[value.debugName()] = name
            read = tuple(names[source] for source in cone.reads)
            found.append(Part(name, read, step, module))
    return tuple(found), names


def places(graph: Any) -> dict[str, tuple[str, int, int]]:
    """Return where each value of a graph is made; its own name changes from reading to reading.

    These are the kind of the operation, its number among those of the kind, and which of its
    outputs the value is.
    """
    counts: dict[str, int] = {}
    found = {}
    for node in graph.nodes():
        number = counts[node.kind()] = counts.get(node.kind(), -1) + 1
        for output, value in enumerate(node.outputs()):
            found[value.debugName()] = node.kind(), number, output
    return found


def _reads(node: Any) -> list[Any]:
    """Return the values that a node reads, those of its branches and loops included."""
    found = list(node.inputs())
    for block in node.blocks():
        inner = {value.debugName() for value in block.inputs()}
        for part in block.nodes():
            found += [value for value in _reads(part) if value.debugName() not in inner]
            inner.update(value.debugName() for value in part.outputs())
        found += [value for value in block.outputs() if value.debugName() not in inner]
    return found


def _filled(graph: Any) -> dict[str, list[Any]]:
    """Return the nodes that put something into a list, by the name of the list."""
    found: dict[str, list[Any]] = {}
    for node in graph.nodes():
        for name in _lists_of(node):
            found.setdefault(name, []).append(node)
    return found


def _lists_of(node: Any) -> set[str]:
    """Return the names of the lists that a node or its branches and loops fill."""
    names = {next(node.inputs()).debugName()} if node.kind() in FILLS else set()
    return names.union(*(_lists_of(part) for block in node.blocks() for part in block.nodes()))


def _is_tensor(value: Any) -> bool:
    return isinstance(value.type(), torch.TensorType)


def _sometimes_missing(node: Any, number: int) -> bool:
    """Return whether some branch of a node gives nothing in place of an output."""
    given = [list(block.outputs())[number : number + 1] for block in node.blocks()]
    return any(value.node().kind() == UNINITIALIZED for values in given for value in values)


def _numbered(name: str, counts: dict[str, int]) -> str:
    counts[name] = counts.get(name, 0) + 1
    return f"{name}_{counts[name]}"


def _module_name(node: Any) -> str | None:
    """Return the name of the module whose weights a node reads: "layer1.0.conv1"."""
    held = [value.debugName() for value in node.inputs() if _is_weight(value)]
    owners = {name.removeprefix("self.").rpartition(".")[0] for name in held}
    return owners.pop() or None if len(owners) == 1 else None


def _is_weight(value: Any) -> bool:
    return value.node().kind() == CONSTANT and _is_tensor(value)


def _stored(value: Any) -> dict[int, int]:
    """Return how many numbers a constant holds, by their place in memory.

    It is a tensor, or the list of a recurrent layer's.
    """
    held = value.toIValue() if value.node().kind() == CONSTANT else None
    tensors = held if isinstance(held, list) else [held]
    return {t.data_ptr(): t.numel() for t in tensors if isinstance(t, torch.Tensor) and t.dim()}


def constants(graph: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Return name and numbers of each tensor that is stored in a graph."""
    for node in graph.nodes():
        if node.kind() == CONSTANT and _is_tensor(node.output()):
            yield node.output().debugName().removeprefix("self."), node.output().toIValue()


class _Cone:
    """The way from the layers before to one value, as a graph of its own.

    Attributes
    ----------
    reads : list of str
        The values that it begins with.
    """

    def __init__(self, value: Any, layers: dict[str, str], filled: dict[str, list[Any]]) -> None:
        self.reads: list[str] = []
        # Each once, though both branches of a node may read it.
        self._stored: dict[int, int] = {}
        self._layers, self._filled, self._graph = layers, filled, torch._C.Graph()
        self._made: dict[str, Any] = {}
        self._in_place = False
        self._graph.registerOutput(self._take(value))

    @property
    def weights(self) -> int:
        """Stored numbers that go in."""
        return sum(self._stored.values())

    def _take(self, value: Any) -> Any:
        name = value.debugName()
        if name in self._made:
            return self._made[name]
        if name in self._layers:
            read = self._made[name] = self._graph.addInput(f"read_{len(self.reads)}")
            read.setType(value.type())
            self.reads.append(name)
            return read
        self._copy(value.node())
        self._stored.update(_stored(value))
        for node in self._filled.get(name, ()):
            self._copy(node)
        return self._made[name]

    def _copy(self, node: Any) -> None:
        for source in _reads(node):
            self._take(source)
        copy = self._graph.createClone(  # type: ignore[attr-defined]
            node, lambda source: self._made[source.debugName()]
        )
        self._graph.appendNode(copy)
        self._in_place |= node.kind().endswith("_")
        for old, new in zip(node.outputs(), copy.outputs(), strict=True):
            self._made[old.debugName()] = new

    def function(self) -> Callable[..., torch.Tensor]:
        """Return what computes the value from those read; these stay as they are."""
        made = torch._C._create_function_from_graph("layer", self._graph)

        def run(*read: torch.Tensor) -> torch.Tensor:
            # Compiling a single operation costs more than it brings.
            with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]
                output: torch.Tensor = made(*map(torch.clone, read) if self._in_place else read)
            return output

        return run
