"""The 1 x 1 convolution: input, the network at one pixel, output; and its matrix below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.counts import product
from explorer.topics.networks.inception import resize
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import State
from explorer.topics.networks.inception.view.neurons import Neurons
from explorer.topics.networks.inception.view.texts import pixel_text, sharing_text
from explorer.ui import channel_looks as looks
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import LARGEST_CELL, Cells, Marks, fitting_side
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.volume import Volume, VolumeField, VolumeGrid
from explorer.vision.windows import Array

CELL = 30


class PixelPage(QWidget):
    """Draws the pixel looked at; cells of the input, weights and bias can be edited."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        take: Callable[[Any], None],
    ) -> None:
        super().__init__()
        self._store, self._refused = store, refused
        self._result: Result | None = None
        self.input = VolumeField(store, "input", refused, within=self._channel, deeper=take)
        self.neurons, self.output = Neurons(), VolumeGrid()
        self.weights = MatrixField(store, "weights", refused)
        self.x, self.z, self.a = (MatrixGrid() for _ in range(3))
        self.bias = MatrixGrid(editable=True)
        self.equation = Equation(
            (self.weights, "·", self.x, "+", self.bias, "=", self.z, "→", self.a), CELL
        )
        self.titles = {part: QLabel() for part in (self.input, self.neurons, self.output)}
        self.formula, self.sharing = QLabel(), QLabel()
        self._lay_out()
        self.bias.edited.connect(self._edit_bias)
        self.bias.finished.connect(store.end_gesture)
        self.bias.refused.connect(refused)
        for picked in (self.input.slice_picked, self.neurons.channel_picked):
            picked.connect(lambda c: store.update("channel", channel=c))
        for picked in (self.output.slice_picked, self.neurons.filter_picked):
            picked.connect(lambda k: store.update("filter", filter=k))

    def _lay_out(self) -> None:
        above = QGridLayout()
        for place, (part, title) in enumerate(self.titles.items()):
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            above.addWidget(title, 0, place)
            above.addWidget(part, 1, place)
            above.setColumnStretch(place, 6 if part is self.neurons else 5)
        above.setRowStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(above, 5)
        column.addWidget(self.equation, 3)
        for label in (self.formula, self.sharing):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)

    def _channel(self) -> tuple[int, ...]:
        return (self._result.channel,) if self._result else ()

    @Slot(int, int, float)
    def _edit_bias(self, filter: int, _column: int, value: float) -> None:
        try:
            changed = resize.with_bias(self._store.state, filter, value)
        except (UserError, IndexError) as error:
            self._refused(error)
            return
        self._store.replace(changed, gesture="bias")

    # --- drawing --------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self._result = result
        self.input.show_volume(_input(result))
        self.output.show_volume(_output(result))
        self.neurons.show_result(result)
        pixel = result.pixel
        inks = looks.brightness(result.input)[:, pixel.row, pixel.column, None]
        self.x.show_cells(Cells(pixel.x[:, None], inks))
        row = frozenset((result.filter, c) for c in range(len(pixel.x)))
        self.weights.show_cells(_coloured(result.weights, Marks(row)))
        limit = max(float(np.abs(part).max()) for part in (result.bias, pixel.z, pixel.a))
        for grid, values in ((self.bias, result.bias), (self.z, pixel.z), (self.a, pixel.a)):
            marks = Marks(frozenset({(result.filter, 0)}))
            grid.show_cells(Cells(values[:, None], signed(values[:, None], limit), marks=marks))
        self._show_texts(result)
        self._match_sides()

    def _show_texts(self, result: Result) -> None:
        for part, name, volume in (
            (self.input, tr("Input"), result.input),
            (self.output, tr("Output"), result.output),
        ):
            channels, height, width = volume.shape
            self.titles[part].setText(f"{name}  {product(height, width, channels)}")
            part.setAccessibleName(self.titles[part].text())
        self.titles[self.neurons].setText(tr("The network at this pixel"))
        self.neurons.setAccessibleName(tr("The network at this pixel"))
        for grid, text in (
            (self.weights, tr("Weights")),
            (self.x, tr("Pixel x")),
            (self.bias, tr("Bias")),
            (self.z, tr("Sum z")),
            (self.a, tr("Output a")),
        ):
            self.equation.titles[grid].setText(text)
            grid.setAccessibleName(text)
        self.equation.setMaximumHeight(self.equation.height_for(CELL))
        self.equation.set_sign(3, "ReLU →" if result.relu else "→")
        self.formula.setText(pixel_text(result))
        self.sharing.setText(sharing_text(result))

    def _match_sides(self) -> None:
        """Give the cells of input and output, which have the same sides, one size."""
        grids = (self.input, self.output)
        side = min(
            fitting_side(
                grid.extent, grid.width() - grid.rim[0], grid.height() - grid.rim[1], LARGEST_CELL
            )
            for grid in grids
        )
        for grid in grids:
            grid.side = side
            grid.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the volumes into the new room."""
        super().resizeEvent(event)
        self.layout().activate()
        self._match_sides()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.input.setToolTip(
            tr(
                "Click a cell to look at this pixel. Drag up or down, turn the wheel or type to "
                "change it."
            )
        )
        self.output.setToolTip(tr("Click a cell to look at this pixel."))
        self.neurons.setToolTip(
            tr(
                "Red lines: positive weights. Blue, dashed: negative. The thicker, the larger. "
                "Click a circle to look at a channel or a filter."
            )
        )
        self.weights.setToolTip(
            tr(
                "A row for each filter, a column for each channel. Drag a cell up or down, turn "
                "the wheel or type a number."
            )
        )
        self.bias.setToolTip(tr("One number for each filter, added once. Change it like a cell."))


def _input(result: Result) -> Volume:
    count, pixel = len(result.input), result.pixel
    # Drawn through the whole depth: a pixel is all of its channels.
    marks = Marks(frozenset({(pixel.row, pixel.column)}))
    pairs = zip(result.input, looks.brightness(result.input), strict=True)
    return Volume(
        tuple(Cells(values, colours, marks=marks) for values, colours in pairs),
        result.channel,
        looks.channel_names(count),
        looks.channel_labels(count),
        looks.channel_edges(count),
    )


def _output(result: Result) -> Volume:
    count, place = len(result.output), (result.pixel.row, result.pixel.column)
    marks = Marks(frozenset({place}), current=place)
    pairs = zip(result.output, signed(result.output, _limit(result.output)), strict=True)
    return Volume(
        tuple(Cells(values, colours, marks=marks) for values, colours in pairs),
        result.filter,
        looks.map_names(count),
        looks.numbers(count),
    )


def _coloured(values: Array, marks: Marks) -> Cells:
    return Cells(values, signed(values, _limit(values)), marks=marks)


def _limit(values: Array) -> float:
    return float(np.abs(values).max())
