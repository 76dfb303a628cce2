"""How many boxes are kept over each threshold, the present one marked."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.nms.result import Result
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.plot import Plot, Series

KEPT, ABOVE, HERE = CATEGORIES[4], CATEGORIES[0], CATEGORIES[5]


def _hundredths(x: int) -> str:
    return f"{x / 100:g}"


class Plots(QWidget):
    """Two plots beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self.iou, self.score = Plot(across_label=_hundredths), Plot(across_label=_hundredths)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for plot in (self.iou, self.score):
            row.addWidget(plot)

    def show_result(self, result: Result) -> None:
        """Draw the curves of ``result``; nothing where there are none."""
        curves = result.curves
        self.setVisible(curves is not None)
        if curves is None:
            return
        kept, high = result.counts["kept"], float(len(result.raw))
        by_iou = Series(tr("kept"), curves.iou_thresholds * 100, curves.kept_by_iou + 0.0, KEPT)
        top = max(float(curves.kept_by_iou.max(initial=1)), 1.0)
        self.iou.show_series([by_iou, _here(result.iou_threshold, kept)], 100, top)
        scores = curves.score_thresholds * 100
        self.score.show_series(
            [
                Series(tr("kept"), scores, curves.kept_by_score + 0.0, KEPT),
                Series(tr("above the score"), scores, curves.above + 0.0, ABOVE, second=True),
                _here(result.score_threshold, kept),
            ],
            100,
            high,
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for plot, across in ((self.iou, tr("IoU threshold")), (self.score, tr("Score threshold"))):
            plot.set_texts(tr("Boxes"), across)


def _here(threshold: float, kept: int) -> Series:
    return Series(tr("now"), np.array([threshold * 100]), np.array([float(kept)]), HERE, dots=True)
