"""A convolution at once and through a bottleneck: pictures, formulas, bars, and both run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.counts import count
from explorer.topics.networks.inception.result import Measured, Result
from explorer.topics.networks.inception.state import State
from explorer.topics.networks.inception.view.networks import way
from explorer.topics.networks.inception.view.texts import way_text
from explorer.ui import theme
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.diagram import Diagram
from explorer.vision.inception import multiplications, parameters

TITLES = (mark("Directly"), mark("Through a bottleneck"))
NUMBERS = ("multiplications", "parameters", "milliseconds")


class Way(QWidget):
    """One way from input to output: its picture, and what it takes by the formula."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.formulas, self.diagram = QLabel(), QLabel(), Diagram()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.formulas.setWordWrap(True)
        self.formulas.setTextFormat(Qt.TextFormat.PlainText)
        self.formulas.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.diagram, 1)
        column.addWidget(self.formulas)


class Comparison(QWidget):
    """One number of both ways as bars, under a title with their ratio."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.bars = QLabel(), BarList(CATEGORIES[4])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.bars)

    def show_numbers(
        self, title: str, values: Sequence[float], write: Callable[[Any], str], *, named: bool
    ) -> None:
        """Show a number of each way; ``write`` returns it as a text."""
        self.title.setText(f"{title}  {values[0] / values[1]:.3g} : 1")
        self.bars.setAccessibleName(title)
        names = (tr("direct"), tr("bottleneck")) if named else ("", "")
        self.bars.show_rows(
            [Row(name, value, write(value)) for name, value in zip(names, values, strict=True)]
        )


class CostPage(QWidget):
    """Compares the two ways of a `Result`."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.ways = (Way(), Way())
        self.bars = {name: Comparison() for name in NUMBERS}
        self.measure = QPushButton()
        self.measure.setCheckable(True)
        self.measure.setStyleSheet(theme.SEGMENTS)
        self.measured = QLabel()
        self.measured.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for way_ in self.ways:
            column.addWidget(way_, 1)
        charts = QHBoxLayout()
        charts.setSpacing(12)
        for name, chart in self.bars.items():
            # The first names the bars for all.
            charts.addWidget(chart, 2 if name == NUMBERS[0] else 1)
        column.addLayout(charts)
        below = QHBoxLayout()
        below.addWidget(self.measure)
        below.addWidget(self.measured, 1)
        column.addLayout(below)
        self.measure.clicked.connect(lambda on: store.update(measure=on))

    def wait(self) -> None:
        """Say that new numbers are on their way."""
        self.measured.setText(tr("Counting and measuring…"))

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        paths = (result.direct, result.squeezed)
        for shown, title, path in zip(self.ways, TITLES, paths, strict=True):
            shown.title.setText(tr(title))
            shown.diagram.setAccessibleName(tr(title))
            shown.diagram.show_network(*way(path))
            shown.formulas.setText(way_text(path))
        for name, title, number in (
            ("multiplications", tr("Multiplications"), multiplications),
            ("parameters", tr("Parameters"), parameters),
        ):
            self.bars[name].show_numbers(
                title, [number(path) for path in paths], count, named=name == NUMBERS[0]
            )
        self.bars["milliseconds"].setVisible(result.measured is not None)
        self.measure.setChecked(result.measured is not None)
        self._show_measured(result.measured)

    def _show_measured(self, measured: tuple[Measured, Measured] | None) -> None:
        if measured is None:
            self.measured.setText(tr("Runs both ways, counts their products and takes the time."))
            return
        times = [run.milliseconds for run in measured]
        self.bars["milliseconds"].show_numbers(
            tr("Time"), times, lambda time: f"{time:.3g} ms", named=False
        )
        self.measured.setText(
            tr(
                "Counted: {direct} and {squeezed}, each the sum of a convolution of ones by ones. "
                "Time: the median of many passes on one core.",
                direct=count(measured[0].counted),
                squeezed=count(measured[1].counted),
            )
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.measure.setText(tr("Count and measure"))
        self.measure.setToolTip(
            tr("While this is on, each change of the sizes is counted and measured again.")
        )
