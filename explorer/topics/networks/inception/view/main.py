"""The inception topic: a network at every pixel, the bottleneck, and the module."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.topics.networks.inception import resize, sheet
from explorer.topics.networks.inception import state as topic
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.view.panel import Panel
from explorer.topics.networks.inception.view.stage import Stage
from explorer.ui.actions import Commands
from explorer.ui.channel_view import CHANNEL_COMMANDS, ChannelView
from explorer.ui.services import Services
from explorer.ui.widgets.matrix_field import axes, replaced


class View(ChannelView):
    """Shows one of the three views, and the settings that belong to it."""

    filters_field = "weights"

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.stage = self.board = Stage(store, self.refuse, self.take_array)
        self.player = self.board.player
        self.panel = Panel(store, self.refuse)
        self.commands = Commands(self, CHANNEL_COMMANDS)
        self.lay_out(self.panel)
        self.retranslate()

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        view = self.store.state.view
        self.panel.show_view(view)
        self.board.show_result(result, view)

    def _compute(self) -> None:
        if self.store.state.measure:
            self.board.cost.wait()
        super()._compute()

    def _computed(self, outcome: Outcome) -> None:
        super()._computed(outcome)
        if outcome.error is not None and self.result is not None:
            # What was announced does not come.
            self.show_result(self.result)

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        pixel, cost, module = self.board.pixel, self.board.cost, self.board.module
        shown: dict[str, list[QWidget]] = {
            "pixel": [
                pixel.output,
                pixel.neurons,
                pixel.z,
                pixel.a,
                pixel.formula,
            ],
            "cost": [*(way.formulas for way in cost.ways), *cost.bars.values(), cost.measured],
            "module": [module.diagram, module.caption, module.numbers],
        }
        return shown[self.store.state.view]

    @Slot(object)
    def take_array(self, values: Any) -> None:
        """Use nested lists as input: a volume, or a matrix as the channel in front."""
        state = self.store.state
        try:
            if axes(values) < 3:
                channel = min(state.channel, len(state.input) - 1)
                values = replaced(state.input, (channel,), values)
            changed = resize.with_input(state, values)
        except UserError as error:
            self.refuse(error)
            return
        self.store.replace(fields.change(changed, {"view": "pixel"}))

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view in front."""
        return [] if self.result is None else sheet.rows(self.result, self.store.state.view)

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
