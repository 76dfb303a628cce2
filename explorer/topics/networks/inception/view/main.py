"""The inception topic: a network at every pixel, the bottleneck, the module, and it at work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.store import Store
from explorer.sources.base import Frame
from explorer.topics.networks.inception import resize, sheet
from explorer.topics.networks.inception import state as topic
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.view.panel import Panel
from explorer.topics.networks.inception.view.stage import Stage
from explorer.topics.networks.inception.view.work import Worker
from explorer.ui.actions import Commands
from explorer.ui.channel_view import CHANNEL_COMMANDS, ChannelView
from explorer.ui.missing_card import MissingCard
from explorer.ui.services import Services
from explorer.ui.widgets.matrix_field import axes, replaced


class View(ChannelView):
    """Shows one of the views, and the settings that belong to it."""

    filters_field = "weights"

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.worker = Worker()
        self._frame: Frame | None = None
        # Whose maps are in memory: of which network, of which picture.
        self._seen: tuple[str, str] | None = None
        missing = MissingCard(services, self.weights_came)
        self.stage = self.board = Stage(store, self.refuse, self.take_array, missing)
        self.player = self.board.player
        self.panel = Panel(store, self.refuse)
        self.commands = Commands(self, CHANNEL_COMMANDS)
        self.lay_out(self.panel)
        self.retranslate()

    def computation(self) -> Callable[[topic.State], Result]:
        """Return what keeps the trained network."""
        return self.worker.compute

    def show_result(self, result: Result) -> None:
        """Draw the view in front."""
        state = self.store.state
        self.panel.show_view(state.view)
        self.panel.show_result(result)
        self.board.show_result(result, state.view)
        found = result.activations
        if found:
            self._seen = state.network, state.image
        if found and state.image and found.frame is not self._frame:
            self._frame = found.frame
            self.source_opened.emit(state.image)

    def announce(self, state: topic.State) -> bool:
        """Say that times are measured, or that a network is opened or sees another picture."""
        waits = state.view == "activations" and self._seen != (state.network, state.image)
        if state.measure:
            self.board.cost.wait()
        if waits:
            self.panel.show_view(state.view)
            self.panel.real.wait()
            self.board.wait()
        return waits or state.measure

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        pixel, cost, module = self.board.pixel, self.board.cost, self.board.module
        real = self.board.activations
        shown: dict[str, list[QWidget]] = {
            "pixel": [
                pixel.output,
                pixel.neurons,
                pixel.z,
                pixel.a,
                pixel.formula,
                pixel.sharing,
            ],
            "cost": [*(way.formulas for way in cost.ways), *cost.bars.values(), cost.measured],
            "module": [module.diagram, module.caption, module.numbers],
            "activations": [*real.branches, real.joined, real.caption, self.panel.real],
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

    def open_source(self, spec: str) -> None:
        """Show a picture to the trained network, or ask for a patch of it as input."""
        if self.store.state.view == "activations":
            self.change(image=spec)
        else:
            super().open_source(spec)

    def next_channel(self, by: int) -> None:
        """Look at another channel of what is in front; after the last comes the first."""
        found = self.result.activations if self.store.state.view == "activations" else None
        if found:
            channel = (found.channel + by) % len(found.joined)
            self.change("output_channel", output_channel=channel)
        else:
            super().next_channel(by)

    def weights_came(self) -> None:
        """Run the network that waited for them."""
        if self.store.state.view == "activations":
            self._compute()

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view in front."""
        return [] if self.result is None else sheet.rows(self.result, self.store.state.view)

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
