"""Sliding windows against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.vision.windows import Axis, axis, correlate, pad, ranges, usage, windows

side = st.integers(1, 13)
filter_side = st.integers(1, 6)


def tensor(values):
    return torch.from_numpy(np.ascontiguousarray(values, np.float64))[None, None]


def padded_by_torch(values, rows, columns):
    return functional.pad(tensor(values), (columns.before, columns.after, rows.before, rows.after))


@st.composite
def slides(draw):
    """An input, a filter and the two axes, with everything that can differ drawn freely."""
    stride, dilation = draw(st.integers(1, 15)), draw(st.integers(1, 4))
    padding = draw(st.integers(0, 5) | st.sampled_from(["same", "valid"]))
    shape, kernel = (draw(side), draw(side)), (draw(filter_side), draw(filter_side))
    try:
        rows, columns = (
            axis(n, f, stride, padding, dilation) for n, f in zip(shape, kernel, strict=True)
        )
    except UserError:
        reject()  # What does not fit is tested below.
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random.normal(size=shape), random.normal(size=kernel), rows, columns


@settings(max_examples=150, deadline=None)
@given(slides())
def test_sizes_and_values_equal_torch(slide):
    values, kernel, rows, columns = slide
    expected = functional.conv2d(
        padded_by_torch(values, rows, columns),
        tensor(kernel),
        stride=rows.stride,
        dilation=rows.dilation,
    )[0, 0].numpy()
    assert (rows.output, columns.output) == expected.shape
    np.testing.assert_allclose(correlate(values, kernel, rows, columns), expected, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(slides(), st.floats(-3, 3))
def test_windows_hold_what_lies_at_their_cells(slide, fill):
    values, _, rows, columns = slide
    seen = windows(values, rows, columns, fill)
    for i in range(rows.output):
        for j in range(columns.output):
            for a, row in enumerate(rows.cells(i)):
                for b, column in enumerate(columns.cells(j)):
                    inside = 0 <= row < rows.size and 0 <= column < columns.size
                    assert seen[i, j, a, b] == (values[row, column] if inside else fill)


@settings(max_examples=100, deadline=None)
@given(slides())
def test_usage_is_the_gradient_of_a_sum_over_windows(slide):
    values, kernel, rows, columns = slide
    x = tensor(values).requires_grad_()
    functional.conv2d(
        functional.pad(x, (columns.before, columns.after, rows.before, rows.after)),
        torch.ones_like(tensor(kernel)),
        stride=rows.stride,
        dilation=rows.dilation,
    ).sum().backward()
    counted = x.grad[0, 0].numpy()
    assert usage(rows, columns).tolist() == counted.tolist()
    assert rows.unseen() == [i for i in range(rows.size) if not rows.usage()[i]]
    if not rows.unseen() and not columns.unseen():
        assert counted.min() >= 1


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("window", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_same_equals_torch_and_keeps_the_size(window, dilation):
    values = np.arange(42, dtype=float).reshape(6, 7)
    kernel = np.random.default_rng(window).normal(size=(window, window))
    rows, columns = (axis(n, window, 1, "same", dilation) for n in values.shape)
    expected = functional.conv2d(tensor(values), tensor(kernel), padding="same", dilation=dilation)[
        0, 0
    ]
    assert expected.shape == values.shape
    np.testing.assert_allclose(correlate(values, kernel, rows, columns), expected, atol=1e-12)


def test_channels_slide_together():
    random = np.random.default_rng(0)
    values, kernel = random.normal(size=(2, 3, 8, 9)), random.normal(size=(3, 2))
    rows, columns = axis(8, 3, 2, 1), axis(9, 2, 2, 1)
    found = correlate(values, kernel, rows, columns)
    for index in np.ndindex(2, 3):
        expected = correlate(values[index], kernel, rows, columns)
        np.testing.assert_allclose(found[index], expected, atol=1e-12)


def test_the_padding_may_differ_at_the_two_ends():
    rows, columns = Axis(1, 1, before=1), Axis(2, 1, after=2)
    assert pad(np.ones((1, 2)), rows, columns, 7).tolist() == [[7, 7, 7, 7], [1, 1, 7, 7]]


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "output"),
    [
        (6, 3, 1, 0, 4),
        (6, 3, 1, 1, 6),
        (6, 5, 1, "same", 6),
        (7, 3, 2, 0, 3),
        (39, 3, 1, 0, 37),
        (37, 5, 2, 0, 17),
        (17, 5, 2, 0, 7),
        (32, 5, 1, "valid", 28),
        (4, 3, 9, 0, 1),
    ],
)
def test_sizes_of_the_course(size, window, stride, padding, output):
    assert axis(size, window, stride, padding).output == output


def test_a_stride_that_does_not_fit_leaves_cells_out():
    found = axis(8, 3, 3)
    assert (found.output, found.unseen()) == (2, [6, 7])
    # A stride wider than the window skips cells between windows too.
    assert axis(8, 2, 5).unseen() == [2, 3, 4, 7]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([4], "4"),
        ([6, 7], "6, 7"),
        ([2, 3, 4, 7], "2–4, 7"),
        ([*range(3, 50), *range(53, 64)], "3–49, 53–63"),
    ],
)
def test_runs_of_cells_are_written_short(numbers, text):
    assert ranges(numbers) == text


def test_a_window_larger_than_its_axis_is_refused():
    with pytest.raises(UserError, match=r"reaches over 5 cells.* has only 4"):
        axis(2, 3, padding=1, dilation=2)
    assert axis(2, 2, stride=5).output == 1
