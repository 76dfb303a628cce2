"""The whole picture at once: the network as convolutions, its map, and what is found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.view import looks
from explorer.topics.detection.sliding.view.network import network
from explorer.topics.detection.sliding.view.texts import convolution_text
from explorer.topics.detection.sliding.view.windows_page import MOST_READ, SMALL, score_cells
from explorer.ui.widgets.box_paint import write_tags
from explorer.ui.widgets.diagram import Diagram
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping, Overlay
from explorer.ui.widgets.matrix_grid import MatrixGrid

DIAGRAM = 120


class ConvolutionPage(QWidget):
    """Draws the convolutional form of a `Result`."""

    def __init__(self) -> None:
        super().__init__()
        self.diagram, self.canvas, self.map = Diagram(), ImageCanvas(), MatrixGrid()
        self.titles = {part: QLabel() for part in (self.canvas, self.map)}
        self.caption = QLabel()
        self.canvas.setMinimumSize(160, 160)
        self.diagram.setFixedHeight(DIAGRAM)
        self.caption.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self.diagram, 0, 0, 1, 2)
        for column, (part, title) in enumerate(self.titles.items()):
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(title, 1, column)
            grid.addWidget(part, 2, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.caption, 3, 0, 1, 2)
        grid.setRowStretch(2, 1)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.diagram.show_network(*network(result.slide))
        self.canvas.show_picture(result.pixels, _overlay(result))
        self.map.side = None if result.steps <= MOST_READ else SMALL
        self.map.show_cells(score_cells(result.convolution, result, reached=result.steps))
        side = result.slide.side
        self.titles[self.map].setText(
            tr("Output {rows} × {columns} × {classes}", rows=side, columns=side, classes=4)
        )
        self.caption.setText(convolution_text(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        text = tr("Scores over the picture")
        self.titles[self.canvas].setText(text)
        self.canvas.setAccessibleName(text)
        self.diagram.setAccessibleName(tr("The network as convolutions"))
        self.map.setAccessibleName(tr("Scores of all windows"))
        self.canvas.setToolTip(
            tr(
                "Colour: the best digit of the window whose middle lies there. Frames: the best "
                "windows; dashed: digits that no window is sure of. Click to look at a window."
            )
        )
        self.map.setToolTip(
            tr("A cell for each window: the colour of the best digit. Click one to see its window.")
        )


def _overlay(result: Result) -> Overlay:
    heat = looks.heat(result.convolution)
    boxes = [(one.digit, one.box, f"{one.digit}  {one.score:.2f}") for one in result.found]

    def draw(painter: QPainter, mapping: Mapping) -> None:
        looks.draw_heat(painter, mapping, result, heat)
        tags = looks.draw_boxes(painter, mapping, boxes)
        tags += looks.draw_missed(painter, mapping, result)
        looks.draw_window(painter, mapping, result)
        write_tags(painter, mapping, tags)

    return draw
