"""Receptive fields: which part of the picture a value of a layer can depend on.

Source: Araujo, Norris and Sim, Computing receptive fields of convolutional neural
networks, Distill 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """The field of the outputs along one axis of a layer, in input pixels.

    Parameters
    ----------
    first : int
        First pixel of the field of output 0; negative where that is padding.
    size : int
        Pixels in a field.
    jump : int
        Pixels from one output's field to the next one's: the product of all strides.
    """

    first: int = 0
    size: int = 1
    jump: int = 1

    def through(self, window: int, stride: int, padding: int, dilation: int = 1) -> Field:
        """Return the field behind a layer whose window slides over these outputs."""
        reach = dilation * (window - 1)
        return Field(
            self.first - padding * self.jump,
            self.size + reach * self.jump,
            self.jump * stride,
        )

    def at(self, position: int) -> tuple[int, int]:
        """Return the first pixel of an output's field and the one behind its last."""
        first = self.first + position * self.jump
        return first, first + self.size


def join(fields: Sequence[Field]) -> Field:
    """Return the field of a value that several branches make.

    All must have the same jump, as their maps lie on each other.
    """
    jumps = {field.jump for field in fields}
    if len(jumps) != 1:
        raise ValueError(f"branches with different strides: {sorted(jumps)}")
    first = min(field.first for field in fields)
    end = max(field.first + field.size for field in fields)
    return Field(first, end - first, jumps.pop())
