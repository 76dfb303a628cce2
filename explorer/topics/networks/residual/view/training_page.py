"""Both networks while they are trained: losses, errors, gradients, and the player."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.nets.curves import Array, Curves
from explorer.topics.networks.residual.state import State
from explorer.topics.networks.residual.view.coach import Coach
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.coach_bar import CoachBar
from explorer.ui.widgets.plot import Plot, Series

COLOURS = {"plain": CATEGORIES[5], "residual": CATEGORIES[4]}
KINDS = {"plain": mark("plain"), "residual": mark("residual")}
RUNNING = {"plain": mark("plain, running mean"), "residual": mark("residual, running mean")}
BATCH = {"plain": mark("plain, each step"), "residual": mark("residual, each step")}
TRAINED = {"plain": mark("plain, training"), "residual": mark("residual, training")}
TESTED = {"plain": mark("plain, test"), "residual": mark("residual, test")}
GUESSING = 0.9
"""Share of ten digits that is read wrong by guessing."""
GUESSING_LOSS = float(np.log(10))


class TrainingPage(QWidget):
    """Draws `Curves`; asks the coach to go on once they are painted."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self._coach, self._due = coach, False
        self.losses = Plot()
        self.errors = Plot(label=lambda share: f"{100 * share:.0f} %")
        self.gradients = Plot(bars=True, start=1)
        self.caption, self.bar = QLabel(), CoachBar(coach)
        self.caption.setWordWrap(True)
        self._lay_out()
        # The plot that is painted last.
        self.gradients.painted.connect(self._painted)

    def _lay_out(self) -> None:
        plots = QGridLayout()
        plots.addWidget(self.losses, 0, 0)
        plots.addWidget(self.errors, 0, 1)
        plots.addWidget(self.gradients, 1, 0, 1, 2)
        plots.setRowStretch(0, 3)
        plots.setRowStretch(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(plots, 1)
        column.addWidget(self.caption)
        column.addWidget(self.bar)

    @Slot()
    def _painted(self) -> None:
        if self._due:
            self._due = False
            # Not within the painting: where jobs run at once, more is to be painted then.
            QTimer.singleShot(0, self, self._coach.go_on)

    # --- drawing --------------------------------------------------------------

    def show_curves(self, curves: Curves | None, state: State) -> None:
        """Draw how far the training has come; None: not begun."""
        self._due = True
        batch, running = curves and curves.losses, curves and curves.smoothed
        self.losses.show_series(
            [*_series(BATCH, batch, faint=True), *_series(RUNNING, running)],
            curves.total if curves else 1,
            high=GUESSING_LOSS,
        )
        trained, tested = curves and curves.train_errors, curves and curves.test_errors
        self.errors.show_series(
            [*_series(TRAINED, trained, faint=True), *_series(TESTED, tested, dots=True)],
            state.epochs,
            high=GUESSING,
        )
        self.gradients.show_series(_series(KINDS, curves and curves.gradients), state.depth)
        self.bar.show_epochs(curves)
        self._show_caption(curves, state)

    def _show_caption(self, curves: Curves | None, state: State) -> None:
        if curves is None:
            self.caption.setText(
                tr(
                    "Two networks of {depth} weight layers with the same first weights learn the "
                    "same digits of MNIST, one without shortcuts and one with. Press Play.",
                    depth=state.depth,
                )
            )
            return
        self.caption.setText(_caption(curves))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.losses.set_texts(tr("Loss"), tr("step"))
        self.errors.set_texts(tr("Digits read wrong"), tr("epoch"))
        self.gradients.set_texts(
            tr("Norm of the gradient by the weights of each layer, last step"), tr("layer")
        )
        self.bar.retranslate()


def _series(texts: dict[str, str], values: dict[str, Array] | None, **looks: bool) -> list[Series]:
    """Return the line or bars of each network; the first value belongs to 1."""
    found = []
    for kind, text in texts.items():
        y = values[kind] if values else np.zeros(0)
        x = np.arange(1.0, len(y) + 1)
        found.append(Series(tr(text), x, y, COLOURS[kind], second=kind == "plain", **looks))
    return found


def _caption(curves: Curves) -> str:
    """Say what the networks have come to."""
    if len(curves.test_errors["plain"]):
        return tr(
            "Of the digits never trained on, the plain network reads {plain} % wrong, the "
            "residual one {residual} %. Both have {depth} weight layers and the same number of "
            "weights.",
            plain=f"{100 * curves.test_errors['plain'][-1]:.1f}",
            residual=f"{100 * curves.test_errors['residual'][-1]:.1f}",
            depth=curves.plan.depth,
        )
    first = {kind: float(values[0]) for kind, values in curves.gradients.items()}
    return tr(
        "Gradient that reaches the first layer: {plain} in the plain network, {residual} in the "
        "residual one, through {depth} layers.",
        plain=number_text(first["plain"]),
        residual=number_text(first["residual"]),
        depth=curves.plan.depth,
    )
