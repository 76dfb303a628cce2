"""Both networks while they are trained: where they put digits, losses, recognition."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.nets.triplet_progress import SIDES, Array, Plan, Progress
from explorer.topics.faces.triplet import texts
from explorer.topics.faces.triplet.view.coach import Coach
from explorer.topics.faces.triplet.view.scatter import Scatter
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.coach_bar import CoachBar
from explorer.ui.widgets.plot import Plot, Series

COLOURS = {"random": CATEGORIES[5], "mined": CATEGORIES[4]}


class TrainingPage(QWidget):
    """Draws a `Progress`; asks the coach to go on once it is painted."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self._coach, self._due = coach, False
        self.planes = {side: Scatter(side) for side in SIDES}
        self.losses = Plot()
        self.recognised = Plot(label=texts.percent)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.bar = CoachBar(coach)
        grid = QGridLayout()
        for place, side in enumerate(SIDES):
            grid.addWidget(self.planes[side], 0, place)
            grid.setColumnStretch(place, 1)
        grid.addWidget(self.losses, 1, 0)
        grid.addWidget(self.recognised, 1, 1)
        for row in range(2):
            grid.setRowStretch(row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid, 1)
        column.addWidget(self.caption)
        column.addWidget(self.bar)
        # The part that is painted last.
        self.recognised.painted.connect(self._painted)

    @Slot()
    def _painted(self) -> None:
        if self._due:
            self._due = False
            # Not within the painting: where jobs run at once, more is to be painted then.
            QTimer.singleShot(0, self, self._coach.go_on)

    def show_progress(self, progress: Progress | None, plan: Plan) -> None:
        """Draw how far the training has come; None: the networks are still to be made."""
        self._due = True
        for side, plane in self.planes.items():
            plane.show_progress(progress, _title(progress, plan, side))
        total = progress.total if progress else 1
        self.losses.show_series(_losses(progress, plan), total, high=plan.margin)
        digits = texts.unseen_text(plan)
        self.recognised.set_texts(tr("One-shot recognition of {digits}", digits=digits), tr("step"))
        self.recognised.show_series(_recognised(progress, plan), total, high=1.0)
        self.caption.setText(texts.training_text(progress) if progress else "")
        self.bar.show_epochs(self._coach.progress)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.losses.set_texts(tr("Loss, running mean"), tr("step"))
        for plane in self.planes.values():
            plane.setToolTip(
                tr(
                    "Each test digit stands where the network puts it. Large: never trained on. "
                    "Circles: one example of each digit, as in the first draw."
                )
            )
        self.bar.retranslate()


def _title(progress: Progress | None, plan: Plan, side: str) -> str:
    """Name the triplets, and what recognition has come to."""
    text = texts.side_text(plan, side)
    if progress is None:
        return text
    return tr(
        "{triplets}: {digits} recognised {share}",
        triplets=text,
        digits=texts.unseen_text(plan),
        share=texts.percent(float(progress.unseen[side][-1])),
    )


def _losses(progress: Progress | None, plan: Plan) -> list[Series]:
    """Return the loss of each step, and its running mean; the first value belongs to step 1."""
    found = []
    for faint in (True, False):
        values = progress and (progress.losses if faint else progress.smoothed)
        for side in SIDES:
            y = values[side] if values else np.zeros(0)
            name = _name(plan, side, tr("each step") if faint else "")
            found.append(_series(name, np.arange(1.0, len(y) + 1), y, side, faint=faint))
    return found


def _recognised(progress: Progress | None, plan: Plan) -> list[Series]:
    """Return the shares of unseen and of other digits."""
    found = []
    x = progress.tested.astype(float) if progress else np.zeros(0)
    for faint in (False, True):
        values = progress and (progress.seen if faint else progress.unseen)
        for side in SIDES:
            y = values[side] if values else np.zeros(0)
            name = _name(plan, side, tr("other digits") if faint else "")
            found.append(_series(name, x, y, side, faint=faint))
    return found


def _name(plan: Plan, side: str, thin: str) -> str:
    """Return what a line is called; one name for the thin lines of both networks."""
    return texts.side_text(plan, side) if not thin else thin if side == "mined" else ""


def _series(name: str, x: Array, y: Array, side: str, *, faint: bool) -> Series:
    return Series(name, x, y, COLOURS[side], second=side == "random", faint=faint)
