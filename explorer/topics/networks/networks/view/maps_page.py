"""The page with the maps of a layer."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.view import overlays
from explorer.topics.networks.networks.view.page import MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.maps import show_map
from explorer.ui.widgets.histogram import Histogram
from explorer.ui.widgets.map_pane import MapPane


class MapsPage(Page):
    """All maps of a layer, and one of them large."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.mosaic, self.channel = MapPane(make_canvas()), MapPane(make_canvas())
        self.histogram = Histogram(
            lambda: tr("How often values occur (square root); the line marks the value looked at")
        )
        self.mosaic.canvas.clicked.connect(self._pick_tile)
        self.mosaic.canvas.hovered.connect(self._hover_tile)
        self.channel.canvas.clicked.connect(self._pick_value)
        self.channel.canvas.hovered.connect(self._hover_value)
        right = QVBoxLayout()
        right.addWidget(self.channel, 1)
        right.addWidget(self.histogram)
        row = QHBoxLayout()
        row.addWidget(self.mosaic, 3)
        row.addLayout(right, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row, 1)
        column.addWidget(self.caption)
        self._shown: Shown | None = None

    def show_answer(self, shown: Shown) -> None:
        """Show mosaic, map and histogram."""
        result = self._result = shown.result
        self._shown = shown
        if shown.maps is None or result.mosaic is None:
            return
        silenced = [
            int(entry.rpartition(":")[2])
            for entry in shown.asked.state.silenced
            if entry.rpartition(":")[0] == result.layer.name
        ]
        number = result.channel.number
        over = overlays.on_mosaic(result.mosaic, number, silenced)
        show_map(self.mosaic, shown.maps, result.layer.name, over)
        self.mosaic.show_title(result.layer.name, sentences.size(result.shape))
        title = tr("Channel {number}", number=number)
        show_map(self.channel, shown.channel, title, overlays.on_map(result.place))
        self.histogram.show_counts(result.channel.counts, result.channel.edges, result.value)
        self.caption.setText(f"{sentences.layer(result)}\n{sentences.channel(result)}")

    def answers(self) -> list[QWidget]:
        """Return the sentences, and the title with the shape of the layer."""
        return [self.mosaic.title, self.caption]

    @Slot(float, float)
    def _pick_tile(self, x: float, y: float) -> None:
        found = self._result.mosaic and self._result.mosaic.at(x, y)
        if found:
            channel, row, column = found
            self.store.amend(channel=channel, position=(row, column))

    @Slot(float, float)
    def _hover_tile(self, x: float, y: float) -> None:
        found = self._result.mosaic and self._result.mosaic.at(x, y)
        text = ""
        if found:
            channel, row, column = found
            text = tr(
                "Channel {channel}, row {row}, column {column}: {value}",
                channel=channel,
                row=row,
                column=column,
                value=sentences.number(float(self._result.maps[found])),
            )
        self.mosaic.canvas.setToolTip(text)

    @Slot(float, float)
    def _hover_value(self, x: float, y: float) -> None:
        values = self._result.channel.values
        inside = 0 <= x < values.shape[1] and 0 <= y < values.shape[0]
        text = sentences.at(self._result, int(y), int(x)) if inside else ""
        self.channel.canvas.setToolTip(text)

    @Slot(float, float)
    def _pick_value(self, x: float, y: float) -> None:
        self.pick_value(self._result, x, y)
