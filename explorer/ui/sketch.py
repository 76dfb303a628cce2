"""A picture that is painted by hand in the place of a canvas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QColor

from explorer.core.channel import Channel
from explorer.core.i18n import mark, tr
from explorer.sources.kept import DRAWINGS, keep_picture
from explorer.ui.actions import Command
from explorer.ui.services import Services
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.paint_bar import Ink, PaintBar
from explorer.ui.widgets.paint_canvas import Levels, PaintCanvas, as_rgb

PENCIL = (
    Ink(mark("Black"), 0, QColor("black")),
    Ink(mark("Grey"), 128, QColor(128, 128, 128)),
    Ink(mark("White"), 255, QColor("white")),
)
DRAW = Command(
    "draw",
    "Edit",
    mark("Draw a picture by hand"),
    "set_drawing",
    ("D",),
    "draw",
    True,
    short=mark("Draw"),
    begins=True,
)
PAPER = (144, 192)
"""Rows and columns of an empty drawing: a filter of a few pixels shows on it."""


class Sketch:
    """Paints on a pane; each finished stroke is kept as a file, so that a state can name it.

    The topic lays out `bar`, which has the inks.

    Parameters
    ----------
    pane : MapPane
    inks : sequence of Ink
    empty : int
        The level of an empty drawing.
    services : Services
    drawn : callable
        Told the levels while a stroke goes on.
    kept : callable
        Told the file after each stroke.
    """

    def __init__(
        self,
        pane: MapPane,
        inks: tuple[Ink, ...],
        empty: int,
        services: Services,
        drawn: Callable[[Levels], None],
        kept: Callable[[str], None],
    ) -> None:
        self._pane, self._empty = pane, empty
        self._drawn, self._kept = drawn, kept
        self.canvas = PaintCanvas(as_rgb)
        self.canvas.setMinimumSize(140, 90)
        self.bar = PaintBar(self.canvas, inks, empty)
        pane.column.insertWidget(2, self.canvas, 1)
        self.canvas.hide()
        self.bar.hide()
        self._files = Channel(services.io, services.notify)
        self.canvas.drawn.connect(lambda: self._drawn(self.canvas.levels))
        self.canvas.finished.connect(self.keep)

    @property
    def on(self) -> bool:
        """Whether it is in the place of the canvas."""
        return not self.canvas.isHidden()

    def show(self, on: bool) -> None:
        """Take the place of the canvas, or give it back."""
        if on != self.on:
            self._pane.canvas.setVisible(not on)
            self.canvas.setVisible(on)
            self.bar.setVisible(on)

    def begin(self, shape: tuple[int, int]) -> None:
        """Begin with an empty drawing, which is kept at once."""
        self.canvas.show_levels(np.full(shape, self._empty, np.uint8))
        self.bar.show_size(max(1, shape[0] // 18))
        self.keep()

    def take(self, levels: Levels) -> None:
        """Show what was drawn before, unless a stroke is under way."""
        # Even the same is drawn anew: what it lies on may be another picture.
        if not self.canvas.painting:
            self.canvas.show_levels(levels)

    def forget(self) -> None:
        """Tell of no drawing that is still being written: another picture has come."""
        self._files.drop()

    def keep(self) -> None:
        """Write the drawing into a file of its own."""
        pixels = as_rgb(self.canvas.levels)
        self._files.submit(
            lambda _token: keep_picture(pixels, DRAWINGS), lambda path: self._kept(str(path))
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.bar.retranslate()
        name = tr("Drawing: arrow keys move the brush, space paints, Shift with arrows draws")
        self.canvas.setAccessibleName(name)
