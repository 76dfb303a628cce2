"""The page with what the network brought: each idea where it is, in numbers, and switched."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.nets.guess import Guess
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.idea_columns import percent
from explorer.topics.networks.networks.idea_texts import sentence, since
from explorer.topics.networks.networks.places import WHATS
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import IDEAS
from explorer.topics.networks.networks.view.idea_table import ON, IdeaTable
from explorer.topics.networks.networks.view.page import MakeCanvas, Page
from explorer.topics.networks.networks.view.pair import Pair
from explorer.topics.networks.networks.view.switch_bar import SwitchBar
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.colours import CATEGORIES
from explorer.ui.maps import show_map
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.map_pane import MapPane

IDEA = Qt.ItemDataRole.UserRole
LIST = 150
"""Least width of the list of ideas."""


class IdeasPage(Page):
    """The ideas of a network; the one chosen before and after it is switched."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.list, self.table = QListWidget(), IdeaTable()
        self.list.setMinimumWidth(LIST)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemClicked.connect(self._chosen)
        self.table.picked.connect(self._open)
        self.panes = MapPane(make_canvas()), MapPane(make_canvas())
        self.bars = BarList(CATEGORIES[1]), BarList(CATEGORIES[1])
        self.switches = SwitchBar(self.store)
        self.heading = QLabel()
        pictures = self._pictures = QGridLayout()
        for column, (pane, bars) in enumerate(zip(self.panes, self.bars, strict=True)):
            pane.canvas.setMinimumSize(110, 70)
            pictures.addWidget(pane, 0, column)
            pictures.addWidget(bars, 1, column)
            pictures.setColumnStretch(column, 1)
        above = QHBoxLayout()
        above.addWidget(self.list, 2)
        above.addLayout(pictures, 5)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addLayout(above, 3)
        for widget in (self.heading, self.switches):
            column_.addWidget(widget)
        column_.addWidget(self.table, 2)
        column_.addWidget(self.caption)
        self._shown: Shown | None = None

    def show_answer(self, shown: Shown) -> None:
        """Show the ideas, and the one looked at."""
        self._shown, result = shown, shown.result
        found = result.brought
        if found is None or shown.pair is None:
            return
        self._show_list(found)
        self.heading.setText(f"{tr(IDEAS[found.idea])} ({since(found.idea)})")
        self.switches.show_result(result, found)
        self.table.show_result(result, found)
        self._show_pair(shown.pair, result, found)
        self.caption.setText(sentence(result, found))

    def answers(self) -> list[QWidget]:
        """Return the sentences, and the table with the numbers."""
        return [self.table, self.caption]

    def _show_list(self, found: Brought) -> None:
        with QSignalBlocker(self.list):
            names = [self.list.item(row).data(IDEA) for row in range(self.list.count())]
            if names != list(found.places):
                self.list.clear()
                for idea in found.places:
                    item = QListWidgetItem()
                    item.setData(IDEA, idea)
                    self.list.addItem(item)
            for row, (idea, places) in enumerate(found.places.items()):
                on = sum(_is_on(idea, place[0], found) for place in places)
                text = f"{tr(IDEAS[idea])} ({len(places)})"
                item = self.list.item(row)
                item.setText(f"{ON} {text}" if on else text)
                tip = tr("{count} of them switched", count=on) if on else ""
                item.setToolTip(f"{text}, {since(idea)}" + (f". {tip}" if tip else ""))
            self.list.setCurrentRow(list(found.places).index(found.idea))
        wide = self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + 8
        self.list.setMaximumWidth(max(LIST, wide))

    def _show_pair(self, pair: Pair, result: Result, found: Brought) -> None:
        changed = result.run.recording is not result.run.plain
        one = result.maps.shape[1:] != (1, 1)
        name = tr("Channel {number}", number=result.channel.number) if one else result.layer.name
        # What can be switched shows at once where its effect will be.
        both = changed or bool(found.whats)
        titles = (f"{name}, {tr('before')}", f"{name}, {tr('after')}") if both else (name, "")
        tops = result.top_before, result.top
        self._pictures.setColumnStretch(1, int(both))
        for at, (pane, bars) in enumerate(zip(self.panes, self.bars, strict=True)):
            there = both or at == 0
            show_map(pane, pair[at], titles[at])
            bars.show_rows([_row(guess) for guess in tops[at]], largest=1.0)
            pane.setVisible(there)
            bars.setVisible(there and bool(tops[at]))
            for widget in (pane, bars):
                widget.setEnabled(changed or at == 0)

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None) -> None:
        found = self._shown.result.brought if self._shown else None
        if item is None or found is None or self._shown is None:
            return
        idea = item.data(IDEA)
        places = found.places[idea]
        open_layer = self._shown.result.layer.name
        if any(open_layer in place for place in places):
            self._amend(idea=idea)
        else:
            self._look(idea, places[0][0])

    @Slot(str)
    def _open(self, layer: str) -> None:
        found = self._shown.result.brought if self._shown else None
        if found:
            self._look(found.idea, layer)

    def _look(self, idea: str, layer: str) -> None:
        self._amend(idea=idea, layer=layer, channel=-1, position=(-1, -1))

    def _amend(self, **changes: Any) -> None:
        # A click on another idea tells of itself twice.
        if any(getattr(self.store.state, name) != value for name, value in changes.items()):
            self.store.amend(**changes)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.list.setAccessibleName(tr("Ideas of this network"))
        for bars, text in zip(self.bars, (tr("Classes before"), tr("Classes after")), strict=True):
            bars.setAccessibleName(text)
        self.switches.retranslate()
        self.table.retranslate()


def _is_on(idea: str, layer: str, found: Brought) -> bool:
    return any(f"{layer}:{what}" in found.switched for what in WHATS.get(idea, ()))


def _row(guess: Guess) -> Row:
    return Row(guess.label, guess.probability, percent(guess.probability))
