import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.vision import filtering
from explorer.vision.choices import PRESETS
from explorer.vision.windows import axis, correlate

paddings = st.sampled_from(["valid", "same"]) | st.integers(0, 20)
shapes = st.tuples(st.integers(1, 20), st.integers(1, 20))
kernels = st.tuples(st.integers(1, 11), st.integers(1, 11)).flatmap(
    lambda shape: arrays(float, shape, elements=st.integers(-9, 9) | st.floats(-10, 10))
)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even")
@settings(max_examples=150, deadline=None)
@given(shapes, kernels, paddings, st.integers(1, 16), st.sampled_from([(), (3,)]))
def test_equals_torch_and_numpy(shape, kernel, padding, stride, channels):
    picture = np.random.default_rng(1).integers(0, 256, (*shape, *channels)).astype(np.float32)
    try:
        rows = axis(shape[0], kernel.shape[0], stride, padding)
        columns = axis(shape[1], kernel.shape[1], stride, padding)
    except UserError:
        reject()
    found = filtering.filter_picture(picture, kernel, rows, columns)
    planes = picture.reshape(*shape, -1).transpose(2, 0, 1).astype(float)
    weights = torch.tensor(kernel)[None, None]
    if stride == 1:
        # What valid, same and a number mean is torch's own affair here.
        expected = functional.conv2d(torch.tensor(planes)[:, None], weights, padding=padding)
    else:
        around = (columns.before, columns.after, rows.before, rows.after)
        padded = functional.pad(torch.tensor(planes)[:, None], around)
        expected = functional.conv2d(padded, weights, stride=stride)
    expected = expected[:, 0].numpy()
    np.testing.assert_allclose(
        found.reshape(*found.shape[:2], -1).transpose(2, 0, 1),
        expected,
        atol=1e-6 * 255 * np.abs(kernel).sum() + 1e-30,
    )
    np.testing.assert_allclose(correlate(planes, kernel, rows, columns), expected, atol=1e-8)
    assert found.dtype == np.float32


@pytest.mark.parametrize("name", PRESETS)
def test_whole_numbers_stay_exact(name):
    picture = np.random.default_rng(2).integers(0, 256, (30, 41)).astype(np.float32)
    kernel = np.round(PRESETS[name].kernel * 256)
    rows, columns = (axis(size, len(kernel), 1, "same") for size in picture.shape)
    found = filtering.filter_picture(picture, kernel, rows, columns)
    assert np.array_equal(found, correlate(picture.astype(float), kernel, rows, columns))


def test_the_picture_is_left_as_it_is():
    picture = np.full((5, 5), 7, np.float32)
    ends = axis(5, 3, 1, 4)
    filtering.filter_picture(picture, np.ones((3, 3)), ends, ends)
    assert (picture == 7).all()


# --- preparing ----------------------------------------------------------------


def test_brightness_is_whole_luma_and_channels_stay():
    pixels = np.random.default_rng(3).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    gray = filtering.prepare(pixels, channels=False)
    assert gray.dtype == np.float32
    # ITU-R BT.601; rounding in whole numbers may differ by one where it is nearly even.
    luma = pixels @ [0.299, 0.587, 0.114]
    assert np.abs(gray - luma).max() <= 0.51
    assert np.array_equal(gray, np.round(gray))
    assert np.array_equal(filtering.prepare(pixels, channels=True), pixels)


# --- colours ------------------------------------------------------------------

# Each level has a colour of its own, so that it can be told from it.
TABLE = np.uint32(0xFF000000) + np.arange(256, dtype=np.uint32)


def test_zero_is_the_middle_and_the_limits_are_the_ends():
    values = np.array([[-1e6, -8, -4, -0.01, 0, 0.01, 4, 8, 1e6]], np.float32)
    levels = filtering.signed_levels(values, 8.0)
    assert levels.tolist() == [[0, 1, 64, 128, 128, 128, 192, 255, 255]]


@given(
    arrays(np.float32, (4, 5), elements=st.floats(-64, 64, width=32)),
    st.floats(1e-3, 1e12),
)
def test_colours_are_entries_of_the_table(values, limit):
    values = values * np.float32(limit)
    colours = filtering.signed_colours(values, limit, TABLE)
    assert colours.shape == (4, 5)
    assert colours.dtype == np.uint32
    expected = np.clip(128 + 127 * values.astype(float) / limit, 0, 255)
    level = colours.astype(float) - 0xFF000000
    # A level is what is nearest; at an exact half either may be.
    assert np.abs(level - expected).max() <= 0.5 + 1e-3
    assert (level[values == 0] == 128).all()


def test_a_filter_of_zeros_is_the_colour_of_zero():
    zeros = np.zeros((2, 2), np.float32)
    assert (filtering.signed_colours(zeros, 0.0, TABLE) == TABLE[128]).all()


def test_a_strided_map_can_be_coloured():
    values = np.arange(-32, 32, dtype=np.float32).reshape(8, 8)
    whole = filtering.signed_colours(values, 32.0, TABLE)
    assert np.array_equal(filtering.signed_colours(values[::3, ::2], 32.0, TABLE), whole[::3, ::2])


@pytest.mark.parametrize("name", PRESETS)
def test_mid_grey_stays_mid_grey_under_any_filter(name):
    kernel = PRESETS[name].kernel
    picture = np.full((9, 9, 3), 128, np.float32)
    ends = axis(9, len(kernel))
    filtered = filtering.filter_picture(picture, kernel, ends, ends)
    for contrast in (1, 0.25, 16):
        assert (filtering.channels_to_rgb(filtered, kernel, contrast) == 128).all()


def test_the_identity_shows_the_picture_itself():
    pixels = np.random.default_rng(4).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    prepared = filtering.prepare(pixels, channels=True)
    assert np.array_equal(filtering.channels_to_rgb(prepared, np.ones((1, 1))), pixels)


def test_more_contrast_spreads_the_colours_around_mid_grey():
    values = np.array([[[118, 128, 138]]], np.float32)
    shown = filtering.channels_to_rgb(values, np.ones((1, 1)), 4)
    assert shown.tolist() == [[[88, 128, 168]]]
