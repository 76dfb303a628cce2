"""The enrolled people with their pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from explorer.core.i18n import tr
from explorer.gallery.records import Person
from explorer.topics.faces.faces.view.chooser import Chooser
from explorer.topics.faces.faces.view.texts import apart, short
from explorer.ui.colours import category, text_on
from explorer.ui.tool_tips import hint

ROOT = QModelIndex()
SIDE = 44
KEPT = 500
"""Pictures that stay decoded."""

Index = QModelIndex | QPersistentModelIndex


class PeopleModel(QAbstractListModel):
    """One row for each person; pictures are read when they come into sight.

    Parameters
    ----------
    thumbnail : callable
        Returns the picture of a person, JPEG or PNG, or None.
    """

    renamed = Signal(int, str)
    """The user has given a person (the id) another name."""

    def __init__(self, thumbnail: Callable[[int], bytes | None]) -> None:
        super().__init__()
        self._thumbnail = thumbnail
        self.people: tuple[Person, ...] = ()
        self._pixmaps: dict[int, QPixmap] = {}

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Take the rows from ``people``."""
        self.beginResetModel()
        self.people = people
        self._pixmaps.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of people."""
        return 0 if parent.isValid() else len(self.people)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = 0) -> Any:
        """Return name, picture or hint of a person."""
        if not index.isValid() or index.row() >= len(self.people):
            return None
        answer = ROLES.get(role)
        return answer(self, self.people[index.row()]) if answer else None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        """Report another name; it is shown once the gallery has it."""
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.EditRole and value != person.name:
            self.renamed.emit(person.id, value)
        return False

    def pixmap(self, person: Person) -> QPixmap:
        """Return the picture of a person; a letter on a colour where there is none."""
        found = self._pixmaps.get(person.id)
        if found is None:
            if len(self._pixmaps) >= KEPT:
                self._pixmaps.clear()
            found = self._pixmaps[person.id] = self._made(person)
        return found

    def _made(self, person: Person) -> QPixmap:
        data, pixmap = self._thumbnail(person.id), QPixmap()
        if data and pixmap.loadFromData(data):
            smooth = Qt.TransformationMode.SmoothTransformation
            return pixmap.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        return _letter(person.name, category(person.id))


def _letter(name: str, colour: QColor) -> QPixmap:
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(colour)
    painter = QPainter(pixmap)
    font = QFont(painter.font())
    font.setPixelSize(SIDE // 2)
    painter.setFont(font)
    painter.setPen(text_on(colour))
    painter.drawText(QRectF(0, 0, SIDE, SIDE), Qt.AlignmentFlag.AlignCenter, name[:1].upper())
    painter.end()
    return pixmap


def _said(person: Person, name: str) -> str:
    if person.faces == 1:
        return tr("{name}, 1 face", name=name)
    return tr("{name}, {count} faces", name=name, count=person.faces)


ROLES: dict[int, Callable[[PeopleModel, Person], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda _model, person: _said(person, short(person.name)),
    Qt.ItemDataRole.ToolTipRole: lambda _model, person: hint(_said(person, apart(person.name))),
    Qt.ItemDataRole.EditRole: lambda _model, person: person.name,
    Qt.ItemDataRole.DecorationRole: PeopleModel.pixmap,
}


class PeopleList(Chooser):
    """Shows the people; a double click renames, several can be chosen."""

    def __init__(self, thumbnail: Callable[[int], bytes | None]) -> None:
        self.people = PeopleModel(thumbnail)
        super().__init__(self.people, SIDE)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Show ``people``; who is chosen stays so."""
        before = {person.id for person in self.selected()}
        self.people.show_people(people)
        self.choose(row for row, person in enumerate(people) if person.id in before)

    def selected(self) -> tuple[Person, ...]:
        """Return who is chosen, the oldest first."""
        return tuple(self.people.people[row] for row in self.chosen_rows())

    def rename(self) -> None:
        """Edit the name of the one who is chosen."""
        rows = self.selectedIndexes()
        if len(rows) == 1:
            self.setCurrentIndex(rows[0])
            self.edit(rows[0])
