"""Colours and boxes of the classes, on the picture and in the map."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from explorer.topics.detection.sliding.result import Result
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.box_paint import Tag, outline
from explorer.ui.widgets.cells import CURRENT, WINDOW
from explorer.ui.widgets.image_canvas import Mapping
from explorer.vision.sliding import KNOWN, NOTHING, Box, Scores

COLOURS = dict(zip(KNOWN, (CATEGORIES[1], CATEGORIES[2], CATEGORIES[6]), strict=True))
EMPTY = np.array([226, 229, 233], float)
"""Where nothing is found."""
AHEAD = np.array([150, 156, 164], np.uint8)
"""Windows that have not been looked at yet."""
STRONGEST = 200
"""Of 255: the picture shines through the heat."""


def class_colours() -> NDArray[np.float64]:
    """Return the colour of each digit, (3, 3) RGB."""
    return np.array([colour.getRgb()[:3] for colour in COLOURS.values()], float)


def map_colours(scores: Scores) -> NDArray[np.uint8]:
    """Return (rows, columns, 3): the colour of the best digit, the stronger the surer."""
    best = scores[..., :NOTHING]
    share = best.max(axis=-1, keepdims=True)
    mixed = (1 - share) * EMPTY + share * class_colours()[best.argmax(axis=-1)]
    return np.asarray(np.rint(mixed), np.uint8)


def heat(scores: Scores) -> QImage:
    """Return the same as a picture to lay over another: nothing found is clear."""
    best = scores[..., :NOTHING]
    rgba = np.empty((*best.shape[:2], 4), np.uint8)
    rgba[..., :3] = class_colours()[best.argmax(axis=-1)]
    rgba[..., 3] = np.rint(best.max(axis=-1) * STRONGEST)
    height, width = rgba.shape[:2]
    return QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def draw_heat(painter: QPainter, mapping: Mapping, result: Result, image: QImage) -> None:
    """Lay each score over the middle of its window, as wide as the stride."""
    slide = result.slide
    first = (slide.window - slide.stride) / 2
    last = first + slide.side * slide.stride
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(mapping.rect(first, first, last, last), image)


def draw_boxes(
    painter: QPainter, mapping: Mapping, boxes: Iterable[tuple[int, Box, str]], width: float = 2.5
) -> list[Tag]:
    """Frame digits in their colours; return their texts to be written."""
    tags = []
    for digit, box, text in boxes:
        rect = mapping.rect(*box)
        outline(painter, mapping, rect, COLOURS[digit], width)
        tags.append((rect, text, COLOURS[digit]))
    return tags


def draw_missed(painter: QPainter, mapping: Mapping, result: Result) -> list[Tag]:
    """Frame with dashes what no window is sure of; return the texts."""
    tags = []
    for one in result.missed:
        rect = mapping.rect(*one.box)
        outline(painter, mapping, rect, CURRENT, 2, Qt.PenStyle.DashLine)
        tags.append((rect, f"{one.digit}? {one.score:.2f}", CURRENT))
    return tags


def draw_window(painter: QPainter, mapping: Mapping, result: Result) -> None:
    """Frame the window looked at."""
    outline(painter, mapping, mapping.rect(*result.slide.box(result.row, result.column)), WINDOW, 3)
