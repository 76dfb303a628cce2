"""The state of the topic of overlapping boxes, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.box_lists import box
from explorer.core.i18n import mark
from explorer.topics.detection.iou.presets import A, B

if TYPE_CHECKING:
    from explorer.topics.detection.iou.result import Result

VIEWS = {"iou": mark("IoU"), "giou": mark("GIoU"), "diou": mark("DIoU")}
LARGEST_GRID = 2000


@dataclass(frozen=True)
class State:
    """What the user has chosen. Boxes are x1, y1, x2, y2 in cells of a grid, y downwards.

    Where a box reaches beyond ``grid``, a larger one is drawn.
    """

    box_a: tuple[float, float, float, float] = box(A, label=mark("Box A"))
    box_b: tuple[float, float, float, float] = box(B, label=mark("Box B"))
    threshold: float = fields.number(0.5, 0.0, 1.0, step=0.05, label=mark("IoU threshold"))
    grid: int = fields.integer(100, 10, LARGEST_GRID, label=mark("Cells a side"))
    view: str = fields.choice("iou", VIEWS, label=mark("View"))


def compute(state: State) -> Result:
    """Measure how far the two boxes overlap."""
    from explorer.topics.detection.iou.result import interpret

    return interpret(state)


def to_code(state: State) -> str:
    """Return a script that repeats the numbers with plain numpy and asserts them."""
    from explorer.topics.detection.iou.code import script

    return script(state)
