"""From a state of the layers topic to everything its views show."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.core.errors import UserError
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.state import State
from explorer.vision import costs
from explorer.vision.costs import Connections, Cost, Shape

COSTS: dict[str, Callable[[Layer, Shape], Cost]] = {
    "conv": lambda layer, shape: costs.convolution(
        shape, layer.filters, layer.size, layer.stride, layer.padding
    ),
    "pool": lambda layer, shape: costs.pool(
        shape, layer.mode, layer.size, layer.stride, layer.padding
    ),
    "dense": lambda layer, shape: costs.dense(shape, layer.units),
    "activation": lambda layer, shape: Cost(shape),
    "flatten": lambda layer, shape: Cost((math.prod(shape),)),
}


@dataclass(frozen=True, eq=False)
class Row:
    """One layer of the table.

    Parameters
    ----------
    before : (H, W, C) or (n,) or None
        The shape that comes in; None behind a layer that does not fit.
    cost : Cost or None
        None where there is nothing to count.
    error : UserError or None
        Why this layer does not fit.
    """

    layer: Layer
    before: Shape | None
    cost: Cost | None = None
    error: UserError | None = None

    @property
    def dense_equivalent(self) -> int | None:
        """Parameters of a dense layer in place of this convolution; else None."""
        if self.layer.type != "conv" or self.before is None or self.cost is None:
            return None
        return costs.dense_parameters(math.prod(self.before), self.cost.size)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; null where nothing was counted."""
        cost = self.cost
        return {
            "type": self.layer.type,
            "activation_shape": list(cost.shape) if cost else None,
            "activation_size": cost.size if cost else None,
            "parameters": cost.parameters if cost else None,
            "multiplications": cost.multiplications if cost else None,
            "dense_equivalent": self.dense_equivalent,
            "error": str(self.error) if self.error else None,
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    input : Cost
        The picture itself, which costs nothing.
    rows : tuple of Row
        One for each layer.
    selected : int or None
        The row looked at.
    connections : Connections or None
        What one output of that row sees; None where the layer has no connections.
    """

    input: Cost
    rows: tuple[Row, ...]
    selected: int | None
    connections: Connections | None

    @property
    def totals(self) -> dict[str, int]:
        """Sums over the rows that could be counted; the input is not among them."""
        counted = [row.cost for row in self.rows if row.cost]
        return {
            "parameters": sum(cost.parameters for cost in counted),
            "multiplications": sum(cost.multiplications for cost in counted),
            "activation_size": sum(cost.size for cost in counted),
        }

    @property
    def dense_equivalent_parameters(self) -> int | None:
        """Parameters of a dense layer in place of the convolution looked at, or of the first."""
        if self.selected is not None:
            return self.rows[self.selected].dense_equivalent
        return next((row.dense_equivalent for row in self.rows if row.layer.type == "conv"), None)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        seen = self.connections
        return {
            "input": {
                "activation_shape": list(self.input.shape),
                "activation_size": self.input.size,
            },
            "rows": [row.to_json() for row in self.rows],
            "totals": self.totals,
            "dense_equivalent_parameters": self.dense_equivalent_parameters,
            "selected": self.selected,
            "connections": seen
            and {
                "row": seen.row,
                "column": seen.column,
                "rows": list(seen.rows),
                "columns": list(seen.columns),
                "channels": seen.channels,
                "inputs": seen.inputs,
                "of": seen.of,
            },
        }


def interpret(state: State) -> Result:
    """Count layer by layer; behind one that does not fit nothing can be counted."""
    rows: list[Row] = []
    shape: Shape | None = state.input_shape
    for layer in state.layers:
        rows.append(_row(layer, shape))
        shape = rows[-1].cost.shape if rows[-1].cost else None
    selected = min(state.selected, len(rows) - 1)
    return Result(
        input=Cost(state.input_shape),
        rows=tuple(rows),
        selected=selected if selected >= 0 else None,
        connections=_connections(rows[selected], state.position) if selected >= 0 else None,
    )


def _row(layer: Layer, before: Shape | None) -> Row:
    if before is None:
        return Row(layer, None)
    try:
        return Row(layer, before, COSTS[layer.type](layer, before))
    except UserError as error:
        return Row(layer, before, error=error)


def _connections(row: Row, position: tuple[int, ...]) -> Connections | None:
    layer, before = row.layer, row.before
    if before is None or row.cost is None:
        return None
    if layer.type == "dense":
        return costs.dense_connections(before)
    if layer.type in ("conv", "pool"):
        rows, columns = costs.window_axes(before, layer.size, layer.stride, layer.padding)
        # A filter sees all channels, pooling one.
        channels = before[2] if layer.type == "conv" else 1
        return costs.window_connections(before, rows, columns, position, channels)
    return None
