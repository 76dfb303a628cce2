"""The page with the network as a diagram."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from explorer.core.i18n import tr
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.view import architecture
from explorer.topics.networks.networks.view.page import MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.widgets.diagram import Diagram


class ArchitecturePage(Page):
    """The network as a diagram."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.diagram = Diagram()
        self.diagram.picked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.diagram, 1)
        column.addWidget(self.caption)
        self._shown: Shown | None = None
        self.retranslate()

    def show_answer(self, shown: Shown) -> None:
        """Draw the network and frame the open layer."""
        opened = shown.result.opened
        if self._shown is None or self._shown.result.opened is not opened:
            self.diagram.show_network(*architecture.network(opened))
        self._shown = shown
        self.diagram.choose(architecture.node_of(opened, shown.result.layer.name))
        self.caption.setText(sentences.network(shown.result))

    @Slot(str)
    def _pick(self, name: str) -> None:
        if self._shown is None:
            return
        opened = self._shown.result.opened
        if name in opened.traced.modules:
            self.store.amend(layer=name, channel=-1, position=(-1, -1))
        else:
            # The input is no layer: the open one stays framed.
            self.diagram.choose(architecture.node_of(opened, self._shown.result.layer.name))

    def retranslate(self) -> None:
        """Write the nodes anew."""
        self.diagram.setAccessibleName(tr("Architecture"))
        self.diagram.setToolTip(
            tr("Click a layer to open it. The wheel zooms, a drag moves, a double click shows all.")
        )
        if self._shown:
            self.diagram.show_network(*architecture.network(self._shown.result.opened))
