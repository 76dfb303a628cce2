"""The table as rows of plain values, as a spreadsheet takes them."""

from __future__ import annotations

from typing import Any

from explorer.topics.foundations.layers.result import Result, Row
from explorer.topics.foundations.layers.sentences import shape_text
from explorer.vision.costs import Cost

SETTINGS = ("size", "stride", "padding", "filters", "units", "mode", "activation")
TITLES = (
    "layer",
    "type",
    *SETTINGS,
    "activation shape",
    "activation size",
    "parameters",
    "multiplications",
    "parameters as dense layer",
    "error",
)


def rows(result: Result) -> list[list[Any]]:
    """Return titles, the input, the layers and the totals; empty where there is nothing."""
    blank: list[Any] = [""] * len(SETTINGS)
    totals = result.totals
    sums = [totals["activation_size"], totals["parameters"], totals["multiplications"]]
    return [
        list(TITLES),
        [0, "input", *blank, *_counts(result.input), "", ""],
        *([number, *_row(row)] for number, row in enumerate(result.rows, start=1)),
        ["", _total(result), *blank, "", *sums, "", ""],
    ]


def _total(result: Result) -> str:
    layers = len(result.rows)
    return "total" if result.counted == layers else f"total of {result.counted} of {layers} layers"


def _row(row: Row) -> list[Any]:
    settings = [getattr(row.layer, key) if key in row.layer.keys else "" for key in SETTINGS]
    dense = "" if row.dense_equivalent is None else row.dense_equivalent
    return [row.layer.type, *settings, *_counts(row.cost), dense, str(row.error or "")]


def _counts(cost: Cost | None) -> list[Any]:
    if cost is None:
        return [""] * 4
    return [shape_text(cost.shape), cost.size, cost.parameters, cost.multiplications]
