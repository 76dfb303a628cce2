"""A convolution beside the dense layer in its place: parameters, and who shares a weight."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.topics.foundations.layers import sentences
from explorer.topics.foundations.layers.result import Result, Row
from explorer.topics.foundations.layers.view.bars import Bar, BarChart
from explorer.topics.foundations.layers.view.columns import COLOURS
from explorer.ui.colours import sequential
from explorer.ui.widgets.cells import Cells
from explorer.ui.widgets.matrix_grid import MatrixGrid


class SharingPage(QWidget):
    """Two bars, and the convolution written as the weights of a dense layer."""

    def __init__(self) -> None:
        super().__init__()
        self.bars = BarChart()
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.weights = MatrixGrid()
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.weights, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bars, 2)
        row.addWidget(self.right, 3)

    def show_result(self, result: Result, log: bool) -> None:
        """Show the layer looked at."""
        row = result.row
        self.bars.show_bars(tr("Parameters"), _bars(row) if row else (), None, log)
        table = row.weight_table() if row else None
        self.right.setVisible(table is not None)
        if row is None or table is None:
            return
        assert row.axes is not None
        outputs, inputs = (
            sentences.count(row.axes[0].output * row.axes[1].output),
            sentences.count(row.axes[0].size * row.axes[1].size),
        )
        self.title.setText(
            tr(
                "As weights of a dense layer, one channel: each row an output, each column an "
                "input ({shown} of {outputs} × {inputs}). Same colour: the same weight. White: "
                "no connection.",
                shown=sentences.product(*table.shape),
                outputs=outputs,
                inputs=inputs,
            )
        )
        shares = (table / max(int(table.max()), 1)).astype(np.float32)
        colours = np.where((table > 0)[..., None], sequential(shares), np.uint8(255))
        self.weights.show_cells(Cells(table.astype(float), colours))
        self.weights.setAccessibleName(self.title.text())


def _bars(row: Row) -> tuple[Bar, ...]:
    if row.sharing:
        pairs = (
            ("conv", tr("Convolution"), row.sharing.parameters),
            ("dense", tr("Dense"), row.sharing.dense),
        )
    elif row.cost:
        pairs = ((row.layer.type, tr("This layer"), row.cost.parameters),)
    else:
        pairs = ()
    return tuple(
        Bar(text, value, COLOURS[kind], f"{text}: {sentences.count(value)}")
        for kind, text, value in pairs
    )
