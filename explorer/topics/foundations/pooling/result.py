"""From a state of the pooling topic to everything its views show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.topics.foundations.pooling.state import State
from explorer.vision import pooling, sizes
from explorer.vision.windows import Array, Axis, Position, at_step, rim, windows


@dataclass(frozen=True, eq=False)
class Window(Position):
    """The window that makes one output cell.

    Parameters
    ----------
    values : (f, f) float
        What it sees; padding is minus infinity for a maximum, 0 for an average.
    value : float
        The output cell.
    winner : list of int or None
        Row and column of the input cell that is the maximum; None for an average.
    """

    values: Array
    value: float
    winner: list[int] | None

    @property
    def tied(self) -> int:
        """Number of cells that are the maximum; 0 for an average."""
        return 0 if self.winner is None else int((self.values == self.value).sum())

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; padding that a maximum ignores is null."""
        return super().to_json() | {
            "values": [
                [value if math.isfinite(value) else None for value in row]
                for row in self.values.tolist()
            ],
            "value": self.value,
            "winner": self.winner,
            "tied": self.tied,
        }


@dataclass(frozen=True, eq=False)
class Shifted:
    """The input moved by one cell, and what the output makes of it.

    Parameters
    ----------
    input, output : (H, W), (rows, columns) float
        The moved input and its pooling.
    changed : (rows, columns) bool
        Where the output is not as it was.
    input_change, output_change : float
        Mean absolute change of a cell.
    winners : (rows, columns, 2) int or None
        As in `Result`, for the moved input.
    """

    input: Array
    output: Array
    changed: NDArray[np.bool_]
    input_change: float
    output_change: float
    winners: NDArray[np.intp] | None

    @property
    def unchanged(self) -> int:
        """Number of output cells that stay as they are."""
        return int((~self.changed).sum())


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    input : (H, W) float
        The matrix of the state.
    rows, columns : Axis
        How the window slides down and to the right.
    output : (rows, columns) float
        The maximum or mean at each position.
    window : Window
        The position of the current step.
    winners : (rows, columns, 2) int or None
        Row and column of the input cell that is each maximum; None for an average.
    gradient : (H, W) float
        What reaches each input cell when a one comes back to every output cell.
    shifted : Shifted
        The same with the input moved by one cell.
    """

    input: Array
    rows: Axis
    columns: Axis
    output: Array
    window: Window
    winners: NDArray[np.intp] | None
    gradient: Array
    shifted: Shifted

    @property
    def steps(self) -> int:
        """Number of output cells."""
        return self.output.size

    @property
    def padding(self) -> tuple[int, int, int, int]:
        """Padding in cells: top, bottom, left, right."""
        return rim(self.rows, self.columns)

    @property
    def parameters(self) -> int:
        """Number of values to learn: neither a maximum nor a mean has any."""
        return 0

    @property
    def lost(self) -> float:
        """What falls on the padding of the ones that come back to the outputs."""
        # In whole parts, free of rounding.
        parts = self.rows.window * self.columns.window
        return (self.steps * parts - round(float(self.gradient.sum()) * parts)) / parts

    @property
    def multiplications(self) -> int:
        """None for a maximum, one for each mean: the sum times 1 / f²."""
        return self.steps if self.winners is None else 0

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        axes = (self.rows, self.columns)
        return {
            "output": self.output.tolist(),
            "output_size": list(self.output.shape),
            "steps": self.steps,
            "window": self.window.to_json(),
            "winners": None if self.winners is None else self.winners.tolist(),
            "gradient": self.gradient.tolist(),
            "lost": self.lost,
            "shifted": {
                "input": self.shifted.input.tolist(),
                "output": self.shifted.output.tolist(),
                "unchanged": self.shifted.unchanged,
                "input_change": self.shifted.input_change,
                "output_change": self.shifted.output_change,
            },
            "unseen_rows": self.rows.unseen(),
            "unseen_columns": self.columns.unseen(),
            "formula": [sizes.formula(axis) for axis in axes],
            "left_over": [sizes.left_over(axis) for axis in axes],
            "parameters": self.parameters,
            "multiplications": self.multiplications,
        }


def interpret(state: State) -> Result:
    """Pool the input and stop at the current step."""
    values = np.array(state.input)
    rows, columns = pooling.axes(values.shape, state.size, state.stride, state.padding)
    output = pooling.pool(state.mode, values, rows, columns)
    winners = pooling.winners(values, rows, columns) if state.mode == "max" else None
    row, column = at_step(state.step, rows, columns)
    return Result(
        input=values,
        rows=rows,
        columns=columns,
        output=output,
        window=Window(
            row,
            column,
            rows.cells(row),
            columns.cells(column),
            values=windows(values, rows, columns, pooling.MODES[state.mode].fill)[row, column],
            value=float(output[row, column]),
            winner=None if winners is None else winners[row, column].tolist(),
        ),
        winners=winners,
        gradient=pooling.gradient(state.mode, values, rows, columns),
        shifted=_shifted(state, values, output, rows, columns),
    )


def _shifted(state: State, values: Array, output: Array, rows: Axis, columns: Axis) -> Shifted:
    moved = pooling.shift(values, state.shift)
    pooled = pooling.pool(state.mode, moved, rows, columns)
    # A mean of the same numbers in another order may differ by rounding.
    same = np.isclose(pooled, output, rtol=0, atol=1e-12 * np.abs(values).max())
    return Shifted(
        input=moved,
        output=pooled,
        changed=~same,
        input_change=float(np.abs(moved - values).mean()),
        output_change=float(np.abs(pooled - output).mean()),
        winners=pooling.winners(moved, rows, columns) if state.mode == "max" else None,
    )
