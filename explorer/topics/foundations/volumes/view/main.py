"""The volumes topic: filters as deep as their input, and as many maps as filters."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core import matrix_text
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes import state as topic
from explorer.topics.foundations.volumes.result import Result
from explorer.topics.foundations.volumes.view.panel import Panel
from explorer.topics.foundations.volumes.view.stage import Stage
from explorer.ui import channel_looks as looks
from explorer.ui.actions import Command, Commands
from explorer.ui.patch_picker import PatchView
from explorer.ui.services import Services
from explorer.ui.widgets.matrix_field import axes, replaced
from explorer.ui.widgets.player import STEP_COMMANDS, StepCommands
from explorer.vision.volumes import from_picture

COMMANDS = (
    *STEP_COMMANDS,
    Command(
        "next_filter", "View", mark("Next filter"), "next_filter", ("F",), value=1, begins=True
    ),
    Command("last_filter", "View", mark("Previous filter"), "next_filter", ("Shift+F",), value=-1),
    Command("next_channel", "View", mark("Next channel"), "next_channel", ("C",), value=1),
    Command(
        "last_channel", "View", mark("Previous channel"), "next_channel", ("Shift+C",), value=-1
    ),
)


class View(StepCommands, PatchView):
    """Shows input, filters and output as volumes, or one window channel by channel."""

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.stage = self.board = Stage(store, self.refuse, self.take_array)
        self.player = self.board.player
        self.panel = Panel(store, self.refuse)
        self.commands = Commands(self, COMMANDS)
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

    def next_filter(self, by: int) -> None:
        """Look at another filter; after the last comes the first."""
        self._turn("filter", by, len(self.store.state.kernels))

    def next_channel(self, by: int) -> None:
        """Bring another channel to the front; after the last comes the first."""
        self._turn("channel", by, len(self.store.state.input))

    def _turn(self, name: str, by: int, count: int) -> None:
        present = min(getattr(self.store.state, name), count - 1)
        self.change(name, **{name: (present + by) % count})

    def take_patch(self, pixels: NDArray[np.uint8]) -> None:
        """Use a patch as input, with its colours as channels."""
        self.take_array(from_picture(pixels).tolist())

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

    def take_text(self, text: str) -> bool:
        """Use a pasted matrix or volume as input."""
        try:
            self.take_array(matrix_text.parse(text))
        except UserError as error:
            self.refuse(error)
        return True

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
