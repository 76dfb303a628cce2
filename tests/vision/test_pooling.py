"""Pooling and its gradient against torch."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.vision import pooling

POOLS = {"max": functional.max_pool2d, "average": functional.avg_pool2d}


@st.composite
def pools(draw):
    """A matrix in which ties are common, and a window that fits."""
    shape = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    values = draw(arrays(np.float64, shape, elements=st.integers(-4, 4).map(float)))
    size = draw(st.integers(1, 6))
    padding = draw(st.integers(0, size // 2))
    size = min(size, min(shape) + 2 * padding)
    padding = min(padding, size // 2)
    stride = draw(st.integers(1, 14))
    return values, size, stride, padding


def tensor(values):
    return torch.from_numpy(values.copy())[None, None]


@settings(max_examples=100, deadline=None)
@given(pools())
@pytest.mark.parametrize("mode", POOLS)
def test_outputs_and_gradients_equal_torch(mode, pool):
    values, *window = pool
    axes = pooling.axes(values.shape, *window)
    x = tensor(values).requires_grad_()
    expected = POOLS[mode](x, *window)
    expected.sum().backward()
    found = pooling.pool(mode, values, *axes)
    assert found.shape == expected.shape[2:]
    np.testing.assert_allclose(found, expected[0, 0].detach(), atol=1e-12)
    np.testing.assert_allclose(pooling.gradient(mode, values, *axes), x.grad[0, 0], atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(pools())
def test_winners_equal_torch_also_where_values_tie(pool):
    values, *window = pool
    axes = pooling.axes(values.shape, *window)
    _, indices = functional.max_pool2d(tensor(values), *window, return_indices=True)
    won = pooling.winners(values, *axes)
    assert (won[..., 0] * values.shape[1] + won[..., 1]).tolist() == indices[0, 0].tolist()
    best = values[won[..., 0], won[..., 1]]
    assert best.tolist() == pooling.pool("max", values, *axes).tolist()


def test_a_maximum_ignores_padding_and_an_average_counts_it():
    values = np.full((2, 2), -4.0)
    axes = pooling.axes(values.shape, 2, 2, 1)
    assert pooling.pool("max", values, *axes).tolist() == [[-4, -4], [-4, -4]]
    assert pooling.pool("average", values, *axes).tolist() == [[-1, -1], [-1, -1]]


def test_the_same_paddings_as_in_torch_are_refused():
    values = np.zeros((20, 20))
    for size, padding in itertools.product(range(1, 17), range(9)):
        try:
            functional.max_pool2d(tensor(values), size, 1, padding)
        except RuntimeError:
            with pytest.raises(UserError, match=f"at most {size // 2} for a window of {size}"):
                pooling.axes(values.shape, size, 1, padding)
        else:
            pooling.axes(values.shape, size, 1, padding)


def test_a_window_larger_than_the_padded_input_is_refused():
    with pytest.raises(UserError, match=r"reaches over 5 cells.* has only 4"):
        pooling.axes((9, 2), 5, 1, 1)


@pytest.mark.parametrize(
    ("direction", "moved"),
    [
        ("right", [[1, 1, 2], [4, 4, 5]]),
        ("left", [[2, 3, 3], [5, 6, 6]]),
        ("down", [[1, 2, 3], [1, 2, 3]]),
        ("up", [[4, 5, 6], [4, 5, 6]]),
    ],
)
def test_a_shift_repeats_the_edge(direction, moved):
    values = np.array([[1.0, 2, 3], [4, 5, 6]])
    assert pooling.shift(values, direction).tolist() == moved
    assert pooling.shift(np.ones((1, 1)), direction).tolist() == [[1]]
