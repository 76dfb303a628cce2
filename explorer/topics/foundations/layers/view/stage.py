"""The left side: the table with its totals, and under it three ways to look at the costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.layers import sentences
from explorer.topics.foundations.layers.layer import TYPES
from explorer.topics.foundations.layers.result import Result
from explorer.topics.foundations.layers.state import SCALES, VIEWS, State
from explorer.topics.foundations.layers.view.bars import Bar, BarChart
from explorer.topics.foundations.layers.view.columns import COLOURS
from explorer.topics.foundations.layers.view.connections import ConnectionsPicture
from explorer.topics.foundations.layers.view.sharing import SharingPage
from explorer.topics.foundations.layers.view.table import LayerTable
from explorer.topics.foundations.layers.view.totals import Totals
from explorer.ui.widgets.segments import Segments

CAPTIONS: dict[str, Callable[[Result], str]] = {
    "costs": sentences.costs_text,
    "sharing": sentences.sharing_text,
    "connections": sentences.connections_text,
}
CHARTS = {
    "parameters": mark("Parameters: {total}"),
    "multiplications": mark("Multiplications: {total}"),
}


class Stage(QWidget):
    """Draws a `Result`.

    Parameters
    ----------
    store : Store
    edited, moved : callable
        See `LayerTable`.
    """

    def __init__(
        self,
        store: Store[State],
        edited: Callable[[int, str, Any], None],
        moved: Callable[[int, int], None],
    ) -> None:
        super().__init__()
        self._store = store
        self.table = LayerTable(edited, self._choose, moved)
        self.totals = Totals(self.table)
        self.modes, self.scales = Segments(VIEWS), Segments(SCALES)
        self.charts = {name: BarChart() for name in CHARTS}
        self.sharing = SharingPage()
        self.connections = ConnectionsPicture(self._look_at)
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pages = {
            "costs": _side_by_side(self.charts.values()),
            "sharing": self.sharing,
            "connections": self.connections,
        }
        self._lay_out()
        self.modes.picked.connect(lambda view: store.update(view=view))
        self.scales.picked.connect(lambda scale: store.update(scale=scale))
        for chart in self.charts.values():
            chart.picked.connect(self._choose)

    def _lay_out(self) -> None:
        above, below = QWidget(), QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)
        switches = QHBoxLayout()
        switches.addWidget(self.modes, 1)
        switches.addWidget(self.scales)
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 6, 0, 0)
        column.addLayout(switches)
        column.addWidget(self.stack, 1)
        column.addWidget(self.caption)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(above)
        self.splitter.addWidget(below)
        self.splitter.setSizes([500, 500])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 8, 6, 8)
        outer.addWidget(self.splitter)

    def show_result(self, result: Result, view: str, scale: str) -> None:
        """Draw ``result``."""
        self.table.show_result(result)
        self.totals.show_result(result)
        self.modes.show_mode(view)
        self.scales.show_mode(scale)
        self.scales.setVisible(view != "connections")
        self.stack.setCurrentWidget(self.pages[view])
        log = scale == "log"
        for name, chart in self.charts.items():
            total = sentences.count(result.totals[name])
            title = sentences.total_text(result, tr(CHARTS[name], total=total))
            chart.show_bars(title, _bars(result, name), result.selected, log)
        self.sharing.show_result(result, log)
        self.connections.show_result(result)
        self.caption.setText(CAPTIONS[view](result))

    # Where one looks is no edit: undo passes over it.

    def _choose(self, layer: int) -> None:
        self._store.amend(selected=layer)

    def _look_at(self, row: int, column: int) -> None:
        self._store.amend(position=(row, column))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.table, self.modes, self.scales, self.connections):
            part.retranslate()


def _bars(result: Result, name: str) -> list[Bar]:
    bars, total = [], result.totals[name]
    for number, row in enumerate(result.rows, start=1):
        value = getattr(row.cost, name) if row.cost else None
        tip = tr(
            "Layer {number}, {type}: {value}",
            number=number,
            type=tr(TYPES[row.layer.type]),
            value="–" if value is None else sentences.count(value),
        )
        if value:
            tip += f" ({sentences.percent(value / total)})"
        bars.append(Bar(str(number), value, COLOURS[row.layer.type], tip))
    return bars


def _side_by_side(widgets: Iterable[QWidget]) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return both
