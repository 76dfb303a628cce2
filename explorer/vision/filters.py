"""What can be done to a filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from explorer.core.i18n import mark
from explorer.vision.windows import Array

WHITE = 255.0


def flip(kernel: Array) -> Array:
    """Turn a filter by 180 degrees, as true convolution does before it slides it."""
    return kernel[::-1, ::-1]


def normalise(kernel: Array) -> Array:
    """Scale a filter to a sum of 1 or -1, so that flat areas keep their brightness.

    A filter whose values cancel out answers flat areas with 0 at any scale. Its
    positive values are brought to a sum of 1 and the negative ones to -1: the
    difference of two weighted means. A filter of zeros stays as it is.
    """
    total, absolute = abs(kernel.sum()), np.abs(kernel).sum()
    # Values like 0.1 do not cancel out to the last bit.
    scale = total if total > 1e-9 * absolute else absolute / 2
    return kernel / scale if scale else kernel


class Operation(NamedTuple):
    """Something that makes another filter of a filter."""

    title: str
    apply: Callable[[Array], Array]


OPERATIONS = {
    "normalise": Operation(mark("Normalise"), normalise),
    "rotate": Operation(mark("Rotate by 90° clockwise"), lambda kernel: np.rot90(kernel, -1)),
    "flip_horizontal": Operation(mark("Flip left and right"), np.fliplr),
    "flip_vertical": Operation(mark("Flip top and bottom"), np.flipud),
    "transpose": Operation(mark("Transpose"), np.transpose),
    # Taken from zero, a 0 does not become -0.
    "negate": Operation(mark("Change all signs"), lambda kernel: 0.0 - kernel),
}


def resize(kernel: Array, size: int) -> Array:
    """Cut a filter, or add zeros around it, to (size, size); the centre stays the centre.

    Of an even number of cells the centre is the one before the middle, the cell that
    "same" padding lays on the output pixel.
    """
    resized = np.zeros((size, size))
    places = []
    for old in kernel.shape:
        shift = (size - 1) // 2 - (old - 1) // 2
        first, last = max(0, shift), min(size, old + shift)
        places.append((slice(first, last), slice(first - shift, last - shift)))
    (rows, old_rows), (columns, old_columns) = places
    resized[rows, columns] = kernel[old_rows, old_columns]
    return resized


def combine(first: Array, second: Array) -> Array:
    """Return the one filter that does what ``first`` and then ``second`` do.

    It is their full convolution, (k + l - 1) cells a side, whether the two slide
    flipped or not, as long as they do the same.
    """
    (rows, columns), (height, width) = first.shape, second.shape
    combined = np.zeros((rows + height - 1, columns + width - 1))
    for (i, j), value in np.ndenumerate(first):
        combined[i : i + height, j : j + width] += value * second
    return combined


def largest_answer(kernel: Array) -> float:
    """Return the largest absolute sum of products over any picture in 0..255."""
    positive, negative = kernel[kernel > 0].sum(), kernel[kernel < 0].sum()
    return float(WHITE * max(positive, -negative))


def colour_limit(kernel: Array) -> float:
    """Return the value that gets full colour in a map of a filter's output.

    It depends on the filter alone, so colours keep their meaning while the picture
    changes: a quarter of the largest answer, as real edges are seldom stronger, but
    at least what the filter makes of a white area.
    """
    return max(largest_answer(kernel) / 4, WHITE * abs(float(kernel.sum())))
