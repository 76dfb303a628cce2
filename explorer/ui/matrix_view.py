"""A topic that works on one small matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.i18n import mark, tr
from explorer.ui.patch_picker import PatchView
from explorer.vision import patches, sizes
from explorer.vision.windows import Axis


class MatrixView(PatchView):
    """The state has a matrix ``input`` and a ``step``, the result a matrix ``output``."""

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
    text = tr(
        "Output size ⌊(n + padding − f) / s⌋ + 1.\nRows: {rows}.\nColumns: {columns}.",
        rows=sizes.formula(rows),
        columns=sizes.formula(columns),
    )
    unseen = unseen_text(rows, columns)
    return f"{text}\n{unseen}" if unseen else text


def unseen_text(rows: Axis, columns: Axis) -> str:
    """Say which cells no window sees, counted from 1, one line an axis; empty if all are seen."""
    lines = [
        tr(sentence, cells=", ".join(str(cell + 1) for cell in axis.unseen()))
        for axis, sentence in (
            (rows, mark("Rows never seen by a window: {cells}.")),
            (columns, mark("Columns never seen by a window: {cells}.")),
        )
        if axis.unseen()
    ]
    return "\n".join(lines)
