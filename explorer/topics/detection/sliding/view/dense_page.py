"""One unit of a dense layer, number by number, beside the filter that it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.view import looks
from explorer.topics.detection.sliding.view.texts import channel_text, unit_text
from explorer.ui.channel_looks import channel_names, numbers
from explorer.ui.colours import sequential, signed
from explorer.ui.widgets.cells import Cells, Marks
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping, Overlay
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.products import Products
from explorer.ui.widgets.volume import Volume, VolumeGrid

PRODUCTS = 48
SUMS = {1: 52, 2: 42}
"""Side of a cell by the rows that the sums take."""
TERMS = 8
"""The most products that are written out as a sum; of more it is the one pointed at."""
DIGITS, SUM_DIGITS = 3, 4
"""Behind the point; more would not fit into a cell."""
WIDE = 560
"""Width from which on the sums of all channels can be read in one row; else they take two."""
ROOMY = 520
"""Height from which on there is room for the picture and the volumes."""


class DensePage(QWidget):
    """Draws the `Unit` of a `Result`."""

    picked = Signal(int)
    """The user wants to see this channel."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.read, self.filter = ImageCanvas(), VolumeGrid(), VolumeGrid()
        self.canvas.setMinimumSize(120, 120)
        self.titles = {part: QLabel() for part in (self.canvas, self.read, self.filter)}
        self.products, self.sums = Products(PRODUCTS, TERMS), MatrixGrid()
        self.row = Equation((self.sums,), SUMS[1])
        self.heading, self.caption, self.above = QLabel(), QLabel(), QWidget()
        self._lay_out()
        self._result: Result | None = None
        self.sums.picked.connect(self._pick_sum)
        for volume in (self.read, self.filter):
            volume.slice_picked.connect(self.picked)

    def _lay_out(self) -> None:
        grid = QGridLayout(self.above)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (part, title) in enumerate(self.titles.items()):
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(title, 0, place)
            grid.addWidget(part, 1, place)
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(1, 1)
        for label in (self.heading, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.above, 1)
        column.addWidget(self.products, 1)
        column.addWidget(self.row)
        column.addWidget(self.caption)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture out where the numbers need the room."""
        super().resizeEvent(event)
        self.above.setVisible(self.height() >= ROOMY)
        if self._result is not None:
            self._show_sums(self._result)

    def _pick_sum(self, row: int, column: int) -> None:
        self.picked.emit(row * self.sums.cells.columns + column)

    # --- drawing --------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        unit, channel = result.unit, result.channel
        read, weights = (part.astype(float) for part in (unit.read, unit.weights))
        inks = sequential(read / (read.max() or 1.0))
        self.canvas.show_picture(result.pixels, _overlay(result))
        self.read.show_volume(_volume(read, inks, channel))
        self.filter.show_volume(_volume(weights, _signed(weights), channel))
        self.products.show_products(
            Cells(read[channel].round(DIGITS), inks[channel]),
            weights[channel].round(DIGITS),
            (read[channel] * weights[channel]).round(DIGITS),
            channel_text(result),
        )
        self._result = result
        self._show_sums(result)
        self.heading.setText(
            tr(
                "Unit {unit} of the first dense layer reads the 5 × 5 × 16 numbers that pooling "
                "leaves of this window. Here is channel {channel}; below are the sums of all 16.",
                unit=result.number,
                channel=channel,
            )
        )
        self.caption.setText(unit_text(result))

    def _show_sums(self, result: Result) -> None:
        rows = 1 if self.width() >= WIDE else 2
        sums = result.channel_sums.round(SUM_DIGITS).reshape(rows, -1)
        current = divmod(result.channel, sums.shape[1])
        self.sums.show_cells(Cells(sums, _signed(sums), marks=Marks(current=current)))
        self.row.setFixedHeight(self.row.height_for(SUMS[rows]))
        self.row.arrange()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.products.retranslate()
        for part, text in (
            (self.canvas, tr("Picture")),
            (self.read, tr("Read: 5 × 5 × 16")),
            (self.filter, tr("The unit's weights as a filter: 5 × 5 × 16")),
        ):
            self.titles[part].setText(text)
            part.setAccessibleName(text)
        text = tr("Sum of the products of each channel")
        self.row.titles[self.sums].setText(text)
        self.sums.setAccessibleName(text)
        self.canvas.setToolTip(tr("Click to put the window there."))
        self.sums.setToolTip(tr("Click a sum to see the products of its channel."))


def _signed(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return signed(values, float(np.abs(values).max()))


def _volume(values: NDArray[np.float64], inks: NDArray[np.uint8], channel: int) -> Volume:
    count = len(values)
    slices = tuple(Cells(part, ink) for part, ink in zip(values, inks, strict=True))
    return Volume(slices, channel, channel_names(count), numbers(count))


def _overlay(result: Result) -> Overlay:
    def draw(painter: QPainter, mapping: Mapping) -> None:
        looks.draw_window(painter, mapping, result)

    return draw
