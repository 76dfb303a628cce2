"""Formulas with their numbers, and sentences."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.core.i18n import tr
from explorer.topics.counts import count, product
from explorer.topics.networks.inception.result import Result
from explorer.ui.widgets.cells import number_text
from explorer.vision.inception import Path, Stage

# Of a longer sum the middle is left out.
MOST_TERMS = 8
SHOWN_TERMS = 3


def pixel_text(result: Result) -> str:
    """Say how the number of the filter looked at comes about."""
    pixel, k = result.pixel, result.filter
    z, a = pixel.z[k], pixel.a[k]
    terms = [
        f"{_signed(weight)} × {_signed(value)}"
        for weight, value in zip(result.weights[k], pixel.x, strict=True)
    ]
    if len(terms) > MOST_TERMS:
        terms = [*terms[:SHOWN_TERMS], "…", terms[-1]]
    formula = " + ".join((*terms, _signed(result.bias[k])))
    text = tr(
        "Row {row}, column {column} (from 0), filter {filter}: z = {formula} = {z}.",
        row=pixel.row,
        column=pixel.column,
        filter=k,
        formula=formula,
        z=number_text(z),
    )
    if result.relu:
        text += " " + tr("ReLU: a = max({z}, 0) = {a}.", z=number_text(z), a=number_text(a))
    return text


def _signed(value: float) -> str:
    """Return a number; a negative one in brackets, as it follows a sign."""
    text = number_text(float(value))
    return f"({text})" if value < 0 else text


def sharing_text(result: Result) -> str:
    """Say how many parameters there are, and where they are used."""
    filters, channels = result.weights.shape
    _, height, width = result.output.shape
    return tr(
        "Parameters: {filters} × ({channels} + 1) = {count}, the same at each of the "
        "{sides} = {pixels} pixels.",
        filters=filters,
        channels=channels,
        count=count(result.parameters),
        sides=product(height, width),
        pixels=count(height * width),
    )


def _window(stage: Stage) -> tuple[int, ...]:
    """Return the factors that make up what a filter sees; those of a 1 x 1 are left out."""
    sides = () if stage.size == 1 else (stage.size, stage.size)
    return (*sides, stage.before[2])


def multiplications_formula(stage: Stage) -> str:
    """Return "28 × 28 × 32 × 5 × 5 × 192" for a convolution."""
    return product(*stage.cost.shape, *_window(stage))


def parameters_formula(stage: Stage) -> str:
    """Return "(5 × 5 × 192 + 1) × 32" for a convolution."""
    return f"({product(*_window(stage))} + 1) × {count(stage.cost.shape[2])}"


def stage_title(stage: Stage) -> str:
    """Return what a layer is called."""
    if stage.kind == "pool":
        return tr("{size} × {size} max pooling", size=stage.size)
    return tr("{size} × {size} convolution", size=stage.size)


def stage_text(stage: Stage) -> str:
    """Say what a layer takes; pooling multiplies nothing and learns nothing."""
    if stage.kind == "pool":
        return tr("Pooling has no parameters and multiplies nothing; it keeps all channels.")
    return way_text((stage,))


def way_text(path: Path) -> str:
    """Say what some convolutions take, by the formula."""
    costs = [stage.cost for stage in path]
    return "\n".join(
        (
            tr(
                "Multiplications: {formula}",
                formula=_sum(
                    [multiplications_formula(stage) for stage in path],
                    [cost.multiplications for cost in costs],
                ),
            ),
            tr(
                "Parameters: {formula}",
                formula=_sum(
                    [parameters_formula(stage) for stage in path],
                    [cost.parameters for cost in costs],
                ),
            ),
        )
    )


def _sum(terms: list[str], values: list[int]) -> str:
    """Return "2 × 3 + 4 × 5 = 6 + 20 = 26"; "2 × 3 = 6" for a single term."""
    parts = [" + ".join(terms), " + ".join(count(value) for value in values)]
    if len(values) > 1:
        parts.append(count(sum(values)))
    return " = ".join(parts)


def concatenation_text(result: Result) -> str:
    """Say that the channels of the branches add up, and to what without bottlenecks."""
    return tr(
        "Concatenation adds the channels up: {sum}. Without 1 × 1 after it, the pooling keeps "
        "all of its own: {naive}.",
        sum=_channels(result.branches.values()),
        naive=_channels(result.naive.values()),
    )


def _channels(paths: Iterable[Path]) -> str:
    channels = [path[-1].cost.shape[2] for path in paths]
    return " + ".join(count(number) for number in channels) + f" = {count(sum(channels))}"
