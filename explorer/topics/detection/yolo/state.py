"""The state of the detector topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.i18n import mark

if TYPE_CHECKING:
    from explorer.topics.detection.yolo.result import Result

VIEWS = {
    "boxes": mark("Boxes"),
    "raw": mark("Raw boxes"),
    "grid": mark("Grid"),
    "anchors": mark("Anchors"),
    "pc": mark("Objectness"),
    "numbers": mark("Numbers"),
}


@dataclass(frozen=True)
class State:
    """What the user has chosen."""

    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    model: str = fields.text("", label=mark("Network (empty: YOLOv4-tiny)"))
    input_size: int = fields.integer(416, 32, 1280, step=32, label=mark("Input size"))
    score_threshold: float = fields.number(0.25, 0, 1, step=0.01, label=mark("Score threshold"))
    iou_threshold: float = fields.number(0.45, 0, 1, step=0.01, label=mark("IoU threshold"))
    per_class: bool = fields.flag(True, label=mark("Suppress per class"))
    classes: tuple[str, ...] = fields.names((), label=mark("Classes (empty: all)"))
    view: str = fields.choice("boxes", VIEWS, label=mark("View"))
    head: int = fields.integer(-1, -1, 9, label=mark("Grid (-1: that of the open box)"))
    selected: int = fields.integer(-1, -1, 10_000_000, label=mark("Open raw box (-1: the best)"))


def compute(state: State) -> Result:
    """Detect objects in the first frame of ``state.image``.

    Raises
    ------
    UserError
        The picture or the network cannot be read.
    """
    from explorer.topics.detection.yolo.process import run_once

    return run_once(state).result


def to_code(state: State) -> str:
    """Return a script that repeats the detection with plain torch and asserts it."""
    from explorer.topics.detection.yolo.code import script

    return script(state)
