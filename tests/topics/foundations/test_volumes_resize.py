"""Changes to a volume or its filters that keep them fitting together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes.state import State, compute


def with_(**changes):
    return fields.change(State(), changes)


def test_more_channels_filters_and_cells_keep_what_was_there():
    state = resize.with_channels(with_(bias=[1, 2]), 4)
    assert state.input[:3] == State().input
    assert state.input[3] == ((0,) * 6,) * 6
    assert state.kernels[1][:3] == State().kernels[1]
    state = resize.with_filters(state, 3)
    assert (len(state.kernels), state.bias) == (3, (1, 2, 0))
    before = compute(fields.change(state, {"padding": "same"}))
    state = resize.with_kernel_size(state, 5)
    after = compute(fields.change(state, {"padding": "same"}))
    # Around its middle a filter is filled up with zeros: nothing changes.
    np.testing.assert_array_equal(before.output, after.output)


def test_growing_and_shrinking_again_gives_back_the_filters():
    for size in (4, 5, 8):
        there = resize.with_kernel_size(State(), size)
        assert resize.with_kernel_size(there, 3) == State()
    assert resize.with_channels(resize.with_channels(State(), 7), 3) == State()


def test_another_input_takes_its_filters_along():
    grey = resize.with_input(State(), [[[1, 2, 3]] * 3])
    assert [len(kernel) for kernel in grey.kernels] == [1, 1]
    assert compute(grey).to_json()["output"] == [[[-6]], [[0]]]


def test_a_bias_is_set_alone():
    state = resize.with_bias(State(), 1, -5)
    assert state.bias == (0, -5)
    assert resize.with_bias(state, 0, 2).bias == (2, -5)
    # Also where there were too many, as after a command line.
    assert resize.with_bias(with_(bias=[1, 2, 3]), 0, 7).bias == (7, 2)


@settings(max_examples=50, deadline=None)
@given(
    filters=st.integers(1, 4),
    biases=st.integers(0, 3),
    depth=st.integers(1, 4),
    change=st.sampled_from([resize.with_channels, resize.with_filters, resize.with_kernel_size]),
    number=st.integers(1, 5),
)
def test_whatever_is_changed_the_parts_fit_again(filters, biases, depth, change, number):
    """Also where they did not fit before, as after a command line."""
    state = with_(kernels=[[[[1, 2], [3, 4]]] * depth] * filters, bias=[1] * biases)
    compute(change(state, number))


def test_there_is_a_limit_to_growing():
    with pytest.raises(UserError, match="64 is the most"):
        resize.with_channels(State(), 65)
