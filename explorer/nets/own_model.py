"""A model of the user's own as layers that run one by one, whatever file it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from explorer.core.errors import UserError
from explorer.nets.graph import KINDS, Layer
from explorer.nets.outputs import Edit
from explorer.nets.traced import Layered, Recording

ANY_SIZE = (224, 299, 32, 28, 64, 96, 128, 160, 192, 256, 384, 512)
"""Sides tried, in this order, where a file does not tell the size of its input."""
MOST_NUMBERS = 3 * 4096 * 4096
"""Numbers of the largest input that is run."""
CLOSE = 1e-3
"""By how much of the largest value a layer rebuilt in torch may differ from the file's own."""


class Step(nn.Module):
    """An operation that the program runs without knowing its arithmetic.

    Parameters
    ----------
    operation : str
        What the file calls it.
    function : callable of tensors
    pointwise : bool
        Whether each number depends only on those at the same row and column.
    gradient : bool
        Whether torch can differentiate it.
    weights : int
        How many numbers of its own go in.
    """

    def __init__(
        self,
        operation: str,
        function: Callable[..., Tensor],
        *,
        pointwise: bool = False,
        gradient: bool = True,
        weights: int = 0,
    ) -> None:
        super().__init__()
        self.operation, self.function = operation, function
        self.pointwise, self.gradient, self.weights = pointwise, gradient, weights

    def forward(self, *read: Tensor) -> Tensor:
        """Return the output for the layers read."""
        return self.function(*read)


@dataclass(frozen=True, eq=False)
class Part:
    """One layer of a file.

    Parameters
    ----------
    name : str
    inputs : names of the layers that it reads, or `INPUT`
    step : Step
        What the file says.
    module : Module or None
        The same as a module of torch, whose arithmetic is known.
    """

    name: str
    inputs: tuple[str, ...]
    step: Step
    module: nn.Module | None


@dataclass(frozen=True, eq=False)
class Graph:
    """What was read from a file.

    Parameters
    ----------
    parts : in the order of their work
    results : names of the layers that the file gives
    tensors : mapping
        Where the file has the output of each layer: its name, or see `script_steps.places`.
    first : Recording
        A run on numbers drawn by chance, by the file's own rules.
    run : callable or None
        Computes all layers of an input at once, where there is a faster way than one by one.
    """

    parts: tuple[Part, ...]
    results: tuple[str, ...]
    tensors: Mapping[str, object]
    first: Recording
    run: Callable[[Tensor], Recording] | None = None


class OwnModel(Layered):
    """The layers of a file. They run on the CPU.

    A layer whose module in torch gives the file's own numbers can be taken apart like those
    of the classic networks; any other runs as it stands in the file.

    Attributes
    ----------
    classes : int
        How many numbers it gives, if that is one list; 0 otherwise.
    softmax : bool
        Whether it gives probabilities; `last` is the layer in front of them.
    tensors : mapping
        Where the file has the output of each layer, see `Graph`.
    """

    def __init__(self, graph: Graph) -> None:
        self._run = graph.run
        outputs = graph.first.outputs
        modules = {part.name: _chosen(part, outputs) for part in graph.parts}
        layers = tuple(
            Layer(part.name, _kind(part, modules[part.name], outputs), part.inputs)
            for part in graph.parts
        )
        logits = _logits(graph)
        super().__init__(layers, modules, logits or graph.results[0])
        self.classes = outputs[logits].numel() if logits else 0
        self.softmax = self.last != graph.results[0]
        self.tensors = graph.tensors
        self._whole = {name for name, made in outputs.items() if not made.is_floating_point()}

    def to(self, device: str) -> str:
        """Stay on the CPU."""
        return "cpu"

    def run(self, x: Tensor, edits: Mapping[str, Edit] | None = None) -> Recording:
        """Run all layers on (1, C, H, W) and keep what they give."""
        return self._run(x) if self._run and not edits else super().run(x, edits)

    def without_gradient(self, names: Set[str]) -> str | None:
        """Return the first of the layers in ``names`` that no gradient passes, if any."""
        for name, module in self.modules.items():
            blocks = isinstance(module, Step) and not module.gradient
            # Whole numbers do not change a little.
            if name in names and (blocks or name in self._whole):
                return name
        return None

    def parameters(self) -> dict[str, int]:
        """Return how many weights and biases each layer has."""
        return {
            name: module.weights
            if isinstance(module, Step)
            else sum(parameter.numel() for parameter in module.parameters())
            for name, module in self.modules.items()
        }


def chance(channels: int, height: int, width: int) -> Tensor:
    """Return an input (1, C, H, W) to try a model with."""
    return torch.randn(1, channels, height, width, generator=torch.Generator().manual_seed(0))


def independent(path: Path) -> UserError:
    """Return what is said of a model that gives the same for all pictures."""
    return UserError("What {path} gives does not depend on a picture.", path=path)


def check_numbers(output: Tensor, name: str, path: Path) -> None:
    """Raise a UserError where a layer gives something other than ordinary numbers."""
    if output.layout is not torch.strided or output.is_complex() or output.is_quantized:
        raise not_shown(path, name, str(output.dtype).removeprefix("torch."))


def not_shown(path: Path, name: str, kind: str) -> UserError:
    """Return what is said of a layer that gives no ordinary numbers."""
    return UserError(
        "{path} cannot be shown: what its layer {name} gives is of the kind {kind}.",
        path=path,
        name=name,
        kind=kind,
    )


def _chosen(part: Part, outputs: Mapping[str, Tensor]) -> nn.Module:
    if part.module is None:
        return part.step
    wanted = outputs[part.name]
    try:
        with torch.inference_mode():
            made = part.module.eval()(*(outputs[name] for name in part.inputs))
    # What torch raises where its module cannot do what the file asks for.
    except (RuntimeError, ValueError, TypeError, IndexError):
        return part.step
    return part.module if _same(made.double(), wanted.double()) else part.step


def _same(made: Tensor, wanted: Tensor) -> bool:
    if made.shape != wanted.shape or not made.numel():
        return False
    most = float(wanted.abs().nan_to_num(0, posinf=0).max())
    return torch.allclose(made, wanted, 0, CLOSE * (1 + most), equal_nan=True)


def _kind(part: Part, module: nn.Module, outputs: Mapping[str, Tensor]) -> str:
    """Return the kind, "other" where the program's arithmetic does not hold for the shapes."""
    kind = next((name for known, name in KINDS.items() if isinstance(module, known)), "other")
    shapes = {tuple(outputs[name].shape) for name in (part.name, *part.inputs)}
    batches = all(len(shape) in (2, 4) and shape[0] == 1 for shape in shapes)
    fits = {"activation": True, "dropout": True, "add": batches and len(shapes) == 1}
    return kind if fits.get(kind, batches) else "other"


def _logits(graph: Graph) -> str | None:
    """Return the layer with one number for each class, in front of a softmax at the end."""
    parts = {part.name: part for part in graph.parts}
    name = graph.results[0]
    count = graph.first.outputs[name].numel()
    if len(graph.results) > 1 or count < 2 or max(graph.first.outputs[name].shape) != count:
        return None
    before = name
    # What only changes the shape may come behind the softmax.
    while before in parts and graph.first.outputs[before].numel() == count:
        operation = parts[before].step.operation.lower()
        if operation == "softmax":
            return parts[before].inputs[0]
        if operation == "sigmoid":
            return None  # each number is a probability of its own
        if operation not in ("flatten", "reshape", "view", "squeeze", "identity", "cast"):
            break
        before = parts[before].inputs[0]
    return name
