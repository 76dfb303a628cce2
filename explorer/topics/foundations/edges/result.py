"""Everything the views of the edges topic show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.topics.foundations.edges.parts import Chain, Comparison, Learned, Values, numbers
from explorer.vision.windows import Array, Axis, Position


@dataclass(frozen=True, eq=False)
class Window(Position):
    """What makes one output pixel.

    Parameters
    ----------
    values, products : (k, k) float, or (3, k, k) where each channel is filtered
        What the window sees, padding as zeros; the same times the applied filter.
    """

    values: Array
    products: Array

    @property
    def sum(self) -> float | list[float]:
        """The products added up: the output pixel, or one number a channel."""
        total: float | list[float] = (self.products.sum(axis=(-2, -1)) + 0.0).tolist()
        return total

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return super().to_json() | {
            "values": self.values.tolist(),
            "products": self.products.tolist(),
            "sum": self.sum,
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    kernel, applied : (k, k) float
        The filter as chosen; as it slides (flipped for true convolution).
    rows, columns : Axis
        How it slides down and to the right.
    output : (rows, columns) float64 of a matrix; of a picture float32, (rows, columns)
        or (rows, columns, 3)
    limit : float
        The absolute value that gets full colour: of a matrix the largest there is, of a
        picture `filters.colour_limit`, which does not change with it; by the contrast.
    window : Window or None
        The open pixel.
    comparison : Comparison or None
        Cross-correlation beside true convolution. Like the two below, None where it was
        not asked for.
    chain : Chain or None
    learned : Learned or None
    """

    kernel: Array
    applied: Array
    rows: Axis
    columns: Axis
    output: Values
    limit: float
    window: Window | None
    comparison: Comparison | None = None
    chain: Chain | None = None
    learned: Learned | None = None

    @property
    def difference(self) -> float | None:
        """How far cross-correlation and true convolution differ at most."""
        return self.comparison.largest if self.comparison else None

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; of a picture, what sums it up."""
        return {
            "output": numbers(self.output),
            "output_size": [self.rows.output, self.columns.output],
            "kernel": self.kernel.tolist(),
            "applied": self.applied.tolist(),
            "limit": self.limit,
            "window": self.window and self.window.to_json(),
            "difference": self.difference,
            "chain": self.chain and self.chain.to_json(),
            "learned": self.learned and self.learned.to_json(),
        }
