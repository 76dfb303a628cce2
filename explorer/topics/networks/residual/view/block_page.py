"""One block, number by number: both layers, the sum with the shortcut, weight decay."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.networks.residual.block import Block
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.state import MOST_STEPS, State
from explorer.topics.networks.residual.view.sketch import sketch
from explorer.topics.networks.residual.view.texts import block_text, decay_text
from explorer.ui.colours import signed
from explorer.ui.widgets.cells import Cells, Marks
from explorer.ui.widgets.diagram import Diagram
from explorer.ui.widgets.equation import Equation
from explorer.ui.widgets.matrix_field import MatrixField
from explorer.ui.widgets.matrix_grid import MatrixGrid
from explorer.ui.widgets.player import PlayerBar
from explorer.vision.windows import Array

CELL = 56
SKETCH, SKETCHED = 120, 560
"""Height of the sketch, and of the page from which on it is shown."""
SPEEDS = (1, 10, 100, 1000, 10_000)
RELU = "→ ReLU →"


class DecayPlayer(PlayerBar):
    """Takes steps of weight decay; how many is a field of the state."""

    def __init__(self, store: Store[State]) -> None:
        super().__init__(store, "decay_steps", speeds=SPEEDS, speed=1000)
        self.speed.setMinimumContentsLength(13)
        self.set_count(MOST_STEPS + 1)

    def place_text(self) -> str:
        """Say how many steps were taken."""
        return tr("Step {number}", number=f"{self.at:,}")


class BlockPage(QWidget):
    """Draws a `Block`; its weights can be edited while nothing is multiplied onto them."""

    def __init__(self, store: Store[State], refused: Callable[[UserError], None]) -> None:
        super().__init__()
        self.input, self.first, self.first_bias, self.second, self.second_bias = (
            MatrixField(store, name, refused)
            for name in ("input", "first", "first_bias", "second", "second_bias")
        )
        self.projection = MatrixField(store, "projection", refused)
        self.z1, self.a1, self.a1_again, self.z2, self.z2_again = (MatrixGrid() for _ in range(5))
        self.input_again, self.projected = MatrixGrid(), MatrixGrid()
        self.shortcut, self.total, self.output = (MatrixGrid() for _ in range(3))
        self.layer1 = Equation(
            (self.first, "·", self.input, "+", self.first_bias, "=", self.z1, RELU, self.a1), CELL
        )
        self.layer2 = Equation(
            (self.second, "·", self.a1_again, "+", self.second_bias, "=", self.z2), CELL
        )
        self.way = Equation((self.projection, "·", self.input_again, "=", self.projected), CELL)
        self.sum = Equation(
            (self.z2_again, "+", self.shortcut, "=", self.total, RELU, self.output), CELL
        )
        self.diagram = Diagram()
        self.diagram.setFixedHeight(SKETCH)
        self.caption, self.decay = QLabel(), QLabel()
        self.player = DecayPlayer(store)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.diagram)
        for equation in self.equations:
            column.addWidget(equation, 100)
        for label in (self.caption, self.decay):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        column.addStretch(1)
        column.addWidget(self.player)

    @property
    def equations(self) -> tuple[Equation, ...]:
        """From top to bottom."""
        return self.layer1, self.layer2, self.way, self.sum

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the sketch where the numbers keep their room."""
        super().resizeEvent(event)
        self.diagram.setVisible(self.height() >= SKETCHED)

    def answers(self, asked: str) -> list[QWidget]:
        """Return what gives ``asked`` away, a place in the result.

        Each question but that about the decay tells what comes before.
        """
        last = [self.total, self.output, self.caption]
        known: dict[str, list[QWidget]] = {
            "block.output": last,
            "block.shortcut": [self.projected, self.shortcut, *last],
            "weight_decay.left": [*self.equations, self.caption, self.decay],
        }
        return known.get(asked, [self.z1, self.a1, self.layer2, self.sum, self.caption])

    # --- drawing --------------------------------------------------------------

    def show_result(self, result: Result, state: State) -> None:
        """Draw the block of ``result``."""
        block = result.block
        for grid in (self.first, self.first_bias, self.second, self.second_bias):
            grid.editable = block.factor == 1
        self.diagram.show_network(*sketch(block))
        self._show_numbers(block)
        self._show_titles(block)
        self.way.setVisible(block.projection is not None and block.shortcut is not None)
        for equation in self.equations:
            equation.setMaximumHeight(equation.height_for(CELL))
            equation.arrange()
        self.caption.setText(block_text(block))
        self.decay.setText(decay_text(result, state))

    def _show_numbers(self, block: Block) -> None:
        added = np.zeros_like(block.z2) if block.shortcut is None else block.shortcut
        vectors = {
            self.input: block.input,
            self.z1: block.z1,
            self.a1: block.a1,
            self.a1_again: block.a1,
            self.z2: block.z2,
            self.z2_again: block.z2,
            self.input_again: block.input,
            self.projected: added,
            self.shortcut: added,
            self.total: block.total,
            self.output: block.output,
        }
        limit = max(float(np.abs(values).max()) for values in vectors.values())
        for grid, values in vectors.items():
            grid.show_cells(Cells(values, signed(values, limit)))
        if block.shortcut is None:
            # Behind glass: there is nothing to add.
            faint = frozenset((row, 0) for row in range(len(added)))
            self.shortcut.show_cells(Cells(added, None, marks=Marks(faint=faint)))
        # Against the whole weights: what shrinks becomes pale.
        whole = block.factor or 1.0
        weights = (block.first, block.second, block.first_bias, block.second_bias)
        limit = max(float(np.abs(values).max()) for values in weights) / whole
        for grid, values in zip(
            (self.first, self.second, self.first_bias, self.second_bias), weights, strict=True
        ):
            grid.show_cells(_cells(values, limit))
        if block.projection is not None:
            self.projection.show_cells(_cells(block.projection, 1.0))

    def _show_titles(self, block: Block) -> None:
        identity = block.projection is None
        added = "a[l]" if identity else "Wₛ a[l]"
        for equation, grid, text in (
            (self.layer1, self.first, "W[l+1]"),
            (self.layer1, self.input, "a[l]"),
            (self.layer1, self.first_bias, "b[l+1]"),
            (self.layer1, self.z1, "z[l+1]"),
            (self.layer1, self.a1, "a[l+1]"),
            (self.layer2, self.second, "W[l+2]"),
            (self.layer2, self.a1_again, "a[l+1]"),
            (self.layer2, self.second_bias, "b[l+2]"),
            (self.layer2, self.z2, "z[l+2]"),
            (self.way, self.projection, "Wₛ"),
            (self.way, self.input_again, "a[l]"),
            (self.way, self.projected, "Wₛ a[l]"),
            (self.sum, self.z2_again, "z[l+2]"),
            (self.sum, self.shortcut, tr("no shortcut") if block.shortcut is None else added),
            (self.sum, self.total, tr("sum")),
            (self.sum, self.output, "a[l+2]"),
        ):
            equation.titles[grid].setText(text)
            grid.setAccessibleName(text)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.player.retranslate()
        self.diagram.setAccessibleName(tr("The block: two layers, and the way around them"))
        change = tr("Drag a cell up or down, turn the wheel or type a number.")
        for grid in (self.input, self.projection):
            grid.setToolTip(change)
        hint = tr("Can be changed while s is 1 and there is no weight decay.")
        for grid in (self.first, self.first_bias, self.second, self.second_bias):
            grid.setToolTip(f"{change} {hint}")


def _cells(values: Array, limit: float) -> Cells:
    return Cells(values, signed(values, limit))
