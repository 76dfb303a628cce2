"""The pooling topic: the largest or the mean of each window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.foundations.pooling import state as topic
from explorer.topics.foundations.pooling.presets import PRESETS
from explorer.topics.foundations.pooling.result import Result
from explorer.topics.foundations.pooling.view.stage import Stage
from explorer.ui.matrix_view import MatrixView
from explorer.ui.services import Services
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.ui.widgets.preset_box import PresetBox

TEXTS = topic.MODES | topic.SHIFTS
HINTS = {
    "mode": mark("Max keeps the largest number of a window, average its mean."),
    "size": mark("Rows and columns of the window."),
    "stride": mark("How far the window jumps each time."),
    "padding": mark("Cells around the input. A maximum ignores them, an average counts zeros."),
    "shift": mark("Where the input is moved to by one cell; the edge is repeated."),
}


class View(MatrixView):
    """Shows input and output, the gradient's way back, and a moved input."""

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        form = FieldForm(store, TEXTS, HINTS, self.refuse)
        form.add_row(mark("Example"), PresetBox(PRESETS, store))
        for name in ("mode", "size", "stride", "padding", "shift"):
            form.add_field(name)
        form.add_row(mark("Input size"), MatrixSize(store, "input"))
        self.set_up(Stage(store, self.refuse), form)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        view = self.store.state.view
        self.form.editors["shift"].setEnabled(view == "shift")
        self.board.show_result(result, view)

    def veil(self, asked: str) -> None:
        """Leave out the marks in the input that give the answer away."""
        self.board.asked = asked
        if self.result is not None:
            self.show_result(self.result)

    def answers(self) -> list[QWidget]:
        """Return output, sentences, and the grid that the view adds."""
        board = self.board
        shown = [board.output, board.equation.titles[board.output], board.sentence, board.caption]
        return [*shown, board.left if self.store.state.view == "gradient" else board.right]
