"""Choosing a small patch of a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.ui.computed_view import ComputedView
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.image_canvas import ImageCanvas, Mapping
from explorer.vision import patches

CELLS = (4, 6, 8, 12, 16, 20, 28)
SCALES = (1, 2, 4, 8, 16, 32)
FRAME = QColor("#e69f00")
MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PatchPicker(QDialog):
    """Shows a picture with the frame of a patch; click or Alt with arrows move it.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB
    parent : QWidget
    picked : callable
        Called with the patch, (n, n, 3) uint8.
    """

    def __init__(
        self,
        pixels: NDArray[np.uint8],
        parent: QWidget,
        picked: Callable[[NDArray[np.uint8]], None],
    ) -> None:
        super().__init__(parent)
        self._pixels, self._picked = pixels, picked
        height, width, _ = pixels.shape
        self._x, self._y = width / 2, height / 2
        self._cells = 8
        # At first a sixth of the picture or so: a face, an edge, a letter.
        self._scale = max(1, min(height, width) // (6 * self._cells))
        self.setWindowTitle(tr("Take a patch of the picture"))
        self.canvas = ImageCanvas()
        self.canvas.setAccessibleName(tr("Picture; click where the patch shall be"))
        self.cells = ChoiceBox(self._set_cells)
        self.scale = ChoiceBox(self._set_scale)
        hint = QLabel(tr("Click where the patch shall be. Each cell is the mean of its pixels."))
        hint.setWordWrap(True)
        row = QHBoxLayout()
        for text, box in ((tr("Cells"), self.cells), (tr("Pixels per cell"), self.scale)):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self.canvas, 1)
        column.addLayout(row)
        column.addWidget(buttons)
        self.resize(720, 560)
        self.canvas.clicked.connect(self._move_to)
        self.canvas.show_picture(pixels, self._draw)
        self._show()

    def accept(self) -> None:
        """Hand the patch over."""
        super().accept()
        self._picked(patches.cut(self._pixels, self._x, self._y, self._cells, self._scale))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the frame by keys."""
        move = MOVES.get(Qt.Key(event.key()))
        if move and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            step = self._cells * self._scale / 4
            self._move_to(self._x + move[0] * step, self._y + move[1] * step)
        else:
            super().keyPressEvent(event)

    @Slot(float, float)
    def _move_to(self, x: float, y: float) -> None:
        height, width, _ = self._pixels.shape
        self._x, self._y = min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
        self.canvas.update()

    def _set_cells(self, cells: int) -> None:
        self._cells = cells
        self._show()

    def _set_scale(self, scale: int) -> None:
        self._scale = scale
        self._show()

    def _show(self) -> None:
        height, width, _ = self._pixels.shape
        self._cells, self._scale = patches.fit(height, width, self._cells, self._scale)
        cells = sorted({*(n for n in CELLS if n <= min(height, width)), self._cells})
        scales = sorted(
            {*(n for n in SCALES if n * self._cells <= min(height, width)), self._scale}
        )
        self.cells.show_entries([(n, f"{n} × {n}") for n in cells], self._cells)
        self.scale.show_entries([(n, f"{n} × {n}") for n in scales], self._scale)
        self.canvas.update()

    def _draw(self, painter: QPainter, mapping: Mapping) -> None:
        height, width, _ = self._pixels.shape
        reach = self._cells * self._scale
        left, top = patches.corner(width, self._x, reach), patches.corner(height, self._y, reach)
        rect = mapping.rect(left, top, left + reach, top + reach)
        painter.setPen(QPen(QColor(0, 0, 0, 140), 4))
        painter.drawRect(rect)
        painter.setPen(QPen(FRAME, 2))
        painter.drawRect(rect)


class PatchView(ComputedView):
    """A topic that works on a patch of a picture: opening one asks which."""

    def take_patch(self, pixels: NDArray[np.uint8]) -> None:
        """Use the patch, (n, n, 3) uint8."""
        raise NotImplementedError

    def open_source(self, spec: str) -> None:
        """Show the first picture of a source and ask for a patch of it."""
        from explorer.sources.open import first_frame

        def read(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.services.notify(outcome.error)
                return
            self.source_opened.emit(spec)
            picker = PatchPicker(outcome.value.pixels, self, self.take_patch)
            picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            picker.open()

        self.services.io.submit("patch", lambda _token: first_frame(spec), read)
