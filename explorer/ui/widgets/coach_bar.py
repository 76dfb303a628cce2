"""The buttons of a coach, and how far what it leads is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme
from explorer.ui.coach import Coach


class CoachBar(QWidget):
    """Begin anew, play or pause, take one step; a bar and a text.

    Parameters
    ----------
    coach : Coach
    steps : bool
        Whether single steps can be taken.
    """

    def __init__(self, coach: Coach, *, steps: bool = True) -> None:
        super().__init__()
        self._coach = coach
        self.bar, self.text = QProgressBar(), QLabel()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.restart, self.play, self.step = (QToolButton(self) for _ in range(3))
        self.step.setVisible(steps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.restart, self.play, self.step):
            button.setAutoRaise(True)
            row.addWidget(button)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        row.addWidget(self.text)
        self.restart.clicked.connect(coach.restart)
        self.play.clicked.connect(coach.play)
        self.step.clicked.connect(coach.step)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far it is, and whether it goes on."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.text.setText(text)
        self.retranslate()

    def show_epochs(self, progress: Any) -> None:
        """Show how far a training in epochs is; None: not begun."""
        if not progress or not progress.steps:
            self.show_progress(0, 1, tr("Not begun"))
            return
        text = tr(
            "epoch {epoch} of {epochs}, step {step} of {steps}",
            epoch=progress.epoch,
            epochs=progress.plan.epochs,
            step=progress.step,
            steps=progress.steps_an_epoch,
        )
        self.show_progress(progress.steps, progress.total, text)

    def retranslate(self) -> None:
        """Name the buttons in the active language; take icons from the palette."""
        playing = self._coach.playing
        for button, icon, text, keys in (
            (self.restart, "first", tr("Begin anew"), "Ctrl+Home"),
            (
                self.play,
                "freeze" if playing else "play",
                tr("Pause") if playing else tr("Play"),
                "P",
            ),
            (self.step, "next", tr("One step of gradient descent"), "PgDown"),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(f"{text} ({keys})")
            button.setAccessibleName(text)
