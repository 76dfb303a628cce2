"""From a state of the edges topic to its result.

A live view calls `prepare` once a frame and `process` after each change of the filter.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.topics.foundations.edges.learning import learn, pose
from explorer.topics.foundations.edges.parts import Chain, Comparison, Values
from explorer.topics.foundations.edges.result import Result, Window
from explorer.topics.foundations.edges.state import State
from explorer.vision.choices import PRESETS
from explorer.vision.filters import colour_limit, combine, flip
from explorer.vision.windows import Array, Axis, axis, correlate


def kernel_of(state: State) -> Array:
    """Return the chosen filter: the written one, else the preset's."""
    return np.array(state.kernel or PRESETS[state.preset].kernel)


def prepare(pixels: NDArray[np.uint8], state: State) -> Values:
    """Return (H, W, 3) uint8 RGB as what `process` takes."""
    from explorer.vision import filtering

    return filtering.prepare(pixels, channels=state.colour == "channels")


def load(state: State) -> Values:
    """Return the matrix of ``state``, or the first frame of its picture, prepared."""
    if state.input:
        return np.array(state.input)
    from explorer.sources.open import first_frame

    return prepare(first_frame(state.image).pixels, state)


def process(source: Values, state: State) -> Result:
    """Filter ``source``; hardly slower than `cv2.filter2D` alone.

    Parameters
    ----------
    source : (H, W) float64, or what `prepare` returned

    Raises
    ------
    UserError
        The filter is larger than the padded input.
    """
    kernel = kernel_of(state)
    applied = flip(kernel) if state.mode == "convolution" else kernel
    rows, columns = _axes(source, kernel, state.stride, state.padding)
    output = _slide(source, applied, rows, columns)
    return Result(
        kernel=kernel,
        applied=applied,
        rows=rows,
        columns=columns,
        output=output,
        limit=_limit(output, kernel, state),
        window=_open(source, applied, rows, columns, *state.pixel) if state.pixel else None,
    )


def complete(source: Values, state: State) -> Result:
    """Filter ``source`` and work out all that `process` leaves out."""
    asked = state.target or state.drawn
    return replace(
        process(source, state),
        comparison=compare(source, state),
        chain=chain(source, state) if state.second else None,
        learned=learn(pose(source, state), state) if asked else None,
    )


def open_pixel(source: Values, result: Result, row: int, column: int) -> Result:
    """Return ``result`` with the window of another output pixel; takes microseconds."""
    window = _open(source, result.applied, result.rows, result.columns, row, column)
    return replace(result, window=window)


def pixel_over(result: Result, row: float, column: float) -> tuple[int, int]:
    """Return the output pixel whose window has its middle nearest to a point of the input."""
    found = []
    for ends, at in ((result.rows, row), (result.columns, column)):
        first = (at + ends.before - ends.window / 2) / ends.stride
        found.append(min(max(round(first), 0), ends.output - 1))
    return found[0], found[1]


def compare(source: Values, state: State) -> Comparison:
    """Slide the filter as it is, and turned by 180 degrees."""
    kernel = kernel_of(state)
    ends = _axes(source, kernel, state.stride, state.padding)
    correlation = _slide(source, kernel, *ends)
    convolution = _slide(source, flip(kernel), *ends)
    difference = correlation - convolution
    # Filtering is linear: the difference of two outputs is the output of the difference.
    limit = _limit(difference, kernel - flip(kernel), state)
    return Comparison(correlation, convolution, difference, limit)


def chain(source: Values, state: State) -> Chain:
    """Filter with ``kernel`` and then ``second``, and at once with the two combined.

    Raises
    ------
    UserError
        Together they are larger than the input.
    """
    first, second = kernel_of(state), np.array(state.second)
    for size, one, other in zip(source.shape, first.shape, second.shape, strict=False):
        if one + other - 1 > size:
            raise UserError(
                "Both filters in a row reach over {reach} cells, but the input has only {size}. "
                "Enlarge the input or choose smaller filters.",
                reach=one + other - 1,
                size=size,
            )
    # To convolve is to correlate with the flipped filters; of the two combined, too.
    ways = {
        "correlation": (first, second, combine(first, flip(second))),
        "convolution": (flip(first), flip(second), flip(combine(first, second))),
    }
    outputs = {
        mode: (_valid(_valid(source, one), other), _valid(source, both))
        for mode, (one, other, both) in ways.items()
    }
    differences = {mode: _largest(a - b) for mode, (a, b) in outputs.items()}
    in_turn, at_once = outputs[state.mode]
    slid = ways[state.mode][2]
    return Chain(
        combined=flip(slid) if state.mode == "convolution" else slid,
        in_turn=in_turn,
        at_once=at_once,
        limit=_limit(in_turn, slid, state),
        difference=differences["convolution"],
        correlation_difference=differences["correlation"],
    )


def _axes(source: Values, kernel: Array, stride: int, padding: int | str) -> tuple[Axis, Axis]:
    height, width = source.shape[:2]
    rows, columns = kernel.shape
    return axis(height, rows, stride, padding), axis(width, columns, stride, padding)


def _slide(source: Values, kernel: Array, rows: Axis, columns: Axis) -> Values:
    if source.dtype == np.float64:
        # Adding zero turns -0 into 0, which is what a reader expects.
        return correlate(source, kernel, rows, columns) + 0.0
    from explorer.vision.filtering import filter_picture

    return filter_picture(source, kernel, rows, columns)


def _valid(source: Values, kernel: Array) -> Values:
    return _slide(source, kernel, *_axes(source, kernel, 1, "valid"))


def _limit(output: Values, kernel: Array, state: State) -> float:
    """Return the value that gets full colour in a map of ``kernel``'s output."""
    largest = _largest(output) if output.dtype == np.float64 else colour_limit(kernel)
    return largest / state.contrast


def _largest(values: Values) -> float:
    return float(np.abs(values).max())


def _open(
    source: Values, applied: Array, rows: Axis, columns: Axis, row: int, column: int
) -> Window:
    row, column = min(row, rows.output - 1), min(column, columns.output - 1)
    ys, xs = np.array(rows.cells(row)), np.array(columns.cells(column))
    inside = np.outer((ys >= 0) & (ys < rows.size), (xs >= 0) & (xs < columns.size))
    seen = source[np.ix_(ys.clip(0, rows.size - 1), xs.clip(0, columns.size - 1))]
    if seen.ndim == 3:
        seen = seen.transpose(2, 0, 1)
    values = np.where(inside, seen, 0.0).astype(float)
    return Window(row, column, ys.tolist(), xs.tolist(), values, values * applied + 0.0)
