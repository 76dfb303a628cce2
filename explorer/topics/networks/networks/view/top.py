"""What the network gives: the best classes with their probabilities, or an embedding."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.embedding import Embedding
from explorer.topics.networks.networks.result import Result
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.vector_bars import VectorBars


class TopList(QWidget):
    """Five bars, or one for each number; after a change a line where each stood before."""

    picked = Signal(int)
    """The user chose this class."""
    looked = Signal(str, int)
    """The user chose a number of the embedding: its layer, and its place."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.note, self.bars = QLabel(), QLabel(), BarList(CATEGORIES[1])
        for label in (self.heading, self.note):
            label.setWordWrap(True)
        self.bars.set_choosable()
        self.bars.picked.connect(self._pick)
        self.vector = VectorBars(self._describe)
        self.vector.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.vector.setCursor(Qt.CursorShape.PointingHandCursor)
        self.vector.picked.connect(self._look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.heading, self.bars, self.vector, self.note):
            column.addWidget(widget)
        self._classes: tuple[int, ...] = ()
        self._result: Result | None = None
        self.retranslate()

    def show_result(self, result: Result) -> None:
        """Show the classes, the embedding, or why there is neither."""
        self._result = result
        before = {guess.index: guess.probability for guess in result.top_before}
        changed = result.top is not result.top_before
        self._classes = tuple(guess.index for guess in result.top)
        rows = [
            Row(
                guess.label,
                guess.probability,
                f"{guess.probability:.1%}",
                before.get(guess.index, 0.0) if changed else None,
            )
            for guess in result.top
        ]
        chosen = self._classes.index(result.target) if result.target in self._classes else None
        self.bars.show_rows(rows, chosen, largest=1.0)
        heading = mark("Classes; the line: before the change") if changed else mark("Classes")
        self.heading.setText(tr(heading))
        self.note.setText(sentences.top(result))
        self.bars.setVisible(bool(rows))
        self.vector.setVisible(result.embedding is not None)
        if result.embedding:
            self._show_vector(result, result.embedding)
        self.heading.setVisible(bool(rows) or result.embedding is not None)
        self.note.setVisible(bool(self.note.text()))

    def _show_vector(self, result: Result, found: Embedding) -> None:
        changed = found.values is not found.before
        ends = result.layer.name == result.opened.traced.last
        chosen = result.channel.number if ends else None
        self.vector.show_values(found.values, found.before if changed else None)
        self.vector.choose(chosen)
        count = len(found.values)
        if changed:
            text = tr("Embedding: {count} numbers; the lines: before the change", count=count)
        else:
            text = tr("Embedding: {count} numbers", count=count)
        self.heading.setText(text)

    def _describe(self, place: int) -> str:
        found = self._result and self._result.embedding
        if not found:
            return ""
        text = tr("Number {number}", number=place)
        return f"{text}: {sentences.number(float(found.values[place]))}"

    @Slot(int)
    def _look(self, place: int) -> None:
        if self._result:
            self.looked.emit(self._result.opened.traced.last, place)

    @Slot(int)
    def _pick(self, row: int) -> None:
        self.picked.emit(self._classes[row])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.bars.setAccessibleName(tr("Classes"))
        self.vector.setAccessibleName(tr("Embedding"))
        self.bars.setToolTip(tr("The class chosen here is the one that Grad-CAM explains"))
