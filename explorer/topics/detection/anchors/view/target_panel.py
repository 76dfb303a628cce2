"""The right side of the target: grid, classes, the slots of a cell, boxes, anchors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QTabWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.detection.anchors.presets import PRESETS
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State
from explorer.topics.detection.anchors.view import texts
from explorer.topics.detection.anchors.view.anchor_editor import AnchorEditor
from explorer.topics.detection.anchors.view.overview import Overview
from explorer.topics.detection.anchors.view.tables import TextTable
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox
from explorer.vision.anchor_targets import GEOMETRY, PARTS, Fate

HINTS = {"grid": mark("Rows and columns. The course draws 3 × 3 and works with 19 × 19.")}
NAMES_HINT = mark("Names between commas. A box of the class keeps it when it is renamed.")


class TargetPanel(QWidget):
    """Controls of the target, and its numbers.

    Parameters
    ----------
    edit : callable
        Told the field and the new value: "classes", "label" (of the box looked at), "anchors".
    """

    slot_picked = Signal(int, int, int)
    """The user looks at this row, column and anchor."""
    box_picked = Signal(int)

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        edit: Callable[[str, Any], None],
    ) -> None:
        super().__init__()
        self._result: Result | None = None
        self._edit = edit
        self.form = FieldForm(store, {}, HINTS, refused)
        self.names, self.label = QLineEdit(), ChoiceBox(lambda name: edit("label", name))
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        self.form.add_field("grid")
        self.form.add_row(mark("Classes"), self.names, NAMES_HINT)
        self.form.add_row(mark("Class of the box"), self.label)
        self.overview, self.slots, self.boxes = Overview(), TextTable(cells=True), TextTable()
        self.anchors = AnchorEditor(lambda anchors: edit("anchors", anchors))
        self.cell = QWidget()
        inner = QVBoxLayout(self.cell)
        inner.setContentsMargins(4, 6, 4, 4)
        inner.addWidget(self.overview, 1)
        inner.addWidget(self.slots, 1)
        self.tabs = QTabWidget()
        for page in (self.cell, self.boxes, self.anchors):
            self.tabs.addTab(page, "")
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addWidget(self.tabs, 1)
        self.names.editingFinished.connect(self._named)
        self.names.returnPressed.connect(self.names.clearFocus)
        self.overview.picked.connect(self._pick_cell)
        self.slots.chosen.connect(self._pick_slot)
        self.boxes.chosen.connect(lambda row, _column: self.box_picked.emit(row))

    # --- drawing --------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """Show grid, slots, boxes and anchors."""
        self._result = result
        if not self.names.isModified():
            self.names.setText(", ".join(result.classes))
        selected = result.selected
        self.label.setEnabled(selected >= 0)
        entries = [(name, texts.class_name(name)) for name in result.classes]
        self.label.show_entries(entries, result.label(selected) if selected >= 0 else None)
        self.overview.show_result(result)
        self.anchors.show_result(result)
        self._show_slots(result)
        self._show_boxes(result)

    def _show_slots(self, result: Result) -> None:
        row, column, anchor = result.slot
        y = result.encoded.y[row, column]
        names = [*PARTS, *result.classes]

        def text(line: int, place: int) -> str:
            if place == 0:
                number = line - GEOMETRY + 1
                return f"c{number} {texts.class_name(names[line])}" if number > 0 else names[line]
            part = y[place - 1]
            if line == 0:
                return f"{part[0]:g}"
            # Without an object the rest does not matter, as the course writes it.
            if part[0] == 0:
                return "?"
            return f"{part[line]:g}" if line >= GEOMETRY else f"{part[line]:.4f}"

        titles = [
            f"y[{row}][{column}]",
            *(tr("anchor {number}", number=number + 1) for number in range(len(y))),
        ]
        self.slots.show_rows(titles, y.shape[1], text, ["0.0000"] * len(y))
        if self.slots.currentIndex().column() != anchor + 1:
            self.slots.select(0, anchor + 1)

    def _show_boxes(self, result: Result) -> None:
        encoded = result.encoded

        def text(index: int, place: int) -> str:
            fate, anchor = Fate(int(encoded.fates[index])), int(encoded.anchors[index])
            row, column = encoded.cells[index].tolist()
            slot = texts.slot_name(row, column, anchor) if min(row, anchor) >= 0 else "–"
            iou = f"{encoded.ious[index, anchor]:.2f}" if anchor >= 0 else "–"
            return (texts.box_name(result, index), tr(texts.FATES[fate]), slot, iou)[place]

        titles = [tr("Box"), tr("State"), tr("Slot"), tr("IoU")]
        fates = max(map(tr, texts.FATES.values()), key=len)
        self.boxes.show_rows(titles, len(result.boxes), text, [fates, "y[00][00][0]", "0.00"])
        if self.boxes.currentIndex().row() != result.selected:
            self.boxes.select(result.selected)

    # --- from the user --------------------------------------------------------

    @Slot()
    def _named(self) -> None:
        if self.names.isModified():
            self.names.setModified(False)
            self._edit("classes", self.names.text())
            if self._result is not None:
                # What was refused is not left standing.
                self.names.setText(", ".join(self._result.classes))

    @Slot(int, int)
    def _pick_cell(self, row: int, column: int) -> None:
        if self._result is not None:
            self.slot_picked.emit(row, column, self._result.slot[2])

    @Slot(int, int)
    def _pick_slot(self, _line: int, place: int) -> None:
        if self._result is not None and place:
            row, column, _ = self._result.slot
            self.slot_picked.emit(row, column, place - 1)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.anchors.retranslate()
        self.overview.say(beside=False)
        self.slots.setAccessibleName(tr("Slots of the cell"))
        self.slots.setToolTip(tr("pc, bx, by, bh, bw and the classes. “?” does not matter."))
        self.boxes.setAccessibleName(tr("Boxes"))
        for place, title in enumerate((tr("Cell"), tr("Boxes"), tr("Anchors"))):
            self.tabs.setTabText(place, title)
