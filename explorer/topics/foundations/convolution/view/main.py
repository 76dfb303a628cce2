"""The convolution topic: a window slides over a small matrix."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.core.i18n import mark
from explorer.core.store import Store
from explorer.topics.foundations.convolution import state as topic
from explorer.topics.foundations.convolution.presets import PRESETS
from explorer.topics.foundations.convolution.result import Result
from explorer.topics.foundations.convolution.view.stage import Stage
from explorer.ui.matrix_view import MatrixView
from explorer.ui.services import Services
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.matrix_size import MatrixSize
from explorer.ui.widgets.preset_box import PresetBox

TEXTS = {"valid": mark("Valid (none)"), "same": mark("Same (size kept at stride 1)")}
HINTS = {
    "padding": mark(
        "Cells of zeros around the input. Valid: none. Same: the output keeps the size at "
        "stride 1; of an odd number of cells (even filter) one more lies below and to the right."
    ),
    "stride": mark("How far the window jumps each time."),
    "dilation": mark("Distance between the cells under the filter; 1: they touch."),
}


class View(MatrixView):
    """Shows input, filter and output, and one window opened."""

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        form = FieldForm(store, TEXTS, HINTS, self.refuse)
        form.add_row(mark("Example"), PresetBox(PRESETS, store))
        for name in ("padding", "stride", "dilation"):
            form.add_field(name)
        form.add_row(mark("Input size"), MatrixSize(store, "input"))
        form.add_row(mark("Filter size"), MatrixSize(store, "kernel"))
        self.set_up(Stage(store, self.refuse), form)

    def show_result(self, result: Result) -> None:
        """Draw ``result``."""
        self.board.show_result(result, self.store.state.view)

    def veil(self, asked: str) -> None:
        """Leave out the marks in the input that give the answer away."""
        self.board.asked = asked
        if self.result is not None:
            self.show_result(self.result)

    def answers(self) -> list[QWidget]:
        """Return output, products and sizes; in the other view the counts."""
        board, usage = self.board, self.store.state.view == "usage"
        shown = [board.output, board.equation.titles[board.output], board.caption]
        shown += [board.products.products, board.products.total]
        return [*shown, board.input] if usage else shown
