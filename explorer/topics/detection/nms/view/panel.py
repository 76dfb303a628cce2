"""The right side: thresholds, the box looked at, counts and the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.topics.detection.nms.presets import PRESETS
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.state import METHODS, State
from explorer.topics.detection.nms.view import texts
from explorer.topics.detection.nms.view.table import BoxTable
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox
from explorer.ui.widgets.undo_keys import share_undo

HINTS = {
    "score_threshold": mark("Boxes whose score is not above this are dropped. Higher drops more."),
    "iou_threshold": mark(
        "A box that overlaps a better one by more than this is removed. IoU: area of the "
        "intersection over area of the union. Lower removes more."
    ),
    "per_class": mark("On: a box removes only boxes of its own class. Off: of any class."),
    "method": mark(
        "Gaussian: score times exp(−IoU² / sigma). Linear: score times 1 − IoU, where the IoU is "
        "above the threshold."
    ),
    "sigma": mark("A small sigma lowers scores much, a large one little."),
}
USUAL = ("score_threshold", "iou_threshold", "per_class")


class BoxEditor(QWidget):
    """Class and score of the box looked at.

    Parameters
    ----------
    edit : callable
        Told the field, "labels" or "scores", and the new value.
    """

    def __init__(self, edit: Callable[[str, Any], None]) -> None:
        super().__init__()
        self._edit = edit
        self.label, self.score = QLineEdit(), QDoubleSpinBox()
        self.score.setRange(0, 1)
        self.score.setSingleStep(0.01)
        self.score.setDecimals(3)
        self.score.setKeyboardTracking(False)
        # Back to the keys of the topic, which digits are too.
        self.score.lineEdit().returnPressed.connect(self.score.clearFocus)
        share_undo(self.score)
        self.label.returnPressed.connect(self.label.clearFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.score)
        self.setFocusProxy(self.label)
        self.label.editingFinished.connect(self._named)
        self.score.valueChanged.connect(self._scored)
        self._shown = ""

    def show_result(self, result: Result) -> None:
        """Show the box looked at."""
        self.setEnabled(result.selected >= 0)
        self._shown = result.raw.labels[result.selected] if result.selected >= 0 else ""
        self.label.setText(self._shown)
        with QSignalBlocker(self.score):
            self.score.setValue(result.raw.scores[result.selected] if result.selected >= 0 else 0)

    @Slot()
    def _named(self) -> None:
        if self.label.text() != self._shown:
            self._edit("labels", self.label.text())

    @Slot(float)
    def _scored(self, score: float) -> None:
        self._edit("scores", score)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.label.setPlaceholderText(tr("Choose a box"))
        for field, name in ((self.label, tr("Class")), (self.score, tr("Score"))):
            field.setAccessibleName(name)
            field.setToolTip(name)


class Panel(QWidget):
    """All controls, and the table."""

    def __init__(
        self,
        store: Store[State],
        refused: Callable[[UserError], None],
        edit: Callable[[str, Any], None],
    ) -> None:
        super().__init__()
        self.form = FieldForm(store, METHODS, HINTS, refused)
        self.editor, self.table, self.counts = BoxEditor(edit), BoxTable(), QLabel()
        self.counts.setWordWrap(True)
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        for name in (*USUAL, "method", "sigma"):
            self.form.add_field(name)
        self.form.add_row(
            mark("Box looked at"), self.editor, mark("Class and score of the box looked at.")
        )
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addWidget(self.counts)
        column.addWidget(self.table, 1)

    def show_result(self, result: Result) -> None:
        """Show counts, table and what belongs to the view."""
        self.form.show_fields((*USUAL, "method", "sigma") if result.view == "soft" else USUAL)
        self.counts.setText(texts.counts(result))
        self.editor.show_result(result)
        self.table.show_result(result)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.form.retranslate()
        self.table.retranslate()
