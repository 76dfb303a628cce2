import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn import functional

from explorer.vision import filters
from explorer.vision.choices import PRESETS
from explorer.vision.cv import cv2
from explorer.vision.filters import OPERATIONS

numbers = st.integers(-9, 9) | st.floats(-100, 100)


def of_shape(rows, columns):
    return arrays(float, (rows, columns), elements=numbers)


sides = st.integers(1, 11)
kernels = st.tuples(sides, sides).flatmap(lambda shape: of_shape(*shape))
square = sides.flatmap(lambda side: of_shape(side, side))


def by_torch(picture, kernel):
    values = (torch.tensor(np.ascontiguousarray(part))[None, None] for part in (picture, kernel))
    return functional.conv2d(*values)[0, 0].numpy()


# --- presets ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("sobel_x", lambda picture: -cv2.Sobel(picture, cv2.CV_64F, 1, 0)),
        ("sobel_y", lambda picture: -cv2.Sobel(picture, cv2.CV_64F, 0, 1)),
        ("scharr_x", lambda picture: -cv2.Scharr(picture, cv2.CV_64F, 1, 0)),
        ("scharr_y", lambda picture: -cv2.Scharr(picture, cv2.CV_64F, 0, 1)),
        ("laplacian", lambda picture: cv2.Laplacian(picture, cv2.CV_64F)),
        ("gaussian", lambda picture: cv2.GaussianBlur(picture, (5, 5), 0)),
        ("box", lambda picture: cv2.blur(picture, (3, 3))),
        ("identity", lambda picture: picture),
    ],
)
def test_presets_do_what_opencv_does_under_their_name(name, reference):
    picture = np.random.default_rng(1).normal(size=(20, 20))
    kernel = PRESETS[name].kernel
    rim = len(kernel) // 2
    expected = reference(picture)[rim:-rim, rim:-rim]
    np.testing.assert_allclose(by_torch(picture, kernel), expected, atol=1e-12)


LEFT = np.array([[10, 10, 0]] * 3)
UPPER_LEFT = np.array([[10, 10, 0], [10, 0, 0], [0, 0, 0]])
BRIGHT = {
    "left": LEFT,
    "above": LEFT.T,
    "upper left": UPPER_LEFT,
    "upper right": np.fliplr(UPPER_LEFT),
}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("vertical", [30, 0, 20, -20]),
        ("horizontal", [0, 30, 20, 20]),
        ("diagonal_45", [20, 20, 30, 0]),
        ("diagonal_135", [-20, 20, 0, 30]),
        ("prewitt_x", [30, 0, 20, -20]),
        ("prewitt_y", [0, 30, 20, 20]),
        ("sobel_x", [40, 0, 30, -30]),
        ("sobel_y", [0, 40, 30, 30]),
    ],
)
def test_an_edge_filter_is_positive_and_largest_where_its_side_is_bright(name, answers):
    found = [(PRESETS[name].kernel * window).sum() for window in BRIGHT.values()]
    assert found == answers


@pytest.mark.parametrize("name", PRESETS)
def test_flat_areas_vanish_or_stay(name):
    kernel = PRESETS[name].kernel
    assert kernel.sum() == pytest.approx(
        1 if name in ("gaussian", "box", "sharpen", "emboss", "identity") else 0
    )
    before = kernel.copy()
    kernel[0, 0] = 7
    assert (PRESETS[name].kernel == before).all()


# --- operations ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("rotate", [[4, 1], [5, 2], [6, 3]]),
        ("flip_horizontal", [[3, 2, 1], [6, 5, 4]]),
        ("flip_vertical", [[4, 5, 6], [1, 2, 3]]),
        ("transpose", [[1, 4], [2, 5], [3, 6]]),
        ("negate", [[-1, -2, -3], [-4, -5, -6]]),
        ("normalise", (np.array([[1, 2, 3], [4, 5, 6]]) / 21).tolist()),
    ],
)
def test_operations(name, changed):
    assert OPERATIONS[name].apply(np.array([[1.0, 2, 3], [4, 5, 6]])).tolist() == changed


