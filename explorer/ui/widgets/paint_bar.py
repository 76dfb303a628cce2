"""Colour and size of a brush."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme
from explorer.ui.widgets.paint_canvas import PaintCanvas

LARGEST = 40


class Ink(NamedTuple):
    """What a brush can paint with: a text to translate, a level 0..255, the colour it has."""

    text: str
    level: int
    colour: QColor


class PaintBar(QWidget):
    """Buttons for the inks, a slider for the size, and a button that fills everything.

    Parameters
    ----------
    canvas : PaintCanvas
    inks : sequence of Ink
        The first is chosen at the beginning.
    empty : int
        The level of an empty drawing.
    """

    def __init__(self, canvas: PaintCanvas, inks: Sequence[Ink], empty: int) -> None:
        super().__init__()
        self._canvas, self._inks, self._empty = canvas, inks, empty
        self.buttons = [QPushButton() for _ in inks]
        self.size = QSlider(Qt.Orientation.Horizontal)
        self.size.setRange(1, LARGEST)
        self.size.setValue(canvas.size)
        self.size.setMinimumWidth(50)
        self._size_label = QLabel()
        self.clear = QPushButton()
        self.clear.setAutoDefault(False)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, (button, ink) in enumerate(zip(self.buttons, inks, strict=True)):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(theme.SEGMENTS)
            pixmap = QPixmap(12, 12)
            pixmap.fill(ink.colour)
            button.setIcon(QIcon(pixmap))
            group.addButton(button, number)
            row.addWidget(button)
        row.addWidget(self._size_label)
        row.addWidget(self.size, 1)
        row.addWidget(self.clear)
        group.idToggled.connect(self._choose)
        self.buttons[0].setChecked(True)
        self.size.valueChanged.connect(self._resize)
        self.clear.clicked.connect(self._clear)
        self.retranslate()

    def show_size(self, size: int) -> None:
        """Take another size, which suits another drawing."""
        with QSignalBlocker(self.size):
            self.size.setValue(size)
        self._resize(self.size.value())

    def _choose(self, number: int, on: bool) -> None:
        if on:
            self._canvas.level = self._inks[number].level

    def _resize(self, size: int) -> None:
        self._canvas.size = size

    def _clear(self) -> None:
        self._canvas.clear_to(self._empty)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for button, ink in zip(self.buttons, self._inks, strict=True):
            button.setText(tr(ink.text))
            button.setToolTip(tr("Paint with this"))
        self._size_label.setText(tr("Brush"))
        self.size.setAccessibleName(tr("Size of the brush"))
        self.size.setToolTip(tr("Size of the brush"))
        self.clear.setText(tr("Clear"))
        self.clear.setToolTip(tr("Begin with an empty drawing"))
