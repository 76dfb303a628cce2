"""The topic of one object and its place: picture, target, prediction, loss, descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.detection.localization.edits import Changes
from explorer.topics.detection.localization.result import Result, interpret
from explorer.topics.detection.localization.state import VIEWS, State, to_code
from explorer.topics.detection.localization.view.board import Board
from explorer.topics.detection.localization.view.commands import COMMANDS, DESCENT_COMMANDS
from explorer.topics.detection.localization.view.editing import BoxEdits, NumberEdits
from explorer.topics.detection.localization.view.panel import Panel
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.stage_view import StageView
from explorer.ui.widgets.box_canvas import BoxCanvas
from explorer.ui.widgets.image_canvas import ImageCanvas
from explorer.ui.widgets.player import StepCommands


class View(StepCommands, BoxEdits, NumberEdits, StageView, LiveView):
    """Shows y of the object that is drawn, and what is wrong with a prediction."""

    command_table = COMMANDS

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.frame: Frame | None = None
        self.result: Result | None = None
        self.draft: Changes | None = None
        self._wrong = False
        self._own: str | None = None
        assert isinstance(self.canvas, BoxCanvas)
        self.stage = self.board = Board(store, self.canvas, self.timeline)
        self.player = self.board.player
        self.panel = Panel(store, self)
        self.board.modes.picked.connect(self.set_view)
        self.listen(self.canvas)
        self.lay_out(self.panel)
        self.retranslate()

    def add_canvas(self) -> ImageCanvas:
        """Return a canvas on which boxes can be drawn."""
        canvas = BoxCanvas()
        canvas.painted.connect(self._painted)
        self.canvases.append(canvas)
        return canvas

    # --- from the flow --------------------------------------------------------

    def open_source(self, spec: str) -> None:
        """Show another picture; the object of the last one is not in it."""
        self._own = None if spec == self.store.state.image else spec
        super().open_source(spec)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; the object stays where it is."""
        self._own = None
        super().failed(error)

    def opened(self, spec: str) -> None:
        """Begin anew with another source."""
        own, self._own = self._own, None
        if spec == own:
            self.store.amend(object=False)
        super().opened(spec)

    def show_frame(self, frame: Frame) -> None:
        """Show ``frame`` under the boxes; there is no network to wait for."""
        self.flow.submit(lambda _token: frame, self._arrived)

    def _arrived(self, frame: Frame) -> None:
        self.frame = frame
        self.canvas.show_picture(frame.pixels)
        self.show_now()
        self.shown(frame)

    def state_changed(self, state: State, old: State) -> None:
        """Show what the new state says of the picture; another picture comes by itself."""
        super().state_changed(state, old)
        self.problem.clear_error()
        self._wrong = False
        if state.image == old.image:
            self.show_now()

    # --- on screen ------------------------------------------------------------

    def show_now(self) -> None:
        """Compute and draw, on the frame that is there."""
        state: State = self.store.state
        if self.frame is None:
            return
        if self.draft is not None:
            state = fields.change(state, self.draft)
        height, width, _ = self.frame.pixels.shape
        try:
            self.result = interpret(state, (height, width))
        except UserError as error:
            self.result, self._wrong = None, True
            self.refuse(error)
        else:
            if self._wrong:
                self.problem.clear_error()
            self._wrong = False
        self.show_answer()

    def show_answer(self) -> None:
        """Draw the result, or that there is none."""
        view = self.store.state.view
        self.commands.mark_chosen(f"view_{view}", [f"view_{name}" for name in VIEWS])
        for command in DESCENT_COMMANDS:
            self.commands[command.id].setEnabled(view == "descent")
        self.board.show_result(self.result, view)
        self.panel.show_result(self.result)

    # --- from the user ------------------------------------------------------

    @Slot(str)
    def set_view(self, view: str) -> None:
        """Look at y, at the loss, or at descent."""
        self.store.update(view=view)

    # --- for the window -----------------------------------------------------

    def drawing(self) -> QWidget | None:
        """Return picture, sentences and curve, which can be saved as SVG."""
        return None if self.result is None else self.board

    def answers(self) -> list[QWidget]:
        """Return the widgets that give away what a lesson asks; the boxes are the question."""
        return [self.board.formula, self.board.caption, self.panel.table]

    def veil(self, asked: str) -> None:
        """Write no numbers of y on the picture while a lesson asks."""
        self.board.veiled = bool(asked)
        self.show_now()

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return None if self.result is None else self.result.to_json()

    def table(self) -> list[list[Any]]:
        """Return the table as rows, titles first."""
        return [] if self.result is None else self.result.rows()

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for the picture on screen."""
        named = self.named(self.store.state, self.frame)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Say everything in the active language."""
        super().retranslate()
        self.board.retranslate()
        self.panel.retranslate()
        if self.frame is not None:
            self.show_answer()
