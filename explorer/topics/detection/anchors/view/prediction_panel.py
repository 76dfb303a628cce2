"""The right side of the prediction: the detector's grid, and one slot beside its target."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.detection.anchors import sheet
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State
from explorer.topics.detection.anchors.view.overview import Overview
from explorer.topics.detection.anchors.view.tables import TextTable
from explorer.topics.detection.anchors.view.texts import class_name
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.field_form import FieldForm

HINTS = {
    "score_threshold": mark("The detector's boxes with a lower score are left out."),
    "iou_threshold": mark("Of boxes that overlap by more than this, the best stays."),
    "per_class": mark("On: a box removes only boxes of its own class. Off: of any class."),
}


class PredictionPanel(QWidget):
    """Controls of the detector, and one of its slots."""

    slot_picked = Signal(int, int, int)
    boxes_used = Signal()
    park_wanted = Signal()

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self._result: Result | None = None
        self.form = FieldForm(store, {}, HINTS, refused)
        self.head = ChoiceBox(lambda head: store.update(head=head))
        self.anchor = ChoiceBox(self._pick_anchor)
        self.form.add_row(mark("Grid of the detector"), self.head)
        self.form.add_row(mark("Anchor"), self.anchor)
        self.overview, self.table = Overview(), TextTable()
        self.thresholds = FieldForm(store, {}, HINTS, refused)
        for name in HINTS:
            self.thresholds.add_field(name)
        self.use, self.park = QPushButton(), QPushButton()
        column = QVBoxLayout(self)
        column.addWidget(self.park)
        column.addWidget(self.form)
        column.addWidget(self.overview, 1)
        column.addWidget(self.table, 1)
        column.addWidget(self.thresholds)
        column.addWidget(self.use)
        column.addStretch(0)
        for button in (self.use, self.park):
            button.setAutoDefault(False)
        self.use.clicked.connect(self.boxes_used)
        self.park.clicked.connect(self.park_wanted)
        self.overview.picked.connect(self._pick_cell)

    def show_result(self, result: Result) -> None:
        """Show the slot looked at; without a picture there is none."""
        self._result, compared = result, result.compared
        self.park.setVisible(compared is None)
        for part in (self.form, self.overview, self.table, self.thresholds, self.use):
            part.setVisible(compared is not None)
        if compared is None:
            return
        grids = [(i, f"{rows} × {columns}") for i, (rows, columns) in enumerate(compared.grids)]
        self.head.show_entries(grids, compared.head)
        shapes = enumerate(compared.pixels.tolist())
        entries = [(i, f"{i + 1}: {width:g} × {height:g}") for i, (width, height) in shapes]
        self.anchor.show_entries(entries, result.slot[2])
        self.overview.show_result(result)
        found = sheet.parts(compared, result.slot)

        def text(row: int, column: int) -> str:
            part = found[row]
            if column == 0:
                return class_name(part.name)
            value = part[column]
            return "?" if value is None else f"{value:.4f}".replace("-", "−")

        titles = ["", tr("Target"), tr("Detector"), tr("Difference")]
        self.table.show_rows(titles, len(found), text, ["−00.0000"] * 3)
        count = len(compared.detections)
        self.use.setText(tr("Use the detector's boxes as labels ({count})", count=count))
        self.use.setEnabled(count > 0)

    @Slot(int, int)
    def _pick_cell(self, row: int, column: int) -> None:
        if self._result is not None:
            self.slot_picked.emit(row, column, self._result.slot[2])

    def _pick_anchor(self, anchor: int) -> None:
        if self._result is not None:
            row, column, _ = self._result.slot
            self.slot_picked.emit(row, column, anchor)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.thresholds.retranslate()
        self.head.setAccessibleName(tr("Grid of the detector"))
        self.anchor.setAccessibleName(tr("Anchor"))
        self.anchor.setToolTip(tr("Width and height in pixels of the network's input"))
        self.overview.say(beside=True)
        self.table.setAccessibleName(tr("Target, prediction and difference"))
        self.park.setText(tr("Open the picture of the park"))
