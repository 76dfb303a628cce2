"""Where a head is turned: the pose under which a model face projects to the landmarks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2

# MediaPipe's canonical face (Apache-2.0), centimetres: x to the person's left, y up, z out
# of the face. Corners of the eyes, tip and bridge of the nose: mouth and chin would move
# with the expression.
PLACES = {
    33: (-4.445859, 2.663991, 3.173422),
    133: (-1.856432, 2.585245, 3.757904),
    362: (1.856432, 2.585245, 3.757904),
    263: (4.445859, 2.663991, 3.173422),
    1: (0.0, -1.126865, 7.475604),
    168: (0.0, 3.271027, 5.236015),
}
# To the axes of a camera: x to the right of the picture, y down, z away; from the tip of
# the nose on. A face that looks into the camera is then not turned at all.
NOSE = list(PLACES).index(1)
MODEL = (np.array(list(PLACES.values())) - PLACES[1]) * (1, -1, -1)
AXIS = 6.0
"""Length of the axes that are drawn at the nose, centimetres."""


@dataclass(frozen=True, eq=False)
class Pose:
    """How a head is turned, degrees.

    Parameters
    ----------
    yaw : float
        Positive towards the right edge of the picture.
    pitch : float
        Positive upwards.
    roll : float
        Positive clockwise in the picture.
    axes : (4, 2) float64
        The tip of the nose, and the ends of axes from there to the person's left, up and
        out of the face, in picture pixels.
    """

    yaw: float
    pitch: float
    roll: float
    axes: NDArray[np.float64]


def camera(width: int, aim: NDArray[Any]) -> NDArray[np.float64]:
    """Return the matrix of the assumed camera: it looks at the point ``aim`` of the picture.

    The true focal length is unknown; the picture's ``width`` (pixels) stands in for it.
    """
    return np.array([[width, 0, aim[0]], [0, width, aim[1]], [0, 0, 1]], np.float64)


def head_pose(points: NDArray[Any], width: int) -> Pose:
    """Return the pose of a face; one that looks into the camera is not turned.

    Parameters
    ----------
    points : (6, 2)
        Where the landmarks of `PLACES` are, picture pixels.
    width : int
        Of the picture, pixels.
    """
    points = np.asarray(points, np.float64)
    matrix = camera(width, points[NOSE])
    _, turn, shift = cv2.solvePnP(MODEL, points, matrix, None, flags=cv2.SOLVEPNP_SQPNP)
    turn, shift = cv2.solvePnPRefineLM(MODEL, points, matrix, None, turn, shift)
    ends = AXIS * np.array([[0, 0, 0], [1, 0, 0], [0, -1, 0], [0, 0, -1]], np.float64)
    axes = cv2.projectPoints(ends, turn, shift, matrix, None)[0][:, 0]
    return Pose(*angles(cv2.Rodrigues(turn)[0]), np.asarray(axes, np.float64))


def angles(rotation: NDArray[Any]) -> tuple[float, float, float]:
    """Return yaw, pitch and roll, degrees, of a rotation matrix Rz(roll) Ry(-yaw) Rx(-pitch).

    Parameters
    ----------
    rotation : (3, 3)
        In the axes of the camera: x to the right, y down, z away.
    """
    yaw = math.asin(min(max(rotation[2, 0], -1.0), 1.0))
    pitch = -math.atan2(rotation[2, 1], rotation[2, 2])
    roll = math.atan2(rotation[1, 0], rotation[0, 0])
    return math.degrees(yaw), math.degrees(pitch), math.degrees(roll)
