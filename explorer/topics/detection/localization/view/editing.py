"""What mouse, keys and typed numbers do to target, prediction and classes."""

from __future__ import annotations

from PySide6.QtCore import Slot

from explorer.core.box_lists import Box
from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.localization import edits
from explorer.topics.detection.localization.edits import Changes
from explorer.topics.detection.localization.result import Result
from explorer.topics.detection.localization.state import State
from explorer.topics.detection.localization.view import drawing
from explorer.topics.detection.localization.view.board import Board
from explorer.topics.detection.localization.view.panel import Panel
from explorer.topics.detection.localization.view.table import Y
from explorer.ui.stage_view import StageView
from explorer.ui.widgets.box_canvas import BoxCanvas


class Edited(StageView):
    """What the parts below need of the view that they are mixed into."""

    store: Store[State]
    result: Result | None
    board: Board
    panel: Panel
    draft: Changes | None

    def show_now(self) -> None:
        """Compute and draw again."""
        raise NotImplementedError

    def show_answer(self) -> None:
        """Draw the result again."""
        raise NotImplementedError


class BoxEdits(Edited):
    """Drawing, moving and removing boxes."""

    _held: tuple[State, str, Box] | None = None
    """The state before a box was taken hold of, which one it is, and where it was."""
    _base: Result | None = None
    """What was on screen before a new box was begun."""

    def listen(self, canvas: BoxCanvas) -> None:
        """Follow what the user does to the boxes on a canvas."""
        canvas.drawing_now.connect(self._draw)
        canvas.box_drawn.connect(self._drawn)
        canvas.box_changed.connect(self._move)
        canvas.box_chosen.connect(self._choose)
        canvas.box_removed.connect(self._remove)

    @Slot(object)
    def _draw(self, box: Box | None) -> None:
        """Let y fill while a box is being drawn."""
        if box is not None and (box[0] == box[2] or box[1] == box[3]):
            # A line so far.
            return
        if self.draft is None:
            self._base = self.result
        self.draft = box and edits.target_box(self.store.state, self._base, box)
        self.show_now()

    @Slot(object)
    def _drawn(self, box: Box) -> None:
        base = self._base if self.draft else self.result
        self.draft, self.board.chosen = None, "target"
        self.change(**edits.target_box(self.store.state, base, box))
        self.show_now()

    @Slot(int, object, bool)
    def _move(self, index: int, box: Box, last: bool) -> None:
        held, self._held = self._held, None
        if self.result is None:
            return
        if held is None:
            role = self.board.role(index)
            held = (self.store.state, role, drawing.box_of(self.result, role))
        before, role, first = held
        if box[0] != box[2] and box[1] != box[3]:
            self.change("box", **self._moved(role, box))
        if not last:
            self._held = held
            return
        if box == first:
            # Put back where it was, as by the Escape key: no step of undo.
            self.store.withdraw(before)
        self.store.end_gesture()
        self.show_now()

    def _moved(self, role: str, box: Box) -> Changes:
        assert self.result is not None
        if role == "target":
            return edits.target_box(self.store.state, self.result, box)
        return edits.prediction_box(self.result, box)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.board.chosen = self.board.role(index)

    @Slot(int)
    def _remove(self, index: int) -> None:
        if self.board.role(index) == "target":
            self.set_presence(False)
        else:
            self.change(prediction=[], steps=0)

    def set_presence(self, there: bool) -> None:
        """Take an object, or none (pc)."""
        self.change(**edits.presence(self.store.state, self.result, there))

    def toggle_presence(self) -> None:
        """Take an object where there is none, else none."""
        self.set_presence(not (self.result and self.result.present))


class NumberEdits(Edited):
    """Classes, and numbers typed into the table."""

    def pick_class(self, index: int) -> None:
        """Take another class of the object."""
        self.change(**edits.target_class(self.store.state, self.result, index))

    def next_class(self) -> None:
        """Take the next class, going round."""
        if self.result:
            self.pick_class((self.result.target.label + 1) % len(self.result.classes))

    def rename_class(self, index: int, name: str) -> None:
        """Give a class another name; one that does not fit is taken back."""
        if self.result:
            self.change(**edits.class_renamed(self.store.state, self.result, index, name))
        self.show_answer()

    def add_class(self) -> None:
        """Add a class, to be named."""
        if self.result:
            taken, number = self.store.state.classes, len(self.store.state.classes) + 1
            while (name := tr("class {number}", number=number)) in taken:
                number += 1
            self.change(**edits.class_added(self.store.state, self.result, name))
            if len(self.store.state.classes) > len(taken):
                self.panel.classes.rename_last()

    def remove_class(self, index: int) -> None:
        """Remove a class, unless it is the last one."""
        if self.result and 0 <= index < len(self.result.classes):
            try:
                self.change(**edits.class_removed(self.store.state, self.result, index))
            except UserError as error:
                self.refuse(error)

    def type_number(self, row: int, column: int, text: str) -> None:
        """Take a number that was typed into the table, or say why it does not fit."""
        try:
            self._take_number(row, column, _number(text))
        except UserError as error:
            self.refuse(error)

    def _take_number(self, row: int, column: int, value: float) -> None:
        if self.result is None or self.frame is None:
            return
        if column == Y:
            changes = edits.target_number(self.store.state, self.result, row, value)
            edits.check(self.store.state, changes, self.result.size)
        else:
            changes = edits.output(self.result, row, value)
        self.store.update(**changes)


def _number(text: str) -> float:
    """Return the number that ``text`` writes.

    Raises
    ------
    UserError
        It is none.
    """
    try:
        return float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        raise UserError("“{text}” is no number.", text=text[:40]) from None
