"""The right side: controls that keep input, filters and bias fitting together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes.presets import PRESETS
from explorer.topics.foundations.volumes.state import State
from explorer.ui import channel_looks as looks
from explorer.ui.widgets.counted import Count, Looked
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.ui.widgets.preset_box import PresetBox

Refused = Callable[[UserError], None]

TEXTS = {"valid": mark("Valid (none)"), "same": mark("Same (size kept at stride 1)")}
HINTS = {
    "padding": mark(
        "Cells of zeros around the input. Valid: none. Same: the output keeps the size at "
        "stride 1; of an odd number of cells (even filter) one more lies below and to the right."
    ),
    "stride": mark("How far the window jumps each time."),
    "relu": mark("After the bias, negative numbers become 0."),
}


class Panel(QWidget):
    """The form of the topic."""

    def __init__(self, store: Store[State], refused: Refused) -> None:
        super().__init__()
        form = self.form = FieldForm(store, TEXTS, HINTS, refused)
        form.add_row(mark("Example"), PresetBox(PRESETS, store))
        for name in ("padding", "stride", "relu"):
            form.add_field(name)
        form.add_row(mark("Input size"), MatrixSize(store, "input"))
        most_filters, most_channels, most_size, _ = fields.spec(store.state, "kernels").sides
        self.channels, self.filters, self.size = (
            Count(store, limit, read, change, refused)
            for limit, read, change in (
                (most_channels, lambda s: len(s.input), resize.with_channels),
                (most_filters, lambda s: len(s.kernels), resize.with_filters),
                (most_size, lambda s: len(s.kernels[0][0]), resize.with_kernel_size),
            )
        )
        form.add_row(
            mark("Channels"),
            self.channels,
            mark("Depth of the input. A filter is as deep as its input, so all filters follow."),
        )
        form.add_row(
            mark("Filters"), self.filters, mark("Each filter makes one channel of the output.")
        )
        form.add_row(mark("Filter size"), self.size, mark("Rows and columns of every filter."))
        self.filter = Looked(store, "filter", lambda s: looks.filter_names(len(s.kernels)))
        self.channel = Looked(store, "channel", lambda s: looks.channel_names(len(s.input)))
        form.add_row(mark("Filter looked at"), self.filter, mark("Also: F and Shift+F."))
        form.add_row(mark("Channel looked at"), self.channel, mark("Also: C and Shift+C."))
        column = QVBoxLayout(self)
        column.addWidget(form)
        column.addStretch(1)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
