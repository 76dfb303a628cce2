"""One residual block on vectors: a[l+2] = g(z[l+2] + a[l])."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.vision.windows import Array

if TYPE_CHECKING:
    from explorer.topics.networks.residual.state import State


@dataclass(frozen=True, eq=False)
class Block:
    """Everything between the input of a block and its output; vectors are columns (n, 1).

    Parameters
    ----------
    factor : float
        What all weights and biases of the two layers were multiplied by.
    input : (n, 1) float
        a[l].
    first, first_bias : (m, n), (m, 1) float
    z1, a1 : (m, 1) float
        z[l+1] = W[l+1] a[l] + b[l+1], and what ReLU leaves of it.
    second, second_bias : (k, m), (k, 1) float
    z2 : (k, 1) float
        z[l+2] = W[l+2] a[l+1] + b[l+2].
    projection : (k, n) float or None
        None where the input is added as it is.
    shortcut : (k, 1) float or None
        What is added; None without a shortcut.
    total, output : (k, 1) float
        z[l+2] and the shortcut, and what ReLU leaves of it: a[l+2].
    """

    factor: float
    input: Array
    first: Array
    first_bias: Array
    z1: Array
    a1: Array
    second: Array
    second_bias: Array
    z2: Array
    projection: Array | None
    shortcut: Array | None
    total: Array
    output: Array

    @property
    def identity(self) -> bool:
        """Whether the output is the input."""
        return np.array_equal(self.output, self.input)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values, vectors as lists."""
        vectors = {
            name: None if (value := getattr(self, name)) is None else value[:, 0].tolist()
            for name in ("input", "z1", "a1", "z2", "shortcut", "total", "output")
        }
        return {
            "factor": self.factor,
            "first": self.first.tolist(),
            "second": self.second.tolist(),
            **vectors,
            "identity": self.identity,
        }


def decay(state: State) -> float:
    """Return what steps of weight decay alone leave of a weight: (1 - rate * lambda)^steps.

    A step of gradient descent on loss + lambda/2 |w|^2 is w - rate (gradient + lambda w);
    where the loss does not care, its gradient is 0.
    """
    return float((1 - state.rate * state.weight_decay) ** state.decay_steps)


def run(state: State) -> Block:
    """Compute the block of ``state``.

    Raises
    ------
    UserError
        Its parts do not fit together.
    """
    factor = state.strength * decay(state)
    a0 = np.array(state.input)
    first, first_bias, second, second_bias = (
        # 0 times a negative weight is no negative zero to look at.
        factor * np.array(getattr(state, name)) + 0.0
        for name in ("first", "first_bias", "second", "second_bias")
    )
    projection = np.array(state.projection) if state.projection else None
    _require_fit(state)
    z1 = first @ a0 + first_bias
    a1 = np.maximum(z1, 0)
    z2 = second @ a1 + second_bias
    shortcut = None
    if state.shortcut:
        shortcut = a0 if projection is None else projection @ a0
    total = z2 if shortcut is None else z2 + shortcut
    return Block(
        factor, a0, first, first_bias, z1, a1, second, second_bias, z2,
        projection, shortcut, total, np.maximum(total, 0),
    )  # fmt: skip


def _require_fit(state: State) -> None:
    inner, outer = len(state.first), len(state.second)
    wanted = {
        "first": (inner, len(state.input)),
        "first_bias": (inner, 1),
        "second": (outer, inner),
        "second_bias": (outer, 1),
    }
    if state.projection:
        wanted["projection"] = (outer, len(state.input))
    for name, (rows, columns) in wanted.items():
        value = getattr(state, name)
        if (len(value), len(value[0])) != (rows, columns):
            raise UserError(
                "{name} must have {rows} rows and {columns} columns to fit the other parts of "
                "the block, not {size}.",
                name=tr(fields.spec(state, name).label),
                rows=rows,
                columns=columns,
                size=f"{len(value)} × {len(value[0])}",
            )
    if state.shortcut and not state.projection and outer != len(state.input):
        raise UserError(
            "The block makes {outputs} numbers of {inputs}: its shortcut needs a projection of "
            "{outputs} rows and {inputs} columns.",
            outputs=outer,
            inputs=len(state.input),
        )


def resized(state: State, inputs: int, inner: int, outputs: int) -> State:
    """Return ``state`` with other numbers of units; what is new is zero.

    Where the block makes as many numbers as come in, the shortcut is the input itself; else
    a projection that hands on what it can.
    """
    shapes = {
        "input": (inputs, 1),
        "first": (inner, inputs),
        "first_bias": (inner, 1),
        "second": (outputs, inner),
        "second_bias": (outputs, 1),
    }
    changes = {
        name: _cut(np.array(getattr(state, name)), shape).tolist() for name, shape in shapes.items()
    }
    changes["projection"] = [] if inputs == outputs else np.eye(outputs, inputs).tolist()
    return fields.change(state, changes, labelled=True)


def _cut(values: Array, shape: tuple[int, int]) -> Array:
    """Return ``values`` cut or filled up with zeros."""
    result = np.zeros(shape)
    kept = tuple(slice(min(pair)) for pair in zip(values.shape, shape, strict=True))
    result[kept] = values[kept]
    return result
