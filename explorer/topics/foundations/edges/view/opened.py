"""Under the pictures: the open pixel, its window and its products."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.parts import Values
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.ui.colours import gray
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.products import Products, sum_text
from explorer.ui.widgets.segments import Segments

CELL = 48
CHANNELS = {"0": mark("Red"), "1": mark("Green"), "2": mark("Blue")}


class Opened(QWidget):
    """Shows what makes one output pixel."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.channels = Segments(CHANNELS)
        self.channels.picked.connect(lambda channel: store.update(channel=int(channel)))
        self.products = Products(CELL)
        self.products.setMinimumHeight(140)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.channels)
        column.addWidget(self.products, 1)

    def show_result(self, result: Result, state: State, source: Values) -> None:
        """Draw the window of ``result``."""
        window = result.window
        assert window
        values, products = window.values, window.products
        self.channels.setVisible(values.ndim == 3)
        name = ""
        if values.ndim == 3:
            self.channels.show_mode(str(state.channel))
            values, products = values[state.channel], products[state.channel]
            name = ", " + tr(CHANNELS[str(state.channel)])
        low, high = (0.0, 255.0)
        if source.dtype == np.float64:
            low, high = min(0.0, float(source.min())), float(source.max())
        place = tr("Row {row}, column {column} (from 0)", row=window.row, column=window.column)
        total = float(products.sum()) + 0.0
        self.products.show_products(
            Cells(values, gray(values, low, high)),
            result.applied,
            products,
            f"{place}{name}:  {sum_text(products, total)}",
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.channels.retranslate()
        self.products.retranslate()
