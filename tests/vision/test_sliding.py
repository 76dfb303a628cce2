import math

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.vision import sliding
from explorer.vision.sliding import NOTHING, Slide


@pytest.mark.parametrize(("size", "side"), [(14, 1), (16, 2), (28, 8)])
def test_the_windows_of_the_course(size: int, side: int) -> None:
    assert sliding.shape_of(sliding.slide(size, 14, 2)) == (side, side, 4)


def test_multiplications_by_hand() -> None:
    # Ng, week 3: 10 x 10 x 16 outputs of 5 x 5 x 3; 400 x 400; 400 x 400; 4 x 400.
    one = sliding.multiplications(sliding.slide(14, 14, 2))
    assert one["conv"] == (120_000, 120_000)
    assert one["dense1"] == one["dense2"] == (160_000, 160_000)
    assert one["output"] == (1_600, 1_600)
    assert one["pool"] == (0, 0)
    # 12 x 12 x 16 x 75 at once against four windows.
    assert sliding.multiplications(sliding.slide(16, 14, 2))["conv"] == (480_000, 172_800)
    large = sliding.multiplications(sliding.slide(28, 14, 2))
    assert large["conv"] == (64 * 120_000, 24 * 24 * 16 * 75)
    assert large["dense1"] == (64 * 160_000, 8 * 8 * 400 * 400)


@pytest.mark.parametrize("size", [14, 15, 28, 41, 97])
@pytest.mark.parametrize("factor", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3, 4, 5, 6, 7, 12, 14])
def test_the_passes_reach_every_window_and_nothing_else(size, factor, stride) -> None:
    window = 14 * factor
    if window > size:
        return
    slide = sliding.slide(size, window, stride)
    starts = list(range(0, size - window + 1, stride))
    assert slide.side == len(starts)
    reached = []
    for first in range(slide.passes):
        pooled = (slide.averaged(first) - 4) // 2
        count = (pooled - 5) // slide.cells + 1
        shift = first * stride
        reached += [shift + cell * slide.cells * slide.period for cell in range(count)]
    assert sorted(reached) == starts
    # No fewer would do: corners in one pass differ by its steps.
    assert slide.passes == len({start % slide.period for start in starts})


@pytest.mark.parametrize("window", [15, 20, 27])
def test_a_window_that_the_network_cannot_see_is_refused(window: int) -> None:
    with pytest.raises(UserError, match="14 or 28"):
        sliding.slide(64, window, 2)


def test_a_window_larger_than_the_picture_is_refused() -> None:
    with pytest.raises(UserError, match="28 pixels does not fit into a picture of 20"):
        sliding.slide(20, 28, 2)


def scores(slide: Slide, hits: dict[tuple[int, int, int], float]) -> np.ndarray:
    found = np.zeros((slide.side, slide.side, NOTHING + 1), np.float32)
    for place, score in hits.items():
        found[place] = score
    return found


def test_of_windows_that_overlap_the_surest_is_found() -> None:
    slide = sliding.slide(64, 14, 2)
    hits = scores(slide, {(3, 4, 1): 0.9, (3, 5, 1): 0.95, (20, 20, 2): 0.6, (9, 9, 0): 0.4})
    found = sliding.found(slide, hits, 0.5)
    assert [(one.row, one.column, one.digit) for one in found] == [(3, 5, 2), (20, 20, 4)]
    assert found[0].box == (10, 6, 24, 20)
    assert math.isclose(found[0].score, 0.95, rel_tol=1e-6)
    assert sliding.found(slide, hits, 0.97) == ()


def test_a_digit_between_the_windows_is_missed() -> None:
    slide = sliding.slide(64, 14, 14)
    hits = scores(slide, {(0, 0, 0): 0.8, (1, 1, 2): 0.9})
    # The first lies in a window, the second between four: 7 x 7 of 343 pixels in common.
    first, second = sliding.look_for(slide, hits, [(0, (1, 0, 15, 14)), (4, (7, 7, 21, 21))])
    assert first.score == pytest.approx(0.8)
    assert second.score == 0
