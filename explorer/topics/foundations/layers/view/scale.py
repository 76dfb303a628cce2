"""The scale of a bar picture: how high a value reaches, and round numbers beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
# Where one stands on a logarithmic scale: a low bar, not none.
LOWEST = 0.3


def short(value: float) -> str:
    """Return a number of an axis: 20k, 1.5M, 2G (thousand, million, billion)."""
    for unit, letter in UNITS:
        if value >= unit:
            return f"{value / unit:.3g}{letter}"
    return f"{value:.3g}"


@dataclass(frozen=True)
class Scale:
    """From 0 to ``largest``, linear or logarithmic (then from 1)."""

    largest: int
    log: bool

    def height(self, value: float) -> float:
        """Return how far up a value reaches, 0 to 1."""
        if value <= 0 or self.largest <= 0:
            return 0.0
        if self.log:
            return (math.log10(value) + LOWEST) / (math.log10(self.largest) + LOWEST)
        return value / self.largest

    def ticks(self) -> list[float]:
        """Return round numbers up to the largest: powers of ten, or steps of 1, 2 or 5 of them."""
        if self.largest <= 0:
            return []
        if self.log:
            decades = int(math.log10(self.largest))
            return [10.0**i for i in range(0, decades + 1, max(1, math.ceil(decades / 4)))]
        power = 10.0 ** math.floor(math.log10(self.largest / 2))
        step = power * max(factor for factor in (1, 2, 5) if factor * power <= self.largest / 2)
        return [step * i for i in range(1, int(self.largest / step) + 1)]
