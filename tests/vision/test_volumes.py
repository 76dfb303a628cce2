"""Convolution over volumes against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.vision.volumes import convolve, from_picture, partial_maps, require_fit
from explorer.vision.windows import axis


@st.composite
def volumes(draw):
    """An input, filters, bias and the two axes; the filter always fits."""
    channels, filters = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    kernel = draw(st.tuples(*[st.integers(1, 5)] * 2))
    shape = [side + draw(st.integers(0, 8)) for side in kernel]
    padding, stride = draw(st.integers(0, 3) | st.just("same")), draw(st.integers(1, 4))
    rows, columns = (axis(n, f, stride, padding) for n, f in zip(shape, kernel, strict=True))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return (
        random.normal(size=(channels, *shape)),
        random.normal(size=(filters, channels, *kernel)),
        random.normal(size=filters),
        rows,
        columns,
    )


def padded(volume, rows, columns):
    ends = (columns.before, columns.after, rows.before, rows.after)
    return functional.pad(torch.from_numpy(volume)[None], ends)


@settings(max_examples=100, deadline=None)
@given(volumes())
def test_every_filter_makes_one_map_as_in_torch(case):
    volume, kernels, bias, rows, columns = case
    expected = functional.conv2d(
        padded(volume, rows, columns),
        torch.from_numpy(kernels),
        torch.from_numpy(bias),
        stride=rows.stride,
    )[0]
    np.testing.assert_allclose(
        convolve(volume, kernels, bias, rows, columns), expected, rtol=1e-12, atol=1e-12
    )


@settings(max_examples=100, deadline=None)
@given(volumes())
def test_each_channel_by_itself_is_a_grouped_convolution(case):
    volume, kernels, _, rows, columns = case
    expected = functional.conv2d(
        padded(volume, rows, columns),
        torch.from_numpy(kernels[0][:, None]),
        stride=rows.stride,
        groups=len(volume),
    )[0]
    np.testing.assert_allclose(
        partial_maps(volume, kernels[0], rows, columns), expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    ("depth", "biases", "message"),
    [
        (2, 4, "The input is 3 deep, but the filters are 2 deep"),
        (3, 5, "The number of filters is 4, that of biases 5"),
    ],
)
def test_parts_that_do_not_fit_together_are_explained(depth, biases, message):
    with pytest.raises(UserError, match=message):
        require_fit(np.ones((3, 6, 6)), np.ones((4, depth, 3, 3)), np.ones(biases))


def test_a_picture_becomes_one_map_for_each_colour():
    pixels = np.zeros((2, 4, 3), np.uint8)
    pixels[1, 3] = 255, 128, 1
    volume = from_picture(pixels)
    assert (volume.shape, volume.dtype) == ((3, 2, 4), np.float64)
    assert volume[:, 1, 3].tolist() == [255, 128, 1]
    assert volume.sum() == 384
