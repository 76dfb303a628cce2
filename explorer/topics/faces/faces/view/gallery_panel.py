"""The gallery: who is enrolled, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.topics.faces.faces.shelf import Content, Shelf
from explorer.topics.faces.faces.view.face_list import FaceList
from explorer.topics.faces.faces.view.people_list import PeopleList
from explorer.topics.faces.faces.view.texts import short
from explorer.ui.actions import Commands

T = TypeVar("T")
ROW = ("rename", "merge", "delete")
WHOLE = ("enrol_file", "enrol_folder", "import", "export", "run_folder", "erase")


class GalleryPanel(QWidget):
    """Shows the people and the commands for them.

    Parameters
    ----------
    commands : Commands
    shelf : Shelf
        Is asked for what comes into sight.
    """

    allowed = Signal(bool)
    """The user allows pictures to be stored, or no longer."""

    def __init__(self, commands: Commands, shelf: Shelf) -> None:
        super().__init__()
        self._commands, self._shelf, self._content = commands, shelf, Content()
        self.people = PeopleList(lambda person: _told(lambda: shelf.cover(person)))
        self.faces = FaceList(lambda face: _told(lambda: shelf.thumbnail(face)))
        self.count, self.pictures = QLabel(), QCheckBox()
        self.count.setWordWrap(True)
        self.samples = self._button(commands["enrol_samples"])
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.count)
        column.addWidget(self.samples)
        column.addWidget(self.people, 1)
        row = QHBoxLayout()
        for name in ROW:
            row.addWidget(self._button(commands[name]))
        column.addLayout(row)
        column.addWidget(self._one_person())
        column.addWidget(self.pictures)
        grid = QGridLayout()
        for place, name in enumerate(WHOLE):
            grid.addWidget(self._button(commands[name]), *divmod(place, 2))
        column.addLayout(grid)
        self.people.chosen.connect(self._show_faces)
        self.faces.chosen.connect(self._offer)
        self.pictures.toggled.connect(self.allowed)

    def _one_person(self) -> QWidget:
        """Return what is seen while one person is chosen: their faces."""
        self.one = QWidget()
        self.whose = QLabel()
        self.whose.setTextFormat(Qt.TextFormat.PlainText)
        self.whose.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column, row = QVBoxLayout(self.one), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.whose, 1)
        row.addWidget(self._button(self._commands["delete_faces"]))
        column.addLayout(row)
        column.addWidget(self.faces)
        return self.one

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        return button

    def show_content(self, content: Content) -> None:
        """Show who is enrolled."""
        if content.revision != self._content.revision:
            self.people.show_people(content.people)
        self._content = content
        with QSignalBlocker(self.pictures):
            self.pictures.setChecked(content.pictures)
        self._say()
        self._show_faces()

    def _say(self) -> None:
        faces = sum(person.faces for person in self._content.people)
        people = len(self._content.people)
        if not people:
            text = tr(
                "Nobody is enrolled yet. Type a name under the picture and press Enrol, or take "
                "a picture, a folder or the sample people. All of it stays on this machine."
            )
        else:
            text = tr(
                "People: {people}, faces: {faces}. All of it stays on this machine.",
                people=people,
                faces=faces,
            )
        self.count.setText(text)
        self.samples.setVisible(not people)

    @Slot()
    def _show_faces(self) -> None:
        """Show the faces of the person who is chosen, if it is one."""
        people = self.people.selected()
        self.one.setVisible(len(people) == 1)
        person = people[0].id if len(people) == 1 else None
        found = None if person is None else _told(lambda: self._shelf.faces(person))
        self.faces.show_faces(found or ())
        if len(people) == 1:
            self.whose.setText(tr("Faces of {name}", name=short(people[0].name)))
        self._offer()

    @Slot()
    def _offer(self) -> None:
        chosen, there = len(self.people.selected()), bool(self._content.people)
        for name, on in (
            ("rename", chosen == 1),
            ("merge", chosen > 1),
            ("delete", chosen > 0),
            ("delete_faces", chosen == 1 and bool(self.faces.selected())),
            ("export", there),
        ):
            self._commands[name].setEnabled(on)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.people.setAccessibleName(tr("Enrolled people"))
        self.faces.setAccessibleName(tr("Faces of the person who is chosen"))
        self.pictures.setText(tr("Store small pictures of the faces"))
        self.pictures.setToolTip(
            tr("Off: only numbers and names are stored, and stored pictures are erased.")
        )
        self.people.viewport().update()
        self._say()
        self._show_faces()


def _told(question: Callable[[], T | None]) -> T | None:
    """Return the answer of a gallery; None where it cannot be read, which is said elsewhere."""
    with suppress(UserError):
        return question()
    return None
