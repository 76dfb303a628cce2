"""The window: a shell around the topics."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from explorer import __version__
from explorer.core import settings as preferences
from explorer.core.errors import UserError
from explorer.core.i18n import LANGUAGES, language, set_language, tr
from explorer.ui import theme
from explorer.ui.actions import Command, Commands
from explorer.ui.commands import MENUS, WINDOW
from explorer.ui.files import FileCommands
from explorer.ui.lesson_pane import LessonPane
from explorer.ui.message_card import ErrorCard
from explorer.ui.navigation import Entry, Navigation
from explorer.ui.qt_texts import translate_qt
from explorer.ui.services import Services
from explorer.ui.shortcuts import ShortcutSheet
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.message_bar import MessageBar


class Host(Protocol):
    """What stands behind the window."""

    def read_session(self, path: Path) -> None:
        """Restore a session file."""

    def write_session(self, path: Path) -> None:
        """Save a session file."""

    def autosave(self) -> None:
        """Save what changed, without making anybody wait."""

    def finish(self) -> None:
        """Save and stop everything."""


TOOLBAR = ("open", "folder", "camera", "demo")
PICTURES = (*TOOLBAR, "paste")


class Window(FileCommands, QMainWindow):
    """Menus, toolbar, list of topics, messages; the work is done by the topics.

    Parameters
    ----------
    topics : the table of topics
    services : Services
    build : callable
        Makes the view of a topic by its id; may raise.
    host : Host or None
        Keeps sessions and is told when the window closes; None for a snapshot.
    """

    painted = Signal()
    """The window is on screen for the first time."""

    def __init__(
        self,
        topics: Sequence[Entry],
        services: Services,
        build: Callable[[str], TopicView],
        host: Host | None,
    ) -> None:
        super().__init__()
        self.services, self.settings = services, services.settings
        self.host = host
        self._build = build
        self._titles = {topic.id: topic.title for topic in topics}
        self._on_screen = False
        self._views: dict[str, QWidget] = {}
        self.bar = MessageBar()
        self.navigation = Navigation(topics, self.open_topic)
        self.stack = QStackedWidget()
        self.lesson = LessonPane()
        self.tools = QToolBar()
        self.tools.setMovable(False)
        self.tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(self.tools)
        self.commands = Commands(self, WINDOW)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        topic = QVBoxLayout()
        topic.setSpacing(0)
        topic.addWidget(self.stack, 1)
        topic.addWidget(self.lesson)
        row.addLayout(topic, 1)
        # Over the rest, which would jump if it had to make room.
        self.bar.setParent(centre)
        self.setCentralWidget(centre)
        self.setAcceptDrops(True)
        self.setMinimumSize(980, 600)
        self.resize(1280, 800)
        self.commands["topics"].setChecked(True)
        self.commands["lesson"].setChecked(self.settings.state.lesson)
        self._unsubscribe: Callable[[], None] = lambda: None
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()
        self.retranslate()

    # --- topics -------------------------------------------------------------

    @property
    def topic_id(self) -> str:
        """The id of the topic in front."""
        return self.navigation.current()

    @property
    def topic(self) -> TopicView | None:
        """The topic in front; None while it failed to open."""
        view = self.stack.currentWidget()
        return view if isinstance(view, TopicView) else None

    def open_topic(self, topic: str) -> None:
        """Bring ``topic`` to the front; a broken one shows an error card."""
        if topic not in self._views:
            try:
                view: QWidget = self._build(topic)
            except Exception as error:
                view = ErrorCard(error)
            self._views[topic] = view
            self.stack.addWidget(view)
        if self.topic and self.topic is not self._views[topic]:
            self.topic.leave()
        self.stack.setCurrentWidget(self._views[topic])
        self.navigation.select(topic)
        self._unsubscribe()
        # A broken topic leaves nothing to unsubscribe from.
        self._unsubscribe = lambda: None
        if self.topic:
            self._unsubscribe = self.topic.store.subscribe(lambda _new, _old: self._show_history())
            self.topic.source_opened.connect(self.remember, Qt.ConnectionType.UniqueConnection)
            self.topic.tools_changed.connect(self._fill_tools, Qt.ConnectionType.UniqueConnection)
            self.topic.titled.connect(self.setWindowTitle, Qt.ConnectionType.UniqueConnection)
            self.topic.overcome.connect(self.bar.withdraw, Qt.ConnectionType.UniqueConnection)
            self.topic.answered.connect(self.lesson.follow, Qt.ConnectionType.UniqueConnection)
            self.topic.handed.connect(self.hand_over, Qt.ConnectionType.UniqueConnection)
            # A topic with a source says more once it is there.
            self._name_window()
            self.topic.start()
        self.lesson.show_topic(topic, self.topic)
        self._offer()
        self._show_history()
        self._fill_menus()
        self._place_bar_later()

    @Slot(str, object)
    def hand_over(self, topic: str, changes: Mapping[str, Any]) -> None:
        """Open ``topic`` with ``changes`` of its fields, which can be undone there."""
        self.open_topic(topic)
        if self.topic:
            try:
                self.topic.store.update(**changes)
            except UserError as error:
                self.notify(error)

    def _name_window(self) -> None:
        if self.topic and not self.topic.names_window:
            self.setWindowTitle(tr(self._titles[self.topic_id]))

    def _offer(self) -> None:
        """Enable what the topic in front has a use for."""
        for name in PICTURES:
            self.commands[name].setEnabled(bool(self.topic and self.topic.takes_pictures))
        self.commands["lesson"].setEnabled(self.lesson.has_lesson())
        self.lesson.setVisible(self.settings.state.lesson and self.lesson.has_lesson())
        self.lesson.refresh()

    def _show_history(self) -> None:
        store = self.topic.store if self.topic else None
        self.commands["undo"].setEnabled(bool(store and store.can_undo))
        self.commands["redo"].setEnabled(bool(store and store.can_redo))

    @Slot()
    def _tick(self) -> None:
        if self.topic:
            self.topic.tick()
        if self.host:
            self.host.autosave()

    # --- menus and texts ----------------------------------------------------

    def retranslate(self) -> None:
        """Take all texts from the active language and icons from the palette."""
        self.setWindowIcon(theme.icon("app"))
        self.tools.setWindowTitle(tr("Tools"))
        self.commands.retranslate()
        self._mark_choices()
        self.navigation.retranslate()
        self.lesson.retranslate()
        self._name_window()
        self.bar.retranslate()
        for widget in self.findChildren(QWidget):
            if style := widget.styleSheet():
                # A style sheet keeps the palette that it was set under.
                widget.setStyleSheet("")
                widget.setStyleSheet(style)
        for view in self._views.values():
            if isinstance(view, TopicView | ErrorCard):
                view.retranslate()
        self._fill_menus()
        self._place_bar_later()

    def _mark_choices(self) -> None:
        chosen = f"theme_{self.settings.state.theme}"
        self.commands.mark_chosen(chosen, [f"theme_{name}" for name in theme.SCHEMES])
        self.commands.mark_chosen(f"language_{language()}", [f"language_{c}" for c in LANGUAGES])

    def _fill_menus(self) -> None:
        for old in self.menuBar().actions():
            old.menu().deleteLater()
        self.menuBar().clear()
        topic = self.topic
        for name, title in MENUS.items():
            menu = QMenu(tr(title), self)
            self.menuBar().addMenu(menu)
            self.commands.fill(menu, name)
            if topic:
                topic.commands.fill(menu, name)
            if name == "File":
                self._add_recent(menu)
            if name == "View":
                menu.addSeparator()
                for submenu in ("Appearance", "Language"):
                    menu.addMenu(self._submenu(submenu, menu))
            menu.menuAction().setVisible(not menu.isEmpty())
        self._fill_tools()

    @Slot()
    def _fill_tools(self) -> None:
        topic = self.topic
        self.tools.clear()
        for name in TOOLBAR:
            self.tools.addAction(self.commands[name])
        if topic and topic.toolbar:
            self.tools.addSeparator()
            for name in topic.toolbar:
                self.tools.addAction(topic.commands[name])
        self.tools.addSeparator()
        for name in ("save_picture", "copy_code"):
            self.tools.addAction(self.commands[name])

    def _submenu(self, name: str, parent: QMenu) -> QMenu:
        menu = QMenu(tr(name), parent)
        self.commands.fill(menu, name)
        return menu

    def _add_recent(self, menu: QMenu) -> None:
        recent = QMenu(tr("Recent"), menu)
        for path in self.settings.state.recent:
            action = recent.addAction(path)
            action.triggered.connect(lambda _checked=False, path=path: self.open_source(path))
        recent.setEnabled(not recent.isEmpty())
        menu.insertMenu(self.commands["save_picture"], recent)

    def all_commands(self) -> list[Command]:
        """Return every command that works now, for the shortcut sheet."""
        return [*self.commands.table, *(self.topic.commands.table if self.topic else ())]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the window is on screen."""
        super().paintEvent(event)
        if not self._on_screen:
            self._on_screen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape dismiss the message, where nothing else has a use for it."""
        if event.key() == Qt.Key.Key_Escape and self.bar.isVisible():
            self.bar.hide()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icons when the palette changes."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "commands"):
            # After the application has finished passing the palette on.
            QTimer.singleShot(0, self, self.retranslate)
        super().changeEvent(event)

    # --- commands -----------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step of the topic in front."""
        if self.topic:
            self.topic.store.undo()

    def redo(self) -> None:
        """Bring back the step taken back last."""
        if self.topic:
            self.topic.store.redo()

    def set_theme(self, name: str) -> None:
        """Switch between system, light and dark."""
        self.settings.update(theme=name)
        theme.apply(name)
        self._mark_choices()

    def set_language(self, code: str) -> None:
        """Switch the language of everything on screen."""
        self.settings.update(language=code)
        set_language(code)
        translate_qt()
        self.retranslate()

    @Slot(bool)
    def show_topics(self, on: bool) -> None:
        """Show or hide the list of topics."""
        self.navigation.setVisible(on)

    @Slot(bool)
    def show_lesson(self, on: bool) -> None:
        """Show or hide the lesson of the topic."""
        self.settings.update(lesson=on)
        self._offer()

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        sheet = ShortcutSheet(self.all_commands(), self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.show()

    def show_about(self) -> None:
        """Say what this is and under which licences its parts come."""
        text = tr(
            "CNN Explorer {version}: convolutional neural networks made visible.\n\n"
            "Bundled network: YOLOv4-tiny (public domain). "
            "The licences are listed in the README.",
            version=__version__,
        )
        box = QMessageBox(QMessageBox.Icon.Information, tr("About CNN Explorer"), text, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def notify(self, message: object, *, error: bool = True, **button: Any) -> None:
        """Show a sentence over the topic; see `explorer.ui.services.Notify`."""
        log = logging.getLogger("cnn-explorer")
        if isinstance(message, UserError) and message.__cause__:
            # What a library said about it is for whoever looks into the log.
            log.info("%s", message, exc_info=message.__cause__)
        if error and not isinstance(message, UserError | str):
            if isinstance(message, BaseException):
                log.error("unexpected", exc_info=message)
            message = UserError("Something unexpected went wrong: {reason}.", reason=message)
        self.bar.show_message(message, error=error, **button)
        self._place_bar()

    def _place_bar(self) -> None:
        """Lay the message where the topic in front has no controls."""
        over = self.topic.message_place() if self.topic else self.stack.rect()
        corner = self.stack.mapTo(self.centralWidget(), over.topLeft())
        height = self.bar.heightForWidth(over.width())
        self.bar.setGeometry(corner.x(), corner.y(), over.width(), height)
        self.bar.raise_()

    def _place_bar_later(self) -> None:
        # Once everything else has its place.
        QTimer.singleShot(0, self, self._place_bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in its place."""
        super().resizeEvent(event)
        self._place_bar_later()

    # --- dropping and closing -----------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.take(event.mimeData())

    def restore_geometry(self) -> None:
        """Put the window where it was."""
        geometry = self.settings.state.geometry
        if geometry:
            self.restoreGeometry(QByteArray.fromHex(geometry.encode()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop all work, bounded in time, and save."""
        self._ticker.stop()
        geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self.settings.update(geometry=geometry)
        for view in self._views.values():
            if isinstance(view, TopicView):
                view.shut()
        host, self.host = self.host, None
        if host:
            # A second close, before the first is through, finds nothing left to do.
            host.finish()
        event.accept()

    @Slot(str)
    def remember(self, path: str) -> None:
        """Put ``path`` at the head of the recent files."""
        from explorer.sources.kept import is_drawing

        # Strokes of a drawing would push everything else out of the list.
        if path and not path.startswith("camera:") and not is_drawing(path):
            full = str(Path(path).absolute())
            self.settings.replace(preferences.with_recent(self.settings.state, full))
            self._fill_menus()
