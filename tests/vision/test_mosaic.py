"""The mosaic: every value is found where it is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.mosaic import GAP, ORDERS, ZERO, levels, limits, mosaic


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40), st.integers(1, 20), st.integers(1, 20), st.sampled_from(ORDERS), st.data()
)
def test_each_value_is_where_it_says(count, height, width, by, data):
    maps = np.random.default_rng(0).standard_normal((count, height, width)).astype(np.float32)
    found = mosaic(maps, by)
    assert sorted(found.channels) == list(range(count))
    channel = data.draw(st.integers(0, count - 1))
    row, column = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    left, top = found.corner(found.tile_of(channel))
    assert found.at(left + column, top + row) == (channel, row, column)
    step = (found.high - found.low) / 254
    level = int(found.levels[top + row, left + column])
    value = min(max(float(maps[channel, row, column]), found.low), found.high)
    assert found.low + (level - 1) * step == pytest.approx(value, abs=step + 1e-6)


def test_between_the_tiles_there_is_nothing():
    found = mosaic(np.ones((4, 5, 5), np.float32))
    assert found.at(5, 0) is None and found.levels[0, 5] == GAP
    assert found.at(-1, 0) is None
    assert found.at(0, 10_000) is None


def test_channels_in_the_order_of_their_strength():
    maps = np.zeros((3, 2, 2), np.float32)
    maps[0], maps[1, 0, 0], maps[2] = 1, 5, 2
    assert list(mosaic(maps, "mean").channels) == [2, 1, 0]
    assert list(mosaic(maps, "maximum").channels) == [1, 2, 0]


def test_scales_start_at_zero_or_lie_around_it():
    assert limits(np.float32([1, 3])) == (0, 3)
    assert limits(np.float32([-1, 3])) == (-3, 3)
    assert limits(np.float32([np.nan, 2, np.inf])) == (0, 2)
    assert limits(np.float32([np.nan])) == (0, 0)
    assert limits(np.float32([0, 0])) == (0, 0)


def test_a_single_spike_does_not_make_the_rest_pale():
    values = np.linspace(0, 1, 10_001, dtype=np.float32)
    values[5000] = 1000
    low, high = limits(values)
    assert low == 0 and 0.99 < high < 1.01


def test_levels_run_from_1_to_255():
    assert list(levels(np.float32([0, 1.5, 3, 9]), 0, 3)) == [1, 128, 255, 255]
    assert list(levels(np.float32([-3, 0, 3]), -3, 3)) == [1, ZERO, 255]
    assert list(levels(np.float32([0, 0]), 0, 0)) == [1, 1]


def test_a_list_of_numbers_has_no_lines_between():
    found = mosaic(np.arange(100, dtype=np.float32).reshape(100, 1, 1))
    assert found.gap == 0 and found.levels.size >= 100
