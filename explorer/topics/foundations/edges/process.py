"""From a state of the edges topic to its result.

A live view calls `prepare` once a frame and `process` after each change of the filter.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.topics.foundations.edges.result import Chain, Learned, Result, Values, Window
from explorer.topics.foundations.edges.state import State
from explorer.vision import fitting
from explorer.vision.filters import PRESETS, colour_limit, combine, flip
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
    limit = _largest(output) if output.dtype == np.float64 else colour_limit(kernel)
    return Result(
        kernel=kernel,
        applied=applied,
        rows=rows,
        columns=columns,
        output=output,
        limit=limit / state.contrast,
        window=_open(source, applied, rows, columns, *state.pixel) if state.pixel else None,
    )


def complete(source: Values, state: State) -> Result:
    """Filter ``source`` and work out all that `process` leaves out."""
    return replace(
        process(source, state),
        difference=difference(source, state),
        chain=chain(source, state) if state.second else None,
        learned=learn(source, state) if state.target else None,
    )


def difference(source: Values, state: State) -> float:
    """Return how far cross-correlation and true convolution differ at most."""
    kernel = kernel_of(state)
    rows, columns = _axes(source, kernel, state.stride, state.padding)
    # Filtering is linear: the difference of two outputs is the output of the difference.
    return _largest(_slide(source, kernel - flip(kernel), rows, columns))


def chain(source: Values, state: State) -> Chain:
    """Filter with ``kernel`` and then ``second``, and at once with the two combined.

    Raises
    ------
    UserError
        Together they are larger than the input.
    """
    first, second = kernel_of(state), np.array(state.second)
    combined = combine(first, second)
    for size, reach in zip(source.shape, combined.shape, strict=False):
        if reach > size:
            raise UserError(
                "Both filters in a row reach over {reach} cells, but the input has only {size}. "
                "Enlarge the input or choose smaller filters.",
                reach=reach,
                size=size,
            )
    in_turn = _valid(_valid(source, flip(first)), flip(second))
    at_once = _valid(source, flip(combined))
    return Chain(
        combined=combined,
        in_turn=in_turn,
        at_once=at_once,
        difference=_largest(in_turn - at_once),
        correlation_difference=_largest(
            _valid(_valid(source, first), second)
            # Correlating one filter with another is convolving it with the flipped one.
            - _valid(source, combine(first, flip(second)))
        ),
    )


def learn(source: Values, state: State) -> Learned:
    """Find the filter that makes of ``source`` what the target's preset makes of it.

    Raises
    ------
    UserError
        There is nothing to learn from, or the learning rate is too large.
    """
    target = PRESETS[state.target].kernel
    picture = source if source.dtype == np.float64 else fitting.training_picture(source)
    wanted = correlate(picture, target, *_axes(picture, target, 1, "same"))
    problem = fitting.pose(picture, wanted, target.shape)
    begun = fitting.start(problem, np.zeros(target.shape))
    ended = fitting.descend(problem, begun, state.steps, state.rate, state.momentum)
    return Learned(
        target=target,
        kernel=ended.kernel,
        least_squares=problem.least_squares(),
        gradient=ended.gradient,
        bias=problem.bias(ended.kernel),
        loss=ended.loss,
        steps=ended.steps,
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
