"""Learning the filter: the target, the steps, and what becomes of the answer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.base import Base
from explorer.topics.foundations.edges.view.commands import LEARN_COMMANDS
from explorer.topics.foundations.edges.view.panel import DRAWN
from explorer.topics.foundations.edges.view.sketching import SketchCommands
from explorer.ui.widgets.player import StepCommands
from explorer.vision.choices import PRESETS

FIRST_TARGET = "sobel_x"
FIRST_SECOND = "horizontal"
"""After vertical edges it finds corners, and turned by 180° it is another filter."""
STEPS_WHILE_DRAWING = 300


def _still(state: State) -> object:
    """Return what the source has to stand still for, if anything."""
    return state.pixel if state.view == "filter" else state.view == "learn"


class ViewCommands(StepCommands, SketchCommands, Base):
    """Switching between the views, and playing through the steps of learning."""

    _held = False

    @Slot(str)
    def set_view(self, name: str) -> None:
        """Switch to another view, which brings what it needs."""
        state: State = self.store.state
        changes: dict[str, Any] = {"view": name}
        if name == "chain" and not state.second:
            changes["second"] = PRESETS[FIRST_SECOND].rows
        begins = name == "learn" and not (state.target or state.drawn)
        if begins:
            changes |= {"target": FIRST_TARGET, "steps": 0}
        self.store.update(**changes)
        self.board.modes.show_mode(name)
        if begins and not self.failing:
            self.play()

    def choose_target(self, name: str) -> None:
        """Learn what a preset makes, from the beginning, or what will be drawn."""
        if name == DRAWN:
            self.player.stop()
            self.change(steps=STEPS_WHILE_DRAWING)
            self.begin_target()
            return
        self.change(target=name, drawn="", steps=0)
        if not (self.player.playing or self.failing):
            self.play()

    def use_learned(self) -> None:
        """Take the filter that was found over, and see it on the whole picture."""
        learned = self.answer.result.learned if self.answer else None
        if learned:
            self.player.stop()
            self.change(kernel=learned.kernel.round(6).tolist(), view="filter")

    def give_up(self) -> None:
        """Take no further steps where one has failed."""
        if self.player.playing:
            self.player.stop()

    # --- a source that flows is held while one picture is looked at closely ----------

    def opened(self, spec: str) -> None:
        """Hold a source that is opened while a filter is learned."""
        super().opened(spec)
        self._held = False
        if self.store.state.view == "learn":
            self._hold()

    def state_changed(self, state: State, old: State) -> None:
        """Hold the source while a filter is learned or the numbers of a pixel are read."""
        still = _still(state)
        if still and still != _still(old):
            self._hold()
        elif not still and self._held:
            self._held = False
            self.commands["freeze"].setChecked(False)
        super().state_changed(state, old)

    def _hold(self) -> None:
        if self.flow.flowing:
            self.commands["freeze"].setChecked(True)
            self._held = True

    def show_choices(self, state: State) -> None:
        """Offer the steps of learning where there are any."""
        super().show_choices(state)
        for command in LEARN_COMMANDS:
            self.commands[command.id].setEnabled(state.view == "learn")
        self.commands.mark_chosen(
            f"view_{state.view}", [f"view_{name}" for name in self.board.modes.buttons]
        )

    @Slot(bool)
    def set_frozen(self, frozen: bool) -> None:
        """Hold or go on, as the user wishes."""
        super().set_frozen(frozen)
        if not frozen:
            self._held = False
