"""The left side: two boxes on a grid, and the fraction that they make."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.iou.result import Result
from explorer.topics.detection.iou.state import VIEWS, State
from explorer.topics.detection.iou.view import texts
from explorer.topics.detection.iou.view.drawing import painter_for, shown
from explorer.ui.widgets.box_canvas import BoxCanvas
from explorer.ui.widgets.segments import Segments

FIELDS = ("box_a", "box_b")


class Stage(QWidget):
    """Draws a `Result`; its boxes can be dragged."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self._store = store
        self.modes = Segments(VIEWS)
        self.canvas = BoxCanvas(drawing=False)
        self.formula, self.lines, self.verdict = QLabel(), QLabel(), QLabel()
        font = self.formula.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        self.formula.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self.canvas, 1)
        for label in (self.lines, self.formula, self.verdict):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self.modes.picked.connect(lambda view: store.update(view=view))
        self.canvas.box_changed.connect(self._change)

    def show_result(self, result: Result, view: str) -> None:
        """Draw ``result``."""
        self.modes.show_mode(view)
        paint = painter_for(view, result)
        # While a box is held, the grid stays under it.
        side = self.canvas.image.width() if self.canvas.image else 0
        if side == result.grid or (self.canvas.held and side > result.grid):
            self.canvas.show_overlay(paint)
        else:
            self.canvas.show_picture(np.full((result.grid,) * 2 + (3,), 255, np.uint8), paint)
        self.canvas.show_boxes(shown(result), self.canvas.selected)
        self.lines.setText(texts.lines(result, view))
        self.formula.setText(texts.formula(result, view))
        self.verdict.setText(texts.verdict(result))

    @Slot(int, object, bool)
    def _change(self, index: int, box: Any, last: bool) -> None:
        name = FIELDS[index]
        self._store.update(name, **{name: box})
        if last:
            self._store.end_gesture()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.canvas.setAccessibleName(tr("Two boxes on a grid"))
        self.canvas.retranslate()
