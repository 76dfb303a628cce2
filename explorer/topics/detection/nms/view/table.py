"""All boxes as a table in step with the picture."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.nms.result import Result
from explorer.topics.detection.nms.view.texts import FATES
from explorer.ui.tool_tips import hint
from explorer.vision.nms_steps import Fate

COLUMNS = (
    mark("Box"),
    mark("Class"),
    mark("Score"),
    mark("State"),
    mark("By"),
    mark("IoU"),
    mark("Soft"),
)
# Longer names are cut off, and whole in a tool tip.
WIDEST = ("00", "diningtable", "0.000", "", "00", "0.00", "0.000")
CLASS, STATE, SOFT = 1, 3, 6
TEXTS, NUMBERS, REMOVERS = (CLASS, STATE), (0, 4), (4, 5)
MARGIN = 8
ROOT = QModelIndex()
# Looked up once: thousands of questions come with each repaint.
DISPLAY, ALIGNMENT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
TIP = int(Qt.ItemDataRole.ToolTipRole)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
OUT = (Fate.REMOVED, Fate.SUPPRESSED)


def cells(result: Result, index: int) -> list[str]:
    """Return what the table says of box ``index``."""
    fate = Fate(int(result.fates[index]))
    gone = fate in OUT
    return [
        str(index),
        label_name(result.raw.labels[index]),
        f"{result.raw.scores[index]:.3f}",
        tr(FATES[fate]),
        str(result.steps.by[index]) if gone else "",
        f"{result.steps.overlap[index]:.2f}" if gone else "",
        f"{result.soft.scores[index]:.3f}" if result.soft else "",
    ]


class BoxModel(QAbstractTableModel):
    """One row a box, best score first."""

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None
        self.rows: list[int] = []
        # What has been looked at: each cell is asked for by itself.
        self._cells: dict[int, list[str]] = {}

    def show_result(self, result: Result) -> None:
        """Take the rows from ``result``."""
        rows = result.order.tolist()
        self._cells = {}
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.result, self.rows = result, rows
            self.endResetModel()
            return
        self.result, self.rows = result, rows
        if rows:
            last = self.index(len(rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of boxes."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        return None

    def data(self, index: QModelIndex, role: int = 0) -> object:
        """Return text, alignment or tool tip of a cell."""
        if self.result is None:
            return None
        if role == DISPLAY:
            return self._text(self.result, index)
        if role == ALIGNMENT and index.column() not in TEXTS:
            return RIGHT
        if role == TIP and index.column() == CLASS:
            return hint(self._text(self.result, index))
        return None

    def _text(self, result: Result, index: QModelIndex) -> str:
        box = self.rows[index.row()]
        if box not in self._cells:
            self._cells[box] = cells(result, box)
        return self._cells[box][index.column()]


class BoxTable(QTableView):
    """Shows a `BoxModel`; follows the best box of the step, or the box looked at."""

    chosen = Signal(int)
    """The user looks at this box."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes = BoxModel()
        self.setModel(self.boxes)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(160)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(28)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._row_changed)

    def show_result(self, result: Result) -> None:
        """Show the boxes, the one looked at marked."""
        with QSignalBlocker(self.selectionModel()):
            self.boxes.show_result(result)
            self._fit_columns()
            if result.selected >= 0:
                self.selectRow(self.boxes.rows.index(result.selected))
            else:
                self.clearSelection()
                self.setCurrentIndex(ROOT)
        looked = result.best if result.best >= 0 else result.selected
        if looked >= 0:
            self.scrollTo(self.boxes.index(self.boxes.rows.index(looked), 0))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their widths anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        soft = self.boxes.result is not None and self.boxes.result.soft is not None
        self.setColumnHidden(SOFT, not soft)
        for column in REMOVERS:
            self.setColumnHidden(column, soft)
        advance = self.fontMetrics().horizontalAdvance
        for column, widest in enumerate(WIDEST):
            texts = [widest, tr(COLUMNS[column])]
            if column == STATE:
                texts += [tr(text) for text in FATES.values()]
            if column in NUMBERS and self.boxes.rows:
                texts.append(str(len(self.boxes.rows) - 1))
            self.setColumnWidth(column, max(map(advance, texts)) + MARGIN)
        least, all_columns = self.columnWidth(CLASS), self.horizontalHeader().length()
        beside = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        self.setMinimumWidth(all_columns + beside)
        self.setColumnWidth(CLASS, max(least, self.viewport().width() - all_columns + least))

    def retranslate(self) -> None:
        """Take texts from the active language."""
        self.setAccessibleName(tr("Boxes"))
        self.setToolTip(tr("Best score first. By: the box that removes it, and their IoU."))
        self.boxes.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._fit_columns()

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.boxes.rows[current.row()])
