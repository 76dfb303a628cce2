"""The size formula with its numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vision.sizes import formula, left_over
from explorer.vision.windows import Axis, axis


@pytest.mark.parametrize(
    ("slid", "shown"),
    [
        (axis(6, 3), "⌊(6 + 0 + 0 − 3) / 1⌋ + 1 = 4"),
        (axis(7, 3, 2, 1), "⌊(7 + 1 + 1 − 3) / 2⌋ + 1 = 4"),
        (axis(6, 2, 1, "same"), "⌊(6 + 0 + 1 − 2) / 1⌋ + 1 = 6"),
        (axis(7, 3, 1, 0, 2), "⌊(7 + 0 + 0 − (2·(3 − 1) + 1)) / 1⌋ + 1 = 3"),
    ],
)
def test_it_carries_the_numbers(slid, shown):
    assert formula(slid) == shown


@given(*(st.integers(1, 9),) * 2, st.integers(1, 12), *(st.integers(0, 4),) * 2, st.integers(1, 3))
def test_it_is_true(size, window, stride, before, after, dilation):
    slid = Axis(size + 20, window, stride, before, after, dilation)
    left, right = formula(slid).split(" = ")
    # Every floor is taken of a quotient that stands in brackets.
    python = left.replace("⌊", "(").replace(") / ", ") // ").replace("⌋", ")")
    assert eval(python.replace("−", "-").replace("·", "*")) == int(right) == slid.output


@pytest.mark.parametrize(
    ("slid", "cells"),
    [(axis(7, 3, 2), 0), (axis(6, 3, 2), 1), (axis(8, 3, 3), 2), (axis(4, 3, 9), 1)],
)
def test_what_the_floor_cuts_lies_behind_the_last_window(slid, cells):
    assert left_over(slid) == cells
    end = slid.start(slid.output - 1) + slid.reach
    assert end + cells == slid.size + slid.after
