"""Under the pictures of learning: the filter found, the best one, the loss, the player."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.parts import Learned
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.commands import LEARN_COMMANDS
from explorer.ui.colours import CATEGORIES, signed
from explorer.ui.widgets.cells import Cells, number_text
from explorer.ui.widgets.curve import Curve
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.player import PlayerBar
from explorer.vision.windows import Array

CELL = 48
HIGHEST_CURVE = 240
SPEEDS = (1, 5, 25, 50, 100, 500)
USUAL_STEPS = 1000
BLUE = CATEGORIES[4]


class LearnPlayer(PlayerBar):
    """Takes steps of gradient descent; where it stands is a field of the state."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(store, "steps", commands=LEARN_COMMANDS, speeds=SPEEDS, speed=50)
        self._choose_end(store.state)
        store.subscribe(lambda state, _old: self._choose_end(state))

    def _choose_end(self, state: State) -> None:
        self.set_count(max(USUAL_STEPS, state.steps) + 1)

    def place_text(self) -> str:
        """Say how many steps were taken."""
        return tr("Step {number}", number=self.at)


class Descended(QWidget):
    """The filter and the loss move; beside them stands what they move to."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self._store = store
        self.found, self.best = MatrixGrid(), MatrixGrid()
        self.equation = Equation((self.found, "→", self.best), CELL)
        self.curve = Curve(BLUE)
        self.curve.setMaximumHeight(HIGHEST_CURVE)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.player = LearnPlayer(store)
        row = QHBoxLayout()
        row.addWidget(self.equation, 1)
        row.addWidget(self.curve, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row, 1)
        column.addWidget(self.caption)
        column.addWidget(self.player)
        self.curve.picked.connect(self._go_to)
        self.curve.released.connect(store.end_gesture)

    def _go_to(self, step: int) -> None:
        self.player.timer.stop()
        self._store.update("steps", steps=min(step, self.player.count - 1))

    def show_result(self, learned: Learned | None) -> None:
        """Draw where the descent stands, or say what is missing."""
        missing = _missing(learned)
        for widget in (self.equation, self.curve, self.player):
            widget.setVisible(not missing)
        if learned:
            self._show_descent(learned)
        if missing:
            self.caption.setText(missing)

    def _show_descent(self, learned: Learned) -> None:
        best = learned.task.least_squares
        limit = float(max(np.abs(best).max(), np.abs(learned.kernel).max()))
        for grid, values in ((self.found, learned.kernel), (self.best, best)):
            grid.show_cells(Cells(_rounded(values), signed(values, limit)))
        self.equation.arrange()
        self.curve.show_values(learned.descent.losses, learned.best_loss)
        self.caption.setText(
            tr(
                "Mean squared error {loss}, the least it can be is {best}. "
                "The filters differ by at most {difference}.",
                loss=number_text(learned.descent.loss),
                best=number_text(learned.best_loss),
                difference=number_text(learned.difference),
            )
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for grid, text in (
            (self.found, tr("Found by descent")),
            (self.best, tr("Least squares")),
        ):
            self.equation.titles[grid].setText(text)
            grid.setAccessibleName(text)
        self.curve.set_texts(tr("Mean squared error"), tr("least squares"))
        self.curve.setToolTip(tr("Click or drag to go to a step."))
        self.player.retranslate()


def _missing(learned: Learned | None) -> str:
    """Return what is to be done before anything can be learned."""
    if learned is None:
        return tr("Choose a target on the right: what the filter shall make.")
    if learned.task.empty:
        return tr(
            "Paint the target first: red where the filter shall answer with a positive number, "
            "blue where with a negative one."
        )
    return ""


def _rounded(values: Array) -> Array:
    """Return numbers with three digits, so that what is nearly zero does not read 1e-7."""
    largest = float(np.abs(values).max())
    digits = 2 - int(np.floor(np.log10(largest))) if largest else 0
    return np.round(values, digits) + 0.0
