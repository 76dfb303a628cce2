"""The network as rows and columns for a table: the input, then one row a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from explorer.core.i18n import mark, tr
from explorer.topics.foundations.layers.result import Result, Row
from explorer.topics.foundations.layers.sentences import NOT_COUNTED, count, shape_text
from explorer.topics.foundations.layers.view.columns import (
    COLOURS,
    COLUMNS,
    COUNTS,
    NAMES,
    Count,
    Setting,
    setting_text,
)

TEXT, EDIT, HINT, SWATCH, BACKGROUND, ALIGNMENT = (
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.TextAlignmentRole,
    )
)
ROOT = QModelIndex()
# Half transparent, so that it is seen on light and dark.
WRONG = QColor(213, 94, 0, 70)
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
INPUT_SHAPE = "input_shape"
VEIL = {TEXT: "?", HINT: ""}
HOW = mark("Double-click a cell to change it; drag a row, or press Alt with ↑ or ↓.")


@dataclass(frozen=True)
class Cell:
    """What Qt asks for most, worked out beforehand: a table is painted often.

    Parameters
    ----------
    key : str
        The setting in it; "" where there is nothing to edit.
    roles : dict
        Text, value, hint and looks by Qt's roles.
    """

    key: str = ""
    roles: dict[int, object] = field(default_factory=dict)


class LayerModel(QAbstractTableModel):
    """Shows a `Result`; what the user edits goes out and comes back with the next result.

    Parameters
    ----------
    edited : callable
        Told the layer (-1: the input), the key of its setting and the value, not checked.
    """

    def __init__(self, edited: Callable[[int, str, Any], None]) -> None:
        super().__init__()
        self._edited = edited
        self.errors: dict[int, str] = {}
        """Rows of the table that do not fit, and why."""
        self._cells: list[list[Cell]] = []
        self._veiled: frozenset[tuple[int, str]] = frozenset()
        self._swatches = {kind: _swatch(colour) for kind, colour in COLOURS.items()}

    def show_result(self, result: Result) -> bool:
        """Take the rows from ``result`` and tell whether they are others; the place is kept."""
        rows = list(enumerate(result.rows, start=1))
        cells = [_input_cells(result)]
        cells += [_cells(number, row, self._swatches[row.layer.type]) for number, row in rows]
        if cells == self._cells:
            return False
        before, after = len(self._cells), len(cells)
        if after > before:
            self.beginInsertRows(ROOT, before, after - 1)
        elif after < before:
            self.beginRemoveRows(ROOT, after, before - 1)
        self._cells = cells
        self.errors = {number: str(row.error) for number, row in rows if row.error}
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(NAMES) - 1))
        return True

    def cell(self, index: QModelIndex) -> Cell:
        """Return a cell of the table."""
        return self._cells[index.row()][index.column()] if index.isValid() else Cell()

    # --- for Qt ---------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of layers and the input."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(NAMES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Return title and hint of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[NAMES[section]]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.title)
        return tr(column.hint) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Tell what can be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.cell(index).key else flags

    def data(self, index: QModelIndex, role: int = 0) -> object:
        """Return text, value, hint and looks of a cell."""
        if role in VEIL and (index.row(), NAMES[index.column()]) in self._veiled:
            return VEIL[role]
        return self.cell(index).roles.get(role)

    def veil(self, row: int, columns: Iterable[str]) -> None:
        """Hide the numbers of ``row`` in ``columns``, and no others."""
        self._veiled = frozenset((row, name) for name in columns)
        if self._cells:
            last = self.index(len(self._cells) - 1, len(NAMES) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def setData(self, index: QModelIndex, value: Any, role: int = EDIT) -> bool:
        """Pass on what the user typed or chose."""
        cell = self.cell(index)
        if role != EDIT or value == cell.roles[EDIT]:
            return False
        self._edited(index.row() - 1, cell.key, value)
        return True


def _input_cells(result: Result) -> list[Cell]:
    shape = shape_text(result.input.shape)
    texts = {"type": tr("Input"), "shape": shape, "activation_size": count(result.input.size)}
    return [
        Cell(
            INPUT_SHAPE if name == "shape" else "",
            {
                TEXT: texts.get(name, ""),
                EDIT: shape,
                HINT: tr(column.hint),
                ALIGNMENT: _alignment(name),
            },
        )
        for name, column in COLUMNS.items()
    ]


def _cells(number: int, row: Row, swatch: QIcon) -> list[Cell]:
    cells = {name: _cell(row, name, column) for name, column in COLUMNS.items()}
    kind = cells["type"].roles
    kind[TEXT] = f"{number}  {kind[TEXT]}"
    kind[SWATCH] = swatch
    if row.error:
        for cell in cells.values():
            cell.roles[BACKGROUND] = WRONG
        # The table lets it run over the columns of the numbers.
        cells[COUNTS[0]].roles.update({TEXT: str(row.error), ALIGNMENT: LEFT})
    return list(cells.values())


def _cell(row: Row, name: str, column: Setting | Count) -> Cell:
    key, value = "", None
    if isinstance(column, Setting):
        key = column.key(row.layer)
        text, hint = (setting_text(row.layer, key) if key else ""), tr(HOW)
        value = getattr(row.layer, key) if key else None
    else:
        text = column.text(row.cost) if row.cost else "–"
        hint = column.why(row) if row.cost else tr(NOT_COUNTED)
    hint = str(row.error) if row.error else hint or tr(column.hint)
    return Cell(key, {TEXT: text, EDIT: value, HINT: hint, ALIGNMENT: _alignment(name)})


def _alignment(name: str) -> Qt.AlignmentFlag:
    if name in COUNTS:
        return RIGHT
    return LEFT if name in ("type", "kind") else Qt.AlignmentFlag.AlignCenter


def _swatch(colour: QColor) -> QIcon:
    """Return a small square that a selection does not tint."""
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor("white"))
    painter = QPainter(pixmap)
    painter.fillRect(1, 1, 10, 10, colour)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
