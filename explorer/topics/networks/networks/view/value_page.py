"""The page with one value taken apart."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from explorer.core.i18n import mark, tr
from explorer.nets.arithmetic import Arithmetic
from explorer.topics.networks.networks import arithmetic_texts, sentences
from explorer.topics.networks.networks.view import overlays
from explorer.topics.networks.networks.view.page import LISTED, MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.colours import signed
from explorer.ui.maps import show_map
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.products import Products, sum_text

LARGEST_CELL = 40.0
TERMS = 9
"""Those of a 3 x 3 window: more of these long numbers are no sum that can be read."""


class ValuePage(Page):
    """One value: what it sees, and what it is made of."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.field, self.channel = MapPane(make_canvas()), MapPane(make_canvas())
        self.channel.canvas.clicked.connect(self._pick_value)
        self.products = Products(LARGEST_CELL, TERMS)
        # A large window would leave no room for the pictures.
        policies = QSizePolicy.Policy
        self.products.equation.setSizePolicy(policies.Expanding, policies.Ignored)
        self.parts = BarList()
        self.parts.set_choosable()
        self.parts.picked.connect(self._pick_part)
        self.heading = QLabel()
        above, below, beside = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        above.addWidget(self.field, 1)
        above.addWidget(self.channel, 1)
        beside.addWidget(self.heading)
        beside.addWidget(self.parts)
        beside.addStretch(1)
        below.addLayout(beside, 2)
        below.addWidget(self.products, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(above, 3)
        column.addLayout(below, 2)
        column.addWidget(self.caption)
        self._part = 0
        self._order: list[int] = []
        self._shown: Shown | None = None

    def show_answer(self, shown: Shown) -> None:
        """Show the field and the sum."""
        self._shown, result = shown, shown.result
        self.field.show_title(tr("What this value sees"), "")
        self.field.show_map(result.seen, None)
        self.field.canvas.show_overlay(overlays.on_input(result, shown.heat))
        title = tr("Channel {number}", number=result.channel.number)
        show_map(self.channel, shown.channel, title, overlays.on_map(result.place))
        self.caption.setText(f"{arithmetic_texts.field(result)}\n{arithmetic_texts.steps(result)}")
        step = result.steps[0] if result.steps else None
        self._order, self._part = order_of_parts(step), 0
        self._show_parts(step)

    def _show_parts(self, step: Arithmetic | None) -> None:
        windowed = step is not None and step.values.ndim == 3
        self.products.setVisible(windowed and step is not None and step.weights is not None)
        names = part_names(step)
        listed = step is not None and step.layer.kind in ("conv", "dense")
        self.heading.setText(tr("The largest parts of the sum") if listed else "")
        sums = part_sums(step)
        rows = [
            Row(names[part], float(sums[part]), sentences.number(float(sums[part])))
            for part in self._order
        ]
        self.parts.show_rows(rows, self._part if windowed and rows else None)
        self.parts.setVisible(listed)
        products = step.products if step else None
        if step is None or not windowed or step.weights is None or products is None:
            return
        channel = self._order[self._part]
        seen = step.values[channel].astype(float)
        limit = float(np.abs(step.values[np.isfinite(step.values)]).max(initial=0))
        self.products.show_products(
            Cells(seen, signed(seen, limit)),
            step.weights[channel].astype(float),
            products[channel].astype(float) + 0.0,
            sum_text(products[channel].astype(float), float(sums[channel]), TERMS),
        )

    @Slot(int)
    def _pick_part(self, row: int) -> None:
        steps = self._shown.result.steps if self._shown else ()
        if steps and steps[0].values.ndim == 3:
            self._part = row
            self._show_parts(steps[0])

    @Slot(float, float)
    def _pick_value(self, x: float, y: float) -> None:
        if self._shown:
            self.pick_value(self._shown.result, x, y)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.products.retranslate()
        self.parts.setAccessibleName(tr("The largest parts of the sum"))


def part_sums(step: Arithmetic | None) -> np.ndarray:
    """Return what each channel (each number of a list) adds to the sum."""
    if step is None or step.products is None:
        return np.zeros(0)
    products = step.products.astype(float)
    return products.reshape(len(products), -1).sum(axis=1)


def order_of_parts(step: Arithmetic | None) -> list[int]:
    """Return the parts that add most to the sum or take most from it."""
    sums = part_sums(step)
    return [int(part) for part in np.argsort(-np.abs(sums), kind="stable")[:LISTED]]


def part_names(step: Arithmetic | None) -> list[str]:
    """Return what the parts are called."""
    if step is None or step.products is None:
        return []
    text = mark("Channel {number}") if step.values.ndim == 3 else mark("Number {number}")
    return [tr(text, number=step.first + number) for number in range(len(step.values))]
