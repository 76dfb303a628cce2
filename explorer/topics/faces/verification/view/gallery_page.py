"""One against one, and one against everybody: distances, costs, accuracy."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.verification.against import Against, chances
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.view import texts
from explorer.topics.faces.verification.view.face_picture import FacePicture
from explorer.topics.faces.verification.view.text_table import TextTable
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.plot import Plot, Series

NEAREST = 4
"""People shown by name."""
FACE = 72
CHANCE, MEASURED = CATEGORIES[4], CATEGORIES[2]


class GalleryPage(QWidget):
    """Draws an `Against`."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.claimed = FacePicture(FACE), FacePicture(FACE)
        self.one, self.many = QLabel(), QLabel()
        self.one_bar, self.many_bars = BarList(CATEGORIES[4]), BarList(CATEGORIES[4])
        self.costs, self.caption = TextTable(), QLabel()
        self.chance = Plot(start=1, label=lambda share: f"{100 * share:.3g} %")
        self.measured = Plot(start=1, label=lambda share: f"{100 * share:.3g} %")
        for label in (self.one, self.many, self.caption):
            label.setWordWrap(True)
        self._lay_out()

    def _lay_out(self) -> None:
        faces = QHBoxLayout()
        faces.addWidget(self.query)
        faces.addWidget(self.claimed)
        faces.addStretch(1)
        sides = QGridLayout()
        sides.setHorizontalSpacing(16)
        sides.addWidget(self.one, 0, 0)
        sides.addLayout(faces, 1, 0)
        sides.addWidget(self.one_bar, 2, 0)
        sides.addWidget(self.many, 0, 1)
        sides.addWidget(self.many_bars, 1, 1, 2, 1)
        sides.setColumnStretch(0, 1)
        sides.setColumnStretch(1, 1)
        plots = QHBoxLayout()
        plots.addWidget(self.chance)
        plots.addWidget(self.measured)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(sides)
        column.addWidget(self.costs)
        column.addLayout(plots, 1)
        column.addWidget(self.caption)

    def show_result(self, result: Result) -> None:
        """Draw one picture against one and against all."""
        against = result.against
        assert against
        self._show_faces(against)
        self.one.setText(texts.one(against))
        self.many.setText(texts.many(against))
        own = [] if against.own is None else [self._row(against, against.owner, against.own)]
        self.one_bar.show_rows(own, largest=1.0)
        nearest = [
            self._row(against, int(against.people[k]), float(against.distances[k]))
            for k in against.order[:NEAREST]
        ]
        self.many_bars.show_rows(nearest, largest=1.0)
        self.costs.show_rows(texts.passes(against))
        self._show_accuracy(result, against)

    def _show_faces(self, against: Against) -> None:
        enrolled = against.enrolled
        self.query.show_face(enrolled.aligned[against.query])
        self.query.set_title(tr("Asks: {name}", name=enrolled.title(against.query)))
        own = against.gallery[against.people == against.owner]
        self.claimed.show_face(enrolled.aligned[own[0]] if len(own) else None)
        kept = enrolled.title(int(own[0])) if len(own) else enrolled.names[against.owner]
        self.claimed.set_title(tr("Kept: {name}", name=kept))

    @staticmethod
    def _row(against: Against, person: int, distance: float) -> Row:
        name = against.enrolled.names[person]
        return Row(name, distance, f"{distance:.3f}", against.threshold)

    def _show_accuracy(self, result: Result, against: Against) -> None:
        state = result.state
        powers = np.array(chances(state.accuracy_one, state.people))
        x = np.arange(1.0, len(powers) + 1)
        series = [Series(tr("p^k"), x, powers, CHANCE, second=True)]
        self.chance.show_series(series, state.people, 1.0)
        found = against.accuracy
        self.measured.setVisible(found is not None)
        if found is not None:
            x = np.arange(1.0, len(found.all) + 1)
            series = [
                Series(tr("measured"), x, found.all, MEASURED, dots=len(x) < 20),
                Series(tr("if independent"), x, found.independent, CHANCE, second=True),
            ]
            self.measured.show_series(series, len(x), 1.0)
        self.caption.setText(
            texts.gallery_caption(against, state.accuracy_one, state.people, result.accuracy_all)
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.one_bar.setAccessibleName(tr("1 against 1"))
        self.many_bars.setAccessibleName(tr("Nearest people"))
        self.chance.set_texts(tr("All k right, in theory"), tr("k"))
        self.measured.set_texts(tr("All k right, here"), tr("k"))
