"""Large whole numbers as they are written in formulas."""

from __future__ import annotations


def count(number: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,}"


def product(*factors: int) -> str:
    """Return "28 × 28 × 8"."""
    return " × ".join(count(factor) for factor in factors)