@given(kernels)
def test_operations_taken_back(kernel):
    apply = {name: operation.apply for name, operation in OPERATIONS.items()}
    mirrors = ("flip_horizontal", "flip_vertical", "transpose", "negate")
    for name, times in [("rotate", 4), *((name, 2) for name in mirrors)]:
        changed = kernel
        for _ in range(times):
            changed = apply[name](changed)
        assert np.array_equal(changed, kernel)
    turned = apply["rotate"](apply["rotate"](kernel))
    assert np.array_equal(turned, filters.flip(kernel))


def test_a_zero_never_becomes_minus_zero():
    assert not np.signbit(OPERATIONS["negate"].apply(np.zeros((3, 3)))).any()


@pytest.mark.parametrize(
    ("kernel", "normal"),
    [
        ([[1, 2], [3, 4]], [[0.1, 0.2], [0.3, 0.4]]),
        ([[-1, -3]], [[-0.25, -0.75]]),
        ([[2, 0, -2], [4, 0, -4], [2, 0, -2]], np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4),
        # Adds up to 2.8e-17, not to 0.
        ([[0.1, 0.2, -0.3]], [[1 / 3, 2 / 3, -1]]),
        ([[0, 0]], [[0, 0]]),
    ],
)
def test_normalise(kernel, normal):
    np.testing.assert_allclose(filters.normalise(np.array(kernel, float)), normal, atol=1e-15)


@given(square, st.integers(1, 11))
def test_resizing_keeps_the_centre_and_what_fits(kernel, size):
    resized = filters.resize(kernel, size)
    assert resized.shape == (size, size)
    old, new = (len(kernel) - 1) // 2, (size - 1) // 2
    assert resized[new, new] == kernel[old, old]
    if size >= len(kernel):
        assert resized.sum() == pytest.approx(kernel.sum())
        assert np.array_equal(filters.resize(resized, len(kernel)), kernel)


def test_resizing_a_filter_that_is_not_square():
    assert filters.resize(np.array([[1.0, 2, 3, 4, 5]]), 3).tolist() == [
        [0, 0, 0], [2, 3, 4], [0, 0, 0],
    ]  # fmt: skip
    assert filters.resize(np.array([[1.0, 2, 3]]), 2).tolist() == [[2, 3], [0, 0]]


@settings(deadline=None)
@given(kernels, kernels)
def test_combined_filters_do_what_they_do_one_after_the_other(first, second):
    picture = np.random.default_rng(1).normal(size=(23, 22))
    in_turn = by_torch(by_torch(picture, first), second)
    at_once = by_torch(picture, filters.combine(first, second))
    np.testing.assert_allclose(at_once, in_turn, atol=1e-6)
    flipped = filters.combine(filters.flip(first), filters.flip(second))
    np.testing.assert_allclose(filters.flip(flipped), filters.combine(first, second), atol=1e-6)


def test_combining_by_hand():
    assert filters.combine(np.array([[1, 1]]), np.array([[1, -1]])).tolist() == [[1, 0, -1]]


# --- how large an answer can be -----------------------------------------------


@given(kernels)
def test_the_largest_answer_is_reached_and_never_exceeded(kernel):
    largest = filters.largest_answer(kernel)
    best = 255 * max((kernel * (kernel > 0)).sum(), -(kernel * (kernel < 0)).sum())
    assert largest == pytest.approx(best)
    picture = np.random.default_rng(1).uniform(0, 255, kernel.shape)
    assert abs((kernel * picture).sum()) <= largest * (1 + 1e-9) + 1e-9
    assert filters.colour_limit(kernel) >= abs(255 * kernel.sum()) * (1 - 1e-9)


@pytest.mark.parametrize(
    ("name", "limit"), [("sobel_x", 255), ("gaussian", 255), ("sharpen", 318.75)]
)
def test_the_limit_of_colours_depends_on_the_filter_alone(name, limit):
    assert filters.colour_limit(PRESETS[name].kernel) == limit
