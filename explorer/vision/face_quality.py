"""Whether a picture of a face will do to recognise it: what was measured, and in words.

The limits come from pictures of ten generated people (openpeople 0.1.2), made worse on purpose.
At a distance of 0.55, of 100 comparisons with their other pictures were right: 100 with faces 30
pixels across, 94 with 20, 69 with 16; 98 blurred by 2.5 pixels of the aligned face (a sharpness
of 127), 93 by 3 (86), 55 by 4 (47); 100 at a mean brightness of 20, 97 at 10, 57 at 5. Faces
turned by more than 30 degrees were at 0.4 to 0.5 from the frontal ones, others at 0.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.i18n import mark, tr
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import SIDE, to_template
from explorer.vision.head_pose import PLACES


@dataclass(frozen=True)
class Check:
    """What is measured, and up to where it will do.

    Parameters
    ----------
    limit : float
    least : bool
        Whether less than the limit is bad; otherwise more is.
    text : str
        What is said where it is bad, to be translated, with {value} and {limit}.
    """

    limit: float
    least: bool
    text: str


CHECKS = {
    "size": Check(30, True, mark(
        "The face is too small: {value} pixels across; {limit} or more are needed. Come nearer."
    )),
    "sharpness": Check(60, True, mark(
        "The face is blurred: its sharpness is {value}; {limit} or more is needed. Hold still, "
        "and clean the lens."
    )),
    "brightness": Check(25, True, mark(
        "The face is too dark: its brightness is {value} of 255; {limit} or more is needed. "
        "Turn on a light."
    )),
    "turn": Check(35, False, mark(
        "The head is turned by {value} degrees; up to {limit} will do. Look into the camera."
    )),
    "outside": Check(10, False, mark(
        "The face is cut off by the border: {value} % of it is outside; up to {limit} % will do."
    )),
}  # fmt: skip
NONE = Check(1, True, mark("No face was found in this picture."))
SEVERAL = Check(1, False, mark("There are {value} faces in this picture; one is needed."))


@dataclass(frozen=True)
class Finding:
    """A number that was measured on a face.

    Parameters
    ----------
    name : str
        A key of `CHECKS`, or "faces", their count.
    value : float
        Pixels, variance, brightness 0..255, degrees, percent.
    """

    name: str
    value: float
    check: Check

    @property
    def good(self) -> bool:
        """Whether it will do."""
        least, limit = self.check.least, self.check.limit
        return self.value >= limit if least else self.value <= limit

    def __str__(self) -> str:
        # Rounded away from the limit, which it would else seem to keep.
        towards = math.floor if self.check.least else math.ceil
        value = towards(10 * self.value) / 10
        return tr(self.check.text, value=f"{value:g}", limit=f"{self.check.limit:g}")


def size(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> float:
    """Return the shorter side of the face's box, pixels."""
    return float(np.min(np.asarray(box[2:]) - box[:2]))


def sharpness(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> float:
    """Return the variance of the Laplacian of the aligned face, brightness 0..255.

    At half its size: pixel by pixel, rounding and noise would count for more than blur.

    Source: Pech-Pacheco, Cristobal, Chamorro-Martinez and Fernandez-Valdivia, Diatom
    autofocusing in brightfield microscopy, 2000.
    """
    half = cv2.resize(_grey(image, five), (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(half, cv2.CV_64F).var())


def brightness(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> float:
    """Return the mean brightness of the aligned face, 0..255."""
    return float(_grey(image, five).mean())


def turn(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> float:
    """Return by how many degrees a head is turned to a side, 0..90; see `yaw`."""
    return abs(yaw(five))


def outside(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> float:
    """Return how much of the face's box lies outside the picture, percent of its area."""
    height, width = image.shape[:2]
    low, high = np.asarray(box[:2], float), np.asarray(box[2:], float)
    area = float(np.prod(high - low))
    seen = float(np.prod(np.maximum(np.minimum(high, (width, height)) - np.maximum(low, 0), 0)))
    return 100 * (1 - seen / area) if area > 0 else 100.0


MEASURES: dict[str, Callable[[NDArray[np.uint8], NDArray[Any], NDArray[Any]], float]] = {
    "size": size,
    "sharpness": sharpness,
    "brightness": brightness,
    "turn": turn,
    "outside": outside,
}


def _depth() -> float:
    """Return how far the tip of the nose is before the eyes, in halves of their distance."""
    right, left = ((np.array(PLACES[a]) + PLACES[b]) / 2 for a, b in ((33, 133), (362, 263)))
    return float((PLACES[1][2] - (right[2] + left[2]) / 2) / ((left[0] - right[0]) / 2))


DEPTH = _depth()


def yaw(five: NDArray[Any]) -> float:
    """Return where a head is turned, degrees -90..90, positive towards the right edge.

    Seen from afar, the tip of the nose moves along the line through the eyes by its depth times
    the sine of the angle, while their distance shrinks by the cosine.

    Parameters
    ----------
    five : (5, 2)
        See `explorer.vision.landmarks.FIVE`.
    """
    right, left, nose = np.asarray(five, float)[:3]
    eyes = left - right
    moved = float((nose - (right + left) / 2) @ eyes)
    return math.degrees(math.atan2(moved, DEPTH * float(eyes @ eyes) / 2))


def measure(image: NDArray[np.uint8], box: NDArray[Any], five: NDArray[Any]) -> tuple[Finding, ...]:
    """Return all that is measured on one face.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    box : (4,)
        x1, y1, x2, y2; may reach beyond the picture.
    five : (5, 2)
    """
    return tuple(
        Finding(name, MEASURES[name](image, box, five), check) for name, check in CHECKS.items()
    )


def problems(
    image: NDArray[np.uint8], boxes: NDArray[Any], fives: NDArray[Any]
) -> tuple[Finding, ...]:
    """Return what speaks against a picture of one person; nothing where it will do.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    boxes : (N, 4)
    fives : (N, 5, 2)
        Of the faces in it.
    """
    if len(boxes) != 1:
        return (Finding("faces", float(len(boxes)), SEVERAL if len(boxes) else NONE),)
    return tuple(found for found in measure(image, boxes[0], fives[0]) if not found.good)


def _grey(image: NDArray[np.uint8], five: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the aligned face (112, 112), the border drawn out: black would be an edge there."""
    face = cv2.warpAffine(image, to_template(five), (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), np.uint8)
