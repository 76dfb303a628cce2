"""A button that opens a searchable list of names to tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from explorer.core.i18n import label_name, tr

SHOWN = 3


class WholeRow(QStyledItemDelegate):
    """Ticks an entry by a click anywhere in its row."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """Tick or untick; keys do what they always do."""
        if not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        if event.type() != QEvent.Type.MouseButtonRelease:
            return False
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)


class CheckList(QListWidget):
    """Named, so that the theme can give its check boxes a frame that is seen."""


class NameFilter(QToolButton):
    """Chooses some of many names; none ticked means all.

    Parameters
    ----------
    changed : callable
        Called with the tuple of ticked names.
    """

    def __init__(self, changed: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__()
        self._changed = changed
        self._names: tuple[str, ...] = ()
        self._ticked: tuple[str, ...] = ()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = CheckList()
        self.list.setMinimumHeight(260)
        self.list.setItemDelegate(WholeRow(self.list))
        self.everything = QPushButton()
        panel = QWidget()
        layout = QVBoxLayout(panel)
        for widget in (self.search, self.list, self.everything):
            layout.addWidget(widget)
        action = QWidgetAction(self)
        action.setDefaultWidget(panel)
        menu = QMenu(self)
        menu.addAction(action)
        menu.aboutToShow.connect(self.search.setFocus)
        menu.aboutToHide.connect(self.search.clear)
        self.setMenu(menu)
        self.search.textChanged.connect(self._search)
        self.list.itemChanged.connect(self._item_changed)
        self.everything.clicked.connect(self._all)
        self.retranslate()

    def show_names(self, names: Sequence[str], ticked: Sequence[str]) -> None:
        """Show all ``names``, those in ``ticked`` with a tick."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._fill()
        self._ticked = tuple(ticked)
        with QSignalBlocker(self.list):
            for row, name in enumerate(self._names):
                on = name in self._ticked
                state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
                self.list.item(row).setCheckState(state)
        self._show_text()

    def retranslate(self) -> None:
        """Take texts and names from the active language."""
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search"))
        self.everything.setText(tr("Show all classes"))
        self.setAccessibleName(tr("Classes"))
        self._fill()
        self.show_names(self._names, self._ticked)

    def _fill(self) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in self._names:
                item = QListWidgetItem(label_name(name))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
                self.list.addItem(item)
        self._search(self.search.text())

    def _show_text(self) -> None:
        shown = ", ".join(label_name(name) for name in self._ticked[:SHOWN])
        more = len(self._ticked) - SHOWN
        if not self._ticked:
            shown = tr("All classes")
        elif more > 0:
            shown = tr("{names} and {count} more", names=shown, count=more)
        self.setText(shown)

    @Slot(str)
    def _search(self, text: str) -> None:
        for row, name in enumerate(self._names):
            match = text.casefold() in f"{name} {label_name(name)}".casefold()
            self.list.item(row).setHidden(not match)

    @Slot(QListWidgetItem)
    def _item_changed(self, _item: QListWidgetItem) -> None:
        ticked = tuple(
            name
            for row, name in enumerate(self._names)
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        )
        self._changed(ticked)

    @Slot()
    def _all(self) -> None:
        self._changed(())
