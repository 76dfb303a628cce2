"""The threshold lab: how far pairs are apart, and both errors at each threshold."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.faces.verification.lab import GRID, Lab
from explorer.topics.faces.verification.state import State
from explorer.topics.faces.verification.view import texts
from explorer.topics.faces.verification.view.threshold_plot import HUNDRED, ThresholdPlot, steps
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.plot import Series

SAME, DIFFERENT = CATEGORIES[2], CATEGORIES[5]
GESTURE = "threshold"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


class LabPage(QWidget):
    """Two plots with one threshold.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self._store = store
        self.histogram = ThresholdPlot(filled=True, label=_percent)
        self.errors = ThresholdPlot(label=_percent)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for plot in (self.histogram, self.errors):
            column.addWidget(plot, 1)
            plot.moved.connect(self._moved)
            plot.released.connect(store.end_gesture)
        column.addWidget(self.caption)

    def _moved(self, threshold: float) -> None:
        self._store.update(GESTURE, threshold=threshold)

    def show_lab(self, lab: Lab) -> None:
        """Draw the pairs at a threshold."""
        self._show_histogram(lab)
        self._show_errors(lab)
        self.caption.setText(texts.lab_caption(lab))

    def _show_histogram(self, lab: Lab) -> None:
        found, at = lab.measured.histogram, lab.at
        # Shares of each kind: there are far more pairs of two people.
        same = steps(tr("one person"), found.same / at.same, found.edges, SAME)
        other = found.different / at.different
        different = steps(tr("two people"), other, found.edges, DIFFERENT, second=True)
        self.histogram.show_curves([same, different], lab.threshold, lab.measured.farthest)

    def _show_errors(self, lab: Lab) -> None:
        curves, farthest = lab.measured.curves, lab.measured.farthest
        inside = farthest + 1e-9 >= GRID
        x = GRID[inside] * HUNDRED
        accepts, rejects = curves.false_accept_rate[inside], curves.false_reject_rate[inside]
        here = np.array([min(lab.threshold, farthest) * HUNDRED])
        self.errors.show_curves(
            [
                Series(tr("false rejects"), x, rejects, SAME),
                Series(tr("false accepts"), x, accepts, DIFFERENT, second=True),
                Series(tr("now: rejects"), here, lab.at.false_reject_rate[:1], SAME, dots=True),
                Series(
                    tr("now: accepts"),
                    here,
                    lab.at.false_accept_rate[:1],
                    DIFFERENT,
                    second=True,
                    dots=True,
                ),
            ],
            lab.threshold,
            farthest,
            1.0,
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.histogram.set_texts(tr("Share of the pairs at each distance"), tr("distance"))
        self.errors.set_texts(tr("Pairs judged wrongly"), tr("threshold"))
        for plot in (self.histogram, self.errors):
            plot.setToolTip(tr("Drag the line, or move it with the arrow keys."))
