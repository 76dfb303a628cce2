"""The gallery: who is enrolled, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.topics.faces.faces.shelf import Content
from explorer.topics.faces.faces.view.people_list import PeopleList
from explorer.ui.actions import Commands

ROW = ("rename", "merge", "delete")
WHOLE = ("enrol_file", "enrol_folder", "import", "export", "run_folder", "erase")


class GalleryPanel(QWidget):
    """Shows the people and the commands for them.

    Parameters
    ----------
    commands : Commands
    thumbnail : callable
        See `people_list.PeopleModel`.
    """

    allowed = Signal(bool)
    """The user allows pictures to be stored, or no longer."""

    def __init__(self, commands: Commands, thumbnail: Callable[[int], bytes | None]) -> None:
        super().__init__()
        self._commands, self._content = commands, Content()
        self.people = PeopleList(thumbnail)
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
        column.addWidget(self.pictures)
        grid = QGridLayout()
        for place, name in enumerate(WHOLE):
            grid.addWidget(self._button(commands[name]), *divmod(place, 2))
        column.addLayout(grid)
        self.people.chosen.connect(self._offer)
        self.pictures.toggled.connect(self.allowed)

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
        self._offer()

    def _say(self) -> None:
        faces = sum(person.faces for person in self._content.people)
        people = len(self._content.people)
        if not people:
            text = tr("Nobody is enrolled. All that you enrol stays on this machine.")
        else:
            text = tr(
                "People: {people}, faces: {faces}. All of it stays on this machine.",
                people=people,
                faces=faces,
            )
        self.count.setText(text)
        self.samples.setVisible(not people)

    @Slot()
    def _offer(self) -> None:
        chosen, there = len(self.people.selected()), bool(self._content.people)
        for name, on in (
            ("rename", chosen == 1),
            ("merge", chosen > 1),
            ("delete", chosen > 0),
            ("export", there),
        ):
            self._commands[name].setEnabled(on)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.people.setAccessibleName(tr("Enrolled people"))
        self.pictures.setText(tr("Store small pictures of the faces"))
        self.pictures.setToolTip(
            tr("Off: only numbers and names are stored, and stored pictures are erased.")
        )
        self.people.viewport().update()
        self._say()
        self._offer()
