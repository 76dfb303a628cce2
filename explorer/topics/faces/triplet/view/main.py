"""The triplet topic: three points, a Siamese network, and two of them in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.topics.faces.triplet import edits, sheet
from explorer.topics.faces.triplet import state as topic
from explorer.topics.faces.triplet.code import script
from explorer.topics.faces.triplet.points import Point
from explorer.topics.faces.triplet.result import ROLES, Result, look
from explorer.topics.faces.triplet.view.coach import Coach
from explorer.topics.faces.triplet.view.commands import COMMANDS, USABLE
from explorer.topics.faces.triplet.view.panel import Panel
from explorer.topics.faces.triplet.view.stage import Stage
from explorer.ui.actions import Commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.services import Services

VIEW_COMMANDS = [f"view_{view}" for view in topic.VIEWS]


class View(ComputedView):
    """Shows one of the three views, and the settings that belong to it."""

    takes_pictures = False

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.coach = Coach(store, services, self.refuse)
        self.stage = self.board = Stage(store, self.coach)
        self.panel = Panel(store, self.refuse, self.move, self.collapse)
        self.commands = Commands(self, COMMANDS)
        self._before: topic.State | None = None
        """The state before a point was taken hold of."""
        self.coach.changed.connect(self._coached)
        self.board.plane.canvas.moved.connect(self._drag)
        self.board.plane.canvas.nudged.connect(self._nudge)
        self.board.plane.canvas.released.connect(self._let_go)
        self.lay_out(self.panel)
        self.retranslate()

    def computation(self) -> Callable[[topic.State], Result]:
        """Return what looks at the three points; the training is left to the coach."""
        return look

    @property
    def pending(self) -> bool:
        """Whether the result, or the networks that belong to it, are still on their way."""
        return super().pending or (self._trains and self.coach.making)

    # --- on screen ------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """Draw the view in front."""
        view = self.store.state.view
        self.panel.show_view(view)
        self.panel.show_result(result)
        self.commands.mark_chosen(f"view_{view}", VIEW_COMMANDS)
        for command in COMMANDS:
            if command.id not in VIEW_COMMANDS:
                self.commands[command.id].setEnabled(command.id in USABLE[view])
        if view == "plane":
            self.coach.pause()
        self._draw()
        if view != "plane":
            self.coach.look()

    def _draw(self) -> None:
        shown = self._shown()
        if shown is not None:
            self.board.show_result(shown, self.store.state)

    def _shown(self) -> Result | None:
        """Return the result with what the view in front has of the training."""
        if self.result is None or self.store.state.view == "plane":
            return self.result
        shown: Result = self.result.with_progress(self.coach.progress, self.store.state)
        return shown

    @Slot()
    def _coached(self) -> None:
        if self._trains:
            self._draw()
            if not self.pending:
                self.answered.emit()

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        plane, siamese, training = self.board.plane, self.board.siamese, self.board.training
        shown: dict[str, list[QWidget]] = {
            "plane": [plane.formula, plane.caption, self.panel.curve],
            "siamese": [siamese.formula, siamese.caption, siamese.diagram],
            "training": [training.caption, training.recognised],
        }
        return shown[self.store.state.view]

    def veil(self, asked: str) -> None:
        """Write no numbers on the plane while a lesson asks."""
        self.board.plane.canvas.veiled = bool(asked)
        self.board.plane.canvas.update()

    # --- from the user --------------------------------------------------------

    def set_view(self, view: str) -> None:
        """Show another view."""
        self.store.update(view=view)

    def move(self, role: str, point: Point) -> None:
        """Put a point where it was typed to lie."""
        if self.result is not None:
            self.change(**edits.moved(self.store.state, self.result, role, point))

    @Slot(int, object)
    def _drag(self, index: int, point: Point) -> None:
        if self.result is None:
            return
        if self._before is None:
            self._before = self.store.state
        changes = edits.moved(self.store.state, self.result, ROLES[index], point)
        self.change("point", **changes)

    @Slot(int, float, float)
    def _nudge(self, index: int, right: float, up: float) -> None:
        if self.result is not None:
            # Of the state: keys may be quicker than what is drawn.
            x, y = edits.places(self.store.state, self.result)[ROLES[index]]
            self._drag(index, (x + right, y + up))

    @Slot(bool)
    def _let_go(self, kept: bool) -> None:
        before, self._before = self._before, None
        if before is not None and not kept:
            self.store.withdraw(before)
        self.store.end_gesture()

    def collapse(self) -> None:
        """Put all points where f = 0 puts them."""
        self.change(**edits.collapsed())

    def next_example(self) -> None:
        """Show another triplet of pictures."""
        self.change(example=(self.store.state.example + 1) % topic.EXAMPLES)

    @property
    def _trains(self) -> bool:
        return bool(self.store.state.view != "plane")

    def play(self) -> None:
        """Let points descend or networks learn, or pause."""
        (self.coach if self._trains else self.board.plane.player).play()

    def step(self, by: int) -> None:
        """Go a step on, or back where that is possible."""
        if self._trains:
            self.coach.step()
        else:
            self.board.plane.player.step(by)

    def step_to(self, place: int) -> None:
        """Go to the first step, or the last."""
        if self._trains:
            self.coach.restart()
        else:
            self.board.plane.player.step_to(place)

    # --- life -----------------------------------------------------------------

    def rehearse(self) -> None:
        """Train both networks for some epochs, so that there are curves to see."""
        if self._trains:
            self.coach.rehearse()

    def leave(self) -> None:
        """Train no further while another topic is in front."""
        self.coach.pause()

    def shut(self) -> None:
        """Stop training."""
        self.coach.close()

    # --- for the window -------------------------------------------------------

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        shown = self._shown()
        return shown and shown.to_json()

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script; it trains as far as the training here is."""
        state, progress = self.store.state, self.coach.progress
        threads = self.services.settings.state.threads
        return lambda: script(state, progress, threads)

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view in front."""
        shown = self._shown()
        return sheet.rows(shown, self.store.state.view) if shown else []

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
