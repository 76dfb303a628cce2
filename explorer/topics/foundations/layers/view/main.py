"""The layers topic: a network as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.topics.foundations.layers import layer, sheet
from explorer.topics.foundations.layers import state as topic
from explorer.topics.foundations.layers.presets import PRESETS
from explorer.topics.foundations.layers.result import Result
from explorer.topics.foundations.layers.view.commands import ADD, ROWS
from explorer.topics.foundations.layers.view.form import LayerForm
from explorer.topics.foundations.layers.view.model import INPUT_SHAPE
from explorer.topics.foundations.layers.view.stage import Stage
from explorer.ui.actions import Commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.services import Services
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox
from explorer.ui.widgets.shape_field import ShapeField

# The columns that say what stands in the result under this key.
VEILED = {"activation_shape": ("shape", "activation_size"), "parameters": ("parameters",)}


class View(ComputedView):
    """Shows the table, its costs and the settings of the chosen layer."""

    takes_pictures = False

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.stage = self.board = Stage(store, self.edit, self.move_to)
        self.commands = Commands(self, (*ADD, *ROWS))
        self.form = FieldForm(store, {}, {}, self.refuse)
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        self.form.add_row(mark("Input"), ShapeField(store, "input_shape", topic.SHAPE))
        self.layer_form = LayerForm(store, self.refuse)
        # What was typed last and did not fit, and the network that it did not fit into.
        self._refused: tuple[UserError, Any] | None = None
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self._buttons())
        column.addWidget(self.layer_form)
        column.addStretch(1)
        for name in ("up", "down"):
            # Elsewhere these keys have a meaning of their own, in lists for example.
            self.commands[name].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.board.table.addAction(self.commands[name])
        self.lay_out(panel)
        self.retranslate()

    def _buttons(self) -> QWidget:
        self.add_button = QToolButton()
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add_button)
        menu.addActions([self.commands[command.id] for command in ADD])
        self.add_button.setMenu(menu)
        buttons = [self.add_button]
        for command in ROWS:
            buttons.append(QToolButton())
            buttons[-1].setDefaultAction(self.commands[command.id])
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        for button in buttons:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        return box

    def answers(self) -> list[QWidget]:
        """Return the sentence, and the pictures that carry numbers."""
        board = self.board
        pictures = self.store.state.view != "connections"
        return [board.caption, board.stack] if pictures else [board.caption]

    def veil(self, asked: str) -> None:
        """Hide the cells of the table that say it."""
        row, key = asked.split(".")[1:] if asked.startswith("rows.") else ("-1", "")
        self.board.table.layers.veil(int(row) + 1, VEILED.get(key, ()))

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        state = self.store.state
        self.board.show_result(result, state.view, state.scale)

    def _computed(self, outcome: Outcome) -> None:
        seen, refused = not self.problem.isHidden(), self._refused
        super()._computed(outcome)
        if seen and refused and refused[1] == self._network():
            # Choosing another row changes nothing about what was typed.
            self.refuse(refused[0])

    def _network(self) -> Any:
        return self.store.state.input_shape, self.store.state.layers

    # --- edits, each one step of undo -------------------------------------------

    @property
    def _chosen(self) -> int:
        return self.layer_form.chosen.index

    def edit(self, index: int, key: str, value: Any) -> None:
        """Change a setting of the layer at ``index``, or the shape of the input."""
        try:
            if key == INPUT_SHAPE:
                self.store.update(input_shape=value)
            else:
                self.store.update(layers=layer.change(self.store.state.layers, index, key, value))
        except UserError as error:
            self._refused = (error, self._network())
            self.refuse(error)

    def add(self, kind: str) -> None:
        """Put a new layer behind the chosen one, first if none is chosen, and choose it."""
        place = self._chosen + 1
        layers = layer.insert(self.store.state.layers, place, layer.NEW[kind])
        self.change(layers=layers, selected=place)

    def remove(self) -> None:
        """Take the chosen layer out; the next one is chosen then."""
        if self._chosen < 0:
            self.refuse(UserError("Choose a layer in the table first."))
            return
        layers = layer.remove(self.store.state.layers, self._chosen)
        self.change(layers=layers, selected=min(self._chosen, len(layers) - 1))

    def move(self, by: int) -> None:
        """Move the chosen layer up or down; the ends stop."""
        target = self._chosen + by
        if self._chosen >= 0 and 0 <= target < len(self.store.state.layers):
            self.move_to(self._chosen, target)

    def move_to(self, source: int, target: int) -> None:
        """Take the layer at ``source`` out, put it in at ``target`` and choose it."""
        layers = layer.move(self.store.state.layers, source, target)
        self.change(layers=layers, selected=target)

    # --- for the window -----------------------------------------------------

    def drawing(self) -> QWidget | None:
        """Return the stage; where rows are out of sight, one that is high enough for all."""
        unseen = self.board.table.unseen
        if self.result is None or not unseen:
            return super().drawing()
        whole, state = Stage(self.store, self.edit, self.move_to), self.store.state
        whole.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        whole.resize(self.board.width(), self.board.height() + unseen)
        whole.retranslate()
        whole.show_result(self.result, state.view, state.scale)
        whole.show()
        above, below = self.board.splitter.sizes()
        whole.splitter.setSizes([above + unseen, below])
        return whole

    def table(self) -> list[list[Any]]:
        """Return the rows of the table with the input and the totals, titles first."""
        return [] if self.result is None else sheet.rows(self.result)

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.form.retranslate()
        self.layer_form.retranslate()
        self.board.retranslate()
        self.add_button.setText(tr("Add"))
        self.add_button.setToolTip(tr("Add a layer behind the chosen one"))
        super().retranslate()
