"""Drawing the picture by hand: a digit for LeNet-5, for example."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Slot

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.sources.kept import is_drawing
from explorer.topics.networks.networks.state import State
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.sketch import PENCIL, Sketch
from explorer.ui.stage_view import StageView
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.paint_canvas import Levels, as_rgb

WHITE = 255
PAPER = (112, 112)
"""Rows and columns of an empty drawing: four times those of a digit of MNIST."""
BRUSH = 9


class DrawingView(StageView, LiveView):
    """The result follows each stroke; a finished one is a step of undo."""

    own_tools = ("draw",)

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.picture_pane = MapPane(self.canvas)
        self.picture_pane.title.hide()
        self.sketch = Sketch(
            self.picture_pane, PENCIL, WHITE, services, self._sketched, self._take_sketch
        )

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Draw on, begin an empty drawing, or look at it."""
        if on and is_drawing(self.store.state.image) and self.flow.frame:
            self.sketch.canvas.show_levels(self.flow.frame.pixels[..., 0])
        elif on:
            self.sketch.begin(PAPER)
            self.sketch.bar.show_size(BRUSH)
        self.sketch.show(on)
        if on:
            self.sketch.canvas.setFocus()

    def _sketched(self, levels: Levels) -> None:
        self.show_frame(Frame(as_rgb(levels), 0, ""))

    def _take_sketch(self, path: str) -> None:
        self.change(image=path)

    def state_changed(self, state: Any, old: Any) -> None:
        """Lay the pencil down when another picture comes."""
        super().state_changed(state, old)
        if self.sketch.on and state.image != old.image and not is_drawing(state.image):
            self.commands["draw"].setChecked(False)

    def take_drawing(self, frame: Frame) -> None:
        """Bring the drawing up to date: undo and sessions change it too."""
        settled = frame is self.flow.frame and self.flow.spec == self.store.state.image
        if self.sketch.on and settled and is_drawing(self.store.state.image):
            self.sketch.take(frame.pixels[..., 0])

    def show_title(self, text: str) -> None:
        """Call a drawing what it is, not by the name of its file."""
        frame = self.flow.frame
        if frame and is_drawing(self.store.state.image):
            height, width = np.shape(frame.pixels)[:2]
            text = tr("Drawing – {width} × {height}", width=width, height=height)
        super().show_title(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.sketch.retranslate()
