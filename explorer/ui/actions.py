"""Commands as data: one table gives menus, shortcuts, buttons and the shortcut sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.i18n import tr
from explorer.ui import theme


@dataclass(frozen=True)
class Command:
    """One line of a command table.

    ``slot`` names a method of the owner; it gets the checked state when the
    command is ``checkable``, else ``value`` where there is one. ``keys`` are
    portable key sequences; ``short`` is the text of its button;
    ``begins`` puts a line above it in the menu. ``back`` is the text and icon of a
    ``checkable`` command while it is checked: what it does then.
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
    back: tuple[str, str] | None = None


def view_commands(views: Mapping[str, str]) -> tuple[Command, ...]:
    """Return a command for each view, on the keys 1, 2, ...: the slot is ``set_view``."""
    return tuple(
        Command(
            f"view_{name}", "View", text, "set_view", (str(number),), value=name, begins=number == 1
        )
        for number, (name, text) in enumerate(views.items(), start=1)
    )


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
                if command.back:
                    action.toggled.connect(lambda _checked, entry=command: self._show(entry))
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
        """Mark ``chosen`` and none of the other ``names``, of which one always is."""
        actions = [self._actions[name] for name in names]
        if actions[0].actionGroup() is None:
            group = QActionGroup(actions[0].parent())
            for action in actions:
                action.setCheckable(True)
                group.addAction(action)
        self._actions[chosen].setChecked(True)

    def set_checked(self, name: str, on: bool) -> None:
        """Show a checkable command as it is, without running it."""
        with QSignalBlocker(self._actions[name]):
            self._actions[name].setChecked(on)
        self._show(next(command for command in self.table if command.id == name))

    def retranslate(self) -> None:
        """Take texts from the active language and icons from the present palette."""
        for command in self.table:
            self._show(command)

    def _show(self, command: Command) -> None:
        action = self._actions[command.id]
        text, icon, short = command.text, command.icon, command.short
        if command.back and action.isChecked():
            text, icon = command.back
        action.setText(tr(text))
        action.setIconText(tr(short or text).replace("…", ""))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        plain = tr(text).replace("…", "")
        action.setToolTip(f"{plain} ({keys})" if keys else plain)
        if icon:
            action.setIcon(theme.icon(icon))
