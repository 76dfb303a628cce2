"""Where the views on the picture put their legends."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from explorer.topics.detection.yolo.result import Result
from explorer.ui.widgets.box_paint import inside
from explorer.ui.widgets.image_canvas import Mapping


def legend_place(mapping: Mapping, result: Result, width: float, height: float) -> QRectF:
    """Return a place for a legend at the left, away from the open cell."""
    margin, picture = 10 * mapping.unit, mapping.bounds
    top = picture.bottom() - height - margin
    if result.focus is not None:
        slot = result.predictions.locate(result.focus)
        cell = mapping.rect(*result.predictions.cell_rect(slot))
        if cell.center().y() > picture.center().y():
            top = picture.top() + margin
    return inside(QRectF(picture.left() + margin, top, width, height), mapping.bounds)
