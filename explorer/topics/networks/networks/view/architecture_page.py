"""The page with the network as a diagram."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.nets.opened import Opened
from explorer.topics.networks.networks import sentences
from explorer.topics.networks.networks.view import architecture
from explorer.topics.networks.networks.view.page import MakeCanvas, Page
from explorer.topics.networks.networks.view.work import Shown
from explorer.ui.widgets.diagram import ZOOM_STEP, Diagram

MANY = 50
"""Layers from which on what stands at each of them is too small to be read at once."""


class ArchitecturePage(Page):
    """The network as a diagram."""

    def fill(self, make_canvas: MakeCanvas) -> None:
        """Lay out the page."""
        self.diagram = Diagram()
        self.diagram.picked.connect(self._pick)
        self.diagram.opened.connect(self._show_maps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.diagram, 1)
        column.addWidget(self.caption)
        self._opened: Opened | None = None
        self._open = ""  # the layer
        self.retranslate()

    def show_answer(self, shown: Shown) -> None:
        """Draw the network and frame the open layer."""
        opened = shown.result.opened
        self._draw(opened, shown.result.layer.name)
        lines = [sentences.network(shown.result)]
        if len(opened.traced.layers) >= MANY:
            lines.append(
                tr("Zoom in (the wheel, or Ctrl and +) to read what stands at each layer.")
            )
        self.caption.setText("\n".join(lines))

    def show_hollow(self, opened: Opened, missing: UserError) -> None:
        """Draw a network whose weights are missing, and say so."""
        self._draw(opened, "")
        self.caption.setText(f"{sentences.published(opened)}\n{missing}")

    def zoom(self, direction: int) -> None:
        """Enlarge about the open layer (1), reduce (-1) or show the whole network (0)."""
        diagram = self.diagram
        if direction and diagram.placed:
            node = diagram.chosen
            about = None if node is None else diagram.place(node).center()
            diagram.zoom_by(ZOOM_STEP**direction, about)
        else:
            diagram.fit()

    def answers(self) -> list[QWidget]:
        """Return the sentences, and the picture, in which the shapes are written."""
        return [self.diagram, self.caption]

    def _draw(self, opened: Opened, layer: str) -> None:
        if opened is not self._opened:
            self.diagram.show_network(*architecture.network(opened))
        self._opened, self._open = opened, layer
        self._frame()

    def _frame(self) -> None:
        if self._opened:
            node = architecture.node_of(self._opened, self._open) if self._open else None
            self.diagram.choose(node)

    @Slot(str)
    def _pick(self, name: str) -> None:
        if self._open and self._opened and name in self._opened.traced.modules:
            self.store.amend(layer=name, channel=-1, position=(-1, -1))
        else:
            # The input is no layer: the open one stays framed.
            self._frame()

    @Slot(str)
    def _show_maps(self, name: str) -> None:
        if self._open and self._opened and name in self._opened.traced.modules:
            self.store.update(view="maps")

    def retranslate(self) -> None:
        """Write the nodes anew."""
        self.diagram.setAccessibleName(tr("Architecture"))
        self.diagram.setToolTip(
            tr(
                "A click or Enter opens the maps of a layer, Esc leads back here; the arrow keys "
                "choose. The wheel zooms, a drag moves, a double click beside the layers shows all."
            )
        )
        if self._opened:
            self.diagram.show_network(*architecture.network(self._opened))
