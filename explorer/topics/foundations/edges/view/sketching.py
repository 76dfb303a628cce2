"""Painting the picture, or the target to be learned, by hand."""

from __future__ import annotations

from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.foundations.edges.learning import Levels
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.base import Base
from explorer.topics.foundations.edges.view.sketch import EDGES, over_picture
from explorer.topics.foundations.edges.view.work import Shown
from explorer.ui.colours import ZERO
from explorer.ui.drawn_view import WHITE
from explorer.ui.services import Services
from explorer.ui.sketch import PAPER, Sketch


class SketchCommands(Base):
    """The result follows each stroke; a finished one is a step of undo."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        source, target = self.board.panes[:2]
        self.add_sketch(source)
        self.target = Sketch(target, EDGES, ZERO, services, self._drawn, self._take_target)
        for sketch in (self.sketch, self.target):
            self.board.add_bar(sketch.bar)

    # --- the picture ----------------------------------------------------------

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Draw on, begin an empty drawing, or look at it."""
        super().set_drawing(on)
        self.board.show_drawing(on)

    def show_stroke(self, frame: Frame) -> None:
        """Filter a drawing that goes on."""
        self.ask(frame)

    def use_drawing(self, path: str) -> None:
        """Take a drawing in place of a picture or a matrix."""
        self.change(image=path, input=())

    def shows_drawing(self, state: State) -> bool:
        """Return whether a drawing is filtered, not a matrix."""
        return super().shows_drawing(state) and not state.input

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
        if found.asked.frame:
            self.take_drawing(found.asked.frame)
        learned = found.result.learned
        drawn = learned.task.drawn if learned else None
        self.target.show(drawn is not None)
        if learned and drawn is not None:
            self.target.canvas.look_of = lambda levels: over_picture(levels, learned.task.picture)
            if found.asked.drawn is None:
                self.target.take(drawn)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.target.retranslate()
