"""Anchors by k-means: the shapes, the mean IoU step by step, and the player."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.anchors.clusters import KMeans
from explorer.topics.detection.anchors.state import State
from explorer.topics.detection.anchors.view.scatter import Scatter
from explorer.ui import theme
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.plot import Plot, Series

LEAST_STEPS = 10
LINES = 3


class KMeansPage(QWidget):
    """Draws a `KMeans`; tells once it is on screen, so that the run can go on."""

    painted = Signal()
    """The step that was shown last is on screen."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.scatter, self.curve = Scatter(), Plot()
        self.caption, self.progress, self.stop = QLabel(), QLabel(), QToolButton()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.caption.setMinimumHeight(LINES * self.caption.fontMetrics().lineSpacing() + 2)
        self.stop.setAutoRaise(True)
        self.player = PlayerBar(store, speed=4)
        self._due = self._running = False
        plots = QHBoxLayout()
        plots.addWidget(self.scatter, 3)
        plots.addWidget(self.curve, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(plots, 1)
        column.addWidget(self.caption)
        column.addLayout(foot)
        column.addWidget(self.player)
        self.scatter.painted.connect(self._painted)

    @Slot()
    def _painted(self) -> None:
        if self._due:
            self._due = False
            # Not within the painting: where jobs run at once, more is to be painted then.
            QTimer.singleShot(0, self, self.painted.emit)

    def show_kmeans(self, kmeans: KMeans, *, running: bool) -> None:
        """Draw a run as far as it has come; ``running`` tells whether it goes on by itself."""
        self._due, self._running = True, running
        self.scatter.show_kmeans(kmeans)
        self.scatter.setAccessibleDescription(shapes_text(kmeans))
        means = kmeans.means
        across = np.arange(len(means), dtype=np.float64)
        self.curve.show_series(
            [
                Series(tr("mean IoU"), across, means, CATEGORIES[4]),
                Series(
                    tr("now"), across[[kmeans.step]], means[[kmeans.step]], CATEGORIES[5], dots=True
                ),
            ],
            max(LEAST_STEPS, len(means) - 1),
            1.0,
        )
        self.caption.setText(caption(kmeans))
        self.progress.setText(progress(kmeans, running=running))
        self.stop.setVisible(not kmeans.finished)
        self._show_icon()
        self.player.set_count(len(kmeans.history))

    def _show_icon(self) -> None:
        text = tr("Stop k-means") if self._running else tr("Go on with k-means")
        self.stop.setIcon(theme.icon("stop" if self._running else "play"))
        self.stop.setToolTip(f"{text} (Ctrl+.)")
        self.stop.setAccessibleName(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.scatter.retranslate()
        self.curve.set_texts(tr("Mean IoU"), tr("step"))
        self.player.retranslate()
        self._show_icon()


def shapes_text(kmeans: KMeans) -> str:
    """Return the anchors as "1: 0.06 × 0.18, 2: ..."."""
    return ", ".join(
        f"{number}: {width:.3f} × {height:.3f}"
        for number, (width, height) in enumerate(kmeans.sorted_anchors, start=1)
    )


def progress(kmeans: KMeans, *, running: bool) -> str:
    """Say how far the run has come."""
    steps = len(kmeans.history) - 1
    if kmeans.finished:
        return tr("Finished after {steps} steps.", steps=steps)
    if running:
        return tr("Running: {steps} steps so far.", steps=steps)
    return tr("Stopped after {steps} steps.", steps=steps)


def caption(kmeans: KMeans) -> str:
    """Say what the step does."""
    now, count = kmeans.now, len(kmeans.labels.sizes)
    if kmeans.step == 0:
        text = tr(
            "Step 0: {k} of the {count} boxes, picked at random, are the first anchors. Each box "
            "belongs to the anchor with the highest IoU: mean {mean}.",
            k=len(now.anchors),
            count=count,
            mean=f"{now.mean_iou:.4f}",
        )
    else:
        text = tr(
            "Step {step}: each anchor has moved to the mean width and height of its boxes; "
            "{changed} of {count} boxes now belong to another anchor. Mean IoU: {mean}.",
            step=kmeans.step,
            changed=now.changed,
            count=count,
            mean=f"{now.mean_iou:.4f}",
        )
    best = int(kmeans.means.argmax())
    if kmeans.step > best:
        text += " " + tr(
            "At step {step} it was {mean}: the mean of the sides is not what makes the IoU "
            "highest.",
            step=best,
            mean=f"{kmeans.means[best]:.4f}",
        )
    if kmeans.labels.left_out:
        text += " " + tr(
            "Left out, without area or a crowd: {count}.", count=kmeans.labels.left_out
        )
    return text
