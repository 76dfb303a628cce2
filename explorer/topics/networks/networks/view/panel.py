"""The right side: the picture, the network, what is looked at, and the classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.nets.graph import Layer
from explorer.nets.opened import Opened
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.view.commands import HINTS, TEXTS
from explorer.topics.networks.networks.view.top import TopList
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.actions import Commands
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm, WholeNumber
from explorer.ui.widgets.map_pane import MapPane
from explorer.vision.choices import NETWORKS
from explorer.weights.manifest import find

AFRESH = {
    "model": "",
    "layer": "",
    "channel": -1,
    "position": (-1, -1),
    "silenced": (),
    "switched": (),
    "transplant": (),
    "target": -1,
    "idea": "",
}
"""What is set back with another network."""
PICTURE = 150
"""Least height of the picture."""
MOST_PICTURE = 340


class NetworkBox(ChoiceBox):
    """The networks; what was chosen in the last one does not go with another."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(self._choose)
        self._store = store
        store.subscribe(lambda _new, _old: self.retranslate())

    def _choose(self, name: str) -> None:
        if name in NETWORKS:
            self._store.update(network=name, **AFRESH)

    def retranslate(self) -> None:
        """Show the networks, the present one in front; a file of the user's own by its name."""
        state = self._store.state
        own = [(state.model, Path(state.model).name)] if state.model else []
        self.show_entries([*own, *NETWORKS.items()], state.model or state.network)


class LayerBox(ChoiceBox):
    """The layers of the network with their shapes."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(lambda name: store.amend(layer=name, channel=-1, position=(-1, -1)))
        self._result: Result | None = None
        self._listed: Opened | None = None

    def show_result(self, result: Result) -> None:
        """Show the layers, the open one in front."""
        opened, self._result = result.opened, result
        if opened is not self._listed or not self.count():
            # Once a network, not for every frame.
            self._listed = opened
            entries = [(layer.name, self._text(layer)) for layer in opened.traced.layers]
            self.show_entries(entries, result.layer.name)
        self.setCurrentIndex(self.findData(result.layer.name))

    def _text(self, layer: Layer) -> str:
        assert self._listed
        return f"{layer.name}  {sentences.kind(self._listed, layer.name, layer.kind)}"

    def retranslate(self) -> None:
        """Take the kinds from the active language."""
        self._listed = None
        if self._result:
            self.show_result(self._result)


class Panel(QWidget):
    """Controls and classes.

    Parameters
    ----------
    store : Store of State
    commands : Commands
    refused : callable
        Told when a value does not fit.
    complete : callable
        Fetches the weights with the classifier.
    """

    def __init__(
        self,
        store: Store[State],
        commands: Commands,
        refused: Callable[[UserError], None],
        complete: Callable[[], None],
    ) -> None:
        super().__init__()
        form = self.form = FieldForm(store, TEXTS, HINTS, refused)
        form.add_row(mark("Network"), NetworkBox(store), HINTS["network"])
        form.add_field("scale")
        form.add_field("tones")
        self._own = False
        self.layer = LayerBox(store)
        form.add_row(mark("Layer"), self.layer, mark("Also: L and Shift+L."))
        self.channel = WholeNumber(
            fields.Spec("integer", "", 0, 100_000, 1),
            lambda number: store.amend(channel=number, position=(-1, -1)),
        )
        form.add_row(mark("Channel"), self.channel, mark("Also: C and Shift+C."))
        form.add_field("order")
        form.add_field("second")
        form.add_field("transplant_filter")
        buttons = QHBoxLayout()
        for name in ("silence", "hear_all"):
            button = QToolButton()
            button.setDefaultAction(commands[name])
            buttons.addWidget(button, 1)
        self.top = TopList()
        self.top.picked.connect(lambda target: store.amend(target=target))
        self.top.looked.connect(
            lambda layer, number: store.amend(layer=layer, channel=number, position=(-1, -1))
        )
        self.complete = QPushButton()
        self.complete.setAutoDefault(False)
        self._offered: Opened | None = None
        self.complete.clicked.connect(complete)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(form)
        column.addLayout(buttons)
        column.addWidget(self.top)
        column.addWidget(self.complete)
        column.addStretch(1)

    def show_picture(self, pane: MapPane, inks: QWidget) -> None:
        """Lay out the picture that goes in, and what it is drawn with, above all else."""
        pane.setMinimumHeight(PICTURE)
        pane.setMaximumHeight(MOST_PICTURE)
        # It takes the room that is left; before the classes are out of sight it becomes smaller.
        pane.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._column.insertWidget(0, pane, 100)
        self._column.insertWidget(1, inks)

    def heightForWidth(self, width: int) -> int:
        """Ask for the least height of the picture too, which the layout leaves out."""
        return int(self._column.heightForWidth(width)) + PICTURE

    def show_view(self, state: State) -> None:
        """Show the controls of a view."""
        names = set()
        if state.view == "maps":
            names.add("order")
        if state.view == "compare":
            names.add("second")
        if state.transplant:
            names.add("transplant_filter")
        if self._own:
            names |= {"scale", "tones"}
        self.form.show_fields(names)

    def clear(self) -> None:
        """Show nothing of a network that is not there."""
        self.layer.clear()
        self.channel.show_value(0)
        self._own = False
        self._enable(False)
        self.top.hide()
        self.complete.hide()

    def _enable(self, there: bool) -> None:
        self.layer.setEnabled(there)
        self.channel.setEnabled(there)

    def show_answer(self, shown: Shown) -> None:
        """Show what is looked at, and the classes."""
        result = shown.result
        self.layer.show_result(result)
        self.channel.setMaximum(len(result.maps) - 1)
        self.channel.show_value(result.channel.number)
        self._enable(True)
        self.top.show_result(result)
        self.top.setVisible(shown.asked.state.view != "compare")
        self._own = result.opened.loaded.own
        self.show_view(shown.asked.state)
        lacking = not (result.opened.loaded.complete or self._own)
        self.complete.setVisible(lacking)
        if lacking and result.opened is not self._offered:
            self._offer(result.opened)

    def _offer(self, opened: Opened) -> None:
        # Once a network, not for every frame: the table of weights is a file.
        self._offered = opened
        best = find(opened.loaded.classifier.weights[0].name)
        size = round(best.original.size / 1e6)
        self.complete.setText(tr("Fetch the complete weights ({size} MB)…", size=size))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.layer.retranslate()
        self.top.retranslate()
        self._offered = None
