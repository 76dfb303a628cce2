"""The residual topic: one block, two networks side by side, and shortcuts to cut."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.networks.residual import sheet
from explorer.topics.networks.residual import state as topic
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.view.coach import Coach
from explorer.topics.networks.residual.view.panel import Panel
from explorer.topics.networks.residual.view.stage import Stage
from explorer.topics.networks.residual.view.work import Worker
from explorer.ui.actions import Commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.missing_card import MissingCard
from explorer.ui.services import Services
from explorer.ui.widgets.player import STEP_COMMANDS

USABLE = {
    "block": {command.id for command in STEP_COMMANDS},
    "training": {"play", "step_forth", "step_first"},
    "cut": set(),
}
"""The commands of each view."""


class View(ComputedView):
    """Shows one of the three views, and the settings that belong to it."""

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.coach = Coach(store, services, self.refuse)
        self.worker = Worker()
        self._frame: Frame | None = None
        # What is in memory: which network, and what of which picture.
        self._seen: tuple[str, str] | None = None
        self._veiled = ""
        missing = MissingCard(services, self.weights_came, self.take_other)
        self.stage = self.board = Stage(store, self.refuse, self.coach, missing)
        self.panel = Panel(store, self.refuse)
        self.commands = Commands(self, STEP_COMMANDS)
        self.coach.changed.connect(self._coached)
        self.lay_out(self.panel)
        self.retranslate()

    def computation(self) -> Callable[[topic.State], Result]:
        """Return what keeps the trained network, and leaves the training to the coach."""
        return self.worker.compute

    def show_result(self, result: Result) -> None:
        """Draw the view in front."""
        state = self.store.state
        self.panel.show_view(state.view)
        self.panel.show_result(result)
        if state.view != "training":
            self.coach.pause()
        for command in STEP_COMMANDS:
            self.commands[command.id].setEnabled(command.id in USABLE[state.view])
        self.board.show_result(result, self.coach.progress, state)
        if result.cut:
            self._seen = state.network, state.image
        if result.cut and state.image and result.cut.frame is not self._frame:
            self._frame = result.cut.frame
            self.source_opened.emit(state.image)

    def announce(self, state: topic.State) -> bool:
        """Say that a network is opened, or sees another picture."""
        waits = state.view == "cut" and self._seen != (state.network, state.image)
        if waits:
            self.panel.show_view(state.view)
            self.panel.wait()
            self.board.wait()
        return waits

    @Slot()
    def _coached(self) -> None:
        if self.store.state.view == "training":
            self.board.training.show_curves(self.coach.progress, self.store.state)

    def veil(self, asked: str) -> None:
        """Note what is asked: what the question itself tells stays in sight."""
        self._veiled = asked

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        block, training, cut = self.board.block, self.board.training, self.board.cut
        shown: dict[str, list[QWidget]] = {
            "block": block.answers(self._veiled),
            "training": [training.caption, training.errors, training.gradients],
            "cut": [cut.now, self.panel.table, cut.caption],
        }
        return shown[self.store.state.view]

    # --- from the user --------------------------------------------------------

    def play(self) -> None:
        """Let weights decay or networks learn, or pause."""
        (self.coach if self._training else self.board.block.player).play()

    def step(self, by: int) -> None:
        """Go a step on, or back where that is possible."""
        if self._training:
            self.coach.step()
        else:
            self.board.block.player.step(by)

    def step_to(self, place: int) -> None:
        """Go to the first step, or the last."""
        if self._training:
            self.coach.restart()
        else:
            self.board.block.player.step_to(place)

    @property
    def _training(self) -> bool:
        return bool(self.store.state.view == "training")

    def open_source(self, spec: str) -> None:
        """Show the first picture of a source to the trained network."""
        self.change(image=spec, view="cut")

    def rehearse(self) -> None:
        """Train both networks for some epochs, so that there are curves to see."""
        if self._training:
            self.coach.rehearse()

    # --- weights that are missing -----------------------------------------------

    def take_other(self) -> None:
        """Show the network whose weights are there."""
        if self.result and self.result.instead:
            self.change(network=self.result.instead, cut=())

    def weights_came(self) -> None:
        """Run the network that waited for them."""
        if self.store.state.view == "cut":
            self._compute()

    # --- life ---------------------------------------------------------------------

    def leave(self) -> None:
        """Train no further while another topic is in front."""
        self.coach.pause()

    def shut(self) -> None:
        """Stop training."""
        self.coach.close()

    # --- for the window -------------------------------------------------------------

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        shown = self._shown()
        return shown and shown.to_json()

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view in front."""
        shown = self._shown()
        return sheet.rows(shown, self.store.state.view) if shown else []

    def _shown(self) -> Result | None:
        if self.result is None or not self._training:
            return self.result
        shown: Result = dataclasses.replace(self.result, curves=self.coach.progress)
        return shown

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
