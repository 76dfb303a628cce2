"""What is drawn as a target: positive and negative edges over the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from explorer.core.i18n import mark
from explorer.topics.foundations.edges.learning import Levels
from explorer.ui.colours import DIVERGING, ZERO
from explorer.ui.widgets.paint_bar import Ink
from explorer.ui.widgets.paint_canvas import as_rgb
from explorer.vision.cv import cv2
from explorer.vision.windows import Array

EDGES = (
    Ink(mark("Positive"), 255, QColor(*DIVERGING[255].tolist())),
    Ink(mark("Negative"), 1, QColor(*DIVERGING[1].tolist())),
    Ink(mark("Zero"), ZERO, QColor(*DIVERGING[ZERO].tolist())),
)


def over_picture(levels: Levels, picture: Array) -> Levels:
    """Return a drawn target in colours, (H, W, 3); where it is zero the picture shines through."""
    height, width = levels.shape
    values = picture.astype(np.float32)
    if picture.shape != levels.shape:
        values = np.asarray(cv2.resize(values, (width, height)), np.float32)
    span = float(values.max() - values.min()) or 1.0
    faded = 170 + 70 * (values - values.min()) / span
    shown = as_rgb(faded.astype(np.uint8))
    painted = levels != ZERO
    shown[painted] = DIVERGING[levels[painted]]
    return shown
