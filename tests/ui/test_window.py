"""The window: commands, shortcuts, themes, languages, what can be reached without a mouse."""

from __future__ import annotations

import gc
import re
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabWidget,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.i18n import language
from explorer.topics import TOPICS, find
from explorer.ui.commands import MENUS
from explorer.ui.shortcuts import ShortcutSheet
from explorer.ui.topic_view import TopicView
from tests.ui.desk import CAFE, told, view

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


# --- topics -----------------------------------------------------------------


def use_and_close(desk, qtbot, topic: str) -> weakref.ref[TopicView]:
    desktop = desk(threads=True)
    desktop.window.open_topic(topic)
    front = desktop.window.topic
    assert isinstance(front, TopicView)
    assert desktop.window.navigation.current() == topic
    qtbot.waitUntil(lambda: front.numbers() is not None, timeout=20000)
    assert front.picture() is not None
    assert len(front.table()) > 1
    desktop.window.close()
    assert desktop.stopped
    desk.forget()
    shiboken6.delete(desktop.window)
    return weakref.ref(front)


@pytest.mark.parametrize("topic", [topic.id for topic in TOPICS])
def test_every_topic_opens_draws_and_leaves_nothing_behind(desk, qtbot, topic) -> None:
    threads, windows = set(threading.enumerate()), set(QApplication.topLevelWidgets())
    dying = use_and_close(desk, qtbot, topic)
    qtbot.waitUntil(lambda: set(threading.enumerate()) <= threads)
    # The last answers of the threads still wait for the event loop.
    QApplication.processEvents()
    gc.collect()
    assert dying() is None
    assert set(QApplication.topLevelWidgets()) <= windows


def test_one_topic_hands_over_to_another(desk) -> None:
    window = desk().window
    view_before = window.topic
    window.topic.handed.emit("pooling", {"size": 3, "mode": "average"})
    assert window.topic_id == "pooling"
    assert window.topic is not view_before
    assert (window.topic.store.state.size, window.topic.store.state.mode) == (3, "average")
    window.commands["undo"].trigger()
    assert window.topic.store.state.mode == "max"


def test_what_cannot_be_handed_over_is_said(desk) -> None:
    desktop = desk()
    desktop.window.topic.handed.emit("pooling", {"size": "large"})
    assert desktop.window.topic_id == "pooling"
    assert "large" in told(desktop)


def test_a_topic_that_cannot_be_opened_shows_a_card(desk, monkeypatch) -> None:
    desktop = desk(None, shown=False)
    desktop.window._views.clear()

    def fail(_topic: str) -> None:
        raise ImportError("no module named grid")

    monkeypatch.setattr(desktop.window, "_build", fail)
    desktop.window.open_topic(TOPICS[0].id)
    card = desktop.window.stack.currentWidget()
    assert "This topic could not be opened" in card.label.text()
    assert "no module named grid" in card.label.text()
    assert desktop.window.topic is None
    for command in desktop.window.commands.table:
        if command.menu in ("Edit", "Appearance") or command.id in ("demo", "save_numbers"):
            desktop.window.commands[command.id].trigger()


# --- commands ---------------------------------------------------------------


def menu_actions(menu) -> list[QAction]:
    found = []
    for action in menu.actions():
        found += menu_actions(action.menu()) if action.menu() else [action]
    return found


@pytest.mark.parametrize("source", [CAFE, ""])
def test_menus_carry_every_command(desk, qtbot, source) -> None:
    desktop = desk(source)
    window, topic = desktop.window, view(desktop)
    qtbot.waitUntil(lambda: topic.commands["freeze"].isEnabled() == (source == ""))
    shown = menu_actions(window.menuBar())
    for commands in (window.commands, topic.commands):
        for command in commands.table:
            assert commands[command.id] in shown, command.id
            assert commands[command.id].text()
    titles = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    used = {command.menu for table in (window.commands, topic.commands) for command in table.table}
    # A menu without commands is not there; a still picture may have nothing to play.
    assert set(titles) <= used
    assert used & set(MENUS) - set(titles) <= (set() if source == "" else {"Play"})


def test_the_toolbar_offers_what_is_needed_most(desk, qtbot) -> None:
    desktop = desk("")
    topic = view(desktop)
    qtbot.waitUntil(lambda: topic.commands["freeze"].isEnabled())
    tools = [a for a in desktop.window.tools.actions() if a.text() and a.isVisible()]
    for command in (
        *(desktop.window.commands[name] for name in ("open", "folder", "camera", "demo")),
        *(topic.commands[name] for name in ("freeze", "stop", "record")),
    ):
        assert command in tools
    assert all(not action.icon().isNull() for action in tools)


def test_no_shortcut_has_two_meanings(desk) -> None:
    desktop = desk()
    keys = [
        QKeySequence(key).toString()
        for command in desktop.window.all_commands()
        for key in command.keys
    ]
    assert all(keys)
    assert len(keys) == len(set(keys))
    # No key is the beginning of another, nor one that moves the focus or the picture.
    assert not {"Tab", "Space", "Return", "Left", "Up", "+", "-", "0"} & set(keys)


