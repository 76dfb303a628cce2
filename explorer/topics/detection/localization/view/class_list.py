"""The classes: one of them is that of the object; they can be renamed, added and removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.core.i18n import tr
from explorer.topics.detection.localization.display import class_name

LEAST_ROWS, MOST_ROWS = 3, 4


class _Names(QListWidget):
    """A list whose keys rename, add and remove."""

    def __init__(self, add: Callable[[], None], remove: Callable[[], None]) -> None:
        super().__init__()
        # F2 opens the lesson.
        self._keys = {
            Qt.Key.Key_Return: self._rename,
            Qt.Key.Key_Enter: self._rename,
            Qt.Key.Key_Insert: add,
            Qt.Key.Key_Delete: remove,
        }

    def _rename(self) -> None:
        self.editItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename, add, remove, or go through the list."""
        work = self._keys.get(Qt.Key(event.key()))
        if work and self.state() != QAbstractItemView.State.EditingState:
            work()
        else:
            super().keyPressEvent(event)


class ClassList(QWidget):
    """Shows the names of the classes and tells what the user does to them.

    Parameters
    ----------
    picked : callable
        Told which class the object has.
    renamed : callable
        Told which class has which name.
    added : callable
    removed : callable
        Told which class.
    """

    def __init__(
        self,
        picked: Callable[[int], None],
        renamed: Callable[[int, str], None],
        added: Callable[[], None],
        removed: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._picked, self._renamed = picked, renamed
        self.names = _Names(added, lambda: removed(self.names.currentRow()))
        self.names.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.add, self.remove = QPushButton(), QPushButton()
        buttons = QVBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.names, 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(buttons)
        self.setFocusProxy(self.names)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit(0)
        self.names.currentRowChanged.connect(self._row_changed)
        self.names.itemChanged.connect(self._item_changed)
        self.add.clicked.connect(lambda _checked=False: added())
        self.remove.clicked.connect(lambda _checked=False: removed(self.names.currentRow()))

    def show_classes(self, classes: tuple[str, ...], chosen: int) -> None:
        """Show the names; ``chosen`` is the class of the object."""
        texts = [class_name(name) for name in classes]
        with QSignalBlocker(self.names):
            if len(texts) != self.names.count():
                self.names.clear()
                self.names.addItems(texts)
            # In place: an editor may be open on one of them.
            for row, text in enumerate(texts):
                item = self.names.item(row)
                item.setText(text)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.names.setCurrentRow(chosen)
        self._fit(len(texts))

    def _fit(self, classes: int) -> None:
        rows = min(max(classes, LEAST_ROWS), MOST_ROWS)
        height = max(self.names.sizeHintForRow(0), self.names.fontMetrics().height())
        self.names.setFixedHeight(rows * height + 2 * self.names.frameWidth() + 2)

    def texts(self) -> list[str]:
        """Return the names on screen."""
        return [self.names.item(row).text() for row in range(self.names.count())]

    def rename_last(self) -> None:
        """Open the last name to be typed."""
        item = self.names.item(self.names.count() - 1)
        self.names.setFocus()
        self.names.editItem(item)

    def _row_changed(self, row: int) -> None:
        if row >= 0:
            self._picked(row)

    def _item_changed(self, item: QListWidgetItem) -> None:
        self._renamed(self.names.row(item), item.text())

    def setAccessibleName(self, name: str) -> None:
        """Name the list for screen readers."""
        super().setAccessibleName(name)
        self.names.setAccessibleName(name)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.add.setText(tr("Add"))
        self.remove.setText(tr("Remove"))
        self.add.setToolTip(tr("Add a class (Insert in the list)"))
        self.remove.setToolTip(tr("Remove the chosen class (Delete in the list)"))
        self.add.setAccessibleName(tr("Add a class"))
        self.remove.setAccessibleName(tr("Remove the chosen class"))
