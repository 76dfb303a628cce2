"""Convolution over volumes: each filter is as deep as its input and makes one channel.

    z[k, r, s] = bias[k] + sum over c, i, j of x[c, r * stride + i, s * stride + j] * w[k, c, i, j]

with x the padded input. As in all networks this is cross-correlation: no filter is flipped.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision.windows import Array, Axis, correlate, windows


def require_fit(volume: Array, kernels: Array, bias: Array) -> None:
    """Check that filters and bias belong to the input.

    Raises
    ------
    UserError
        The filters are not as deep as the input, or not each has one bias.
    """
    if len(volume) != kernels.shape[1]:
        raise UserError(
            "The input is {channels} deep, but the filters are {depth} deep: "
            "a filter has as many channels as its input.",
            channels=len(volume),
            depth=kernels.shape[1],
        )
    if len(bias) != len(kernels):
        raise UserError(
            "The number of filters is {filters}, that of biases {count}: each filter has one.",
            filters=len(kernels),
            count=len(bias),
        )


def convolve(volume: Array, kernels: Array, bias: Array, rows: Axis, columns: Axis) -> Array:
    """Return z of every filter, (K, rows, columns).

    Parameters
    ----------
    volume : (C, H, W)
    kernels : (K, C, f, f)
    bias : (K,)
    """
    seen = windows(volume, rows, columns)
    z = np.empty((len(kernels), rows.output, columns.output))
    z[:] = bias[:, None, None]
    # One cell of all windows at a time: a matrix product, and no copy of every window.
    for i, j in np.ndindex(kernels.shape[2:]):
        z += np.tensordot(kernels[:, :, i, j], seen[..., i, j], axes=1)
    return z


def partial_maps(volume: Array, kernel: Array, rows: Axis, columns: Axis) -> Array:
    """Return what each channel adds to the map of one filter, (C, rows, columns).

    Parameters
    ----------
    volume : (C, H, W)
    kernel : (C, f, f)
    """
    pairs = zip(volume, kernel, strict=True)
    maps = [correlate(channel, weights, rows, columns) for channel, weights in pairs]
    # Adding zero turns -0 into 0, which is what a reader expects.
    return np.stack(maps) + 0.0


def from_picture(pixels: NDArray[np.uint8]) -> Array:
    """Return a picture as a volume, (C, H, W) of 0 to 255.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB
    """
    return np.moveaxis(pixels, -1, 0).astype(np.float64)
