"""Painting the picture, or the target to be learned, by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.sources.kept import is_drawing
from explorer.topics.foundations.edges.learning import Levels
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.base import Base
from explorer.topics.foundations.edges.view.sketch import EDGES, over_picture
from explorer.topics.foundations.edges.view.work import Shown
from explorer.ui.colours import ZERO
from explorer.ui.services import Services
from explorer.ui.sketch import PAPER, PENCIL, Sketch
from explorer.ui.widgets.paint_canvas import as_rgb

WHITE = 255


class SketchCommands(Base):
    """The result follows each stroke; a finished one is a step of undo."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        source, target = self.board.panes[:2]
        self.sketch = Sketch(source, PENCIL, WHITE, services, self._sketched, self._take_sketch)
        self.target = Sketch(target, EDGES, ZERO, services, self._drawn, self._take_target)
        for sketch in (self.sketch, self.target):
            self.board.add_bar(sketch.bar)

    # --- the picture ----------------------------------------------------------

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Draw on, begin an empty drawing, or look at it."""
        going_on = is_drawing(self.store.state.image) and not self.store.state.input
        if on and going_on and self.flow.frame:
            self.sketch.canvas.show_levels(self.flow.frame.pixels[..., 0])
        elif on:
            self.sketch.begin(PAPER)
        self.sketch.show(on)
        self.board.show_drawing(on)
        if on:
            self.sketch.canvas.setFocus()

    def _sketched(self, levels: Levels) -> None:
        self.ask(Frame(as_rgb(levels), 0, ""))

    def _take_sketch(self, path: str) -> None:
        self.change(image=path, input=())

    def state_changed(self, state: State, old: State) -> None:
        """Lay the pencil down when another picture comes."""
        super().state_changed(state, old)
        other = state.image != old.image and not is_drawing(state.image)
        if self.sketch.on and (other or state.input):
            self.commands["draw"].setChecked(False)

    # --- the target -----------------------------------------------------------

    def begin_target(self) -> None:
        """Begin an empty target, as large as the training picture."""
        learned = self.answer.result.learned if self.answer else None
        self.target.begin(learned.task.picture.shape if learned else PAPER)

    def _drawn(self, levels: Levels) -> None:
        self.target_levels = levels
        self.refresh()

    def _take_target(self, path: str) -> None:
        self.target_levels = None
        self.change(drawn=path)

    # --- on screen ------------------------------------------------------------

    def say_why(self, error: UserError) -> None:
        """Ask for a first stroke: an empty sheet is no mistake."""
        if self.commands["draw"].isChecked() and (self.sketch.canvas.levels == WHITE).all():
            error = UserError("Draw something first: from an empty sheet no filter can be learned.")
            self.problem.show_message(error, error=False)
        else:
            super().say_why(error)

    def show_answer(self, found: Shown) -> None:
        """Bring the drawings up to date: undo and sessions change them too."""
        super().show_answer(found)
        frame = found.asked.frame
        settled = frame is self.flow.frame and self.flow.spec == self.store.state.image
        if self.sketch.on and frame and settled and is_drawing(self.store.state.image):
            self.sketch.take(frame.pixels[..., 0])
        learned = found.result.learned
        drawn = learned.task.drawn if learned else None
        self.target.show(drawn is not None)
        if learned and drawn is not None:
            self.target.canvas.look_of = lambda levels: over_picture(levels, learned.task.picture)
            if found.asked.drawn is None:
                self.target.take(drawn)

    def show_title(self, text: str) -> None:
        """Call a drawing what it is, not by the name of its file."""
        frame = self.flow.frame
        if frame and not self.store.state.input and is_drawing(self.store.state.image):
            height, width = np.shape(frame.pixels)[:2]
            text = tr("Drawing – {width} × {height}", width=width, height=height)
        super().show_title(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.sketch.retranslate()
        self.target.retranslate()
