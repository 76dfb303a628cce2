"""Values that are no numbers, on screen."""

import math

import numpy as np
import pytest

from explorer.ui.colours import sequential, signed
from explorer.ui.maps import coloured, extremes
from explorer.ui.widgets.cells import number_text


@pytest.mark.parametrize(
    ("value", "text"), [(math.nan, "NaN"), (math.inf, "∞"), (-math.inf, "−∞"), (-2.0, "−2")]
)
def test_a_number_that_is_none_is_written(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([1, -2, 3], (-2, 3)),
        ([1, np.nan, 3], (1, 3)),
        ([-np.inf, 2, np.inf], (2, 2)),
        ([np.nan, np.inf], (0, 0)),
    ],
)
def test_the_ends_of_a_scale_are_numbers(values, ends):
    array = np.array([values], np.float32)
    assert extremes(array) == ends
    scale = coloured(array).scale
    assert (scale.least, scale.most) == ends
    assert math.isfinite(scale.low) and math.isfinite(scale.high)


def test_what_is_no_number_has_the_colour_of_zero():
    values = np.array([np.nan, 0.0, np.inf, 2.0, -np.inf, -2.0])
    for colours in (sequential(values), signed(values, 1.0)):
        for none, number in ((0, 1), (2, 3), (4, 5)):
            assert (colours[none] == colours[number]).all()
