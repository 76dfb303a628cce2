"""Filtering whole pictures with OpenCV, and turning the result into colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2
from explorer.vision.windows import Array, Axis

Map = NDArray[np.float32]
Pixels = NDArray[np.uint8]

ZERO = 128
"""Level of the value 0; 127 levels on either side."""


def prepare(pixels: Pixels, *, channels: bool) -> Map:
    """Return (H, W, 3) uint8 RGB as float32, which `cv2.filter2D` is quickest with.

    Returns
    -------
    (H, W, 3), or (H, W) brightness (ITU-R BT.601 luma in whole numbers); 0..255
    """
    if not channels:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return pixels.astype(np.float32)


def filter_picture(values: Map, kernel: Array, rows: Axis, columns: Axis) -> Map:
    """Slide a filter over (H, W) or over each channel of (H, W, C), zeros around it.

    The numbers are those of `windows.correlate`, rounded to float32.
    """
    anchor = columns.before, rows.before
    if rows.padded - rows.size >= rows.window or columns.padded - columns.size >= columns.window:
        # filter2D gives as many rows and columns as it gets; here there are to be more.
        borders = rows.before, rows.after, columns.before, columns.after
        values = np.asarray(cv2.copyMakeBorder(values, *borders, cv2.BORDER_CONSTANT), np.float32)
        anchor = 0, 0
    # By position: on a small picture the names alone would take a tenth of the time.
    filtered: Map = cv2.filter2D(  # type: ignore[assignment]
        values, cv2.CV_32F, kernel, None, anchor, 0.0, cv2.BORDER_CONSTANT
    )
    if filtered.shape[:2] == (rows.output, columns.output):
        return filtered
    height, width = rows.output * rows.stride, columns.output * columns.stride
    return filtered[: height : rows.stride, : width : columns.stride]


def signed_levels(values: Map, limit: float) -> Pixels:
    """Map signed values to levels: -limit is 1, 0 is exactly 128, limit is 255.

    Level 0 is left for what lies below -limit; what lies above is 255.
    """
    return _to_bytes(values, (ZERO - 1) / limit if limit else 0.0, ZERO)


def signed_colours(values: Map, limit: float, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Map (H, W) signed values to (H, W) packed colours, which paint without conversion.

    Parameters
    ----------
    limit : float
        The absolute value that gets full colour.
    table : (256,) uint32, 0xFFRRGGBB
        Colours of the levels of `signed_levels`; entry 128 is that of zero.
    """
    # OpenCV looks up signed whole numbers only; the bits are the same.
    colours = cv2.LUT(signed_levels(values, limit), table.view(np.int32))
    return np.asarray(colours).view(np.uint32)


def channels_to_rgb(values: Map, kernel: Array, contrast: float = 1.0) -> Pixels:
    """Show (H, W, 3), each channel filtered by itself, as a picture (H, W, 3).

    Values count from what the filter makes of mid-grey, which stays mid-grey: a blurred
    picture looks like a picture, and where an edge filter finds nothing it is grey.
    """
    return _to_bytes(values, contrast, ZERO - contrast * middle(kernel))


def middle(kernel: Array) -> float:
    """Return what a filter makes of mid-grey."""
    return ZERO * float(kernel.sum())


def _to_bytes(values: Map, scale: float, offset: float) -> Pixels:
    # Rounds and saturates in one pass; convertScaleAbs would fold negative values over.
    # Exact up to 2^31, where OpenCV's whole numbers end: far beyond what a filter with its
    # own `colour_limit` gives.
    return np.asarray(cv2.addWeighted(values, scale, values, 0, offset, dtype=cv2.CV_8U), np.uint8)
