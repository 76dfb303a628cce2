"""The edges topic: a filter, a picture, and what the one makes of the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from explorer.core.store import Store
from explorer.topics.foundations.edges.process import kernel_of
from explorer.topics.foundations.edges.state import State, to_code
from explorer.topics.foundations.edges.view.overlays import enlarged
from explorer.topics.foundations.edges.view.panel import Panel
from explorer.topics.foundations.edges.view.pixels import PixelCommands
from explorer.topics.foundations.edges.view.tables import table
from explorer.topics.foundations.edges.view.teaching import ViewCommands
from explorer.ui.services import Services
from explorer.vision.filters import OPERATIONS


class View(PixelCommands, ViewCommands):
    """Shows the filter at work."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.player = self.board.descended.player
        self.panel = Panel(store, self.commands, self.refuse, self.choose_target, self.use_learned)
        self.board.modes.picked.connect(self.set_view)
        self.lay_out(self.panel)
        self.retranslate()

    def operate(self, name: str) -> None:
        """Make another filter of the filter."""
        kernel = OPERATIONS[name].apply(kernel_of(self.store.state))
        self.change(kernel=kernel.tolist())

    def answers(self) -> list[QWidget]:
        """Return maps and sums, or the filters that are found, by the view in front."""
        board, view = self.board, self.store.state.view
        if view == "learn":
            return [board.descended.found, board.descended.best, board.descended.caption]
        maps = [pane.canvas for pane in board.panes[1:]]
        if view == "chain":
            return [*maps, board.chained.combined]
        return [*maps, board.opened.products.products, board.opened.products.total]

    def take_text(self, text: str) -> bool:
        """Use a pasted matrix as input."""
        return self.take_matrix(text)

    # --- for the window -----------------------------------------------------

    def picture(self) -> QImage | None:
        """Return the map on screen in its own size; one of few pixels is enlarged."""
        if self.answer is None:
            return None
        return enlarged(list(self.answer.pictures.values())[-1], self.store.state.channel)

    def drawing(self) -> QWidget | None:
        """Return the stage, pictures and numbers, for an SVG file."""
        return self.stage if self.answer else None

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return self.answer.result.to_json() if self.answer else None

    def table(self) -> list[list[Any]]:
        """Return the result as rows."""
        return table(self.answer.result) if self.answer else []

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for what is on screen."""
        answer = self.answer
        assert answer
        state, frame = answer.asked.state, answer.asked.frame
        if answer.result.window and state.view == "filter":
            state = dataclasses.replace(
                state, pixel=(answer.result.window.row, answer.result.window.column)
            )
        named = self.named(state, frame)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Say everything in the active language."""
        super().retranslate()
        self.board.retranslate()
        self.panel.retranslate()
        self.show_choices(self.store.state)
        if self.answer:
            self.show_answer(self.answer)
