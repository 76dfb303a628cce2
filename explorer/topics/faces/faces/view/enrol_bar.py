"""The row in which a face gets a name, whose name it is already, and how far a folder is."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

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

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.gallery.names import clean_name
from explorer.gallery.records import Person
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
    another_asked = Signal()
    """The same, but it is not the person who has the name already."""

    def __init__(self, run: LongRun) -> None:
        super().__init__()
        self._run = run
        self._result: Result | None = None
        self._taken: Counter[str] = Counter()
        self.label, self.name, self.button = QLabel(), QLineEdit(), QPushButton()
        self.label.setBuddy(self.name)
        self.progress, self.bar, self.cancel = QWidget(), QProgressBar(), QPushButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        for widget in (self.label, self.name, self.button):
            row.addWidget(widget, int(widget is self.name))
        column.addLayout(row)
        column.addWidget(self._choice())
        below = QHBoxLayout(self.progress)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.bar, 1)
        below.addWidget(self.cancel)
        column.addWidget(self.progress)
        self.progress.hide()
        UndoKeys(self.name, lambda: bool(self.name.text()))
        self.name.returnPressed.connect(self.asked)
        self.button.clicked.connect(self.asked)
        self.name.textChanged.connect(self._show_choice)
        self.another.clicked.connect(self.another_asked)
        self.cancel.clicked.connect(run.cancel)
        run.changed.connect(self._show_progress)

    def _choice(self) -> QWidget:
        """Return what is seen while the name in the field is somebody's already."""
        self.choice, self.taken, self.another = QWidget(), QLabel(), QPushButton()
        self.taken.setWordWrap(True)
        row = QHBoxLayout(self.choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.taken, 1)
        row.addWidget(self.another)
        self.choice.hide()
        return self.choice

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Take over whose names are taken."""
        self._taken = Counter(person.name for person in people)
        self._show_choice()

    @Slot()
    def _show_choice(self) -> None:
        """Say whose face Enter enrols, and offer the other way."""
        name = ""
        with suppress(UserError):
            name = clean_name(self.name.text())
        people = self._taken[name]
        self.choice.setVisible(people > 0)
        if people == 1:
            text = tr("Somebody has this name: Enter adds the face to theirs.")
        else:
            text = tr(
                "{people} people have this name: Enter adds the face to the first.", people=people
            )
        self.taken.setText(text)

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
        self.another.setText(tr("Another person"))
        self.another.setToolTip(tr("Enrol somebody else who has the same name"))
        self.cancel.setText(tr("Cancel"))
        self.bar.setAccessibleName(tr("Progress"))
        self.show_result(self._result)
        self._show_choice()
        self._show_progress()
