"""The right side of the view with real activations: the module, its branches, the classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.counts import product
from explorer.topics.networks.inception.result import Result
from explorer.topics.networks.inception.state import NETWORKS, State
from explorer.topics.networks.inception.structure import JOINT
from explorer.topics.networks.inception.view.branch_table import BranchTable
from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.bar_list import BarList, Row
from explorer.ui.widgets.choice_box import ChoiceBox, Picked
from explorer.ui.widgets.field_form import FieldForm, WholeNumber

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Activations

AFRESH = {"silenced": (), "output_channel": -1}
"""What does not go with another module."""


class RealPanel(QWidget):
    """What is looked at, which branches are heard, and what the network says.

    Parameters
    ----------
    store : Store
    refused : callable
        Told when a value does not fit.
    """

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self.form = FieldForm(store, {}, {}, refused)
        self.form.add_row(
            mark("Network"),
            Picked(store, "network", NETWORKS, module="", **AFRESH),
            mark("Trained on ImageNet: a thousand classes of things and animals."),
        )
        self.module = ChoiceBox(lambda module: store.update(module=module, **AFRESH))
        self.form.add_row(mark("Module"), self.module, mark("With the shape that comes out."))
        self.channel = WholeNumber(
            fields.Spec("integer", "", 0, 0, 1),
            lambda channel: store.update("output_channel", output_channel=channel),
        )
        self.form.add_row(mark("Channel"), self.channel, mark("Also: C and Shift+C."))
        self.table, self.whole = BranchTable(store), QPushButton()
        self.whole.setAutoDefault(False)
        self.whole.clicked.connect(lambda: store.update(silenced=()))
        self.heading, self.top = QLabel(), BarList(CATEGORIES[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.form, self.table, self.whole, self.heading, self.top):
            column.addWidget(part)

    def show_result(self, result: Result) -> None:
        """Show the module at work, if the network is there."""
        self._set_there(result.activations is not None)
        if result.activations:
            self._show(result.activations)

    def wait(self) -> None:
        """Show nothing of what was there before."""
        self._set_there(False)

    def _set_there(self, there: bool) -> None:
        for part in (self.table, self.whole, self.heading, self.top):
            part.setVisible(there)
        for part in (self.module, self.channel):
            part.setEnabled(there)

    def _show(self, found: Activations) -> None:
        shapes = found.opened.shapes
        entries = []
        for name in found.modules:
            channels, height, width = shapes[name + JOINT]
            entries.append((name, f"{name}  {product(height, width, channels)}"))
        self.module.show_entries(entries, found.module)
        self.channel.setMaximum(len(found.joined) - 1)
        self.channel.show_value(found.channel)
        self.table.show_module(found)
        self.whole.setEnabled(bool(found.silenced))
        before = {guess.index: guess.probability for guess in found.top_before}
        self.top.show_rows(
            [
                Row(
                    guess.label,
                    guess.probability,
                    f"{guess.probability:.1%}",
                    before.get(guess.index, 0.0) if found.silenced else None,
                )
                for guess in found.top
            ],
            largest=1.0,
        )
        heading = (
            mark("Classes; the line: before the change") if found.silenced else mark("Classes")
        )
        self.heading.setText(tr(heading))

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.table.retranslate()
        self.whole.setText(tr("Hear all branches"))
        self.top.setAccessibleName(tr("Classes"))
