"""The best classes with their probabilities."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.result import Result
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row


class TopList(QWidget):
    """Five bars; where channels are silenced, a line where each stood before."""

    picked = Signal(int)
    """The user chose this class."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.note, self.bars = QLabel(), QLabel(), BarList(CATEGORIES[1])
        self.note.setWordWrap(True)
        self.bars.set_choosable()
        self.bars.picked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.heading, self.bars, self.note):
            column.addWidget(widget)
        self._classes: tuple[int, ...] = ()
        self.retranslate()

    def show_result(self, result: Result) -> None:
        """Show the classes, or why there are none."""
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
        for widget in (self.heading, self.bars):
            widget.setVisible(bool(rows))
        self.note.setVisible(bool(self.note.text()))

    @Slot(int)
    def _pick(self, row: int) -> None:
        self.picked.emit(self._classes[row])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.bars.setAccessibleName(tr("Classes"))
        self.bars.setToolTip(tr("The class chosen here is the one that Grad-CAM explains"))
