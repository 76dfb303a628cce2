"""The volumes topic: filters as deep as their input, and as many maps as filters."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes import state as topic
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.view.panel import Panel
from explorer.topics.foundations.volumes.view.stage import Stage
from explorer.ui import channel_looks as looks
from explorer.ui.actions import Commands
from explorer.ui.channel_view import CHANNEL_COMMANDS, ChannelView
from explorer.ui.services import Services
from explorer.ui.widgets.matrix_field import axes, replaced


class View(ChannelView):
    """Shows input, filters and output as volumes, or one window channel by channel."""

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
        self.board.show_result(result, self.store.state)

    def answers(self) -> list[QWidget]:
        """Return outputs, sums and sizes of the view in front."""
        depth, channels = self.board.depth, self.board.channels
        if self.store.state.view == "channels":
            return [channels.output, channels.sums, *(row.sum for row in channels.rows)]
        title = depth.equation.titles[depth.output]
        return [depth.output, title, depth.sums, depth.formula, depth.costs]

    @Slot(object)
    def take_array(self, values: Any) -> None:
        """Use nested lists as input: a volume, or a matrix as the channel in front."""
        state = self.store.state
        try:
            if axes(values) < 3:
                channel = min(state.channel, len(state.input) - 1)
                self.store.update(input=replaced(state.input, (channel,), values))
            else:
                self.store.replace(resize.with_input(state, values))
        except UserError as error:
            self.refuse(error)

    def table(self) -> list[list[Any]]:
        """Return the maps one below the other, each with its name."""
        rows: list[list[Any]] = []
        if self.result is not None:
            names = looks.map_names(len(self.result.output))
            for name, values in zip(names, self.result.output.tolist(), strict=True):
                rows += [[name], *values]
        return rows

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
