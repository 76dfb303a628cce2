"""Shapes and counts in words."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.core.i18n import tr
from explorer.topics.foundations.volumes.result import Result
from explorer.ui.matrix_view import unseen_text
from explorer.vision import sizes


def shape_text(shape: Sequence[int]) -> str:
    """Return (C, H, W) in the order of the course: H × W × C."""
    channels, height, width = shape
    return f"{height} × {width} × {channels}"


def size_text(result: Result) -> str:
    """Say how large a map is, by the formula, and what the stride leaves out."""
    rows, columns = sizes.formula(result.rows), sizes.formula(result.columns)
    if rows == columns:
        text = tr(
            "Rows and columns of a map: ⌊(n + padding − f) / s⌋ + 1 = {formula}.", formula=rows
        )
    else:
        text = tr("Rows of a map: {rows}. Columns: {columns}.", rows=rows, columns=columns)
    return "\n".join(filter(None, (text, unseen_text(result.rows, result.columns))))


def cost_text(result: Result) -> str:
    """Say what the layer costs."""
    filters, channels, height, width = result.kernels.shape
    parameters = tr(
        "Parameters: {filters} × ({weights} + 1) = {count}.",
        filters=filters,
        weights=f"{height} × {width} × {channels}",
        count=f"{result.parameters:,}",
    )
    multiplications = tr(
        "Multiplications: outputs × weights = {numbers} × {weights} = {count}.",
        numbers=f"{result.output.size:,}",
        weights=result.kernels[0].size,
        count=f"{result.multiplications:,}",
    )
    return f"{parameters} {multiplications}"
