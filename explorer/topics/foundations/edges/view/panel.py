"""The right side: what can be chosen in each view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.foundations.edges.result import Result
from explorer.topics.foundations.edges.state import State
from explorer.topics.foundations.edges.view.commands import HINTS, TEXTS
from explorer.topics.foundations.edges.view.filter_editor import FilterEditor, SizeRow
from explorer.topics.preset import Preset
from explorer.ui.actions import Commands
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.choices import PRESETS
from explorer.vision.windows import Array

SETTINGS = ("mode", "padding", "stride", "colour", "contrast")
SHOWN = {
    "filter": SETTINGS,
    "compare": ("padding", "stride", "colour", "contrast"),
    "chain": ("mode", "colour", "contrast"),
    "learn": ("contrast",),
}
"""The settings that have a meaning in each view."""

DRAWN = "drawn"
FIRST = {
    name: Preset(preset.title, {"kernel": (), "preset": name}) for name, preset in PRESETS.items()
}
SECOND = {name: Preset(preset.title, {"second": preset.rows}) for name, preset in PRESETS.items()}

Refused = Callable[[UserError], None]


class TargetBox(ChoiceBox):
    """What is to be learned: the edges that a preset finds, or a drawing."""

    def __init__(self, store: Store[State], picked: Callable[[str], None]) -> None:
        super().__init__(picked)
        self._store = store
        store.subscribe(lambda _new, _old: self.retranslate())

    def retranslate(self) -> None:
        """Show the entries in the active language."""
        state = self._store.state
        entries = [(DRAWN, tr("Drawn by hand"))]
        entries += [(name, tr(preset.title)) for name, preset in PRESETS.items()]
        self.show_entries(entries, DRAWN if state.drawn else state.target)


class Panel(QWidget):
    """Sections, of which each view shows its own.

    Parameters
    ----------
    store : Store of State
    commands : Commands
        Those that change the filter.
    refused : callable
        Told what cannot be taken and why.
    choose_target : callable
        Takes the name of a preset, or `DRAWN`.
    use_learned : callable
        Takes over the filter that was found.
    """

    def __init__(
        self,
        store: Store[State],
        commands: Commands,
        refused: Refused,
        choose_target: Callable[[str], None],
        use_learned: Callable[[], None],
    ) -> None:
        super().__init__()
        self._store = store
        self.editor = FilterEditor(store, commands, refused)
        self.sizes = {
            name: SizeRow(lambda kernel, name=name: self._resize(name, kernel))
            for name in ("kernel", "first", "second")
        }
        self.presets = {
            "kernel": PresetBox(FIRST, store),
            "first": PresetBox(FIRST, store),
            "second": PresetBox(SECOND, store),
        }
        self.target = TargetBox(store, choose_target)
        self.use = QPushButton()
        self.use.setAutoDefault(False)
        self.use.clicked.connect(use_learned)
        self._forms = {
            name: FieldForm(store, TEXTS, HINTS, refused)
            for name in ("kernel", "chain", "learn", "settings")
        }
        self._fill()
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (self.editor, *self._forms.values()):
            column.addWidget(widget)
        self._forms["learn"].layout().addRow(self.use)
        column.addStretch(1)

    def _fill(self) -> None:
        self._forms["kernel"].add_row(mark("Preset"), self.presets["kernel"])
        self._forms["kernel"].add_row(mark("Size"), self.sizes["kernel"])
        for text, name, size in (
            (mark("First filter"), "first", mark("Size of the first")),
            (mark("Second filter"), "second", mark("Size of the second")),
        ):
            self._forms["chain"].add_row(text, self.presets[name])
            self._forms["chain"].add_row(size, self.sizes[name])
        learn = self._forms["learn"]
        hint = mark("What the filter shall make of the picture. Your own target can be painted.")
        learn.add_row(mark("Target"), self.target, hint)
        for name in ("size", "rate", "momentum"):
            learn.add_field(name)
        for name in SETTINGS:
            self._forms["settings"].add_field(name)

    def _resize(self, name: str, kernel: Array) -> None:
        field = "second" if name == "second" else "kernel"
        self._store.update(**{field: kernel.tolist()})

    def editors(self, form: str) -> dict[str, Any]:
        """Return the controls of a form by the names of their fields."""
        return self._forms[form].editors

    def show_view(self, state: State) -> None:
        """Show the sections of a view."""
        own = state.view in ("filter", "compare")
        self.editor.setVisible(own)
        self._forms["kernel"].setVisible(own)
        self._forms["chain"].setVisible(state.view == "chain")
        self._forms["learn"].setVisible(state.view == "learn")
        self._forms["settings"].show_fields(SHOWN[state.view])
        names = ("size", "rate", "momentum") if state.drawn else ("rate", "momentum")
        self._forms["learn"].show_fields(names)

    def show_result(self, result: Result, state: State) -> None:
        """Show the filters."""
        self.editor.show_kernel(result.kernel)
        for name in ("kernel", "first"):
            self.sizes[name].show_kernel(result.kernel)
        if state.second:
            self.sizes["second"].show_kernel(np.array(state.second))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.editor.retranslate()
        for form in self._forms.values():
            form.retranslate()
        self.use.setText(tr("Use this filter"))
        self.use.setToolTip(tr("Take the filter found over and see it on the whole picture"))
