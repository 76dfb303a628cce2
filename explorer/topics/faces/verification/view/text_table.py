"""A small table of texts that are read, not chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget


class TextTable(QWidget):
    """Rows of texts, titles first and bold; all but the first column to the right."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other texts; every row has as many."""
        rows = [list(row) for row in rows]
        if rows == self.rows:
            return
        if [len(row) for row in rows] != [len(row) for row in self.rows]:
            self._make(rows)
        self.rows = rows
        texts = [text for row in rows for text in row]
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        self.setAccessibleDescription("; ".join(", ".join(row) for row in rows))

    def _make(self, rows: list[list[str]]) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        for line, row in enumerate(rows):
            for column in range(len(row)):
                label = QLabel()
                label.setTextFormat(Qt.TextFormat.PlainText)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                font = label.font()
                font.setBold(line == 0)
                label.setFont(font)
                self._grid.addWidget(label, line, column)
                self._labels.append(label)
        self._grid.setColumnStretch(0, 1)
