"""Play, step and begin anew, and how far the training is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.triplet.view.coach import Coach
from explorer.ui import theme


class CoachBar(QWidget):
    """The buttons of a `Coach`, and its progress."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self._coach = coach
        self.progress, self.bar = QLabel(), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.play, self.step, self.restart = (QToolButton() for _ in range(3))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.restart, self.play, self.step):
            button.setAutoRaise(True)
            row.addWidget(button)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        row.addWidget(self.progress)
        self.play.clicked.connect(coach.play)
        self.step.clicked.connect(coach.step)
        self.restart.clicked.connect(coach.restart)

    def show_progress(self) -> None:
        """Show how far the training is, and whether it runs."""
        progress = self._coach.progress
        self.bar.setRange(0, progress.total if progress else 1)
        self.bar.setValue(progress.steps if progress else 0)
        text = tr("Not begun")
        if progress and progress.steps:
            text = tr(
                "epoch {epoch} of {epochs}, step {step} of {steps}",
                epoch=progress.epoch,
                epochs=progress.plan.epochs,
                step=progress.step,
                steps=progress.steps_an_epoch,
            )
        self.progress.setText(text)
        self._show_icons()

    def _show_icons(self) -> None:
        playing = self._coach.playing
        for button, icon, text, keys in (
            (
                self.play,
                "freeze" if playing else "play",
                tr("Pause") if playing else tr("Play"),
                "P",
            ),
            (self.step, "next", tr("One step of gradient descent"), "PgDown"),
            (self.restart, "first", tr("Begin anew"), "Ctrl+Home"),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(f"{text} ({keys})")
            button.setAccessibleName(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.show_progress()
