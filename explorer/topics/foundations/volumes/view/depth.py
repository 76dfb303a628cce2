"""The picture of the course: input volume ∗ filter = output volume, in depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.state import State
from explorer.topics.foundations.volumes.view.slices import (
    Slices,
    input_slices,
    kernel_slices,
    limit,
    output_slices,
)
from explorer.topics.foundations.volumes.view.sum_line import SumLine
from explorer.topics.foundations.volumes.view.texts import cost_text, shape_text, size_text
from explorer.ui import channel_looks as looks
from explorer.ui.colours import signed
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.image_canvas import to_qimage
from explorer.ui.widgets.volume import Volume, VolumeField, VolumeGrid
from explorer.ui.widgets.volume_strip import VolumeStrip
from explorer.vision.windows import Array

# In less room than this, what is not the volumes themselves becomes smaller.
TALL = 440
BAND, SMALL_BAND = 76, 44
TITLE = 64


class DepthPage(QWidget):
    """Draws a `Result` as volumes; what lies in front can be edited."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
    ) -> None:
        super().__init__()
        self._result: Result | None = None
        self.input = VolumeField(store, "input", refused, within=self._channel, deeper=take)
        self.kernel = VolumeField(store, "kernels", refused, within=self._filter_slice)
        self.output = VolumeGrid()
        self.equation = Equation((self.input, "∗", self.kernel, "=", self.output))
        self.picture, self.picture_title, self.strip_title = QLabel(), QLabel(), QLabel()
        self.strip = VolumeStrip()
        self.sums = SumLine(store, refused)
        self.formula, self.costs = QLabel(), QLabel()
        self.band = QWidget()
        band = QHBoxLayout(self.band)
        band.setContentsMargins(0, 0, 0, 0)
        for widget in (self.picture_title, self.picture, self.strip_title):
            band.addWidget(widget)
        band.addWidget(self.strip, 1)
        for label in (self.picture_title, self.strip_title):
            label.setMaximumWidth(TITLE)
        for label in (self.picture_title, self.strip_title, self.formula, self.costs):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.equation, 1)
        column.addWidget(self.band)
        column.addWidget(self.sums)
        column.addWidget(self.formula)
        column.addWidget(self.costs)
        for grid in (self.input, self.kernel):
            grid.slice_picked.connect(lambda c: store.update("channel", channel=c))
        for picked in (self.output.slice_picked, self.strip.picked):
            picked.connect(lambda k: store.update("filter", filter=k))

    def _channel(self) -> tuple[int, ...]:
        return (self._result.channel,) if self._result else ()

    def _filter_slice(self) -> tuple[int, ...]:
        return (self._result.filter, self._result.channel) if self._result else ()

    def show_result(self, result: Result, relu: bool) -> None:
        """Draw ``result``."""
        self._result = result
        channels, filters = len(result.input), len(result.kernels)
        self.input.show_volume(_of_channels(input_slices(result), result.channel))
        self.kernel.show_volume(_of_channels(kernel_slices(result), result.channel))
        self.output.show_volume(_of_maps(output_slices(result), result.filter))
        self.strip.show_volumes(
            signed(result.kernels, limit(result.kernels)),
            looks.filter_names(filters),
            result.filter,
            looks.channel_edges(channels),
        )
        self.sums.show_result(result, relu)
        self._show_picture(result.input)
        self._show_texts(result)

    def _show_picture(self, volume: Array) -> None:
        coloured = len(volume) == 3
        self.picture.setVisible(coloured)
        self.picture_title.setVisible(coloured)
        if coloured:
            pixmap = QPixmap.fromImage(to_qimage(looks.as_picture(volume)))
            keep = Qt.AspectRatioMode.KeepAspectRatio
            side = self.band.maximumHeight()
            self.picture.setPixmap(pixmap.scaled(side, side, keep))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the volumes have most of the room."""
        super().resizeEvent(event)
        tall = self.height() >= TALL
        self.band.setFixedHeight(BAND if tall else SMALL_BAND)
        self.sums.set_tall(tall)
        if self._result:
            self._show_picture(self._result.input)

    def _show_texts(self, result: Result) -> None:
        filters, channels, height, width = result.kernels.shape
        for grid, name, shape in (
            (self.input, tr("Input"), result.input.shape),
            (
                self.kernel,
                tr("Filter {number}", number=result.filter),
                (channels, height, width),
            ),
            (self.output, tr("Output"), result.output.shape),
        ):
            self.equation.titles[grid].setText(f"{name}  {shape_text(shape)}")
            grid.setAccessibleName(f"{name} {shape_text(shape)}")
        self.equation.arrange()
        self.picture_title.setText(tr("As a picture"))
        self.picture.setAccessibleName(tr("As a picture"))
        self.strip_title.setText(tr("All filters ({count})", count=filters))
        self.strip.setAccessibleName(tr("All filters ({count})", count=filters))
        self.formula.setText(size_text(result))
        self.costs.setText(cost_text(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        edit = tr(
            "Change the cells in front: drag up or down, turn the wheel or type. "
            "Click a slice behind to bring it to the front."
        )
        self.input.setToolTip(edit)
        self.kernel.setToolTip(edit)
        self.output.setToolTip(tr("Click a cell to see the window that made it."))
        self.formula.setToolTip(tr("n: side of the input; f: side of the window; s: stride."))
        self.strip.setToolTip(tr("Click a filter to look at it and at its map."))


def _of_channels(slices: Slices, front: int) -> Volume:
    count = len(slices)
    return Volume(
        slices,
        front,
        looks.channel_names(count),
        looks.channel_labels(count),
        looks.channel_edges(count),
    )


def _of_maps(slices: Slices, front: int) -> Volume:
    return Volume(slices, front, looks.map_names(len(slices)), looks.numbers(len(slices)))
