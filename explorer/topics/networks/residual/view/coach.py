"""Training of the two networks side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.errors import UserError
from explorer.nets.curves import Plan
from explorer.topics.networks.residual.result import plan
from explorer.topics.networks.residual.state import State
from explorer.ui import coach

if TYPE_CHECKING:
    from explorer.nets.side_by_side import Training

CHANNEL = "residual training"
REHEARSED, PATIENCE = 3, 30.0
"""Epochs of training before a picture of the window, and seconds that they may take."""


class Coach(coach.Coach):
    """`progress` are the curves; None before the first step."""

    channel = CHANNEL

    def plan(self, state: State) -> Plan:
        """Return what ``state`` asks to be trained; may raise a UserError."""
        return plan(state)

    def begin(self, plan: Plan, threads: int | None) -> Training:
        """Make both networks."""
        from explorer.nets.side_by_side import Training

        return Training(plan, threads)

    def rehearse(self) -> None:
        """Train the first epochs, where jobs run at once."""
        self.step()
        if self.progress:
            self.ask(REHEARSED * self.progress.steps_an_epoch - self.progress.steps, PATIENCE)

    def state_changed(self, state: State, old: State) -> None:
        """Begin anew where the plan is another one."""
        try:
            same = self.run is None or plan(state) == self.run.plan
        except UserError:
            # Said once it is to be trained.
            same = False
        if not same:
            self.restart()
