"""How boxes are drawn in each view. Reads a `Result`, computes nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.view.texts import box_name
from explorer.ui.colours import category
from explorer.ui.widgets.box_paint import outline, pen
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.ui.widgets.shown_boxes import ShownBox
from explorer.vision.nms_steps import Fate

WIDTH, HEIGHT = 640, 480
LARGEST = 2560
SHEET = 238
"""Grey of the sheet that boxes without a picture lie on."""
FEW = 12
"""Of so many boxes each has its text."""
BOLD, BOLDEST = 5.0, 8.0
OUT = (Fate.DROPPED, Fate.SUPPRESSED)
STAYS = (Fate.BEST, Fate.KEPT)


def sheet(result: Result, least: int = WIDTH) -> NDArray[np.uint8]:
    """Return a plain sheet, at least ``least`` wide, that is large enough for the boxes."""
    reach = result.raw.boxes.max(axis=0, initial=0.0)
    width, height = max(reach[0], reach[2]), max(reach[1], reach[3])
    side = least
    while side < LARGEST and (side < width or side * HEIGHT / WIDTH < height):
        side *= 2
    return np.full((side * HEIGHT // WIDTH, side, 3), SHEET, np.uint8)


def shown(result: Result) -> list[ShownBox]:
    """Return the boxes as the view draws them."""
    if result.soft:
        return _soft(result)
    boxes, few = result.raw.boxes.tolist(), len(result.raw) <= FEW
    return [
        ShownBox(
            tuple(boxes[index]),
            _text(result, index, fate, few=few),
            category(int(result.raw.classes[index])),
            dashed=fate in (Fate.REMOVED, Fate.SUPPRESSED),
            faint=fate in OUT,
        )
        for index, fate in enumerate(result.fates.tolist())
    ]


def _text(result: Result, index: int, fate: int, *, few: bool) -> str:
    if fate == Fate.REMOVED:
        return f"{index}: IoU {result.steps.overlap[index]:.2f}"
    named = fate in STAYS or index == result.selected or (few and fate not in OUT)
    return box_name(result, index) if named else ""


def _soft(result: Result) -> list[ShownBox]:
    assert result.soft
    boxes, hard = result.raw.boxes.tolist(), set(result.steps.kept.tolist())
    stays = set(result.soft.kept.tolist())
    texts = {
        index: box_name(result, index) + f" → {result.soft.scores[index]:.2f}" for index in stays
    }
    return [
        ShownBox(
            tuple(boxes[index]),
            texts.get(index, ""),
            category(int(result.raw.classes[index])),
            dashed=index not in hard,
            faint=index not in stays,
        )
        for index in range(len(boxes))
    ]


def below(result: Result) -> Overlay:
    """Return what is drawn under the boxes: bold strokes, lines to what is removed."""
    boxes, fates = result.raw.boxes.tolist(), result.fates
    staying = [] if result.soft else np.flatnonzero(np.isin(fates, STAYS)).tolist()
    removed = result.removed.tolist()

    def paint(painter: QPainter, mapping: Mapping) -> None:
        for index in staying:
            width = BOLDEST if fates[index] == Fate.BEST else BOLD
            colour = category(int(result.raw.classes[index]))
            outline(painter, mapping, mapping.rect(*boxes[index]), colour, width)
        for index in removed:
            ends = (mapping.rect(*boxes[i]).center() for i in (result.best, index))
            line = QLineF(*ends)
            painter.setPen(pen(QColor("black"), 4, mapping))
            painter.drawLine(line)
            painter.setPen(pen(QColor("white"), 2, mapping, Qt.PenStyle.DashLine))
            painter.drawLine(line)

    return paint
