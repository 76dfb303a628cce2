"""The state of the landmarks topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.vision.landmarks import MESH, REGION_NAMES

if TYPE_CHECKING:
    from explorer.topics.detection.landmarks.result import Result

VIEWS = {
    "points": mark("Landmarks"),
    "eyes": mark("Open or closed"),
    "pose": mark("Head pose"),
}
POINTS = {"5": mark("5 (YuNet)"), "468": mark("468 (Face Mesh)")}
FIRST_PICTURE = str(resource("samples", "faces", "faces.jpg"))


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``face`` counts from 1, from the left to the right; the last one stands for those that
    are not there. ``landmark`` counts from 1, as the course does; 0 is none.
    """

    image: str = fields.text(FIRST_PICTURE, label=mark("Picture, video, folder or camera:N"))
    view: str = fields.choice("points", VIEWS, label=mark("View"))
    points: str = fields.choice("5", POINTS, label=mark("Landmarks a face"))
    region: str = fields.choice("all", REGION_NAMES, label=mark("Part shown"))
    numbers: bool = fields.flag(True, label=mark("Show numbers"))
    score_threshold: float = fields.number(0.7, 0.3, 1, step=0.01, label=mark("Score threshold"))
    eye_threshold: float = fields.number(0.2, 0, 0.5, step=0.01, label=mark("Eye threshold"))
    input_size: int = fields.integer(640, 160, 1280, step=32, label=mark("Input size"))
    face: int = fields.integer(1, 1, 1000, label=mark("Open face (1: the leftmost)"))
    landmark: int = fields.integer(0, 0, MESH, label=mark("Marked landmark (0: none)"))


def compute(state: State) -> Result:
    """Find the faces in the first picture of ``state.image`` and their landmarks.

    Raises
    ------
    UserError
        The picture or the weights cannot be read.
    """
    from explorer.topics.detection.landmarks.process import run_once

    return run_once(state).result


def to_code(state: State) -> str:
    """Return a script that finds the same landmarks with OpenCV alone and asserts them."""
    from explorer.topics.detection.landmarks.code import script

    return script(state)
