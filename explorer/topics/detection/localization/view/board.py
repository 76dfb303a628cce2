"""The left side: the picture with both boxes, sentences, the loss over the steps, the player."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.localization import sentences
from explorer.topics.detection.localization.result import Result
from explorer.topics.detection.localization.state import MOST_STEPS, VIEWS, State
from explorer.topics.detection.localization.view.commands import DESCENT_COMMANDS
from explorer.topics.detection.localization.view.drawing import TARGET, painter_for, roles, shown
from explorer.ui.widgets.box_canvas import BoxCanvas
from explorer.ui.widgets.curve import Curve
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments

SPEEDS = (1, 2, 5, 10, 25, 50)
USUAL_STEPS = 100
HIGHEST_CURVE = 170
LINES = 5
LARGER = 1.08


class DescentPlayer(PlayerBar):
    """Takes steps of gradient descent; where it stands is a field of the state."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(store, "steps", commands=DESCENT_COMMANDS, speeds=SPEEDS, speed=5)
        self.set_count(USUAL_STEPS + 1)

    def show_descent(self, result: Result) -> None:
        """End where the descent ended, or go a good way on."""
        taken = result.descent.steps
        most = taken if result.descent.diverged else min(MOST_STEPS, max(USUAL_STEPS, taken))
        self.set_count(most + 1)

    def place_text(self) -> str:
        """Say how many steps were taken."""
        return tr("Step {number}", number=self.at)


class Board(QWidget):
    """Draws a `Result`; its boxes can be drawn, moved and resized."""

    def __init__(self, store: Store[State], canvas: BoxCanvas, timeline: QWidget) -> None:
        super().__init__()
        self._store, self.canvas = store, canvas
        self.modes = Segments(VIEWS)
        self.formula, self.caption = QLabel(), QLabel()
        font = self.formula.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        font.setBold(True)
        self.formula.setFont(font)
        for label in (self.formula, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The picture keeps its place from view to view.
        self.caption.setMinimumHeight(LINES * self.caption.fontMetrics().lineSpacing() + 2)
        self.curve = Curve(TARGET)
        self.curve.setMaximumHeight(HIGHEST_CURVE)
        self.player = DescentPlayer(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(canvas, 3)
        column.addWidget(timeline)
        column.addWidget(self.formula)
        column.addWidget(self.caption)
        column.addWidget(self.curve, 2)
        column.addWidget(self.player)
        self.chosen = ""
        self.veiled = False
        """Whether a lesson asks for what the picture would tell."""
        self._roles: list[str] = []
        self.curve.picked.connect(self._go_to)
        self.curve.released.connect(store.end_gesture)

    def _go_to(self, step: int) -> None:
        self.player.timer.stop()
        self._store.update("steps", steps=min(step, self.player.count - 1))

    def role(self, index: int) -> str:
        """Return what box ``index`` is: target, prediction, or none."""
        names = self._roles
        return names[index] if 0 <= index < len(names) else ""

    def show_result(self, result: Result | None, view: str) -> None:
        """Draw ``result`` as ``view`` asks; None where it cannot be computed."""
        self.modes.show_mode(view)
        self._roles = roles(result, view)
        selected = self._roles.index(self.chosen) if self.chosen in self._roles else -1
        self.canvas.show_overlay(painter_for(result, view, veiled=self.veiled))
        self.canvas.show_boxes(shown(result, view), selected)
        descent = view == "descent" and result is not None
        self.curve.setVisible(descent)
        self.player.setVisible(descent)
        self.formula.setText(sentences.formula(result, view) if result else "")
        self.caption.setText(sentences.lines(result, view) if result else "")
        if result:
            self.player.show_descent(result)
            if descent:
                self.curve.show_values(result.descent.losses)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.canvas.setAccessibleName(tr("Picture with the target and the predicted box"))
        self.canvas.retranslate()
        self.curve.set_texts(tr("Loss over the steps"), "")
        self.curve.setToolTip(tr("Click or drag to go to a step."))
        self.player.retranslate()
