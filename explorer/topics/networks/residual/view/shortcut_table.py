"""The blocks of a trained network: whether their shortcuts are there, and their norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.residual.state import State
from explorer.ui.widgets.check_table import CheckTable, Row

if TYPE_CHECKING:
    from explorer.topics.networks.residual.process import Part


class ShortcutTable(CheckTable):
    """A row for each block; a check mark is a shortcut that is there."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(4, QHeaderView.ResizeMode.ResizeToContents)
        self.turned.connect(lambda off: store.update(cut=off))

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show blocks."""
        self.show_rows([Row(part.name, not part.cut, _texts(part)) for part in parts])

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setHorizontalHeaderLabels([tr("Shortcut"), "‖F(x)‖", "‖x‖", tr("ratio")])
        self.setAccessibleName(tr("Blocks and their shortcuts"))
        self.setToolTip(
            tr(
                "Take a check mark away to cut a shortcut: the block then hands on F(x) alone. "
                "‖F(x)‖ is the norm of what the block computes, ‖x‖ of what its shortcut brings; "
                "Wₛ: through a 1 × 1 convolution."
            )
        )


def _texts(part: Part) -> tuple[str, ...]:
    name = f"{part.name} (Wₛ)" if part.projected else part.name
    return name, f"{part.residual:.0f}", f"{part.shortcut:.0f}", f"{part.ratio:.2f}"
