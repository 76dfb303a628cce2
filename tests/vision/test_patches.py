import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vision import patches

PICTURE = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)


@given(
    x=st.floats(-50, 150),
    y=st.floats(-50, 150),
    cells=st.integers(1, 100),
    scale=st.integers(1, 99),
)
def test_a_patch_always_lies_in_the_picture(x: float, y: float, cells: int, scale: int) -> None:
    patch = patches.cut(PICTURE, x, y, cells, scale)
    assert patch.shape == (min(cells, 60), min(cells, 60), 3)
    assert patch.dtype == np.uint8


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_cell_is_the_mean_of_its_pixels(scale: int) -> None:
    patch = patches.cut(PICTURE, 40, 30, 8, scale)
    reach = 8 * scale
    part = PICTURE[30 - reach // 2 : 30 + reach // 2, 40 - reach // 2 : 40 + reach // 2]
    expected = cv2.resize(part, (8, 8), interpolation=cv2.INTER_AREA)
    assert np.abs(patch.astype(int) - expected).max() <= 1


def test_grey_is_the_luma_of_opencv() -> None:
    expected = cv2.cvtColor(PICTURE, cv2.COLOR_RGB2GRAY)
    assert np.abs(patches.grey(PICTURE) - expected).max() <= 1