def test_shortcuts_reach_their_commands(desk, qtbot) -> None:
    desktop = desk()
    topic, canvas = view(desktop), view(desktop).canvas
    canvas.setFocus()
    topic.set_view("grid")
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert topic.store.state.view == "boxes"
    qtbot.keyClick(canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert topic.store.state.view == "grid"
    qtbot.keyClick(canvas, Qt.Key.Key_F9)
    assert desktop.window.navigation.isHidden()
    qtbot.keyClick(canvas, Qt.Key.Key_F9)
    assert not desktop.window.navigation.isHidden()
    qtbot.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert topic.store.state.image == ""


def test_the_shortcut_sheet_lists_all_keys(desk) -> None:
    desktop = desk()
    desktop.window.commands["shortcuts"].trigger()
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ShortcutSheet)]
    rows = [
        (sheet.table.item(row, 0).text(), sheet.table.item(row, 1).text())
        for row in range(sheet.table.rowCount())
    ]
    for command in desktop.window.all_commands():
        if command.keys:
            assert (command.text.replace("…", ""), "   ".join(command.keys)) in rows
    assert "Zoom in or out" in dict(rows)
    sheet.close()


def test_about_names_the_version_and_the_network(desk) -> None:
    from explorer import __version__

    desktop = desk()
    desktop.window.commands["about"].trigger()
    (box,) = desktop.window.findChildren(QMessageBox)
    assert __version__ in box.text() and "YOLOv4-tiny" in box.text()
    box.close()


# --- languages and themes ---------------------------------------------------

# Measured times differ from one paint to the next.
MEASURED = re.compile(r"\d+\.\d(?= (?:·|ms\b|밀리초))")
NAMES = re.compile(
    r"YOLOv4-tiny|YOLOv5|YOLOX|v11|COCO|NMS|CPU|GPU|CUDA|IoU|CNN Explorer|CSV|JSON|ONNX|"
    r"PyTorch|Python|English|"
    r"\(?(?:Ctrl|Alt|Shift|PgUp|PgDown|F\d+)[^)]*\)?|\bms\b|pc\b|[xy][12]|/\S+|\{\w+\}"
)


def texts(window: QWidget) -> set[str]:
    """Every text that the window shows or reads aloud."""
    # New buttons are laid out.
    QApplication.processEvents()
    found: list[str] = []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisibleTo(window) and not isinstance(widget.parent(), QMenu):
            continue
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(re.sub(r"<[^>]+>|&nbsp;", " ", widget.text()))
        if isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(row) for row in range(widget.count())]
        if isinstance(widget, QTabWidget):
            found += [widget.tabText(number) for number in range(widget.count())]
    for action in menu_actions(window.menuBar()):
        found += [action.text(), action.toolTip()]
    found += [action.text() for action in window.menuBar().actions()]
    navigation = window.navigation
    found += [navigation.item(row).text() for row in range(navigation.count())]
    table = window.topic.table_view.model()
    found += [table.headerData(n, Qt.Orientation.Horizontal) for n in range(table.columnCount())]
    found += [table.index(row, 0).data() for row in range(table.rowCount())]
    return {MEASURED.sub("0.0", text) for text in found if text}


@pytest.mark.parametrize("mode", ["boxes", "anchors", "pc", "numbers"])
def test_the_language_changes_while_it_runs(desk, mode) -> None:
    desktop = desk(CAFE)
    window = desktop.window
    view(desktop).set_view(mode)
    window.notify(UserError("There is no result to save yet."), retry=lambda: None)
    english = texts(window)
    assert "Score threshold" in english and "There is no result to save yet." in english
    window.commands["language_ko"].trigger()
    assert language() == "ko"
    korean = texts(window)
    left = {text for text in korean if re.search("[A-Za-z]{2,}", NAMES.sub("", text))}
    assert left == set()
    assert {"사람", "컵"} & korean
    window.commands["language_en"].trigger()
    back = texts(window)
    assert back == english
    assert desktop.settings.state.language == "en"


def test_a_message_is_said_anew_in_the_new_language(desk) -> None:
    desktop = desk()
    desktop.window.commands["copy_picture"].trigger()
    assert told(desktop) == "The picture is on the clipboard."
    desktop.window.commands["language_ko"].trigger()
    assert re.search("[가-힣]", told(desktop))


