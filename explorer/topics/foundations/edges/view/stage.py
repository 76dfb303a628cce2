"""The left side: pictures beside each other, and under them what explains them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.state import VIEWS, State
from explorer.topics.foundations.edges.view.chained import Chained
from explorer.topics.foundations.edges.view.descent import Descended
from explorer.topics.foundations.edges.view.flipped import Flipped
from explorer.topics.foundations.edges.view.looks import Picture
from explorer.topics.foundations.edges.view.opened import Opened
from explorer.topics.foundations.edges.view.overlays import ends, overlay
from explorer.topics.foundations.edges.view.work import Shown
from explorer.ui.widgets.image_canvas import ImageCanvas, Overlay
from explorer.ui.widgets.map_pane import MapPane, Panes
from explorer.ui.widgets.segments import Segments
from explorer.ui.widgets.time_line import TimeLine

MOST_BELOW = 0.4
"""The share of the height that explanations have at most, as long as pictures need it."""


class Stage(QWidget):
    """Draws what the worker has answered.

    Parameters
    ----------
    store : Store of State
    refused : callable
        Told what cannot be taken and why.
    canvases : sequence of ImageCanvas
        That of the input first.
    timeline : TimeLine
    """

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        canvases: Sequence[ImageCanvas],
        timeline: TimeLine,
    ) -> None:
        super().__init__()
        self.modes = Segments(VIEWS)
        self.panes = [MapPane(canvas) for canvas in canvases]
        self.pictures = Panes(self.panes)
        self.opened = Opened(store)
        self.flipped = Flipped()
        self.chained = Chained(store, refused)
        self.descended = Descended(store)
        self._pages: dict[str, QWidget] = {
            "filter": self.opened,
            "compare": self.flipped,
            "chain": self.chained,
            "learn": self.descended,
        }
        self.below = QStackedWidget()
        for page in self._pages.values():
            self.below.addWidget(page)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(10, 8, 6, 8)
        self.column.addWidget(self.modes)
        self.column.addWidget(self.pictures, 100)
        self.column.addWidget(timeline)
        self.column.addWidget(self.below, 1)
        self._drawing = False
        self._view = ""
        self._choose_panes(2)

    def add_bar(self, bar: QWidget) -> None:
        """Put controls above the pictures."""
        self.column.insertWidget(self.column.indexOf(self.pictures), bar)

    def show_drawing(self, on: bool) -> None:
        """Show the input, which is being drawn, whatever the view."""
        self._drawing = on
        self._choose_panes(len(self.panes))

    def show_pictures(self, shown: Shown) -> None:
        """Put the pictures on their canvases; the rest follows in `show_details`."""
        view = shown.asked.state.view
        if view != self._view:
            self._view = view
            self.modes.show_mode(view)
            self.below.setCurrentWidget(self._pages[view])
        self._choose_panes(len(shown.pictures))
        for pane, picture in zip(self.panes, shown.pictures.values(), strict=False):
            height, width = picture.pixels.shape[:2]
            pane.show_title(tr(picture.title), f"{width} × {height}")
            pane.show_map(picture.pixels, picture.scale)
        self.show_marks(shown)
        self._share_height()
        self.pictures.align()

    def _share_height(self) -> None:
        wanted = self.below.currentWidget().sizeHint().height()
        below = min(wanted, round(self.height() * MOST_BELOW))
        self.below.setMinimumHeight(below)
        others = self.modes.height() + 4 * self.column.spacing()
        self.pictures.arrange(self.height() - below - others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height out anew."""
        super().resizeEvent(event)
        self._share_height()

    def _choose_panes(self, count: int) -> None:
        for number, pane in enumerate(self.panes):
            wanted = number < count
            if number == 0:
                wanted = self._view != "compare" or self._drawing
            if pane.isHidden() == wanted:
                pane.setVisible(wanted)

    def show_marks(self, shown: Shown) -> None:
        """Frame the open pixel and what its window sees."""
        for number, (pane, picture) in enumerate(
            zip(self.panes, shown.pictures.values(), strict=False)
        ):
            pane.canvas.show_overlay(_overlay(shown, picture, number))

    def show_details(self, shown: Shown) -> None:
        """Explain what is on the canvases."""
        state, result = shown.asked.state, shown.result
        if state.view == "filter":
            self.opened.show_result(result, state, shown.source)
        elif result.comparison:
            self.flipped.show_result(result)
        elif result.chain:
            self.chained.show_result(result, state)
        else:
            self.descended.show_result(result.learned)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.modes.retranslate()
        self.opened.retranslate()
        hint = tr(
            "Point at a picture: the pixel is opened below. A click keeps it open, and holds a "
            "moving picture until the next click on it, or Go on. The wheel zooms."
        )
        for pane in self.panes[:2]:
            pane.title.setToolTip(hint)
        self.descended.retranslate()


def _overlay(shown: Shown, picture: Picture, number: int) -> Overlay:
    state, window = shown.asked.state, shown.result.window
    if state.view != "filter" or window is None:
        return overlay(picture, state.channel)
    if number == 0:
        frame = ends(window.input_rows), ends(window.input_columns)
        return overlay(picture, state.channel, frame)
    pixel = (window.row, window.row), (window.column, window.column)
    return overlay(picture, state.channel, pixel, bold=True)
