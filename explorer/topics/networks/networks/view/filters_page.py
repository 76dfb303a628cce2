"""The page with the filters of a convolution."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout
from torch import Tensor

from explorer.core.i18n import tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.view import overlays
from explorer.topics.networks.networks.view.page import MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.widgets.map_pane import MapPane


class FiltersPage(Page):
    """The filters of a convolution."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.filters = MapPane(make_canvas())
        self.filters.canvas.clicked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filters, 1)
        column.addWidget(self.caption)
        self._shown: Shown | None = None

    def show_answer(self, shown: Shown) -> None:
        """Show the filters, or say that the layer has none."""
        self._shown, result = shown, shown.result
        self.filters.setVisible(shown.filters is not None)
        state = shown.asked.state
        own = state.transplant_filter if state.transplant else None
        self.caption.setText(sentences.filters(result, own))
        if shown.filters is None:
            return
        number = result.channel.number
        whole = _whole(shown)
        over = overlays.on_filters(shown.filters, number) if whole else None
        title = tr("Filter weights") if whole else tr("Filter {number}", number=number)
        self.filters.show_title(title, result.layer.name)
        if shown.filters.colours is not None:
            self.filters.show_map(shown.filters.colours, None)
        elif shown.slices:
            self.filters.show_map(shown.slices.pixels, shown.slices.scale)
        self.filters.canvas.show_overlay(over or _nothing)

    @Slot(float, float)
    def _pick(self, x: float, y: float) -> None:
        if self._shown and self._shown.filters and _whole(self._shown):
            number = self._shown.filters.at(x, y)
            if number is not None:
                self.store.amend(channel=number, position=(-1, -1))


def _whole(shown: Shown) -> bool:
    """Return whether each tile is a filter: those of more channels are shown one at a time."""
    if shown.filters is None or shown.filters.slices is None:
        return shown.filters is not None
    weights = shown.result.opened.traced.modules[shown.result.layer.name].weight
    assert isinstance(weights, Tensor)
    return weights.shape[1] == 1


def _nothing(_painter: object, _mapping: object) -> None:
    """Draw nothing on a picture."""