def test_light_and_dark(desk, qtbot) -> None:
    desktop = desk()
    window = desktop.window
    window.commands["theme_light"].trigger()
    QApplication.processEvents()
    light = window.palette().color(QPalette.ColorRole.Window).lightness()
    icons = [a.icon().pixmap(32).toImage() for a in window.tools.actions() if a.text()]
    picture = view(desktop).picture()
    window.commands["theme_dark"].trigger()
    qtbot.waitUntil(
        lambda: [a.icon().pixmap(32).toImage() for a in window.tools.actions() if a.text()] != icons
    )
    dark = window.palette().color(QPalette.ColorRole.Window).lightness()
    assert light > 200 and dark < 60
    changed = [a.icon().pixmap(32).toImage() for a in window.tools.actions() if a.text()]
    assert all(a != b for a, b in zip(icons, changed, strict=True))
    # Colours that carry data do not follow.
    assert view(desktop).picture() == picture
    assert desktop.settings.state.theme == "dark"


# --- messages ---------------------------------------------------------------


CONTROLS = QAbstractButton | QComboBox | QLineEdit | QAbstractSlider


@pytest.mark.parametrize("size", [(980, 600), (1280, 800)])
@pytest.mark.parametrize("name", [topic.id for topic in TOPICS])
def test_a_message_moves_nothing_and_hides_no_control(desk, name, size) -> None:
    window = desk().window
    window.resize(*size)
    window.open_topic(name)
    QApplication.processEvents()
    controls = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and widget.isVisible()
    ]

    def places() -> list[QRect]:
        corners = [widget.mapTo(window, QPoint(0, 0)) for widget in controls]
        return [QRect(at, widget.size()) for at, widget in zip(corners, controls, strict=True)]

    before = places()
    sentence = "There is no result to save yet. " * 3
    window.notify(sentence, retry=lambda: None, other=("Cancel", lambda: None))
    QApplication.processEvents()
    assert window.bar.isVisible()
    assert places() == before
    bar = QRect(window.bar.mapTo(window, QPoint(0, 0)), window.bar.size())
    assert window.rect().contains(bar)
    assert bar.height() >= window.bar.heightForWidth(bar.width())
    hidden = [c for c, place in zip(controls, before, strict=True) if place.intersects(bar)]
    assert hidden == []


def test_a_message_keeps_its_place_when_the_window_changes(desk) -> None:
    window = desk().window
    window.notify(UserError("There is no result to save yet."))
    window.resize(1100, 700)
    QApplication.processEvents()
    canvas, bar = window.topic.canvas, window.bar
    assert (
        bar.mapTo(window, bar.rect().topRight()).x()
        <= canvas.mapTo(window, canvas.rect().topRight()).x()
    )
    window.resize(1500, 900)
    QApplication.processEvents()
    assert abs(bar.width() - canvas.width()) < 20


def test_one_of_several_choices_is_always_marked(desk) -> None:
    commands = desk().window.commands
    for name in ("theme_dark", "theme_dark", "theme_light", "language_en", "language_en"):
        commands[name].trigger()
        assert commands[name].isChecked()
        # Which makes the menu show a round mark.
        assert commands[name].actionGroup().isExclusive()
    assert not commands["theme_dark"].isChecked()


# --- without a mouse, without eyes ------------------------------------------


def interactive(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]


def test_every_control_has_a_name(desk) -> None:
    desktop = desk()
    desktop.window.notify(UserError("There is no result to save yet."), retry=lambda: None)
    nameless = [
        widget
        for widget in interactive(desktop.window)
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


@pytest.mark.parametrize("mode", ["boxes", "numbers"])
def test_every_control_is_reached_by_tab(desk, qtbot, mode) -> None:
    desktop = desk()
    window = desktop.window
    view(desktop).set_view(mode)
    window.activateWindow()
    view(desktop).canvas.setFocus()
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    wanted = {w for w in interactive(window) if not isinstance(w.parent(), QComboBox)}
    assert {view(desktop).canvas, view(desktop).controls.score.slider} <= wanted
    assert [widget for widget in wanted if widget not in reached] == []


def test_escape_dismisses_a_message(desk, qtbot) -> None:
    window = desk().window
    window.notify("A sentence.")
    assert window.bar.isVisible()
    qtbot.keyClick(window.topic.canvas, Qt.Key.Key_Escape)
    assert window.bar.isHidden()


def test_the_slider_moves_by_keys(desk, qtbot) -> None:
    topic = view(desk())
    slider = topic.controls.score.slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert topic.store.state.score_threshold == 0.26
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert topic.store.state.score_threshold == 0.36


def test_the_window_can_be_small(desk) -> None:
    window = desk().window
    window.resize(window.minimumSize())
    QApplication.processEvents()
    canvas = window.topic.canvas
    assert canvas.isVisible() and canvas.width() >= 240
    assert find("yolo").id in window.navigation.current()


def test_topics_after_a_broken_one_still_open(desk, monkeypatch) -> None:
    window = desk().window
    build = window._build

    def broken(name: str):
        if name == "pooling":
            raise ImportError(name)
        return build(name)

    monkeypatch.setattr(window, "_build", broken)
    for name in ("convolution", "pooling", "layers"):
        window.open_topic(name)
    assert window.topic.result is not None
    assert window.bar.isHidden()
