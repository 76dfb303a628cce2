"""The right side: what belongs to the view in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.networks.residual.block import resized
from explorer.topics.networks.residual.presets import BLOCKS
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.state import DEPTHS, MOST_UNITS, NETWORKS, State
from explorer.topics.networks.residual.view.shortcut_table import ShortcutTable
from explorer.ui.widgets.choice_box import Picked
from explorer.ui.widgets.counted import Count
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox

Refused = Callable[[UserError], None]

HINTS = {
    "shortcut": mark("On: what comes in is added before the last ReLU."),
    "strength": mark("Multiplies the weights and biases of both layers, down to 0."),
    "rate": mark("How far a step of gradient descent goes."),
    "weight_decay": mark(
        "Each step also pulls every weight towards 0, by rate times λ of its size."
    ),
    "width": mark("The second stage has twice, the third four times as many."),
    "epochs": mark("How often all 2,000 digits are gone through."),
    "momentum": mark("How much of the last step goes on into the next."),
    "batch": mark("A step follows the mean gradient of this many digits."),
    "seed": mark("Another seed: other first weights and another order of the digits."),
}


def block_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return the settings of the block."""
    form = FieldForm(store, {}, HINTS, refused)
    form.add_row(mark("Example"), PresetBox(BLOCKS, store))
    form.add_field("shortcut")
    for text, hint, read, change in (
        (
            mark("Numbers in"),
            mark("Size of a[l]."),
            lambda s: len(s.input),
            lambda s, n: resized(s, n, len(s.first), len(s.second)),
        ),
        (
            mark("Numbers inside"),
            mark("Size of a[l+1]."),
            lambda s: len(s.first),
            lambda s, n: resized(s, len(s.input), n, len(s.second)),
        ),
        (
            mark("Numbers out"),
            mark("Size of a[l+2]. Another one than that of a[l] needs a projection Wₛ."),
            lambda s: len(s.second),
            lambda s, n: resized(s, len(s.input), len(s.first), n),
        ),
    ):
        form.add_row(text, Count(store, MOST_UNITS, read, change, refused), hint)
    for name in ("strength", "rate", "weight_decay"):
        form.add_field(name)
    return form


def training_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return what is trained and how."""
    form = FieldForm(store, {}, HINTS, refused)
    form.add_row(
        mark("Depth"),
        Picked(store, "depth", {depth: str(depth) for depth in DEPTHS}),
        mark("Weight layers of each network: 6n + 2, in three stages."),
    )
    names = ("width", "epochs", "batch", "seed", "rate", "momentum", "weight_decay")
    for name in names:
        form.add_field(name)
    return form


def cut_form(store: Store[State], refused: Refused) -> FieldForm:
    """Return which network is cut."""
    form = FieldForm(store, {}, HINTS, refused)
    # Another network has other blocks.
    form.add_row(
        mark("Network"),
        Picked(store, "network", NETWORKS, cut=()),
        mark("Trained on ImageNet: a thousand classes of things and animals."),
    )
    return form


class Panel(QWidget):
    """One form for each view."""

    def __init__(self, store: Store[State], refused: Refused) -> None:
        super().__init__()
        self.forms = {
            view: make(store, refused)
            for view, make in (
                ("block", block_form),
                ("training", training_form),
                ("cut", cut_form),
            )
        }
        self.table = ShortcutTable(store)
        self.whole = QPushButton()
        self.whole.setAutoDefault(False)
        self.whole.clicked.connect(lambda: store.update(cut=()))
        column = QVBoxLayout(self)
        for form in self.forms.values():
            column.addWidget(form)
        column.addWidget(self.whole)
        column.addWidget(self.table)
        column.addStretch(1)
        self.show_view(store.state.view)

    def show_view(self, view: str) -> None:
        """Show what belongs to the view in front."""
        for name, form in self.forms.items():
            form.setVisible(name == view)

    def show_result(self, result: Result) -> None:
        """Show the blocks of the trained network, if it is there."""
        self._set_there(result.cut is not None)
        if result.cut:
            self.table.show_parts(result.cut.parts)

    def wait(self) -> None:
        """Show nothing of what was there before."""
        self._set_there(False)

    def _set_there(self, there: bool) -> None:
        for part in (self.whole, self.table):
            part.setVisible(there)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for form in self.forms.values():
            form.retranslate()
        self.table.retranslate()
        self.whole.setText(tr("Restore all shortcuts"))
