"""Which weights are on this machine, and how to get the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.ui.fetching import Fetching
from explorer.ui.importing import Importing
from explorer.ui.services import Services
from explorer.ui.widgets.message_bar import MessageBar
from explorer.weights import store
from explorer.weights.store import Status

HEADINGS = (mark("Weights"), mark("State"), mark("Size"), mark("Licence"))
STATES = {
    "bundled": mark("Part of the program"),
    "cached": mark("Fetched"),
    "missing": mark("Not here"),
    "damaged": mark("Damaged"),
}


class WeightsWindow(QDialog):
    """A row for each entry of the manifest.

    Parameters
    ----------
    parent : QWidget
    services : Services
    changed : callable
        Called when weights have come or gone.
    """

    def __init__(self, parent: QWidget, services: Services, changed: Callable[[], object]) -> None:
        super().__init__(parent)
        self.bar = MessageBar()
        self._services = dataclasses.replace(services, notify=self._notify)
        self._changed = changed
        self._statuses: list[Status] = []
        self.setWindowTitle(tr("Weights"))
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels([tr(text) for text in HEADINGS])
        self.table.setAccessibleName(tr("Weights"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.itemSelectionChanged.connect(self._selected)
        self.buttons = {
            name: self._button(text, work)
            for name, text, work in (
                ("fetch", mark("Fetch"), self.fetch),
                ("import", mark("Import from a file…"), self.import_file),
                ("delete", mark("Delete"), self.delete),
                ("close", mark("Close"), self.reject),
            )
        }
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.insertStretch(3, 1)
        column = QVBoxLayout(self)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.resize(760, 520)
        self._selected()
        self.refresh()

    def _button(self, text: str, work: Callable[[], None]) -> QPushButton:
        button = QPushButton(tr(text))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _notify(self, message: object, **options: Any) -> None:
        if not isinstance(message, UserError | str):
            message = UserError("Something unexpected went wrong: {reason}.", reason=message)
        self.bar.show_message(message, **options)
        # It takes room from the table: the row that it is about stays in sight.
        self.layout().activate()
        self._reveal()

    def _reveal(self) -> None:
        if item := self.table.currentItem():
            self.table.scrollToItem(item)

    def refresh(self) -> None:
        """Look what is there; files are read to the end, off the GUI thread."""
        self._services.io.submit("statuses", lambda _token: store.statuses(), self._show)

    def _show(self, outcome: Outcome) -> None:
        if outcome.error:
            self._notify(outcome.error)
            return
        chosen = self.table.currentRow()
        self._statuses = outcome.value
        self.table.setRowCount(len(self._statuses))
        for row, found in enumerate(self._statuses):
            size = found.entry.stored.size if found.path else found.entry.sources[0].size
            texts = (
                found.entry.title,
                tr(STATES[found.state]),
                f"{size / 1e6:.1f} MB",
                found.entry.licence,
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{found.entry.origin}\n{found.entry.converted}")
                self.table.setItem(row, column, item)
        self.table.setCurrentCell(max(chosen, 0), 0)
        self._selected()

    @property
    def chosen(self) -> Status | None:
        """The row looked at."""
        row = self.table.currentRow()
        return self._statuses[row] if 0 <= row < len(self._statuses) else None

    @Slot()
    def _selected(self) -> None:
        state = self.chosen.state if self.chosen else ""
        self.buttons["fetch"].setEnabled(state in ("missing", "damaged"))
        self.buttons["import"].setEnabled(state in ("missing", "damaged"))
        self.buttons["delete"].setEnabled(state in ("cached", "damaged"))

    def _came(self) -> None:
        self.refresh()
        self._changed()

    def fetch(self) -> None:
        """Fetch the weights of the chosen row, with progress."""
        if self.chosen:
            Fetching(self._services, self.chosen.entry.name, self._came).start()

    def import_file(self) -> None:
        """Take the weights of the chosen row from a file."""
        if self.chosen:
            Importing(self, self._services, self._came, self.chosen.entry.name).start()

    def delete(self) -> None:
        """Remove the fetched file of the chosen row; it can be fetched again."""
        if self.chosen:
            name = self.chosen.entry.name
            self._services.io.submit("weights", lambda _token: store.delete(name), self._deleted)

    def _deleted(self, outcome: Outcome) -> None:
        if outcome.error:
            self._notify(outcome.error)
        self._came()
