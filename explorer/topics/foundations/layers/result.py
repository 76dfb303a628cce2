"""From a state of the layers topic to everything its views show."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.state import State
from explorer.vision import costs, sharing
from explorer.vision.costs import Connections, Cost, Shape
from explorer.vision.sharing import Sharing
from explorer.vision.windows import Axis

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


# What can be drawn of a table of weights and still be seen: outputs, inputs; inputs
# of a row that is longer than that.
DRAWN = (40, 160)
BEGINNING = 64


@dataclass(frozen=True, eq=False)
class Row:
    """One layer of the table.

    Parameters
    ----------
    before : (H, W, C) or (n,) or None
        The shape that comes in; None behind a layer that does not fit.
    cost : Cost or None
        None where there is nothing to count.
    axes : (rows, columns) Axis or None
        How the window slides, in a convolution or pooling that fits.
    error : UserError or None
        Why this layer does not fit.
    """

    layer: Layer
    before: Shape | None
    cost: Cost | None = None
    axes: tuple[Axis, Axis] | None = None
    error: UserError | None = None

    @property
    def sharing(self) -> Sharing | None:
        """A dense layer in place of this convolution; None for other layers."""
        if self.layer.type != "conv" or self.before is None or self.cost is None:
            return None
        height, width, filters = self.cost.shape
        weights = self.layer.size**2 * self.before[2]
        return Sharing(math.prod(self.before), self.cost.size, weights, filters, height * width)

    @property
    def dense_equivalent(self) -> int | None:
        """Parameters of a dense layer in place of this convolution; else None."""
        return self.sharing.dense if self.sharing else None

    def weight_table(self) -> NDArray[np.int64] | None:
        """Return the top left of `sharing.weight_table` of a convolution; else None."""
        if self.layer.type != "conv" or self.axes is None:
            return None
        outputs, most = DRAWN
        width = self.axes[1].size
        # Whole rows of the input, where there is room.
        inputs = most // width * width or BEGINNING
        return sharing.weight_table(*self.axes, outputs, inputs)

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
        The row that the user has chosen.
    focus : int or None
        The row looked at: the chosen one, else the first convolution.
    connections : Connections or None
        What one output of that row sees; None where there is nothing to tell.
    """

    input: Cost
    rows: tuple[Row, ...]
    selected: int | None
    focus: int | None
    connections: Connections | None

    @property
    def row(self) -> Row | None:
        """The row looked at."""
        return None if self.focus is None else self.rows[self.focus]

    @property
    def counted(self) -> int:
        """How many rows could be counted; `totals` are partial where there are more."""
        return sum(row.cost is not None for row in self.rows)

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
        """Parameters of a dense layer in place of the convolution looked at."""
        return self.row.dense_equivalent if self.row else None

    def share(self, index: int, name: str) -> float:
        """Return the part, 0 to 1, that a row has of a total, "parameters" for example."""
        cost, total = self.rows[index].cost, self.totals[name]
        return getattr(cost, name) / total if cost and total else 0.0

    def output_near(self, row: int, column: int) -> tuple[int, int]:
        """Return the output of the row looked at whose window lies around an input cell."""
        if self.row is None or self.row.axes is None:
            return (0, 0)
        rows, columns = self.row.axes
        return costs.output_near(rows, row), costs.output_near(columns, column)

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
            "counted": self.counted,
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
    chosen = min(state.selected, len(rows) - 1)
    selected = chosen if chosen >= 0 else None
    convolutions = (i for i, row in enumerate(rows) if row.layer.type == "conv")
    focus = next(convolutions, None) if selected is None else selected
    return Result(
        input=Cost(state.input_shape),
        rows=tuple(rows),
        selected=selected,
        focus=focus,
        connections=None if focus is None else _connections(rows[focus], state.position),
    )


def _row(layer: Layer, before: Shape | None) -> Row:
    if before is None:
        return Row(layer, None)
    try:
        cost = COSTS[layer.type](layer, before)
    except UserError as error:
        return Row(layer, before, error=error)
    axes = None
    if layer.type in ("conv", "pool"):
        axes = costs.window_axes(before, layer.size, layer.stride, layer.padding)
    return Row(layer, before, cost, axes)


def _connections(row: Row, position: tuple[int, ...]) -> Connections | None:
    if row.before is None or row.cost is None:
        return None
    if row.layer.type == "dense":
        return costs.dense_connections(row.before)
    if row.axes:
        # A filter sees all channels, pooling one.
        channels = row.before[2] if row.layer.type == "conv" else 1
        return costs.window_connections(row.before, *row.axes, position, channels)
    return None
