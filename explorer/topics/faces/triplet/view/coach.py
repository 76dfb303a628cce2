"""Training of the two Siamese networks side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.nets.triplet_progress import Plan
from explorer.topics.faces.triplet.result import plan
from explorer.topics.faces.triplet.state import State
from explorer.ui import coach

if TYPE_CHECKING:
    from explorer.nets.triplet_training import Training

CHANNEL = "triplet training"
REHEARSED, PATIENCE = 4, 20.0
"""Epochs of training before a picture of the window, and seconds that they may take."""


class Coach(coach.Coach):
    """`progress` is a `Progress`; None before the networks are made."""

    channel = CHANNEL

    def plan(self, state: State) -> Plan:
        """Return what ``state`` asks to be trained."""
        return plan(state)

    def begin(self, plan: Plan, threads: int | None) -> Training:
        """Make both networks."""
        from explorer.nets.triplet_training import Training

        return Training(plan, threads)

    @property
    def making(self) -> bool:
        """Whether the networks are on their way, and there is nothing to see yet."""
        return self.asked and self.progress is None

    def look(self) -> None:
        """Make the networks, if there are none, to see them before any step."""
        if self.progress is None:
            self.ask(0, math.inf)

    def rest(self) -> None:
        """Show the networks before any step."""
        self.look()

    def rehearse(self) -> None:
        """Train the first epochs, where jobs run at once."""
        self.look()
        if self.progress:
            self.ask(REHEARSED * self.progress.steps_an_epoch, PATIENCE)

    def state_changed(self, state: State, old: State) -> None:
        """Begin anew where the plan is another one."""
        if self.run is None or plan(state) == self.run.plan:
            return
        if state.view != "plane":
            self.restart()
        else:
            # Made anew once they are looked at.
            self.forget()
            self.changed.emit()
