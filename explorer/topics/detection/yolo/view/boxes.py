"""Opening a raw box: by a click, by keys, from cell to cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.sources.flow import Flow
from explorer.topics.detection.yolo import navigate
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import State
from explorer.ui.actions import Commands
from explorer.ui.widgets.image_canvas import ImageCanvas

# Views in which a click means a cell, which is the same on every frame.
CELL_VIEWS = ("grid", "anchors", "pc")


class BoxCommands:
    """Mixed into the view."""

    store: Store[State]
    commands: Commands
    flow: Flow
    hold: Callable[[], None]
    canvas: ImageCanvas
    result: Result | None

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        if self.result is None:
            return
        view = self.store.state.view
        if view in CELL_VIEWS:
            self._open(navigate.cell_at(self.result, x, y))
        else:
            self._open(navigate.box_at(self.result, x, y, raw=view == "raw"))

    @Slot(float, float)
    def _hovered(self, x: float, y: float) -> None:
        tip = ""
        if self.result and self.store.state.view == "pc":
            slot = self.result.predictions.from_picture(x, y, self.result.head)
            if slot:
                value = float(self.result.pc_map[slot.row, slot.column])
                tip = tr(
                    "row {row}, column {column} (from 0): {value}",
                    row=slot.row,
                    column=slot.column,
                    value=f"{value:.4f}",
                )
        self.canvas.setToolTip(tip)

    def _open(self, index: int | None) -> None:
        if index is None:
            return
        if self.flow.flowing and index >= 0 and self.store.state.view not in CELL_VIEWS:
            # On the next frame this raw box would be something else.
            self.hold()
        self.store.update("selected", selected=index)

    def step_box(self, step: int) -> None:
        """Open a neighbouring detection."""
        if self.result:
            self._open(navigate.next_detection(self.result, step))

    def step_cell(self, step: tuple[int, int]) -> None:
        """Open a neighbouring cell: ``step`` is (down, right)."""
        if self.result:
            self._open(navigate.next_cell(self.result, *step))

    def next_anchor(self) -> None:
        """Open the next anchor of the open cell."""
        if self.result:
            self._open(navigate.next_anchor(self.result))

    def best_box(self) -> None:
        """Open whichever detection is best on each frame."""
        self._open(-1)
