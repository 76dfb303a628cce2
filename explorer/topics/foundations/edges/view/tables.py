"""The result as rows for a spreadsheet."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.core.i18n import tr
from explorer.topics.foundations.edges.parts import Learned
from explorer.topics.foundations.edges.result import Result, Window
from explorer.topics.foundations.edges.view.opened import CHANNELS
from explorer.vision.windows import Array


def table(result: Result) -> list[list[Any]]:
    """Return the numbers of the view on screen.

    They are the combined filter, the filters that were found, the output of a matrix, or
    what makes the open pixel.
    """
    if result.chain:
        return _rows(result.chain.combined)
    if result.learned:
        return _learned(result.learned)
    if result.output.dtype == np.float64:
        return _rows(result.output)
    return _window(result.window, result.applied) if result.window else []


def _rows(values: Array) -> list[list[Any]]:
    rows: list[list[Any]] = values.tolist()
    return rows


def _learned(learned: Learned) -> list[list[Any]]:
    rows: list[list[Any]] = [["row", "column", "found", "least_squares"]]
    best = learned.task.least_squares
    for (row, column), value in np.ndenumerate(learned.kernel):
        rows.append([row, column, float(value), float(best[row, column])])
    return rows


def _window(window: Window, applied: Array) -> list[list[Any]]:
    rows: list[list[Any]] = [["channel", "row", "column", "value", "filter", "product"]]
    names = [tr("Brightness")]
    if window.values.ndim == 3:
        names = [tr(name) for name in CHANNELS.values()]
    channels = zip(
        names, np.atleast_3d(window.values.T).T, np.atleast_3d(window.products.T).T, strict=True
    )
    for name, values, products in channels:
        for (i, j), value in np.ndenumerate(values):
            place = [window.input_rows[i], window.input_columns[j]]
            rows.append([name, *place, float(value), float(applied[i, j]), float(products[i, j])])
    return rows
