"""The page with the same picture in two networks."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.process import NoFaceError
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.view.page import MakeCanvas, Page, caption
from explorer.topics.networks.networks.view.top import TopList
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.maps import Map, show_map
from explorer.ui.widgets.map_pane import MapPane


class Side(QWidget):
    """One of the two."""

    def __init__(self, make_canvas: MakeCanvas) -> None:
        super().__init__()
        self.text, self.pane, self.top = caption(), MapPane(make_canvas()), TopList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        column.addWidget(self.pane, 1)
        column.addWidget(self.top)
        # Where there is nothing else, the sentence stays at the top.
        column.addStretch(0)

    def show_result(self, result: Result, maps: Map) -> None:
        """Show maps and classes."""
        self.text.setText(sentences.compared(result))
        show_map(self.pane, maps, result.opened.loaded.classifier.title)
        self.pane.show_title(result.layer.name, sentences.size(result.shape))
        self.top.show_result(result)
        self._show(True)

    def show_error(self, error: UserError) -> None:
        """Say why there is nothing to see."""
        self.text.setText(str(error))
        self._show(False)

    def _show(self, seen: bool) -> None:
        self.pane.setVisible(seen)
        self.top.setVisible(seen)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.top.retranslate()


class ComparePage(Page):
    """Two networks side by side, each with a layer about as deep as the open one."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.sides = Side(make_canvas), Side(make_canvas)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for side in self.sides:
            row.addWidget(side, 1)

    def show_answer(self, shown: Shown) -> None:
        """Show both."""
        if shown.second is None or shown.maps is None:
            return
        self.sides[0].show_result(shown.result, shown.maps)
        if isinstance(shown.second, NoFaceError):
            self.sides[1].show_error(shown.second)
        else:
            self.sides[1].show_result(shown.second.result, shown.second.maps)

    def answers(self) -> list[QWidget]:
        """Return what is said of both, and the titles with the shapes."""
        return [label for side in self.sides for label in (side.text, side.pane.title)]

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for side in self.sides:
            side.retranslate()
