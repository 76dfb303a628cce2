"""The controls: which picture, which threshold."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.faces.faces.presets import PRESETS
from explorer.topics.faces.faces.state import State
from explorer.topics.faces.faces.view.commands import HINTS
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox


class Panel(FieldForm):
    """Example and threshold."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__(store, {}, HINTS, refused)
        self.add_row(mark("Example"), PresetBox(PRESETS, store))
        self.add_field("threshold")
