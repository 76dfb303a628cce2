"""The numbers of an idea as columns of a table, and how each is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.core.i18n import mark, tr
from explorer.nets.edits import FUNCTIONS
from explorer.topics.networks.networks.idea_counts import Row

FUNCTION_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
WHATS = {
    **FUNCTION_NAMES,
    "lrn": mark("normalise"),
    "two_gpus": mark("split in two"),
    "cut": mark("cut the shortcut"),
    "training": mark("draw as in training"),
}
"""What is written beside a switch."""


def number(value: float) -> str:
    """Return a number with four digits that count, a whole one with all of its own."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def large(value: int) -> str:
    """Return a count of products, many millions as such."""
    return f"{value / 1e6:,.1f} M" if value >= 1e7 else number(value)


def percent(value: float) -> str:
    """Return a share of 1."""
    return f"{value:.1%}"


def arrows(channels: list[int]) -> str:
    """Return "64 → 128"."""
    return " → ".join(map(str, channels))


def times(sides: list[int]) -> str:
    """Return "7 × 7 × 512"."""
    return " × ".join(map(str, sides))


def square(side: int) -> str:
    """Return "5 × 5"."""
    return f"{side} × {side}"


Column = tuple[str, str, Callable[[Any], str]]
"""Key in the rows, title, and how a value is written."""
COLUMNS: dict[str, tuple[Column, ...]] = {
    "function": tuple((what, FUNCTION_NAMES[what], number) for what in FUNCTIONS),
    "lrn": (
        ("mean_before", mark("Mean before"), number),
        ("mean_after", mark("Mean after"), number),
        ("largest_before", mark("Highest before"), number),
        ("largest_after", mark("Highest after"), number),
    ),
    "dropout": (
        ("numbers", mark("Numbers"), number),
        ("probability", "p", number),
        ("dropped", mark("Set to 0"), number),
        ("mean_test", mark("Mean: test"), number),
        ("mean_training", mark("in training"), number),
    ),
    "two_gpus": (
        ("weights", mark("Weights"), number),
        ("left", mark("Weights left"), number),
        ("change", mark("Output changes"), percent),
    ),
    "stacks": (
        ("convolutions", mark("In a row"), number),
        ("side", mark("Sees"), square),
        ("weights", mark("Weights"), number),
        ("single", mark("One window"), number),
        ("ratio", mark("ratio"), number),
    ),
    "one_by_one": (
        ("channels", mark("Channels"), arrows),
        ("multiplications", mark("Products"), large),
        ("three", mark("With 3 × 3"), large),
    ),
    "separable": (
        ("channels", mark("Channels"), arrows),
        ("weights", mark("Weights"), number),
        ("single", mark("One window"), number),
        ("ratio", mark("ratio"), number),
    ),
    "global_pool": (
        ("shape", mark("Maps"), times),
        ("parameters", mark("Parameters"), number),
        ("flattened", mark("Flattened"), number),
    ),
    "bottleneck": (
        ("channels", mark("Channels"), arrows),
        ("multiplications", mark("Products"), large),
        ("without", mark("Without it"), large),
        ("ratio", mark("ratio"), number),
    ),
    "branches": (
        ("branch", mark("Branch"), str),
        ("channels", mark("Channels"), number),
        ("share", mark("Share"), percent),
    ),
    "shortcut": (
        ("residual", "‖F(x)‖", number),
        ("shortcut", "‖x‖", number),
        ("ratio", mark("ratio"), number),
    ),
}


def cells(idea: str, row: Row) -> list[str]:
    """Return a row of the table as texts; empty where a place lacks a number."""
    written = [write(row[key]) if key in row else "" for key, _, write in COLUMNS[idea]]
    return [row["layer"], *written]


def titles(idea: str) -> list[str]:
    """Return what stands above the columns."""
    return [tr("Layer"), *(tr(title) for _, title, _ in COLUMNS[idea])]
