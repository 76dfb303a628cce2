"""The branches of a real module: what they make and take, and whether they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.inception.state import State
from explorer.topics.networks.inception.view.real_texts import branch_text, short
from explorer.ui.widgets.check_table import CheckTable, Row

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Activations


class BranchTable(CheckTable):
    """A row for each branch; a check mark is one that is heard."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(4, QHeaderView.ResizeMode.Stretch)
        self.turned.connect(lambda off: store.update(silenced=off))

    def show_module(self, found: Activations) -> None:
        """Show the branches of the module looked at."""
        rows = []
        for number, branch in enumerate(found.branches, start=1):
            numbers = (branch.channels, branch.parameters, branch.multiplications)
            heard = branch.name not in found.silenced
            tip = f"{branch.name}: {branch_text(branch)}"
            rows.append(Row(branch.name, heard, (f"{number}", *map(short, numbers)), tip))
        self.show_rows(rows)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        titles = (tr("Branch"), tr("Channels"), tr("Parameters"), tr("Products"))
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(tr("Branches of the module"))
        self.setToolTip(
            tr(
                "Take a check mark away to silence a branch: it then hands on nothing but zeros. "
                "Products: multiplications for one picture."
            )
        )
