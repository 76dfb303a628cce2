"""The right side: controls that keep input, filters and bias fitting together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.foundations.volumes import resize
from explorer.topics.foundations.volumes.presets import PRESETS
from explorer.topics.foundations.volumes.state import State
from explorer.topics.foundations.volumes.view import looks
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm, WholeNumber
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.ui.widgets.preset_box import PresetBox

Refused = Callable[[UserError], None]

TEXTS = {"valid": mark("Valid (none)"), "same": mark("Same size")}
HINTS = {
    "padding": mark(
        "Cells of zeros around the input. Valid: none. Same: the output keeps the size."
    ),
    "stride": mark("How far the window jumps each time."),
    "relu": mark("After the bias, negative numbers become 0."),
}


class Count(WholeNumber):
    """How many there are of something; another number changes input, filters and bias alike.

    Parameters
    ----------
    store : Store
    limit : int
    read : callable
        Returns the present number.
    change : callable
        Returns a state with another number.
    refused : callable
        Told when that does not fit.
    """

    def __init__(
        self,
        store: Store[State],
        limit: int,
        read: Callable[[State], int],
        change: Callable[[State, int], State],
        refused: Refused,
    ) -> None:
        super().__init__(fields.Spec("integer", "", 1, limit, 1), self._changed)
        self._store, self._change, self._refused = store, change, refused
        store.subscribe(lambda new, _old: self.show_value(read(new)))
        self.show_value(read(store.state))

    def _changed(self, number: int) -> None:
        try:
            self._store.replace(self._change(self._store.state, number))
        except UserError as error:
            self._refused(error)


class Looked(ChoiceBox):
    """Which filter or channel is in front."""

    def __init__(
        self, store: Store[State], name: str, names: Callable[[State], Sequence[str]]
    ) -> None:
        super().__init__(lambda number: store.update(**{name: number}))
        self._store, self._name, self._names = store, name, names
        store.subscribe(lambda _new, _old: self.retranslate())

    def retranslate(self) -> None:
        """Show the names in the active language."""
        names = self._names(self._store.state)
        at = min(getattr(self._store.state, self._name), len(names) - 1)
        self.show_entries(list(enumerate(names)), at)


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
