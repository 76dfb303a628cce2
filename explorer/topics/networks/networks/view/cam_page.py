"""The page with Grad-CAM, step by step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from explorer.core.i18n import mark, tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.view import overlays
from explorer.topics.networks.networks.view.page import LISTED, MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.maps import show_map
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.map_pane import MapPane

WEIGHTS = 190
"""Least width of the list of weights, whose numbers are long."""


class CamPage(Page):
    """Grad-CAM, step by step."""

    TITLES = (
        ("map", mark("Map of the channel")),
        ("weighted", mark("Times its weight")),
        ("total", mark("All of them, added up")),
    )

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.panes = {name: MapPane(make_canvas()) for name, _ in self.TITLES}
        self.over = MapPane(make_canvas())
        self.weights = BarList()
        self.weights.set_choosable()
        self.weights.setMinimumWidth(WEIGHTS)
        self.weights.picked.connect(self._pick)
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        above, below, beside = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for pane in self.panes.values():
            above.addWidget(pane, 1)
        beside.addWidget(self.heading)
        beside.addWidget(self.weights)
        beside.addStretch(1)
        below.addLayout(beside, 1)
        below.addWidget(self.over, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(above, 2)
        column.addLayout(below, 3)
        column.addWidget(self.caption)
        self._channels: list[int] = []

    def show_answer(self, shown: Shown) -> None:
        """Show the steps."""
        result = shown.result
        if result.cam is None:
            return
        for name, text in self.TITLES:
            show_map(self.panes[name], shown.cam[name], tr(text))
        self.over.show_title(tr("What speaks for the class"), "")
        self.over.show_map(result.seen, shown.cam["heat"].scale)
        self.over.canvas.show_overlay(overlays.on_input(result, shown.heat, field=False))
        weights = result.cam.weights
        self._channels = [int(c) for c in np.argsort(-np.abs(weights), kind="stable")[:LISTED]]
        rows = [
            Row(
                tr("Channel {number}", number=channel),
                float(weights[channel]),
                sentences.number(float(weights[channel])),
            )
            for channel in self._channels
        ]
        number = result.channel.number
        chosen = self._channels.index(number) if number in self._channels else None
        self.weights.show_rows(rows, chosen)
        self.heading.setText(tr("Weights: the mean gradient of each map"))
        self.caption.setText(sentences.cam(result))

    @Slot(int)
    def _pick(self, row: int) -> None:
        self.store.amend(channel=self._channels[row], position=(-1, -1))
