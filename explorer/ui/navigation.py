"""The list of topics, grouped by chapter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from explorer.core.i18n import tr
from explorer.ui import theme


class Entry(Protocol):
    """What the list needs to know of a topic."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def chapter(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def icon(self) -> str: ...  # noqa: D102


class Navigation(QListWidget):
    """Shows the topics and reports which one the user picks."""

    def __init__(self, topics: Sequence[Entry], picked: Callable[[str], None]) -> None:
        super().__init__()
        self._topics, self._picked = topics, picked
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(20, 20))
        self.setFixedWidth(190)
        self.setStyleSheet("QListWidget {padding: 4px;} QListWidget::item {padding-left: 6px;}")
        self.currentItemChanged.connect(self._changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Take texts from the active language and icons from the palette."""
        self.setAccessibleName(tr("Topics"))
        current = self.current()
        with QSignalBlocker(self):
            self.clear()
            chapter = None
            for topic in self._topics:
                if topic.chapter != chapter:
                    chapter = topic.chapter
                    self._add_heading(tr(chapter))
                item = QListWidgetItem(theme.icon(topic.icon), tr(topic.title))
                item.setData(Qt.ItemDataRole.UserRole, topic.id)
                item.setSizeHint(QSize(0, 30))
                self.addItem(item)
        self.select(current)

    def current(self) -> str:
        """Return the id of the topic in front."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def select(self, topic: str) -> None:
        """Mark ``topic`` without reporting it."""
        with QSignalBlocker(self):
            for row in range(self.count()):
                if self.item(row).data(Qt.ItemDataRole.UserRole) == topic:
                    self.setCurrentRow(row)

    def _add_heading(self, text: str) -> None:
        heading = QListWidgetItem(text)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        heading.setSizeHint(QSize(0, 30))
        self.addItem(heading)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _changed(self, item: QListWidgetItem | None, _old: QListWidgetItem | None) -> None:
        topic = item.data(Qt.ItemDataRole.UserRole) if item else None
        if topic:
            self._picked(topic)
