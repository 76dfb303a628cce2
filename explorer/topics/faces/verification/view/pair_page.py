"""Two pictures, from the faces found to the distance of their embeddings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.faces.verification.pair import Pair
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.view import texts
from explorer.topics.faces.verification.view.face_picture import FacePicture
from explorer.topics.faces.verification.view.pane import Pane
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.vector_bars import VectorBars

SCALE = 1.0
"""The distance whose bar is full."""


class PairPage(QWidget):
    """Draws a `Pair`.

    Parameters
    ----------
    open_a, open_b : callable
        Ask for another picture.
    """

    def __init__(self, open_a: Callable[[], None], open_b: Callable[[], None]) -> None:
        super().__init__()
        self._pair: Pair | None = None
        self.panes = {"a": Pane("A", open_a), "b": Pane("B", open_b)}
        self.faces = {"a": FacePicture(), "b": FacePicture()}
        self.strips = {"a": VectorBars(), "b": VectorBars(), "difference": VectorBars(signed=False)}
        self.distance, self.verdict, self.remarks = BarList(CATEGORIES[4]), QLabel(), QLabel()
        font = self.verdict.font()
        font.setBold(True)
        self.verdict.setFont(font)
        self.verdict.setWordWrap(True)
        self.remarks.setWordWrap(True)
        self.remarks.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for three lines, so that nothing moves when a number is marked.
        self.remarks.setMinimumHeight(3 * self.remarks.fontMetrics().lineSpacing() + 2)
        for strip in self.strips.values():
            strip.setMinimumWidth(160)
            strip.pointed.connect(self._mark)
            strip.picked.connect(self._mark)
        self._lay_out()

    def _lay_out(self) -> None:
        pictures = QHBoxLayout()
        for pane in self.panes.values():
            pictures.addWidget(pane, 1)
        vectors = QGridLayout()
        vectors.setVerticalSpacing(4)
        for row, (name, strip) in enumerate(self.strips.items()):
            if name in self.faces:
                vectors.addWidget(self.faces[name], row, 0)
            vectors.addWidget(strip, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(pictures, 3)
        column.addLayout(vectors, 2)
        column.addWidget(self.distance)
        column.addWidget(self.verdict)
        column.addWidget(self.remarks)

    def show_result(self, result: Result) -> None:
        """Draw both pictures and what comes of them."""
        pair = self._pair = result.pair
        names = {"a": result.state.image_a, "b": result.state.image_b}
        for key, side in (("a", pair.a), ("b", pair.b)):
            self.panes[key].show_side(side, names[key])
            self.faces[key].show_face(side.aligned)
        vectors = {"a": pair.a.vector, "b": pair.b.vector, "difference": pair.difference}
        known = [np.abs(vector).max() for vector in vectors.values() if vector is not None]
        limit = float(max(known, default=1.0))
        for key, vector in vectors.items():
            self.strips[key].show_values([] if vector is None else vector, limit=limit)
        self._show_distance(pair)
        self._mark(-1)

    def _show_distance(self, pair: Pair) -> None:
        rows = []
        if pair.distance is not None:
            text = tr("1 − cos, line: threshold")
            rows = [Row(text, pair.distance, f"{pair.distance:.3f}", pair.threshold)]
        self.distance.show_rows(rows, largest=max(SCALE, pair.distance or 0.0))
        self.verdict.setText(texts.verdict(pair))

    @Slot(int)
    def _mark(self, place: int) -> None:
        if self._pair is None:
            return
        for strip in self.strips.values():
            strip.choose(None if place < 0 else place)
        self.remarks.setText(texts.marked(self._pair, place))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for pane in self.panes.values():
            pane.retranslate()
        self.distance.setAccessibleName(tr("Distance"))
        for key, letter in (("a", "A"), ("b", "B")):
            self.faces[key].set_title(tr("Face of {letter}, aligned", letter=letter))
        for key, title in (
            ("a", tr("f(a): 128 numbers")),
            ("b", tr("f(b): 128 numbers")),
            ("difference", tr("|f(a) − f(b)|")),
        ):
            self.strips[key].set_title(title)
