"""A topic that works on one small matrix."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.ui.actions import Commands
from explorer.ui.patch_picker import PatchView
from explorer.ui.widgets.cells import Cell, block
from explorer.ui.widgets.field_form import FieldForm
from explorer.ui.widgets.player import STEP_COMMANDS, PlayerBar, StepCommands
from explorer.vision import patches, sizes
from explorer.vision.windows import Axis, ranges


class Board(Protocol):
    """A stage that can be stepped through."""

    player: PlayerBar

    def retranslate(self) -> None:
        """Take all texts from the active language."""


class MatrixView(StepCommands, PatchView):
    """The state has a matrix ``input`` and a ``step``, the result a matrix ``output``.

    A topic calls `set_up` at the end of its ``__init__`` and implements `show_result`.
    """

    def set_up(self, board: Board, form: FieldForm) -> None:
        """Put the ``board`` to the left and ``form`` to the right."""
        self.stage = self.board = board
        self.player, self.form = board.player, form
        self.commands = Commands(self, STEP_COMMANDS)
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.addWidget(form)
        column.addStretch(1)
        self.lay_out(panel)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.form.retranslate()
        self.board.retranslate()
        super().retranslate()

    def take_patch(self, pixels: NDArray[np.uint8]) -> None:
        """Use the grey values of a patch as input."""
        self.change(input=patches.grey(pixels).tolist(), step=0)

    def take_text(self, text: str) -> bool:
        """Use a pasted matrix as input."""
        return self.take_matrix(text)

    def table(self) -> list[list[Any]]:
        """Return the output as rows."""
        return [] if self.result is None else self.result.output.tolist()


def size_text(rows: Axis, columns: Axis) -> str:
    """Say how large the output is, by the formula, and what the stride leaves out."""
    lines = [
        tr("Output size ⌊(n + padding − f) / s⌋ + 1 for input n, window f, stride s."),
        tr("Rows: {rows}.", rows=sizes.formula(rows)),
        tr("Columns: {columns}.", columns=sizes.formula(columns)),
        unseen_text(rows, columns),
    ]
    if rows.dilation > 1:
        lines.insert(1, tr("With dilation d the window reaches over d·(f − 1) + 1 cells."))
    return "\n".join(filter(None, lines))


def unseen_cells(rows: Axis, columns: Axis) -> frozenset[Cell]:
    """Return the input cells that no window sees."""
    across = block(rows.unseen(), range(columns.size))
    return across | block(range(rows.size), columns.unseen())


def unseen_text(rows: Axis, columns: Axis) -> str:
    """Say which cells no window sees, counted from 0, one line an axis; empty if all are seen."""
    lines = [
        tr(sentence, cells=ranges(axis.unseen()))
        for axis, sentence in (
            (rows, mark("Rows never seen by a window, counted from 0: {cells}.")),
            (columns, mark("Columns never seen by a window, counted from 0: {cells}.")),
        )
        if axis.unseen()
    ]
    return "\n".join(lines)
