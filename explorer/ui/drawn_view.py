"""A topic whose picture can also be drawn by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Slot

from explorer.core.i18n import tr
from explorer.sources.base import Frame
from explorer.sources.kept import is_drawing
from explorer.ui.live_view import LiveView
from explorer.ui.sketch import PAPER, PENCIL, Sketch
from explorer.ui.stage_view import StageView
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.paint_canvas import Levels, as_rgb

WHITE = 255


class DrawnView(StageView, LiveView):
    """The result follows each stroke; a finished one is a step of undo.

    The topic has a command ``draw``, calls `add_sketch`, lays out ``sketch.bar``, implements
    `show_stroke` and calls `take_drawing` once a frame is on screen.
    """

    own_tools = ("draw",)
    sketch: Sketch

    def add_sketch(self, pane: MapPane) -> None:
        """Let the picture in ``pane`` be drawn."""
        self.sketch = Sketch(pane, PENCIL, WHITE, self.services, self._sketched, self.use_drawing)

    # --- what a topic fills in ------------------------------------------------

    def show_stroke(self, frame: Frame) -> None:
        """Compute what is to be shown of a drawing that goes on."""
        raise NotImplementedError

    def use_drawing(self, path: str) -> None:
        """Take a drawing as the picture."""
        self.change(image=path)

    def shows_drawing(self, state: Any) -> bool:
        """Return whether the picture of a state was drawn."""
        return is_drawing(state.image)

    def begin_drawing(self) -> None:
        """Begin an empty drawing."""
        self.sketch.begin(PAPER)

    # --------------------------------------------------------------------------

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Draw on, begin an empty drawing, or look at it."""
        if on and self.shows_drawing(self.store.state) and self.flow.frame:
            self.sketch.canvas.show_levels(self.flow.frame.pixels[..., 0])
        elif on:
            self.begin_drawing()
        self.sketch.show(on)
        if on:
            self.sketch.canvas.setFocus()

    def _sketched(self, levels: Levels) -> None:
        self.show_stroke(Frame(as_rgb(levels), 0, ""))

    def state_changed(self, state: Any, old: Any) -> None:
        """Lay the pencil down when another picture comes."""
        super().state_changed(state, old)
        other = state.image != old.image or self.shows_drawing(old)
        if other and not self.shows_drawing(state):
            self.sketch.forget()
            self.commands["draw"].setChecked(False)

    def refresh(self) -> None:
        """Ask again, as the state is now; of a stroke that goes on nothing is left out."""
        if self.sketch.canvas.painting:
            self._sketched(self.sketch.canvas.levels)
        else:
            super().refresh()

    def take_drawing(self, frame: Frame) -> None:
        """Bring the drawing up to date: undo and sessions change it too."""
        settled = frame is self.flow.frame and self.flow.spec == self.store.state.image
        if self.sketch.on and settled and self.shows_drawing(self.store.state):
            self.sketch.take(frame.pixels[..., 0])

    def show_title(self, text: str) -> None:
        """Call a drawing what it is, not by the name of its file."""
        frame = self.flow.frame
        if frame and self.shows_drawing(self.store.state):
            height, width = np.shape(frame.pixels)[:2]
            text = tr("Drawing – {width} × {height}", width=width, height=height)
        super().show_title(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.sketch.retranslate()
