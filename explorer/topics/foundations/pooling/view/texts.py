"""What the pooling topic says about a result, in its numbers."""

from __future__ import annotations

import numpy as np

from explorer.core.i18n import tr
from explorer.topics.foundations.pooling.result import Result
from explorer.ui.matrix_view import size_text, unseen_text
from explorer.ui.widgets.cells import number_text

# More terms than this are no longer read.
TERMS = 25


def arithmetic(result: Result) -> str:
    """Return how the window becomes its number: "max(1, 3, 2, 9) = 9"."""
    window = result.window
    seen = [float(value) for value in window.values.flat if np.isfinite(value)]
    terms = [number_text(value) for value in seen[:TERMS]]
    if len(seen) > TERMS:
        terms.append("…")
    value = number_text(window.value)
    if window.winner is not None:
        return f"max({', '.join(terms)}) = {value}"
    joined = " + ".join(terms).replace("+ \N{MINUS SIGN}", "\N{MINUS SIGN} ")
    return f"({joined}) / {len(seen)} = {value}"


def step_notes(result: Result) -> str:
    """Return the size of the output, what there is to learn, and who wins of equals."""
    lines = [
        size_text(result.rows, result.columns),
        tr("Parameters to learn: {count}.", count=result.parameters),
    ]
    return "\n".join(filter(None, [*lines, _tie(result)]))


def _tie(result: Result) -> str:
    if result.window.tied < 2:
        return ""
    return tr(
        "{count} cells of this window are equally large: the first of them wins.",
        count=result.window.tied,
    )


def way_back(result: Result) -> str:
    """Return where the gradient of the current output goes."""
    if result.window.winner is not None:
        return tr(
            "The 1 that comes back to this output goes whole to the cell that won: {value}.",
            value=number_text(result.window.value),
        )
    count = result.window.values.size
    return tr(
        "Every cell of the window gets 1 / {count} = {share}.",
        count=count,
        share=number_text(1 / count),
    )


def gradient_notes(result: Result) -> str:
    """Return where the gradients of all outputs go."""
    lines = [
        tr(
            "A one comes back to every output; where windows overlap, the parts add up. "
            "Input cells that get something: {reached} of {cells}.",
            reached=int((result.gradient > 0).sum()),
            cells=result.gradient.size,
        ),
        unseen_text(result.rows, result.columns),
        _tie(result),
    ]
    if result.lost > 0:
        lines.insert(
            1,
            tr(
                "Of the sum {outputs} of these ones, {lost} falls on the padding and is lost.",
                lost=number_text(result.lost),
                outputs=result.steps,
            ),
        )
    return "\n".join(filter(None, lines))


def unchanged(result: Result) -> str:
    """Return how many outputs the move leaves as they were."""
    return tr(
        "Outputs that stay as they were: {unchanged} of {outputs}.",
        unchanged=result.shifted.unchanged,
        outputs=result.steps,
    )


def shift_notes(result: Result) -> str:
    """Return how much cells of the input and of the output change."""
    return tr(
        "On average an input cell changes by {inputs} and an output by {outputs}. Veiled: outputs "
        "that stay as they were. The edge is repeated, so that nothing new comes in.",
        inputs=number_text(result.shifted.input_change),
        outputs=number_text(result.shifted.output_change),
    )
