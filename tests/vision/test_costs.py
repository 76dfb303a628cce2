"""What layers cost, by hand, and what one output sees, by the gradient of torch."""

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.vision import costs


def test_the_first_convolution_of_the_course():
    """32 x 32 x 3 with eight 5 x 5 filters: (5 * 5 * 3 + 1) * 8 parameters."""
    cost = costs.convolution((32, 32, 3), filters=8, size=5)
    assert (cost.shape, cost.size, cost.parameters) == ((28, 28, 8), 6272, 608)
    assert cost.multiplications == 28 * 28 * 8 * 75


def test_ten_filters_over_three_channels_have_280_parameters():
    assert costs.convolution((1000, 1000, 3), filters=10, size=3).parameters == 280


def test_a_convolution_with_stride():
    assert costs.convolution((39, 39, 3), filters=10, size=3, stride=2).shape == (19, 19, 10)


def test_max_pooling_is_free_and_an_average_is_one_product_an_output():
    assert costs.pool((28, 28, 8), "max", 2, 2) == costs.Cost((14, 14, 8), 0, 0)
    assert costs.pool((28, 28, 8), "average", 2, 2) == costs.Cost((14, 14, 8), 0, 1568)


def test_a_dense_layer_sees_everything():
    assert costs.dense((5, 5, 16), 120) == costs.Cost((120,), 48120, 48000)
    assert costs.dense((120,), 84) == costs.Cost((84,), 10164, 10080)
    assert costs.dense_connections((5, 5, 16)).inputs == 400
    assert costs.dense_connections((120,)).inputs == 120


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: costs.convolution((4, 9, 3), 8, 5), "reaches over 5 cells.*only 4"),
        (lambda: costs.pool((9, 1, 3), "max", 2, 2), "reaches over 2 cells.*only 1"),
        (lambda: costs.convolution((400,), 8, 5), "one list of 400 numbers. Move this layer"),
        (lambda: costs.pool((400,), "max", 2, 2), "one list of 400 numbers. Move this layer"),
        (lambda: costs.pool((9, 9, 3), "max", 3, 1, 2), "at most 1 for a window of 3, not 2"),
    ],
)
def test_impossible_shapes_are_explained(wrong, message):
    with pytest.raises(UserError, match=message):
        wrong()


@settings(max_examples=100, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3)),
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(0, 6),
    position=st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
def test_an_output_sees_what_its_gradient_reaches(shape, size, stride, padding, position):
    try:
        rows, columns = costs.window_axes(shape, size, stride, padding)
    except UserError:
        reject()
    seen = costs.window_connections(shape, rows, columns, position, channels=shape[2])
    x = torch.zeros(1, shape[2], shape[0], shape[1], requires_grad=True)
    z = functional.conv2d(x, torch.ones(1, shape[2], size, size), stride=stride, padding=padding)
    assert (seen.row, seen.column) == tuple(
        min(wanted, last - 1) for wanted, last in zip(position, z.shape[2:], strict=True)
    )
    z[0, 0, seen.row, seen.column].backward()
    reached = x.grad[0] != 0
    inside = torch.zeros_like(reached)
    inside[:, slice(*seen.rows), slice(*seen.columns)] = True
    assert torch.equal(reached, inside)
    assert (seen.inputs, seen.of) == (int(reached.sum()), x.numel())
