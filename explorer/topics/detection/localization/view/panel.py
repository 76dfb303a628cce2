"""The right side: example, object, classes, loss, and the table."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.detection.localization.presets import PRESETS
from explorer.topics.detection.localization.result import Result
from explorer.topics.detection.localization.state import LOSSES, State
from explorer.topics.detection.localization.view.class_list import ClassList
from explorer.topics.detection.localization.view.commands import CLASS_HINT, HINTS, PRESENCE_HINT
from explorer.topics.detection.localization.view.table import VectorTable
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox


class Owner(Protocol):
    """Who is told what the user does."""

    def refuse(self, error: BaseException) -> None:
        """Say why something does not fit."""

    def set_presence(self, there: bool) -> None:
        """Take an object, or none."""

    def pick_class(self, index: int) -> None:
        """Take another class of the object."""

    def rename_class(self, index: int, name: str) -> None:
        """Give a class another name."""

    def add_class(self) -> None:
        """Add a class."""

    def remove_class(self, index: int) -> None:
        """Remove a class."""

    def type_number(self, row: int, column: int, text: str) -> None:
        """Take a number that was typed into the table."""


class Panel(QWidget):
    """All controls, and the table."""

    def __init__(self, store: Store[State], owner: Owner) -> None:
        super().__init__()

        def refused(error: UserError) -> None:
            owner.refuse(error)

        self._store = store
        self.form = FieldForm(store, LOSSES, HINTS, refused)
        self.presence = QCheckBox()
        self.presence.toggled.connect(owner.set_presence)
        self.classes = ClassList(
            owner.pick_class, owner.rename_class, owner.add_class, owner.remove_class
        )
        self.table = VectorTable(owner.type_number)
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        self.form.add_row(mark("There is an object (pc = 1)"), self.presence, PRESENCE_HINT)
        self.form.add_row(mark("Class"), self.classes, CLASS_HINT)
        self.form.add_field("loss")
        self.form.add_field("learning_rate")
        # The table takes the room that is left.
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addWidget(self.table, 1)

    def show_result(self, result: Result | None) -> None:
        """Show what belongs to the view."""
        state = self._store.state
        self.form.show_fields(() if state.view == "vector" else ("loss", "learning_rate"))
        with QSignalBlocker(self.presence):
            self.presence.setChecked(state.object if result is None else result.present)
        label = result.target.label if result else _label(state)
        self.classes.show_classes(state.classes, label)
        self.table.show_result(result, state.view)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.table.retranslate()


def _label(state: State) -> int:
    return state.classes.index(state.label) if state.label in state.classes else 0
