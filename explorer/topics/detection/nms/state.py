"""The state of the non-max suppression topic, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.box_lists import boxes as box_list
from explorer.core.i18n import mark
from explorer.topics.detection.nms import boxes as lists

if TYPE_CHECKING:
    from explorer.topics.detection.nms.result import Result

VIEWS = {
    "steps": mark("Step by step"),
    "thresholds": mark("Thresholds"),
    "soft": mark("Soft-NMS"),
}
METHODS = {"gaussian": mark("Gaussian"), "linear": mark("Linear")}
LAST_STEP = 2 * lists.MOST + 2


@dataclass(frozen=True)
class State:
    """What the user has chosen. A step beyond the last means the last.

    ``boxes`` of None are the raw boxes that the bundled detector finds in ``image`` (or in
    the demo reel); an empty list is none. ``labels`` are names of classes or whole numbers;
    an empty list means one class for all.
    """

    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    boxes: tuple[tuple[float, float, float, float], ...] | None = box_list(
        None, lists.MOST, label=mark("Boxes (null: of the detector)"), optional=True
    )
    scores: tuple[float, ...] = fields.structure(
        (), "scores", lists.read_scores, list, label=mark("Scores")
    )
    labels: tuple[str, ...] = fields.structure(
        (), "labels", lists.read_labels, list, label=mark("Classes of the boxes")
    )
    score_threshold: float = fields.number(0.25, 0, 1, step=0.01, label=mark("Score threshold"))
    iou_threshold: float = fields.number(0.45, 0, 1, step=0.01, label=mark("IoU threshold"))
    per_class: bool = fields.flag(True, label=mark("Suppress within each class only"))
    step: int = fields.integer(0, 0, LAST_STEP, label=mark("Step"))
    method: str = fields.choice("gaussian", METHODS, label=mark("Method"))
    sigma: float = fields.number(0.5, 0.05, 2, step=0.05, label=mark("Sigma"))
    selected: int = fields.integer(-1, -1, lists.MOST - 1, label=mark("Box looked at (-1: none)"))
    view: str = fields.choice("steps", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Suppress, and say what each step does.

    Raises
    ------
    UserError
        Boxes, scores and classes are not as many, or the picture cannot be read.
    """
    from explorer.topics.detection.nms.process import Worker

    return Worker().compute(state)


def to_code(state: State) -> str:
    """Return a script that repeats the suppression with plain numpy and asserts it."""
    from explorer.topics.detection.nms.code import script

    return script(state)
