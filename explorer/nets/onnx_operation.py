"""A node of an ONNX graph, as far as its inputs are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from explorer.nets.own_model import Step


@dataclass(frozen=True, eq=False)
class Operation:
    """A node of the graph.

    Parameters
    ----------
    name : str
        As in the standard: "Conv".
    attributes : mapping
    constants : for each input its numbers; None where it comes from the picture
    shapes : of each input that comes from the picture
    output : shape of the output
    number : int
        Which of the outputs is wanted, where there are several.
    """

    name: str
    attributes: Mapping[str, Any]
    constants: tuple[Tensor | None, ...]
    shapes: tuple[tuple[int, ...], ...]
    output: tuple[int, ...]
    number: int = 0

    def get(self, name: str, default: Any) -> Any:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def constant(self, at: int) -> Tensor | None:
        """Return the numbers of an input; None where there are none."""
        return self.constants[at] if at < len(self.constants) else None

    def numbers(self, name: str, at: int) -> list[int]:
        """Return integers that are an attribute, or in later versions an input."""
        value = self.constant(at)
        return list(self.get(name, ())) if value is None else value.flatten().tolist()

    def step(self, function: Callable[..., Tensor], *, pointwise: bool = False) -> Step:
        """Return a layer that torch can compute and differentiate."""
        weights = sum(
            value.numel()
            for value in self.constants
            if value is not None and value.is_floating_point() and value.dim()
        )
        return Step(self.name, function, pointwise=pointwise, weights=weights)
