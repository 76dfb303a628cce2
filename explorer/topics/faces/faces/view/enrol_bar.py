"""The row in which a face gets a name, and how far a folder is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.gallery.names import LONGEST
from explorer.topics.faces.faces.result import Result
from explorer.topics.faces.faces.view.long_run import LongRun
from explorer.ui.widgets.undo_keys import UndoKeys


class EnrolBar(QWidget):
    """A field for the name, a button, and a bar of progress while there is some.

    Parameters
    ----------
    run : LongRun
    """

    asked = Signal()
    """The open face is to be enrolled under the name in the field."""

    def __init__(self, run: LongRun) -> None:
        super().__init__()
        self._run = run
        self._result: Result | None = None
        self.label, self.name, self.button = QLabel(), QLineEdit(), QPushButton()
        self.name.setMaxLength(2 * LONGEST)
        self.label.setBuddy(self.name)
        self.progress, self.bar, self.cancel = QWidget(), QProgressBar(), QPushButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        for widget in (self.label, self.name, self.button):
            row.addWidget(widget, int(widget is self.name))
        column.addLayout(row)
        below = QHBoxLayout(self.progress)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.bar, 1)
        below.addWidget(self.cancel)
        column.addWidget(self.progress)
        self.progress.hide()
        UndoKeys(self.name, lambda: bool(self.name.text()))
        self.name.returnPressed.connect(self.asked)
        self.button.clicked.connect(self.asked)
        self.cancel.clicked.connect(run.cancel)
        run.changed.connect(self._show_progress)

    def show_result(self, result: Result | None) -> None:
        """Say which face would be enrolled."""
        self._result = result
        if result is None or result.focus is None:
            self.label.setText(tr("Name"))
        else:
            self.label.setText(tr("Name of face {number}", number=result.focus + 1))

    @Slot()
    def _show_progress(self) -> None:
        self.progress.setVisible(self._run.running)
        self.bar.setRange(0, max(1, self._run.total))
        self.bar.setValue(self._run.done)
        self.bar.setFormat(
            tr("picture {done} of {total}", done=self._run.done, total=self._run.total)
        )

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.name.setAccessibleName(tr("Name"))
        self.name.setPlaceholderText(tr("Who is this?"))
        self.button.setText(tr("Enrol"))
        self.cancel.setText(tr("Cancel"))
        self.bar.setAccessibleName(tr("Progress"))
        self.show_result(self._result)
        self._show_progress()
