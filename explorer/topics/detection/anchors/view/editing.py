"""Drawing, moving and naming boxes, and going from slot to slot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot

from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.anchors import shapes
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State


class Editing:
    """Mixed into the view."""

    store: Store[State]
    result: Result | None
    change: Callable[..., None]
    refuse: Callable[[BaseException], None]

    # --- boxes ----------------------------------------------------------------

    def _drawn(self) -> shapes.Fields:
        """Return boxes and labels as the state may hold them: a label for each box."""
        state = self.store.state
        labels = state.labels or state.classes[:1] * len(state.boxes)
        return {"boxes": state.boxes, "labels": labels}

    @Slot(object)
    def _add(self, box: Box) -> None:
        state, drawn = self.store.state, self._drawn()
        like = state.selected if state.selected < len(state.boxes) else -1
        changes = shapes.added(drawn, box, like, state.classes[0])
        self.change(**changes, selected=len(drawn["boxes"]))

    @Slot(int, object, bool)
    def _move(self, index: int, box: Box, last: bool) -> None:
        self.change("boxes", boxes=shapes.replaced(self.store.state.boxes, index, box))
        if last:
            self.store.end_gesture()

    @Slot(int)
    def _remove(self, index: int) -> None:
        self.change(**shapes.removed(self._drawn(), index), selected=-1)

    @Slot(int)
    def _choose(self, index: int) -> None:
        if index < 0 and self.result is not None:
            # The slot of the box stays in sight.
            self.look_at(*self.result.slot)
        else:
            self.change("looked at", selected=index)

    # --- classes and anchors --------------------------------------------------

    def edit(self, name: str, value: Any) -> None:
        """Change the names of the classes, the class of the box looked at, or the anchors."""
        {"classes": self._rename, "label": self._label, "anchors": self._reshape}[name](value)

    def _rename(self, text: str) -> None:
        state = self.store.state
        try:
            classes = shapes.read_classes(tr("Classes"), text)
        except UserError as error:
            self.refuse(error)
            return
        labels = shapes.renamed(self._drawn()["labels"], state.classes, classes)
        self.change(classes=classes, labels=labels)

    def _label(self, name: str) -> None:
        selected = self.store.state.selected
        if 0 <= selected < len(self.store.state.boxes):
            self.change(labels=shapes.replaced(self._drawn()["labels"], selected, name))

    def _reshape(self, anchors: tuple[Any, ...]) -> None:
        self.change(anchors=anchors)

    def next_class(self) -> None:
        """Give the box looked at the next class, going round."""
        if self.result is not None and self.result.selected >= 0:
            number = int(self.result.labels[self.result.selected]) + 1
            self._label(self.result.classes[number % len(self.result.classes)])

    # --- slots ----------------------------------------------------------------

    @Slot(int, int, int)
    def look_at(self, row: int, column: int, anchor: int) -> None:
        """Look at a slot rather than at a box."""
        self.change("looked at", row=row, column=column, anchor=anchor, selected=-1)

    @Slot(float, float)
    def _point(self, x: float, y: float) -> None:
        """Look at the cell at a point of the picture."""
        if self.result is None:
            return
        rows, columns, _, _ = self.result.shown.y.shape
        width, height = self.result.size
        if 0 <= x < width and 0 <= y < height:
            place = (int(y * rows / height), int(x * columns / width))
            self.look_at(*place, self.result.slot[2])

    def step_cell(self, by: tuple[int, int]) -> None:
        """Look at a neighbouring cell: ``by`` is (down, right); the edges stop."""
        if self.result is not None:
            rows, columns, _, _ = self.result.shown.y.shape
            row, column, anchor = self.result.slot
            row = min(max(row + by[0], 0), rows - 1)
            self.look_at(row, min(max(column + by[1], 0), columns - 1), anchor)

    def next_anchor(self) -> None:
        """Look at the next anchor of the cell, going round."""
        if self.result is not None:
            row, column, anchor = self.result.slot
            self.look_at(row, column, (anchor + 1) % self.result.shown.y.shape[2])
