"""The right side: the picture, the window and its stride, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.detection.sliding.presets import PRESETS
from explorer.topics.detection.sliding.state import State
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.number_slider import NumberSlider
from explorer.ui.widgets.preset_box import PresetBox

HINTS = {
    "input_size": mark("Rows and columns of the picture."),
    "window": mark(
        "The network always sees 14 × 14 pixels. A larger window is averaged down to them, which "
        "finds larger digits: an image pyramid."
    ),
    "stride": mark("How far the window jumps each time, in pixels of the picture."),
    "threshold": mark("A digit counts as found from this score on."),
    "digit_size": mark("Rows and columns of a digit in the scene, its margin included."),
    "seed": mark("Another seed: other digits in other places and colours."),
    "unit": mark("One of the 400 units of the first dense layer."),
    "channel": mark("One of the 16 channels that the unit reads."),
}
SCENE = ("digit_size", "seed")
UNIT = ("unit", "channel")


class Panel(QWidget):
    """The settings; what the view or the picture has no use for is hidden."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self.form = FieldForm(store, {}, HINTS, refused)
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        self.sliders = {
            name: NumberSlider(store, name, HINTS[name])
            for name in ("window", "stride", "threshold")
        }
        for slider in self.sliders.values():
            self.form.add_row("", slider)
        for name in ("input_size", *SCENE, *UNIT):
            self.form.add_field(name)
        self.back = QPushButton()
        self.back.setAutoDefault(False)
        self.back.clicked.connect(lambda: store.update(image="", step=0))
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addWidget(self.back)
        column.addStretch(1)
        self.show_state(store.state)

    def show_state(self, state: State) -> None:
        """Show what belongs to picture and view."""
        scene = () if state.image else SCENE
        unit = UNIT if state.view == "dense" else ()
        self.form.show_fields(("input_size", *scene, *unit))
        self.back.setVisible(bool(state.image))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.back.setText(tr("Back to the scene"))
