"""The controls: which picture, which landmarks, which thresholds."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.detection.landmarks.presets import PRESETS
from explorer.topics.detection.landmarks.state import POINTS, State
from explorer.topics.detection.landmarks.view.commands import HINTS
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.landmarks import REGION_NAMES

VIEW_FIELDS = {
    "points": ("points", "region", "numbers"),
    "eyes": ("eye_threshold",),
    "pose": (),
}
"""The fields that matter to each view, beside those that matter to all."""
ALWAYS = ("score_threshold", "input_size")


class Panel(FieldForm):
    """Shows the fields that matter to the view in front."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__(store, POINTS | REGION_NAMES, HINTS, refused)
        self.add_row(mark("Example"), PresetBox(PRESETS, store))
        for name in ("points", "region", "numbers", "eye_threshold", *ALWAYS):
            self.add_field(name)

    def show_view(self, state: State) -> None:
        """Show what goes with the view of ``state``."""
        shown = set(VIEW_FIELDS[state.view] + ALWAYS)
        if state.points == "5":
            # Five are not worth a choice.
            shown.discard("region")
        self.show_fields(shown)
