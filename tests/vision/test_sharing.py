"""A convolution as a dense layer, against torch."""

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch import nn

from explorer.core.errors import UserError
from explorer.vision import costs, sharing
from explorer.vision.sharing import Sharing


def test_the_courses_first_layer():
    """32 x 32 x 3 to 28 x 28 x 8: Ng's 3072 x 4704 becomes 3072 x 6272 with eight filters."""
    found = Sharing(inputs=3072, outputs=6272, weights=75, filters=8, places=784)
    assert found.parameters == 608
    assert found.dense == 3072 * 6272 + 6272
    assert found.ratio == pytest.approx(31_700, abs=1)


@settings(max_examples=60, deadline=None)
@given(
    sides=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    size=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(0, 3),
    most=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_the_table_is_the_convolution_of_each_unit_picture(sides, size, stride, padding, most):
    try:
        axes = costs.window_axes((*sides, 1), size, stride, padding)
    except UserError:
        reject()
    pixels = sides[0] * sides[1]
    pictures = torch.eye(pixels).reshape(pixels, 1, *sides)
    kernel = torch.arange(1.0, size * size + 1).reshape(1, 1, size, size)
    made = nn.functional.conv2d(pictures, kernel, stride=stride, padding=padding)
    whole = made.reshape(pixels, -1).T
    table = sharing.weight_table(*axes, *most)
    assert table.tolist() == whole[: most[0], : most[1]].tolist()


@settings(max_examples=60, deadline=None)
@given(
    side=st.integers(1, 12),
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(0, 4),
    cell=st.integers(0, 11),
)
def test_no_window_lies_nearer_around_a_cell(side, size, stride, padding, cell):
    try:
        rows, _ = costs.window_axes((side, side, 1), size, stride, padding)
    except UserError:
        reject()
    middles = [sum(rows.cells(place)) / size for place in range(rows.output)]
    chosen = costs.output_near(rows, min(cell, side - 1))
    distances = [abs(middle - min(cell, side - 1)) for middle in middles]
    assert distances[chosen] == min(distances)
