"""The sliding topic: a window over a picture, cut out one by one or as a convolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.topics.detection.sliding import sheet
from explorer.topics.detection.sliding import state as topic
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.state import VIEWS
from explorer.topics.detection.sliding.view.panel import Panel
from explorer.topics.detection.sliding.view.stage import Stage
from explorer.topics.detection.sliding.view.work import Worker
from explorer.ui.actions import Commands, view_commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.services import Services
from explorer.ui.widgets.player import STEP_COMMANDS, StepCommands


class View(StepCommands, ComputedView):
    """Shows one of the four views, and the settings that belong to it."""

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.worker = Worker()
        self._shown_image = ""
        self.stage = self.board = Stage(store)
        self.player = self.board.player
        self.panel = Panel(store, self.refuse)
        self.commands = Commands(self, (*STEP_COMMANDS, *view_commands(VIEWS)))
        self.lay_out(self.panel)
        self.retranslate()

    def computation(self) -> Callable[[topic.State], Result]:
        """Return what keeps network and scan."""
        return self.worker.compute

    def announce(self, state: topic.State) -> bool:
        """Say that times are measured."""
        if state.measure:
            self.board.cost.wait()
        return state.measure

    def show_result(self, result: Result) -> None:
        """Draw the view in front."""
        state: topic.State = self.store.state
        self.panel.show_state(state)
        self.board.show_result(result, state.view)
        if state.image != self._shown_image:
            self._shown_image = state.image
            if state.image:
                self.source_opened.emit(state.image)

    def refuse(self, error: BaseException) -> None:
        """Say why there is nothing new to see, and wait no longer."""
        self.board.loading.clear()
        super().refuse(error)

    def set_view(self, view: str) -> None:
        """Bring another view to the front."""
        self.board.show_view(view)

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        windows, convolution = self.board.windows, self.board.convolution
        dense, cost = self.board.dense, self.board.cost
        shown: dict[str, list[QWidget]] = {
            "windows": [windows, self.player.place],
            "convolution": [*convolution.titles.values(), convolution.map, convolution.diagram],
            "dense": [dense.row, dense.caption],
            "cost": [*cost.bars.values(), *cost.titles.values(), *cost.formulas.values()],
        }
        shown["convolution"].append(convolution.caption)
        return shown[self.store.state.view]

    def open_source(self, spec: str) -> None:
        """Slide over the first picture of a source."""
        self.change(image=spec, step=0)

    def table(self) -> list[list[Any]]:
        """Return the scores, or what the view in front shows."""
        return [] if self.result is None else sheet.rows(self.result, self.store.state.view)

    def shut(self) -> None:
        """Stop in the midst of thousands of windows."""
        self.worker.stop()
        super().shut()

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()
