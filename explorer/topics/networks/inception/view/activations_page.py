"""A picture in a module of a trained network: input, branches, and how they are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.counts import product
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import State
from explorer.topics.networks.inception.view import real_overlays as overlays
from explorer.topics.networks.inception.view.real_texts import branch_text, module_text, value_text
from explorer.ui.maps import coloured, from_levels
from explorer.ui.missing_card import MissingCard
from explorer.ui.waiting_card import WaitingCard
from explorer.ui.widgets.image_canvas import ImageCanvas
from explorer.ui.widgets.map_pane import MapPane

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.topics.networks.inception.activations import Activations
    from explorer.ui.maps import Map
    from explorer.vision.mosaic import Mosaic

BRANCHES = 4
"""Panes for them, in reading order."""


class ActivationsPage(QWidget):
    """Draws `Activations`, or says that their weights are missing.

    Parameters
    ----------
    missing : MissingCard
        What is shown in that case.
    """

    def __init__(self, store: Store[State], missing: MissingCard) -> None:
        super().__init__()
        self._store = store
        self._found: Activations | None = None
        self.picture, self.source, self.joined, self.channel = (
            MapPane(ImageCanvas()) for _ in range(4)
        )
        self.branches = [MapPane(ImageCanvas()) for _ in range(BRANCHES)]
        self.caption, self.missing = QLabel(), missing
        self.waiting = WaitingCard()
        self._stack = QStackedWidget()
        for part in (self._shown_part(), self.missing, self.waiting):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.joined.canvas.clicked.connect(self._pick_joined)
        self.joined.canvas.hovered.connect(self._hover_joined)
        self.channel.canvas.hovered.connect(self._hover_channel)
        for number, pane in enumerate(self.branches):
            pane.canvas.clicked.connect(lambda x, y, number=number: self._pick(number, x, y))

    def _shown_part(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        first, second, third, fourth = self.branches
        rows = (
            (self.picture, first, second, self.joined),
            (self.source, third, fourth, self.channel),
        )
        for row, panes in enumerate(rows):
            grid.setRowStretch(row, 1)
            for column, pane in enumerate(panes):
                grid.addWidget(pane, row, column)
                grid.setColumnStretch(column, 1)
        grid.addWidget(self.caption, len(rows), 0, 1, grid.columnCount())
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return part

    def wait(self) -> None:
        """Say that the maps of another network or picture are on their way."""
        self._stack.setCurrentWidget(self.waiting)

    def show_result(self, result: Result) -> None:
        """Draw the module at work, or say which weights are missing."""
        if not (result.activations or result.missing):
            return
        self._found = result.activations
        self._stack.setCurrentIndex(0 if result.activations else 1)
        if result.activations is None:
            self.missing.show_error(result.missing)
            return
        self._show(result.activations)

    def _show(self, found: Activations) -> None:
        pixels = found.frame.pixels
        height, width, _ = pixels.shape
        self.picture.show_title(tr("Picture"), f"{height} × {width}")
        self.picture.show_map(pixels, None, overlays.on_picture(found))
        self.source.show_title(tr("Input"), product(*found.shape))
        source = _tiles(found.source_tiles, found.source)
        self.source.show_map(source.pixels, source.scale)
        self._show_branches(found)
        self.joined.show_title(tr("Concatenation"), product(*found.joined_shape))
        joined = _tiles(found.joined_tiles, found.joined)
        self.joined.show_map(joined.pixels, joined.scale, overlays.on_joined(found))
        channel = coloured(found.joined[found.channel])
        title = tr("Channel {number}", number=found.channel)
        self.channel.show_title(title, product(*found.joined_shape[:2]))
        self.channel.show_map(channel.pixels, channel.scale)
        self.caption.setText(module_text(found))

    def _show_branches(self, found: Activations) -> None:
        for pane in self.branches[len(found.branches) :]:
            pane.hide()
        parts = zip(found.branches, found.outputs, found.tiles, strict=True)
        for number, (branch, maps, tiles) in enumerate(parts):
            pane = self.branches[number]
            pane.show()
            height, width = maps.shape[1:]
            size = product(height, width, branch.channels)
            pane.show_title(f"{number + 1}: {branch_text(branch)}", size)
            shown = _tiles(tiles, maps)
            pane.show_map(shown.pixels, shown.scale, overlays.on_branch(found, number))

    # --- from the user ------------------------------------------------------------

    def _choose(self, channel: int) -> None:
        self._store.update("output_channel", output_channel=channel)

    @Slot(float, float)
    def _pick_joined(self, x: float, y: float) -> None:
        if self._found and (place := self._found.joined_tiles.at(x, y)):
            self._choose(place[0])

    def _pick(self, number: int, x: float, y: float) -> None:
        if self._found and (place := self._found.tiles[number].at(x, y)):
            self._choose(self._found.branches[number].first + place[0])

    @Slot(float, float)
    def _hover_joined(self, x: float, y: float) -> None:
        place = self._found.joined_tiles.at(x, y) if self._found else None
        self.joined.canvas.setToolTip(value_text(self._found, *place) if place else "")

    @Slot(float, float)
    def _hover_channel(self, x: float, y: float) -> None:
        found = self._found
        inside = found and 0 <= x < found.joined.shape[2] and 0 <= y < found.joined.shape[1]
        text = value_text(found, found.channel, int(y), int(x)) if inside else ""
        self.channel.canvas.setToolTip(text)

    def retranslate(self) -> None:
        """Take the texts that do not come with a result from the active language."""
        self.missing.retranslate()
        self.waiting.retranslate()


def _tiles(shown: Mosaic, maps: NDArray[np.float32]) -> Map:
    return from_levels(
        shown.levels, (shown.low, shown.high), (float(maps.min()), float(maps.max()))
    )
