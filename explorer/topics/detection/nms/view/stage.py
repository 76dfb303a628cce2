"""The left side: boxes on their picture, curves, a sentence, the player."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.state import VIEWS, State
from explorer.topics.detection.nms.view import drawing, texts
from explorer.topics.detection.nms.view.plots import Plots
from explorer.ui.widgets.box_canvas import BoxCanvas
from explorer.ui.widgets.player import PlayerBar
from explorer.ui.widgets.segments import Segments

LINES = 3


class Stage(QWidget):
    """Draws a `Result`; its boxes can be drawn, moved, resized and removed."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__()
        self.modes = Segments(VIEWS)
        self.canvas = BoxCanvas(inside=False)
        self.plots = Plots()
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        # The picture keeps its place from step to step.
        self.caption.setMinimumHeight(LINES * self.caption.fontMetrics().lineSpacing() + 2)
        self.player = PlayerBar(store, speed=1)
        self._drawn: tuple[object, int] = (None, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self.canvas, 3)
        column.addWidget(self.plots, 2)
        column.addWidget(self.caption)
        column.addWidget(self.player)
        self.modes.picked.connect(lambda view: store.update(view=view))

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.modes.show_mode(result.view)
        below = drawing.below(result)
        if not self._keep_picture(result):
            picture = drawing.sheet(result) if result.picture is None else result.picture
            self.canvas.show_picture(picture, below)
            self._drawn = (result.picture, picture.shape[1])
        else:
            self.canvas.show_overlay(below)
        self.canvas.show_boxes(drawing.shown(result), result.selected)
        if result.view == "thresholds":
            self.plots.show_result(result)
        else:
            self.plots.hide()
        self.caption.setText(texts.caption(result))
        self.player.setVisible(result.view == "steps")
        self.player.set_count(result.steps.count)

    def _keep_picture(self, result: Result) -> bool:
        """Tell whether the picture on screen will do; a sheet grows, and shrinks at rest."""
        picture, width = self._drawn
        if self.canvas.image is None or result.picture is not picture:
            return False
        if picture is not None or self.canvas.held:
            return True
        return drawing.sheet(result).shape[1] == width

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.canvas.setAccessibleName(tr("Picture with boxes"))
        self.canvas.retranslate()
        self.plots.retranslate()
        self.player.retranslate()
