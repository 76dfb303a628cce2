"""One window after the other: where it lies, what the network sees and says of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.view import looks
from explorer.topics.detection.sliding.view.texts import class_names, window_text
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.cells import Cells, Marks, block
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping, Overlay
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.vision.sliding import KNOWN, NOTHING, Scores

MOST_READ = 24 * 24
"""Cells; of larger maps the numbers are left out."""
SMALL = 16
CROP = 112


class WindowsPage(QWidget):
    """Draws the window of a `Result`, and the map that it fills."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.crop, self.map = ImageCanvas(), ImageCanvas(), MatrixGrid()
        self.bars, self.caption = BarList(CATEGORIES[4]), QLabel()
        self.canvas.setMinimumSize(160, 160)
        self.crop.setFixedSize(CROP, CROP)
        self.crop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.titles = {part: QLabel() for part in (self.canvas, self.crop, self.map)}
        self.caption.setWordWrap(True)
        self._lay_out()

    def _lay_out(self) -> None:
        right = QGridLayout()
        right.setHorizontalSpacing(12)
        right.addWidget(self.titles[self.crop], 0, 0, 1, 2)
        right.addWidget(self.crop, 1, 0)
        right.addWidget(self.bars, 1, 1)
        right.addWidget(self.titles[self.map], 2, 0, 1, 2)
        right.addWidget(self.map, 3, 0, 1, 2)
        right.setColumnStretch(1, 1)
        right.setRowStretch(3, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self.titles[self.canvas], 0, 0)
        grid.addWidget(self.canvas, 1, 0)
        grid.addLayout(right, 0, 1, 2, 1)
        grid.addWidget(self.caption, 2, 0, 1, 2)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 3)
        grid.setRowStretch(1, 1)
        for title in self.titles.values():
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.canvas.show_picture(result.pixels, _overlay(result))
        self.crop.show_picture(result.crop)
        scores = result.windows[result.row, result.column]
        self.bars.show_rows(
            [
                Row(name, score, f"{score:.3f}")
                for name, score in zip(class_names(), scores.tolist(), strict=True)
            ],
            largest=1.0,
        )
        self.map.side = None if result.steps <= MOST_READ else SMALL
        self.map.show_cells(score_cells(result.windows, result, reached=result.step + 1))
        side = result.slide.side
        self.titles[self.map].setText(
            tr("Output {rows} × {columns} × {classes}", rows=side, columns=side, classes=4)
        )
        self.caption.setText(window_text(result))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part, text in (
            (self.canvas, tr("Picture")),
            (self.crop, tr("What the network sees")),
        ):
            self.titles[part].setText(text)
            part.setAccessibleName(text)
        self.bars.setAccessibleName(tr("Scores of the window"))
        self.map.setAccessibleName(tr("Scores of all windows"))
        self.canvas.setToolTip(tr("Click to put the window there."))
        self.map.setToolTip(
            tr("A cell for each window: the colour of the best digit. Click one to see its window.")
        )


def score_cells(scores: Scores, result: Result, reached: int) -> Cells:
    """Return the map of scores; what lies behind the first ``reached`` windows is grey."""
    best = scores[..., :NOTHING].max(axis=-1).astype(float)
    colours = looks.map_colours(scores)
    colours.reshape(-1, 3)[reached:] = looks.AHEAD
    side = result.slide.side
    ahead = block(range(side), range(side)) if result.steps <= MOST_READ else frozenset()
    faint = frozenset((row, column) for row, column in ahead if row * side + column >= reached)
    return Cells(
        np.round(best, 2), colours, marks=Marks(current=(result.row, result.column), faint=faint)
    )


def _overlay(result: Result) -> Overlay:
    """Return what draws the window, and what the windows up to it have found."""
    seen = result.windows.reshape(-1, NOTHING + 1)[: result.step + 1, :NOTHING]
    hits = [
        (KNOWN[int(seen[number].argmax())], result.slide.box(*divmod(number, result.slide.side)))
        for number in np.flatnonzero(seen.max(axis=1) >= result.threshold).tolist()
    ]

    def draw(painter: QPainter, mapping: Mapping) -> None:
        looks.draw_boxes(painter, mapping, [(digit, box, "") for digit, box in hits], 1.0)
        looks.draw_window(painter, mapping, result)

    return draw
