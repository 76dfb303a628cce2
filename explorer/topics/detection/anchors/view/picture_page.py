"""The picture with boxes, cells and anchors: of the target, and of the prediction."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.view import drawing, texts
from explorer.topics.detection.anchors.view.cell_canvas import CellCanvas

LINES = 4


class PicturePage(QWidget):
    """Draws a `Result`; its boxes can be drawn, moved, resized and removed."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = CellCanvas()
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The picture keeps its place from box to box.
        self.caption.setMinimumHeight(LINES * self.caption.fontMetrics().lineSpacing() + 2)
        self._drawn: tuple[object, tuple[int, int]] = (None, (0, 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.caption)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        below, drawn = drawing.below(result), (result.picture, result.size)
        if (
            self.canvas.image is None
            or drawn[0] is not self._drawn[0]
            or drawn[1] != self._drawn[1]
        ):
            picture = drawing.sheet(result) if result.picture is None else result.picture
            self.canvas.show_picture(picture, below)
            self._drawn = drawn
        else:
            self.canvas.show_overlay(below)
        self.canvas.show_boxes(drawing.shown(result), result.selected)
        self.caption.setText(texts.caption(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.canvas.setAccessibleName(tr("Picture with boxes and cells"))
        self.canvas.retranslate()
