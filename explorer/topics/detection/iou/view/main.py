"""The topic of overlapping boxes: intersection over union, GIoU and DIoU."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.detection.iou import state as topic
from explorer.topics.detection.iou.presets import PRESETS
from explorer.topics.detection.iou.result import Result
from explorer.topics.detection.iou.view.stage import Stage
from explorer.ui.actions import Commands, view_commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.services import Services
from explorer.ui.widgets.box_field import BoxField
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.preset_box import PresetBox

HINTS = {
    "threshold": mark(
        "From this IoU on, a detection counts as right. The course takes 0.5; more is stricter."
    ),
    "grid": mark("Boxes are counted in cells of this grid."),
}
CORNERS = mark("Left, top; right, bottom.")


class View(ComputedView):
    """Shows two boxes and how far they overlap."""

    takes_pictures = False

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        self.stage = self.board = Stage(store)
        self.form = FieldForm(store, {}, HINTS, self.refuse)
        self.form.add_row(mark("Example"), PresetBox(PRESETS, store))
        for text, name in ((mark("Box A"), "box_a"), (mark("Box B"), "box_b")):
            self.form.add_row(text, BoxField(store, name), CORNERS)
        self.form.add_field("threshold")
        self.form.add_field("grid")
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.addWidget(self.form)
        column.addStretch(1)
        self.commands = Commands(self, view_commands(topic.VIEWS))
        self.lay_out(panel)
        self.retranslate()

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.board.show_result(result, self.store.state.view)

    def set_view(self, view: str) -> None:
        """Show another measure."""
        self.store.update(view=view)

    def answers(self) -> list[QWidget]:
        """Return the formulas; the boxes are the question."""
        return [self.board.lines, self.board.formula, self.board.verdict]

    def table(self) -> list[list[Any]]:
        """Return the numbers as rows."""
        return [] if self.result is None else self.result.rows()

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.form.retranslate()
        self.board.retranslate()
        super().retranslate()
