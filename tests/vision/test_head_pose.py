"""A model face that is turned and projected by hand is found turned like that."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.head_pose import MODEL, PLACES, head_pose

WIDTH = 640
EYES, NOSE = [list(PLACES).index(k) for k in (33, 133, 362, 263)], list(PLACES).index(1)


def axis(turn: float, first: int, second: int) -> np.ndarray:
    """A rotation by ``turn`` degrees that takes axis ``first`` towards axis ``second``."""
    matrix, angle = np.eye(3), np.radians(turn)
    matrix[first, first] = matrix[second, second] = np.cos(angle)
    matrix[second, first], matrix[first, second] = np.sin(angle), -np.sin(angle)
    return matrix


X, Y, Z = range(3)


def projected(yaw=0.0, pitch=0.0, roll=0.0, distance=70.0, at=(320.0, 240.0)) -> np.ndarray:
    """Look up or down, then to the side, then tilt the head; nose at ``at``; pinhole camera.

    x is to the right, y down, z away from the camera; the face looks along -z.
    """
    turned = MODEL @ (axis(roll, X, Y) @ axis(yaw, X, Z) @ axis(pitch, Z, Y)).T
    turned += (0, 0, distance)
    return WIDTH * turned[:, :2] / turned[:, 2:] + at


@settings(deadline=None)
@given(
    st.floats(-60, 60), st.floats(-45, 45), st.floats(-80, 80), st.floats(25, 300),
    st.tuples(st.floats(0, 640), st.floats(0, 480)),
)  # fmt: skip
def test_the_angles_come_back(yaw, pitch, roll, distance, at) -> None:
    pose = head_pose(projected(yaw, pitch, roll, distance, at), WIDTH)
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((yaw, pitch, roll), abs=0.1)
    assert pose.axes[0] == pytest.approx(at, abs=0.01)


def nose_from_eyes(points: np.ndarray) -> np.ndarray:
    return points[NOSE] - points[EYES].mean(axis=0)


def test_the_signs_are_those_that_are_said() -> None:
    straight = nose_from_eyes(projected())
    assert nose_from_eyes(projected(yaw=20))[0] > straight[0] + 5, "to the right"
    assert nose_from_eyes(projected(pitch=20))[1] < straight[1] - 5, "up"
    tilted = projected(roll=20)
    assert tilted[EYES[-1]][1] > tilted[EYES[0]][1] + 5, "clockwise: the right end goes down"


def test_the_axes_point_left_of_the_person_up_and_to_the_camera() -> None:
    nose, left, up, out = head_pose(projected(yaw=30), WIDTH).axes
    assert left[0] > nose[0] + 5
    assert up[1] < nose[1] - 5
    assert out[0] > nose[0] + 5


def test_a_mirrored_face_is_turned_the_other_way() -> None:
    points = projected(25, 10, 15)
    mirrored = (WIDTH - points[:, 0], points[:, 1])
    # Right and left change places: 33 is 263, 133 is 362.
    swapped = np.stack(mirrored, axis=1)[[3, 2, 1, 0, 4, 5]]
    pose = head_pose(swapped, WIDTH)
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((-25, 10, -15), abs=0.1)
