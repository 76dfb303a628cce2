"""The settings of the chosen layer and the shape of the input, as a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Listener, Store
from explorer.topics.foundations.layers import layer
from explorer.topics.foundations.layers.layer import ACTIVATIONS, MODES, TYPES, Layer
from explorer.topics.foundations.layers.state import State
from explorer.topics.foundations.layers.view.editors import PADDINGS
from explorer.ui.widgets.field_form import FieldForm

TEXTS = TYPES | MODES | ACTIVATIONS | PADDINGS
HINTS = {
    "stride": mark("How far the window jumps each time."),
    "padding": mark(
        "Cells of zeros around the input. Valid: none. Same: the output keeps the size at "
        "stride 1; of an odd number of cells (even filter) one more lies below and to the right."
    ),
}
FIELDS = ("type", "filters", "size", "stride", "padding", "mode", "units", "activation")


class ChosenLayer:
    """The chosen layer of a store, which can be used like a store itself."""

    def __init__(self, store: Store[State]) -> None:
        self._store = store

    @property
    def index(self) -> int:
        """Place of the layer; -1 if none is chosen."""
        return min(self._store.state.selected, len(self._store.state.layers) - 1)

    @property
    def state(self) -> Layer:
        """The layer; any other if none is chosen."""
        return self._store.state.layers[self.index] if self.index >= 0 else Layer()

    def update(self, gesture: str | None = None, **changes: Any) -> None:
        """Change settings of the layer as one step of undo."""
        layers = self._store.state.layers
        for key, value in changes.items():
            layers = layer.change(layers, self.index, key, value)
        self._store.update(gesture, layers=layers)

    def subscribe(self, listener: Listener[Layer]) -> Callable[[], None]:
        """Call ``listener`` after each change of the store."""
        return self._store.subscribe(lambda _new, _old: listener(self.state, self.state))


class LayerForm(QWidget):
    """The settings that the type of the chosen layer has."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._store = store
        self.chosen = ChosenLayer(store)
        self.title = QLabel()
        self.title.setWordWrap(True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.form = FieldForm(self.chosen, TEXTS, HINTS, refused)
        for name in FIELDS:
            self.form.add_field(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.form)
        store.subscribe(lambda _new, _old: self._show())

    def _show(self) -> None:
        index = self.chosen.index
        self.form.setVisible(index >= 0)
        if index < 0:
            self.title.setText(tr("Choose a layer in the table to change it here."))
            return
        count = len(self._store.state.layers)
        self.title.setText(tr("Layer {number} of {count}", number=index + 1, count=count))
        self.form.show_fields(("type", *self.chosen.state.keys))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self._show()
