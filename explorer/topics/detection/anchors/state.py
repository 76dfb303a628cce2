"""The state of the anchors topic, and what can be asked of it without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core import fields
from explorer.core.box_lists import Box
from explorer.core.box_lists import boxes as box_list
from explorer.core.fields import Spec
from explorer.core.i18n import mark
from explorer.core.integer_lists import integers
from explorer.topics.detection.anchors import presets, shapes

if TYPE_CHECKING:
    from explorer.topics.detection.anchors.result import Result

VIEWS = {
    "target": mark("Target y"),
    "kmeans": mark("Anchors by k-means"),
    "prediction": mark("Prediction beside target"),
}
MOST_SIZES = 100_000
LAST_STEP = 1000
SIDES = (Spec("integer", mark("width"), 16, 4096, 1), Spec("integer", mark("height"), 16, 4096, 1))


@dataclass(frozen=True)
class State:
    """What the user has chosen.

    ``boxes`` are pixels of the picture, or, without an ``image``, of an empty sheet of
    ``size`` (width, height). ``labels`` are names in ``classes`` or places there (from 0); an
    empty list makes all boxes of the first class. ``anchors`` are [width, height] as shares
    of the picture's width and height. ``row``, ``column`` and ``anchor`` (from 0) say which
    slot is looked at while no box is ``selected``; beyond the end they mean the last.
    ``label_file`` to ``step`` belong to k-means (a step beyond the last means the last), the
    rest to the detector.
    """

    image: str = fields.text("", label=mark("Picture, video, folder or camera:N"))
    size: tuple[int, ...] = integers(
        presets.SIZE, "size", SIDES, label=mark("Size of the sheet without a picture")
    )
    boxes: tuple[Box, ...] = box_list(presets.BOXES, shapes.MOST, label=mark("Boxes"))
    labels: tuple[str, ...] = fields.structure(
        presets.LABELS, "labels", shapes.read_labels, list, label=mark("Classes of the boxes")
    )
    classes: tuple[str, ...] = fields.structure(
        presets.CLASSES, "names", shapes.read_classes, list, label=mark("Classes")
    )
    grid: int = fields.integer(3, 1, 19, label=mark("Grid"))
    anchors: tuple[tuple[float, float], ...] = fields.structure(
        (presets.TALL, presets.WIDE),
        "anchors",
        shapes.read_anchors,
        lambda value: [list(shape) for shape in value],
        label=mark("Anchors"),
    )
    view: str = fields.choice("target", VIEWS, label=mark("View"))
    selected: int = fields.integer(-1, -1, shapes.MOST - 1, label=mark("Box looked at (-1: none)"))
    row: int = fields.integer(2, 0, 200, label=mark("Row looked at"))
    column: int = fields.integer(1, 0, 200, label=mark("Column looked at"))
    anchor: int = fields.integer(0, 0, shapes.MOST_ANCHORS - 1, label=mark("Anchor looked at"))
    label_file: str = fields.text("", label=mark("Label set (empty: generated)"))
    count: int = fields.integer(2000, 1, MOST_SIZES, step=1000, label=mark("Boxes generated"))
    clusters: int = fields.integer(5, 1, shapes.MOST_ANCHORS, label=mark("Number of anchors, k"))
    seed: int = fields.integer(0, 0, 9999, label=mark("Seed"))
    step: int = fields.integer(LAST_STEP, 0, LAST_STEP, label=mark("Step"))
    head: int = fields.integer(0, 0, 9, label=mark("Grid of the detector"))
    score_threshold: float = fields.number(0.25, 0, 1, step=0.01, label=mark("Score threshold"))
    iou_threshold: float = fields.number(0.45, 0, 1, step=0.01, label=mark("IoU threshold"))
    per_class: bool = fields.flag(True, label=mark("Suppress per class"))


def compute(state: State) -> Result:
    """Encode the boxes; in the other views also run k-means to its end, or the detector.

    Raises
    ------
    UserError
        Boxes and classes do not fit together, or picture, labels or weights cannot be read.
    """
    from explorer.topics.detection.anchors.process import Worker

    return Worker().compute(state)


def to_code(state: State) -> str:
    """Return a script that repeats what the view shows with plain numpy and asserts it."""
    from explorer.topics.detection.anchors.code import script

    return script(state)
