import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.vision.eyes import EYES, eye_aspect_ratio, openings

# 10 wide; 4 high at p2 and p6, 2 at p3 and p5.
EYE = np.array([[0, 0], [3, -2], [7, -1], [10, 0], [7, 1], [3, 2]], float)


def test_by_hand() -> None:
    assert openings(EYE) == (4, 2, 10)
    assert eye_aspect_ratio(EYE) == pytest.approx((4 + 2) / (2 * 10))


def test_a_shut_eye_has_no_height_and_a_point_no_ratio() -> None:
    assert eye_aspect_ratio(EYE * (1, 0)) == 0
    assert eye_aspect_ratio(np.zeros((6, 2))) == 0


@given(
    st.floats(0, 2 * np.pi),
    st.floats(0.1, 100),
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
)
def test_it_does_not_matter_where_how_large_and_how_tilted_an_eye_is(turn, scale, shift) -> None:
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert eye_aspect_ratio(scale * EYE @ rotation.T + shift) == pytest.approx(0.3, rel=1e-6)


def test_a_mirrored_right_eye_is_a_left_one() -> None:
    # Mirrored, p1 and p4, p2 and p3, p5 and p6 change places.
    assert eye_aspect_ratio((EYE * (-1, 1))[[3, 2, 1, 0, 5, 4]]) == pytest.approx(0.3)
    assert len(set(EYES["right"] + EYES["left"])) == 12
