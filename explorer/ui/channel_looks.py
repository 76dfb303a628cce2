"""Names and colours of channels and filters. Three channels are red, green and blue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from explorer.core.i18n import mark, tr
from explorer.ui.colours import gray, shaded
from explorer.vision.windows import Array

RED_GREEN_BLUE = (
    ("R", mark("Red"), QColor("#e04a3f")),
    ("G", mark("Green"), QColor("#35a853")),
    ("B", mark("Blue"), QColor("#4678e8")),
)


def channel_names(channels: int) -> tuple[str, ...]:
    """Return what each channel is called."""
    if channels == 3:
        return tuple(tr(name) for _, name, _ in RED_GREEN_BLUE)
    return tuple(tr("Channel {number}", number=c) for c in range(channels))


def channel_labels(channels: int) -> tuple[str, ...]:
    """Return a letter or number for each channel."""
    if channels == 3:
        return tuple(letter for letter, _, _ in RED_GREEN_BLUE)
    return numbers(channels)


def channel_edges(channels: int) -> tuple[QColor, ...]:
    """Return the colours around the slices; none where the channels are no colours."""
    return tuple(colour for _, _, colour in RED_GREEN_BLUE) if channels == 3 else ()


def filter_names(filters: int) -> tuple[str, ...]:
    """Return what each filter is called."""
    return tuple(tr("Filter {number}", number=k) for k in range(filters))


def map_names(filters: int) -> tuple[str, ...]:
    """Return what each channel of the output is called."""
    return tuple(tr("Map {number}", number=k) for k in range(filters))


def numbers(count: int) -> tuple[str, ...]:
    """Return 0, 1, 2, ... as texts."""
    return tuple(str(number) for number in range(count))


def brightness(volume: Array) -> NDArray[np.uint8]:
    """Return the colours of the input, (C, H, W, 3); all channels are drawn on one scale."""
    if len(volume) != 3:
        return gray(volume, *_limits(volume))
    pairs = zip(volume, RED_GREEN_BLUE, strict=True)
    return np.stack([shaded(values, *_limits(volume), light) for values, (*_, light) in pairs])


def as_picture(volume: Array) -> NDArray[np.uint8]:
    """Return three channels as the picture that they are, (H, W, 3)."""
    bytes_ = gray(volume, *_limits(volume))[..., 0]
    return np.ascontiguousarray(np.moveaxis(bytes_, 0, -1))


def _limits(volume: Array) -> tuple[float, float]:
    return min(0.0, float(volume.min())), float(volume.max())
