"""The classifiers while they learn, their weights, and what they come to."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.verification.learning import Learned
from explorer.topics.faces.verification.state import FORMS, State
from explorer.topics.faces.verification.view import texts
from explorer.topics.faces.verification.view.text_table import TextTable
from explorer.ui.coach import Coach
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.coach_bar import CoachBar
from explorer.ui.widgets.plot import Plot, Series
from explorer.ui.widgets.vector_bars import VectorBars

COLOURS = dict(zip(FORMS, (CATEGORIES[4], CATEGORIES[5]), strict=True))
GUESSING = float(np.log(2))
"""The loss of weights 0."""


class ClassifierPage(QWidget):
    """Draws a `Learned`."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self.losses, self.weights, self.bias = Plot(), VectorBars(), QLabel()
        self.scores, self.caption, self.progress = (
            TextTable(),
            QLabel(),
            CoachBar(coach, steps=False),
        )
        self._learned: Learned | None = None
        self._form = "absolute"
        self.caption.setWordWrap(True)
        self.weights.pointed.connect(self._mark)
        self.weights.picked.connect(self._mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.losses, 3)
        column.addWidget(self.weights, 2)
        column.addWidget(self.bias)
        column.addWidget(self.scores)
        column.addWidget(self.caption)
        column.addWidget(self.progress)

    def show_learned(self, learned: Learned | None, state: State) -> None:
        """Draw how far the training is; None: not begun."""
        self._learned, self._form = learned, state.form
        steps = learned.steps if learned else 0
        series = []
        for form, text in FORMS.items():
            y = learned.classifiers[form].losses if learned else np.zeros(0)
            x = np.arange(float(len(y)))
            second = form == "chi_square"
            series.append(Series(tr(text), x, y, COLOURS[form], second=second))
        self.losses.show_series(series, state.steps, GUESSING)
        place = tr("step {step} of {steps}", step=steps, steps=state.steps)
        self.progress.show_progress(steps, state.steps, place)
        self.weights.show_values(learned.classifiers[state.form].weights if learned else [])
        self._mark(-1)
        self.scores.setVisible(learned is not None)
        if learned:
            self.scores.show_rows(texts.scores(learned))
            self.caption.setText(texts.classifier_caption(learned))

    def _mark(self, place: int) -> None:
        self.weights.choose(None if place < 0 else place)
        if self._learned is None:
            self.bias.setText("")
            return
        classifier = self._learned.classifiers[self._form]
        if place < 0:
            self.bias.setText(
                tr(
                    "Most negative: number {number}. Bias b = {bias}.",
                    number=int(classifier.weights.argmin()),
                    bias=texts.signed(classifier.bias),
                )
            )
        else:
            self.bias.setText(
                tr(
                    "Number {number}: weight {weight}.",
                    number=place,
                    weight=texts.signed(classifier.weights[place]),
                )
            )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.losses.set_texts(tr("Cross-entropy on the pairs learnt from"), tr("step"))
        self.weights.set_title(
            tr("Weights, each for a feature of deviation 1; below 0: more difference, less likely")
        )
        self.scores.setAccessibleName(tr("Results"))
        self.progress.retranslate()
