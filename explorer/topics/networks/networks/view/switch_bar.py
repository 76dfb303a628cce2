"""Switches for an idea: in the open layer, and in all its layers."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.idea_columns import WHATS
from explorer.topics.networks.networks.places import WHATS as SWITCHES
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.switches import fits, toggled

MOST = max(map(len, SWITCHES.values()))
SEEDS = 1_000_000


class SwitchBar(QWidget):
    """A row of switches for the open layer and one for all layers of the idea."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self._store = store
        self._result: Result | None = None
        self.labels = QLabel(), QLabel()
        self.boxes = tuple([QCheckBox() for _ in range(MOST)] for _ in self.labels)
        self.draw = QPushButton()
        self.draw.setAutoDefault(False)
        self.draw.clicked.connect(self._draw)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for row, (label, boxes) in enumerate(zip(self.labels, self.boxes, strict=True)):
            grid.addWidget(label, row, 0)
            for column, box in enumerate(boxes):
                grid.addWidget(box, row, column + 1)
                box.toggled.connect(
                    lambda on, row=row, column=column: self._toggle(row, column, on)
                )
        grid.addWidget(self.draw, 0, MOST + 1, 2, 1)
        grid.setColumnStretch(MOST + 2, 1)

    def show_result(self, result: Result, found: Brought) -> None:
        """Show the switches of the idea looked at, as they are."""
        self._result = result
        self.setVisible(bool(found.whats))
        self.draw.setVisible(found.idea == "dropout")
        opened, open_layer = result.opened, result.layer
        names = found.layers
        self.labels[0].setText(tr("In {layer}:", layer=open_layer.name))
        self.labels[1].setText(tr("In all its layers ({count}):", count=len(names)))
        known = {layer.name: layer for layer in opened.traced.layers}
        for column in range(MOST):
            what = found.whats[column] if column < len(found.whats) else ""
            fitting = [name for name in names if what and fits(opened, known[name], what)]
            here = [open_layer.name] if open_layer.name in fitting else []
            for row, layers in enumerate((here, fitting)):
                on = bool(layers) and all(f"{name}:{what}" in found.switched for name in layers)
                self._show_box(row, column, what, on, bool(layers), bool(fitting))

    def _show_box(
        self, row: int, column: int, what: str, on: bool, possible: bool, offered: bool
    ) -> None:
        box = self.boxes[row][column]
        with QSignalBlocker(box):
            box.setVisible(offered)
            box.setEnabled(possible)
            box.setChecked(on)
            box.setText(tr(WHATS[what]) if what else "")
            box.setAccessibleName(f"{self.labels[row].text()} {box.text()}")

    def _toggle(self, row: int, column: int, on: bool) -> None:
        if self._result is None or self._result.brought is None:
            return
        found, opened = self._result.brought, self._result.opened
        layers = found.layers if row else (self._result.layer.name,)
        entries = toggled(opened, self._store.state.switched, layers, found.whats[column], on)
        self._store.update(switched=entries)

    @Slot()
    def _draw(self) -> None:
        self._store.update(seed=(self._store.state.seed + 1) % SEEDS)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.draw.setText(tr("Draw again"))
        if self._result and self._result.brought:
            self.show_result(self._result, self._result.brought)
