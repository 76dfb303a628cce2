"""The right side: what belongs to the view in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.networks.inception import branches, resize
from explorer.topics.networks.inception.presets import COSTS, MODULE_PRESETS, PIXELS
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import MOST_CHANNELS, SHAPE, State
from explorer.topics.networks.inception.view.real_panel import RealPanel
from explorer.ui import channel_looks as looks
from explorer.ui.widgets.counted import Count, Looked
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.ui.widgets.preset_box import PresetBox
from explorer.ui.widgets.shape_field import ShapeField

Refused = Callable[[UserError], None]

HINTS = {
    "relu": mark("After the bias, negative numbers become 0."),
    "filters": mark("Channels of the output."),
    "size": mark("Rows and columns of the large convolution."),
    "bottleneck": mark("Channels that the 1 × 1 convolution leaves."),
}


def pixel_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return the settings of the 1 x 1 convolution."""
    form = FieldForm(store, {}, HINTS, refused)
    form.add_row(mark("Example"), PresetBox(PIXELS, store))
    form.add_field("relu")
    form.add_row(mark("Input size"), MatrixSize(store, "input"))
    form.add_row(
        mark("Channels"),
        Count(store, MOST_CHANNELS, lambda s: len(s.input), resize.with_channels, refused),
        mark("Depth of the input. Each filter has a weight for each channel."),
    )
    form.add_row(
        mark("Filters"),
        Count(store, MOST_CHANNELS, lambda s: len(s.weights), resize.with_filters, refused),
        mark("Each filter makes one channel of the output."),
    )
    for text, name, names, hint in (
        (
            mark("Filter looked at"),
            "filter",
            lambda s: looks.filter_names(len(s.weights)),
            mark("Also: F and Shift+F."),
        ),
        (
            mark("Channel looked at"),
            "channel",
            lambda s: looks.channel_names(len(s.input)),
            mark("Also: C and Shift+C."),
        ),
    ):
        form.add_row(text, Looked(store, name, names), hint)
    return form


def cost_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return the settings of the convolution that is compared."""
    form = FieldForm(store, {}, HINTS, refused)
    form.add_row(mark("Example"), PresetBox(COSTS, store))
    form.add_row(mark("Input"), ShapeField(store, "input_shape", SHAPE))
    for name in ("filters", "size", "bottleneck"):
        form.add_field(name)
    return form


def module_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return the channel counts of the module."""
    form = FieldForm(store, {}, HINTS, refused)
    form.add_row(mark("Example"), PresetBox(MODULE_PRESETS, store))
    form.add_row(mark("Input"), ShapeField(store, "input_shape", SHAPE))
    for key, label in branches.LABELS.items():
        form.add_row(label, _branch(store, key, refused))
    return form


def _branch(store: Store[State], key: str, refused: Refused) -> Count:
    def change(state: State, filters: int) -> State:
        changed = state.branches._replace(**{key: filters})
        return fields.change(state, {"branches": changed}, labelled=True)

    return Count(store, branches.MOST, lambda s: getattr(s.branches, key), change, refused)


class Panel(QWidget):
    """One form for each view."""

    def __init__(self, store: Store[State], refused: Refused) -> None:
        super().__init__()
        self.forms = {
            view: make(store, refused)
            for view, make in (
                ("pixel", pixel_form),
                ("cost", cost_form),
                ("module", module_form),
                ("activations", RealPanel),
            )
        }
        self.real = self.forms["activations"]
        column = QVBoxLayout(self)
        for form in self.forms.values():
            column.addWidget(form)
        column.addStretch(1)
        self.show_view(store.state.view)

    def show_view(self, view: str) -> None:
        """Show the form of the view in front."""
        for name, form in self.forms.items():
            form.setVisible(name == view)

    def show_result(self, result: Result) -> None:
        """Show what the panel of the trained network says about ``result``."""
        self.real.show_result(result)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for form in self.forms.values():
            form.retranslate()
