"""From a result to pictures with scales, ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.i18n import mark
from explorer.topics.foundations.edges.parts import Learned, Values
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.ui.colours import DIVERGING, gray, packed
from explorer.ui.widgets.scale_bar import Scale
from explorer.vision import filtering
from explorer.vision.windows import Array

PACKED = packed(DIVERGING)
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
MODE_TITLES = {
    "correlation": mark("Cross-correlation"),
    "convolution": mark("True convolution"),
}


@dataclass(frozen=True, eq=False)
class Picture:
    """What a canvas shows.

    Parameters
    ----------
    title : str
        To be translated.
    pixels : (H, W, 3) uint8, RGB; or (H, W) uint32, 0xFFRRGGBB
    values : (H, W) or (H, W, 3)
        The numbers behind the pixels.
    scale : Scale or None
        What the colours mean; None for a picture as it is.
    """

    title: str
    pixels: NDArray[Any]
    values: Values
    scale: Scale | None = None


def pictures(
    result: Result, state: State, source: Values, original: NDArray[np.uint8] | None
) -> dict[str, Picture]:
    """Return the pictures of the view that ``state`` asks for; the first is the input.

    Parameters
    ----------
    source : what the filter slid over
    original : (H, W, 3) uint8, or None
        The picture that ``source`` was made of.
    """
    if result.learned:
        return _learning(result.learned)
    shown = source_picture(source) if original is None else original
    found = {"input": Picture(mark("Input"), shown, source)}
    if comparison := result.comparison:
        twice = result.kernel - result.kernel[::-1, ::-1]
        for name, values, kernel, limit in (
            ("correlation", comparison.correlation, result.kernel, result.limit),
            ("convolution", comparison.convolution, result.kernel, result.limit),
            ("difference", comparison.difference, twice, comparison.difference_limit),
        ):
            title = MODE_TITLES.get(name, mark("Difference"))
            found[name] = _map(title, values, limit, kernel, state.contrast)
    elif part := result.chain:
        for name, title, values in (
            ("in_turn", mark("One after the other"), part.in_turn),
            ("at_once", mark("Combined, at once"), part.at_once),
        ):
            found[name] = _map(title, values, part.limit, part.combined, state.contrast)
    else:
        found["output"] = _map(
            MODE_TITLES[state.mode], result.output, result.limit, result.kernel, state.contrast
        )
    return found


def _learning(learned: Learned) -> dict[str, Picture]:
    task = learned.task
    found = {"input": Picture(mark("Training picture"), source_picture(task.picture), task.picture)}
    for name, title, values in (
        ("wanted", mark("Target"), task.wanted),
        ("made", mark("What the filter makes"), learned.made),
    ):
        found[name] = _signed(title, values, learned.limit)
    return found


def source_picture(values: Array) -> NDArray[np.uint8]:
    """Return a matrix as grey values, its largest number white."""
    return np.ascontiguousarray(gray(values, min(0.0, float(values.min())), float(values.max())))


def _map(title: str, values: Values, limit: float, kernel: Array, contrast: float) -> Picture:
    if values.ndim == 2:
        return _signed(title, values, limit)
    pixels = filtering.channels_to_rgb(values, kernel, contrast)
    middle = filtering.middle(kernel)
    low, high = middle - filtering.ZERO / contrast, middle + (255 - filtering.ZERO) / contrast
    scale = Scale(GREYS, low, high, float(values.min()), float(values.max()))
    return Picture(title, pixels, values, scale)


def _signed(title: str, values: Values, limit: float) -> Picture:
    pixels = filtering.signed_colours(values, limit, PACKED)
    scale = Scale(DIVERGING[1:], -limit, limit, float(values.min()), float(values.max()))
    return Picture(title, pixels, values, scale)
