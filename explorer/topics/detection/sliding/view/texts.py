"""Sentences and formulas with their numbers."""

from __future__ import annotations

from explorer.core.i18n import tr
from explorer.topics.counts import count, product
from explorer.topics.detection.sliding.result import Result
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.products import sum_text
from explorer.vision.sliding import (
    FILTERS,
    KNOWN,
    POOLED,
    SIZE,
    UNITS,
    Slide,
    pass_costs,
    window_costs,
)

READS = {
    "conv": (SIZE, SIZE, 3),
    "dense1": (POOLED, POOLED, FILTERS),
    "dense2": (UNITS,),
    "output": (UNITS,),
}
"""What one number of each layer is made of."""


def class_names() -> tuple[str, ...]:
    """Return what the network tells apart."""
    return (*map(str, KNOWN), tr("none"))


def window_text(result: Result) -> str:
    """Say where the window lies, which cell it fills, and what it cost so far."""
    x1, y1, x2, y2 = result.slide.box(result.row, result.column)
    each = sum(cost.multiplications for cost in window_costs().values())
    done = result.step + 1
    text = tr(
        "Rows {top} to {bottom}, columns {left} to {right} (from 0) make the cell in row {row}, "
        "column {column}. {each} multiplications a window: {total} so far.",
        top=y1,
        bottom=y2 - 1,
        left=x1,
        right=x2 - 1,
        row=result.row,
        column=result.column,
        each=count(each),
        total=count(done * each),
    )
    if result.slide.factor > 1:
        text += " " + tr(
            "The network sees 14 × 14 pixels, each the mean of {factor} × {factor}.",
            factor=result.slide.factor,
        )
    return text


def convolution_text(result: Result) -> str:
    """Say that both forms give the same, how many passes it took, and what was missed."""
    lines = (_same_text(result), _stride_text(result), _found_text(result))
    return "\n".join(filter(None, lines))


def _same_text(result: Result) -> str:
    """Compare the window looked at, at its best score, and all of them."""
    cell = result.row, result.column
    best = int(result.convolution[cell].argmax())
    return tr(
        "Row {row}, column {column}, score of {digit}: {here} here, {alone} from its window, cut "
        "out by itself. Largest difference of all {count} scores: {difference}.",
        row=result.row,
        column=result.column,
        digit=class_names()[best],
        here=f"{result.convolution[cell][best]:.6f}",
        alone=f"{result.windows[cell][best]:.6f}",
        count=count(result.windows.size),
        difference=f"{result.max_difference:.1e}",
    )


def _stride_text(result: Result) -> str:
    slide = result.slide
    if slide.passes > 1:
        return tr(
            "One pass steps {period} pixels, as the pooling does. A stride of {stride} takes "
            "{passes} passes, each over the picture shifted a little.",
            period=slide.period,
            stride=slide.stride,
            passes=slide.passes**2,
        )
    if slide.cells > 1:
        return tr(
            "One pass steps {period} pixels. A stride of {stride} takes every cell number "
            "{cells} of it.",
            period=slide.period,
            stride=slide.stride,
            cells=slide.cells,
        )
    return tr("One pass steps {period} pixels, as the pooling does.", period=slide.period)


def _found_text(result: Result) -> str:
    if not result.wanted:
        return tr("There is no {digits} to be found.", digits=", ".join(map(str, KNOWN)))
    text = tr(
        "Found: {found} of {wanted}.",
        found=len(result.wanted) - len(result.missed),
        wanted=len(result.wanted),
    )
    if result.missed:
        text += " " + tr(
            "Missed, with the best score of the windows about it: {missed}.",
            missed=", ".join(f"{one.digit} ({one.score:.2f})" for one in result.missed),
        )
    if result.strangers:
        text += " " + tr(
            "Other digits, which should stay without a frame: {count}.", count=result.strangers
        )
    return text


def channel_text(result: Result) -> str:
    """Say what the products of the channel in front add up to."""
    products = result.unit.read[result.channel] * result.unit.weights[result.channel]
    return sum_text(products, float(result.channel_sums[result.channel]), 8)


def unit_text(result: Result) -> str:
    """Say that the unit and the filter give the same number."""
    unit = result.unit
    return "\n".join(
        (
            tr(
                "As a dense layer: all 400 numbers in one list, times 400 weights, plus the bias: "
                "{sum} + {bias} = {value}.",
                sum=_signed(float(result.channel_sums.sum())),
                bias=_signed(unit.bias),
                value=_number(unit.as_dense),
            ),
            tr(
                "As a filter of 5 × 5 × 16 over the whole pooled picture, at the cell of this "
                "window (row {row}, column {column}): {value}.",
                row=result.row,
                column=result.column,
                value=_number(unit.as_filter),
            ),
        )
    )


def _number(value: float) -> str:
    return f"{value:.5f}".replace("-", "\N{MINUS SIGN}")


def _signed(value: float) -> str:
    """Return a number; a negative one in brackets, as it follows or precedes a sign."""
    return f"({_number(value)})" if value < 0 else _number(value)


def windows_formulas(slide: Slide) -> str:
    """Return the products of each layer, all windows together, a line each."""
    costs, windows = window_costs(), count(slide.side**2)
    lines = [product(*costs[name].shape, *reads) for name, reads in READS.items()]
    return "\n".join(f"{windows} × ({line})" for line in lines)


def convolution_formulas(slide: Slide) -> str:
    """Return the same of the first pass, and how many there are."""
    side = slide.averaged(0)
    costs = pass_costs(side, side, slide.cells)
    lines = [product(*costs[name].shape, *reads) for name, reads in READS.items()]
    if slide.passes > 1:
        sentence = tr("The first of {passes} passes, and the largest.", passes=slide.passes**2)
        lines.append(sentence)
    return "\n".join(lines)


def cost_text(result: Result) -> str:
    """Say which layers share work, and which do not."""
    windows, convolution = result.multiplications
    conv = result.costs["conv"]
    return tr(
        "{ratio} : 1 in all, {shared} : 1 in the convolution: where windows overlap, it computes "
        "each pixel once. A dense layer has other numbers to read in each window, so it works anew "
        "for each. The wider the part that is shared, the more is saved.",
        ratio=number_text(round(windows / convolution, 2)),
        shared=number_text(round(conv[0] / conv[1], 2)),
    )
