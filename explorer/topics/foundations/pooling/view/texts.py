"""What the pooling topic says about a result, in its numbers."""

from __future__ import annotations

import numpy as np

from explorer.core.i18n import tr
from explorer.topics.foundations.pooling.result import Result
from explorer.ui.matrix_view import unseen_text
from explorer.ui.widgets.cells import number_text
from explorer.vision import sizes

# More terms than this are no longer read.
TERMS = 25


def arithmetic(result: Result) -> str:
    """Return how the window becomes its number: "max(1, 3, 2, 9) = 9"."""
    window = result.window
    seen = [float(value) for value in window.values.flat if np.isfinite(value)]
    terms = [number_text(value) for value in seen]
    value = number_text(window.value)
    if len(terms) > TERMS:
        terms = [*terms[:TERMS], "…"]
    if result.winners is not None:
        return f"max({', '.join(terms)}) = {value}"
    joined = " + ".join(terms).replace("+ \N{MINUS SIGN}", "\N{MINUS SIGN} ")
    return f"({joined}) / {len(seen)} = {value}"


def size_text(result: Result) -> str:
    """Return the size of the output by the formula, and what there is to learn."""
    text = tr(
        "Rows: {rows}. Columns: {columns}. Parameters to learn: {parameters}.",
        rows=sizes.formula(result.rows),
        columns=sizes.formula(result.columns),
        parameters=result.parameters,
    )
    unseen = unseen_text(result.rows, result.columns)
    return f"{text}\n{unseen}" if unseen else text


def gradient_text(result: Result) -> str:
    """Return where the gradient of the outputs goes."""
    reached = int((result.gradient != 0).sum())
    if result.winners is not None:
        return tr(
            "A one comes back to each of the {outputs} outputs. A maximum hands all of it to the "
            "cell that won: {reached} of {cells} input cells get something, the others nothing.",
            outputs=result.output.size,
            reached=reached,
            cells=result.gradient.size,
        )
    return tr(
        "A one comes back to each of the {outputs} outputs. An average hands 1 / {window} of it to "
        "each cell of its window: {reached} of {cells} input cells get something.",
        outputs=result.output.size,
        window=result.window.values.size,
        reached=reached,
        cells=result.gradient.size,
    )


def shift_text(result: Result) -> str:
    """Return what moving the input by one cell changes."""
    shifted = result.shifted
    return tr(
        "{unchanged} of {outputs} outputs stay as they were; those that change are outlined. "
        "On average an input cell changes by {inputs} and an output by {changes}.",
        unchanged=shifted.unchanged,
        outputs=result.output.size,
        inputs=number_text(shifted.input_change),
        changes=number_text(shifted.output_change),
    )
