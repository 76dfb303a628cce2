"""Opening output pixels by pointer and by keys."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Slot

from explorer.core.store import Store
from explorer.topics.foundations.edges.process import open_pixel, pixel_over
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.base import Base
from explorer.ui.services import Services

Pixel = tuple[int, int]


class PixelCommands(Base):
    """Hovering opens a pixel, a click keeps it open, Alt with the arrows moves it."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        for number, canvas in enumerate(self.canvases[:2]):
            canvas.hovered.connect(lambda x, y, n=number: self._hover(self._pixel(n, x, y)))
            canvas.clicked.connect(lambda x, y, n=number: self._click(self._pixel(n, x, y)))
            canvas.left.connect(self._leave)

    def _pixel(self, canvas: int, x: float, y: float) -> Pixel | None:
        """Return the output pixel at a point of the input (canvas 0) or of the output."""
        if self.answer is None or self.answer.asked.state.view != "filter":
            return None
        height, width = self.answer.pictures["input" if canvas == 0 else "output"].pixels.shape[:2]
        if not (0 <= x < width and 0 <= y < height):
            return None
        return pixel_over(self.answer.result, y, x) if canvas == 0 else (int(y), int(x))

    def _hover(self, pixel: Pixel | None) -> None:
        if pixel is not None and pixel != self.spot:
            self._open(pixel)

    def _click(self, pixel: Pixel | None) -> None:
        if pixel is None:
            return
        if pixel == self.store.state.pixel:
            self.close_pixel()
        else:
            self.spot = None
            self.store.update(pixel=pixel)

    @Slot()
    def _leave(self) -> None:
        # Where none is kept open, the last one stays.
        if self.store.state.pixel and self.spot:
            self._open(self.store.state.pixel)
            self.spot = None

    def _open(self, pixel: Pixel) -> None:
        self.spot = pixel
        if self.answer is None or self.answer.asked.state.view != "filter":
            return
        result = open_pixel(self.answer.source, self.answer.result, *pixel)
        self.answer = dataclasses.replace(self.answer, result=result)
        self.board.show_marks(self.answer)
        self.board.show_details(self.answer)

    def move_pixel(self, move: Pixel) -> None:
        """Go to a neighbour of the open pixel and keep that open."""
        if self.answer is None or self.answer.result.window is None:
            return
        result, window = self.answer.result, self.answer.result.window
        row = min(max(window.row + move[0], 0), result.rows.output - 1)
        column = min(max(window.column + move[1], 0), result.columns.output - 1)
        self.spot = None
        self.store.update("pixel", pixel=(row, column))

    def close_pixel(self) -> None:
        """Let the pointer choose again."""
        self.store.update(pixel=())
