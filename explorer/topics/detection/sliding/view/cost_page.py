"""Multiplications layer by layer, and the time that both forms take."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.counts import count
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.state import State
from explorer.topics.detection.sliding.view.texts import (
    convolution_formulas,
    cost_text,
    windows_formulas,
)
from explorer.ui import theme
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row

WAYS = ("windows", "convolution")
LAYERS = {
    "conv": mark("Convolution"),
    "dense1": mark("First dense layer"),
    "dense2": mark("Second dense layer"),
    "output": mark("Output layer"),
}


class CostPage(QWidget):
    """Compares the two forms of a `Result`."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.bars = {way: BarList(CATEGORIES[4]) for way in WAYS}
        self.times = BarList(CATEGORIES[0])
        self.titles = {bars: QLabel() for bars in (*self.bars.values(), self.times)}
        self.formulas = {way: QLabel() for way in WAYS}
        self.caption, self.measured, self.measure = QLabel(), QLabel(), QPushButton()
        self.measure.setCheckable(True)
        self.measure.setStyleSheet(theme.SEGMENTS)
        for label in (self.caption, self.measured, *self.formulas.values(), *self.titles.values()):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.measure.clicked.connect(lambda on: store.update(measure=on))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, (way, bars) in enumerate(self.bars.items()):
            font = self.titles[bars].font()
            font.setBold(True)
            self.titles[bars].setFont(font)
            grid.addWidget(self.titles[bars], 0, column)
            grid.addWidget(bars, 1, column)
            grid.addWidget(self.formulas[way], 2, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        below = QHBoxLayout()
        below.addWidget(self.measure)
        below.addWidget(self.measured, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(self.caption)
        column.addLayout(below)
        column.addWidget(self.titles[self.times])
        column.addWidget(self.times)
        column.addStretch(1)

    def wait(self) -> None:
        """Say that new numbers are on their way."""
        self.measured.setText(tr("Measuring…"))

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        largest = max(max(pair) for pair in result.costs.values())
        for place, (way, title) in enumerate(
            (("windows", tr("Window by window")), ("convolution", tr("As a convolution")))
        ):
            bars, total = self.bars[way], result.multiplications[place]
            self.titles[bars].setText(
                tr("{way}: {count} multiplications", way=title, count=count(total))
            )
            bars.setAccessibleName(title)
            bars.show_rows(
                [
                    Row(tr(text), result.costs[name][place], count(result.costs[name][place]))
                    for name, text in LAYERS.items()
                ],
                largest=largest,
            )
        self.formulas["windows"].setText(windows_formulas(result.slide))
        self.formulas["convolution"].setText(convolution_formulas(result.slide))
        self.caption.setText(cost_text(result))
        self._show_times(result)

    def _show_times(self, result: Result) -> None:
        times = result.times
        for part in (self.times, self.titles[self.times]):
            part.setVisible(times is not None)
        self.measure.setChecked(times is not None)
        if times is None:
            self.measured.setText(tr("Runs both forms on one core and takes the time."))
            return
        self.measured.setText(
            tr(
                "A computer does more than multiply: each window has to be cut out and sent "
                "through all layers. That can cost more than the products."
            )
        )
        self.times.show_rows(
            [
                Row(text, time, f"{time:.3g} ms")
                for text, time in (
                    (tr("Windows, one by one"), times.one_by_one),
                    (tr("Windows, many at once"), times.in_batches),
                    (tr("As a convolution"), times.convolution),
                )
            ]
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.titles[self.times].setText(tr("Time"))
        self.times.setAccessibleName(tr("Time"))
        self.measure.setText(tr("Measure the time"))
        self.measure.setToolTip(tr("While this is on, each change is measured again."))
