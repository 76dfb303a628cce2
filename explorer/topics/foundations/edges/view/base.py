"""From a frame or a matrix, through the worker, onto the screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.foundations.edges.learning import Levels
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.commands import COMMANDS
from explorer.topics.foundations.edges.view.panel import Panel
from explorer.topics.foundations.edges.view.stage import Stage
from explorer.topics.foundations.edges.view.work import Asked, Shown, answer
from explorer.ui.drawn_view import DrawnView
from explorer.ui.services import Services

MAPS = 3
LOOK_AGAIN = 300
"""Milliseconds after which a flowing source that gave no result is looked at again."""


class Base(DrawnView):
    """Asks the worker for each frame and each change, and shows what it answers.

    The filtering runs in the worker even where it takes a millisecond: pictures of any
    size may come, and handing over costs a tenth of that.
    """

    command_table = COMMANDS
    panel: Panel

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        maps = [self.add_canvas() for _ in range(MAPS)]
        self.stage = self.board = Stage(store, self.refuse, [self.canvas, *maps], self.timeline)
        self.answer: Shown | None = None
        """What is on screen."""
        self.spot: tuple[int, int] | None = None
        """The output pixel under the pointer."""
        self.target_levels: Levels | None = None
        """A target that is being drawn and not kept yet."""
        self.failing = False
        """Whether the last question had no answer."""

    # --- the source -----------------------------------------------------------

    def start(self) -> None:
        """Open the source, unless the state brings numbers of its own."""
        begins, state = not self._started, self.store.state
        if begins:
            self.show_choices(state)
        if state.input:
            self.flow.rest()
        super().start()
        if begins and state.input:
            self.refresh()

    def wake(self) -> None:
        """Read on after a rest, unless nothing that is read would be shown."""
        if not self.store.state.input:
            super().wake()

    def open_source(self, spec: str) -> None:
        """Show a picture, folder, video or camera in place of what is there."""
        if self.store.state.input:
            self.store.update(image=spec, input=())
        else:
            super().open_source(spec)

    def state_changed(self, state: State, old: State) -> None:
        """Show what the new state asks for."""
        super().state_changed(state, old)
        self.problem.clear_error()
        self.failing = False
        self.show_choices(state)
        if state.input and not old.input:
            self.flow.rest()
        elif old.input and not state.input:
            if state.image != old.image:
                # What was open behind the numbers is not to be seen before the new one.
                self.flow.halt()
            self.flow.wake()
            if state.image != old.image:
                return
        self.refresh()

    def show_choices(self, state: State) -> None:
        """Show what is chosen, whether it can be computed or not."""
        self.board.modes.show_mode(state.view)
        self.panel.show_view(state)
        self.commands["pixel_close"].setEnabled(bool(state.pixel))

    # --- the worker -----------------------------------------------------------

    def refresh(self) -> None:
        """Ask again, as the state is now."""
        if self.store.state.input:
            self.ask(None)
        else:
            super().refresh()

    def show_frame(self, frame: Frame) -> None:
        """Ask about a new frame."""
        self.ask(frame)

    def ask(self, frame: Frame | None) -> None:
        """Ask the worker; of several questions that wait, the last is answered."""
        state: State = self.store.state
        spot = self.spot or state.pixel or None
        asked = Asked(frame, state, spot, self.target_levels, self.answer)
        self.flow.submit(lambda _token: answer(asked), self._answered)

    def _answered(self, found: Shown | UserError) -> None:
        if isinstance(found, UserError):
            self.failing = True
            self.give_up()
            self.say_why(found)
            # A flowing source goes on, in case the next frames can be used.
            QTimer.singleShot(LOOK_AGAIN, self, self._look_again)
            return
        if self.failing:
            self.failing = False
            self.problem.hide()
        first, self.answer = self.answer is None, found
        self.show_answer(found)
        if first:
            # Whatever flows: nothing is to be seen empty.
            self.board.show_details(found)

    @Slot()
    def _look_again(self) -> None:
        if self.failing and self.flow.flowing:
            self.flow.request()

    def say_why(self, error: UserError) -> None:
        """Say why there is no answer."""
        self.refuse(error)

    def give_up(self) -> None:
        """Stop what would fail again."""

    # --- on screen ------------------------------------------------------------

    def show_answer(self, found: Shown) -> None:
        """Put an answer on screen: the pictures first."""
        self.board.show_pictures(found)
        self.panel.show_result(found.result, found.asked.state)
        if found.asked.frame is not None and found.asked.frame is self.flow.frame:
            self.shown(found.asked.frame)
        else:
            self.board.show_details(found)
        if found.asked.frame is None:
            self.show_no_source()
            rows, columns = found.source.shape
            self.show_title(tr("Numbers, {rows} × {columns}", rows=rows, columns=columns))

    def show_details(self, frame: Frame) -> None:
        """Explain what is on screen."""
        if self.answer:
            self.board.show_details(self.answer)
        super().show_details(frame)

    def working(self) -> dict[str, Any]:
        """Return the source that worked, or the numbers that are on screen."""
        if self.answer and self.answer.asked.frame is None:
            state = self.answer.asked.state
            return {"image": state.image, "input": state.input}
        return super().working()
