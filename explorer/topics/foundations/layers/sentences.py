"""What is said about a network: formulas with their numbers, and sentences."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import mark, tr
from explorer.topics.counts import count, product
from explorer.topics.foundations.layers.layer import TYPES
from explorer.topics.foundations.layers.result import Result, Row
from explorer.vision import sizes
from explorer.vision.costs import Shape

NOT_COUNTED = mark("This layer cannot be counted: one before it does not fit.")


def percent(share: float) -> str:
    """Return a part, 0 to 1, in percent; a part that is not nothing does not read as 0."""
    text = "< 0.1 %" if 0 < share < 0.001 else f"{100 * share:.1f} %"
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def shape_text(shape: Shape) -> str:
    """Return "28 × 28 × 8"."""
    return product(*shape)


def size_formula(row: Row) -> str:
    """Say how the height and width of an activation follow from the window, if one slides."""
    if row.axes is None:
        return ""
    height, width = (sizes.formula(axis) for axis in row.axes)
    return tr("Height: {height}\nWidth: {width}", height=height, width=width)


def parameters_formula(row: Row) -> str:
    """Return "(5 × 5 × 3 + 1) × 8 = 608" for a row that was counted."""
    assert row.before is not None and row.cost is not None
    layer, total = row.layer, count(row.cost.parameters)
    if layer.type == "conv":
        weights = product(layer.size, layer.size, row.before[2])
        return f"({weights} + 1) × {count(layer.filters)} = {total}"
    if layer.type == "dense":
        return f"({product(*row.before)} + 1) × {count(layer.units)} = {total}"
    return total


def multiplications_formula(row: Row) -> str:
    """Return "5 × 5 × 3 × 28 × 28 × 8 = 470,400" for a row that was counted."""
    assert row.before is not None and row.cost is not None
    layer, made, total = row.layer, row.cost.shape, count(row.cost.multiplications)
    if layer.type == "conv":
        return f"{product(layer.size, layer.size, row.before[2], *made)} = {total}"
    if layer.type == "dense":
        return f"{product(*row.before, layer.units)} = {total}"
    return f"{shape_text(made)} = {total}" if row.cost.multiplications else total


def total_text(result: Result, text: str) -> str:
    """Return ``text``, which tells a total, and how many layers it is of, if not of all."""
    if result.counted == len(result.rows):
        return text
    return tr(
        "{text} ({counted} of {layers} layers)",
        text=text,
        counted=result.counted,
        layers=len(result.rows),
    )


def costs_text(result: Result) -> str:
    """Say what the chosen layer takes, or the whole network."""
    if result.selected is None and result.counted < len(result.rows):
        return tr(
            "Only {counted} of {layers} layers can be counted: one does not fit. So far there "
            "are {parameters} parameters and {multiplications} multiplications for one picture. "
            "Change the layer marked red, or one before it.",
            counted=result.counted,
            layers=len(result.rows),
            parameters=count(result.totals["parameters"]),
            multiplications=count(result.totals["multiplications"]),
        )
    if result.selected is None:
        return tr(
            "The whole network has {parameters} parameters and takes {multiplications} "
            "multiplications for one picture. Choose a layer to see where its numbers come from.",
            parameters=count(result.totals["parameters"]),
            multiplications=count(result.totals["multiplications"]),
        )
    row = result.rows[result.selected]
    if row.cost is None:
        return _headed(result, _problem(row))
    formulas = {
        "parameters": (mark("Parameters: {formula}, {share} of all."), parameters_formula),
        "multiplications": (
            mark("Multiplications: {formula}, {share} of all."),
            multiplications_formula,
        ),
    }
    lines = (
        tr(text, formula=write(row), share=percent(result.share(result.selected, name)))
        for name, (text, write) in formulas.items()
    )
    return _headed(result, "\n".join(lines))


def sharing_text(result: Result) -> str:
    """Say how many parameters a dense layer would have in place of the layer looked at."""
    return _say(result, _sharing)


def connections_text(result: Result) -> str:
    """Say how much of its input one output of the layer looked at sees."""
    return _say(result, lambda row: _connections(result, row))


def _say(result: Result, sentence: Callable[[Row], str]) -> str:
    if result.row is None:
        return tr("Choose a convolution, or add one.")
    return _headed(result, sentence(result.row) if result.row.cost else _problem(result.row))


def _headed(result: Result, text: str) -> str:
    assert result.row is not None and result.focus is not None
    kind = tr(TYPES[result.row.layer.type])
    return tr("Layer {number}, {type}. {text}", number=result.focus + 1, type=kind, text=text)


def _problem(row: Row) -> str:
    return str(row.error) if row.error else tr(NOT_COUNTED)


def _sharing(row: Row) -> str:
    found = row.sharing
    if found:
        return tr(
            "Each filter has {weights} weights and a bias and is the same at all {places} places: "
            "({weights} + 1) × {filters} = {parameters} parameters. A dense layer from the same "
            "{inputs} numbers to the same {outputs} has ({inputs} + 1) × {outputs} = {dense}: "
            "{ratio} times as many.",
            weights=count(found.weights),
            places=count(found.places),
            filters=count(found.filters),
            parameters=count(found.parameters),
            inputs=count(found.inputs),
            outputs=count(found.outputs),
            dense=count(found.dense),
            ratio=f"{found.ratio:,.0f}" if found.ratio >= 10 else f"{found.ratio:.1f}",
        )
    if row.layer.type == "dense":
        return tr(
            "Nothing is shared: {formula}. Each unit has weights and a bias of its own, each "
            "weight is used once. Choose a convolution to compare.",
            formula=parameters_formula(row),
        )
    return tr("It has no parameters to share. Choose a convolution to compare.")


def _connections(result: Result, row: Row) -> str:
    seen = result.connections
    if seen is None and row.layer.activation == "softmax":
        return tr("Softmax weighs each number against all others; it has no weights of its own.")
    if seen is None:
        return tr("It works on each number by itself: one output sees one input.")
    if row.layer.type == "dense":
        return tr("Each unit sees all {inputs} inputs (100 %).", inputs=count(seen.inputs))
    (top, bottom), (left, right) = seen.rows, seen.columns
    height, width = bottom - top, right - left
    text = tr(
        "The output in row {row}, column {column} (from 0) sees {box} = {inputs} of {of} inputs "
        "({share}).",
        row=seen.row,
        column=seen.column,
        box=product(height, width, seen.channels),
        inputs=count(seen.inputs),
        of=count(seen.of),
        share=percent(seen.share),
    )
    if height * width < row.layer.size**2:
        text += " " + tr("The rest of its window lies in the padding.")
    if row.layer.type == "pool":
        text += " " + tr("Pooling looks at one channel at a time.")
    return text
