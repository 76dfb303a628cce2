"""How boxes are drawn in each view. Reads a `Result`, computes nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.core.box_lists import Box
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.view.texts import box_name
from explorer.ui.colours import category
from explorer.ui.widgets.box_paint import SHADOW, outline, pen
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.ui.widgets.shown_boxes import SHADOWED, ShownBox, mapped
from explorer.vision.nms_steps import Fate

WIDTH, HEIGHT = 640, 480
LARGEST = 2560
SHEET = 238
"""Grey of the sheet that boxes without a picture lie on."""
FEW = 12
"""Of so many boxes each has its text."""
BOLD, BOLDEST, LESS_BOLD = 5.0, 8.0, 3.0
"""Points: a box that stays, the best one of the step, and one of hundreds that stay."""
OUT, DASHED = (Fate.DROPPED, Fate.SUPPRESSED), (Fate.REMOVED, Fate.SUPPRESSED)
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
    texts = _texts(result)
    return [
        ShownBox(box, texts.get(index, ""), colour, fate in DASHED, fate in OUT)
        for index, (box, colour, fate) in enumerate(
            zip(_boxes(result), _colours(result), result.fates.tolist(), strict=True)
        )
    ]


def _boxes(result: Result) -> list[Box]:
    return [(x1, y1, x2, y2) for x1, y1, x2, y2 in result.raw.boxes.tolist()]


def _colours(result: Result) -> list[QColor]:
    return [category(number) for number in result.raw.classes.tolist()]


def _texts(result: Result) -> dict[int, str]:
    """Return what is written at those boxes that have a text."""
    fates = result.fates
    named = np.isin(fates, STAYS)
    if len(result.raw) <= FEW:
        named |= ~np.isin(fates, OUT)
    if result.selected >= 0:
        named[result.selected] = True
    texts = {index: box_name(result, index) for index in np.flatnonzero(named).tolist()}
    overlaps = {index: result.steps.overlap[index] for index in result.removed.tolist()}
    return {**texts, **{index: f"{index}: IoU {iou:.2f}" for index, iou in overlaps.items()}}


def _soft(result: Result) -> list[ShownBox]:
    assert result.soft
    hard, stays = set(result.steps.kept.tolist()), set(result.soft.kept.tolist())
    texts = {
        index: box_name(result, index) + f" → {result.soft.scores[index]:.2f}" for index in stays
    }
    return [
        ShownBox(
            box,
            texts.get(index, ""),
            colour,
            dashed=index in stays and index not in hard,
            faint=index not in stays,
        )
        for index, (box, colour) in enumerate(zip(_boxes(result), _colours(result), strict=True))
    ]


def below(result: Result) -> Overlay:
    """Return what is drawn under the boxes: bold strokes, lines to what is removed."""

    def paint(painter: QPainter, mapping: Mapping) -> None:
        if not result.soft:
            _stays(painter, mapping, result)
        if len(result.removed):
            _ties(painter, mapping, result)

    return paint


def _stays(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Draw bold what stays and boldest the best; hundreds are less bold, which is quicker."""
    raw, kept = result.raw, np.flatnonzero(result.fates == Fate.KEPT)
    few = len(kept) <= SHADOWED
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number in np.unique(raw.classes[kept]).tolist():
        rects = mapped(mapping, raw.boxes[kept[raw.classes[kept] == number]])
        if few:
            painter.setPen(pen(SHADOW, BOLD + 1.5, mapping))
            painter.drawRects(rects)
        painter.setPen(pen(category(number), BOLD if few else LESS_BOLD, mapping))
        painter.drawRects(rects)
    if result.best >= 0:
        (rect,) = mapped(mapping, raw.boxes[[result.best]])
        outline(painter, mapping, rect, category(int(raw.classes[result.best])), BOLDEST)


def _ties(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Draw a line from the best box to each that it removes now."""
    middles = [rect.center() for rect in mapped(mapping, result.raw.boxes[result.removed])]
    (best,) = mapped(mapping, result.raw.boxes[[result.best]])
    lines = [QLineF(best.center(), middle) for middle in middles]
    painter.setPen(pen(QColor("black"), 4, mapping))
    painter.drawLines(lines)
    dashes = Qt.PenStyle.DashLine if len(lines) <= SHADOWED else Qt.PenStyle.SolidLine
    painter.setPen(pen(QColor("white"), 2, mapping, dashes))
    painter.drawLines(lines)
