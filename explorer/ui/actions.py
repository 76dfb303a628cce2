"""Commands as data: one table gives menus, shortcuts, buttons and the shortcut sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme


@dataclass(frozen=True)
class Command:
    """One line of a command table.

    ``slot`` names a method of the owner; it gets the checked state when the
    command is ``checkable``, else ``value`` where there is one. ``keys`` are
    portable key sequences; ``short`` is the text of its button;
    ``begins`` puts a line above it in the menu.
    """

    id: str
    menu: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    value: object = None
    short: str = ""
    begins: bool = False


class Commands:
    """The actions built from a table.

    Parameters
    ----------
    owner : QWidget
        Has the slots, and is where the shortcuts work.
    table : iterable of Command
    """

    def __init__(self, owner: QWidget, table: Iterable[Command]) -> None:
        self.table = tuple(table)
        self._actions: dict[str, QAction] = {}
        for command in self.table:
            action = QAction(owner)
            action.setCheckable(command.checkable)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            slot = getattr(owner, command.slot)
            if command.checkable:
                action.toggled.connect(slot)
            elif command.value is None:
                action.triggered.connect(lambda _checked=False, slot=slot: slot())
            else:
                value = command.value
                action.triggered.connect(lambda _checked=False, slot=slot, v=value: slot(v))
            owner.addAction(action)
            self._actions[command.id] = action
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, menu: QMenu, name: str) -> None:
        """Add the commands of menu ``name`` in the order of the table."""
        for entry in self.table:
            if entry.menu == name:
                if entry.begins:
                    menu.addSeparator()
                menu.addAction(self._actions[entry.id])

    def mark_chosen(self, chosen: str, names: Iterable[str]) -> None:
        """Tick ``chosen`` and none of the other ``names``."""
        for name in names:
            self._actions[name].setCheckable(True)
            self._actions[name].setChecked(name == chosen)

    def retranslate(self) -> None:
        """Take texts from the active language and icons from the present palette."""
        for command in self.table:
            action = self._actions[command.id]
            action.setText(tr(command.text))
            action.setIconText(tr(command.short or command.text).replace("…", ""))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            plain = tr(command.text).replace("…", "")
            action.setToolTip(f"{plain} ({keys})" if keys else plain)
            if command.icon:
                action.setIcon(theme.icon(command.icon))
