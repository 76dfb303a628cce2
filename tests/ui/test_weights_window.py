"""The window of weights: what is there, fetch, import, delete."""

import pytest
from PySide6.QtCore import Qt

from explorer.core.jobs import Cancelled, Outcome
from explorer.ui import dialogs
from explorer.ui.weights_window import WeightsWindow
from explorer.weights import store
from tests.ui.desk import Later, told
from tests.weights.conftest import entry, server, tiny, tiny_state

__all__ = ["entry", "server", "tiny", "tiny_state"]

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a window opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def window(desk, entry):
    entry()
    desktop = desk(None)
    desktop.window.commands["weights"].trigger()
    return desktop.window.findChild(WeightsWindow)


def row(window: WeightsWindow) -> list[str]:
    return [window.table.item(0, column).text() for column in range(4)]


def press(window, name: str, qtbot) -> None:
    qtbot.mouseClick(window.buttons[name], Qt.MouseButton.LeftButton)


def test_missing_weights_are_fetched_and_deleted(window, qtbot):
    assert row(window)[:2] == ["Tiny", "Not here"]
    assert not window.buttons["delete"].isEnabled()
    press(window, "fetch", qtbot)
    assert row(window)[1] == "Fetched"
    assert store.locate("tiny").is_file()
    assert not window.buttons["fetch"].isEnabled()
    press(window, "delete", qtbot)
    assert row(window)[1] == "Not here"
    assert store.status("tiny").state == "missing"


def test_a_failed_download_is_said_in_the_window(window, server, qtbot):
    server.content = b""
    press(window, "fetch", qtbot)
    assert not window.bar.isHidden() and "cannot be downloaded" in window.bar.label.text()
    assert row(window)[1] == "Not here"


def test_the_chosen_row_stays_in_sight_beside_a_message(desk, qtbot, monkeypatch):
    desktop = desk(None)
    desktop.window.commands["weights"].trigger()
    window = desktop.window.findChild(WeightsWindow)
    window.resize(700, 240)
    states = [window.table.item(line, 1).text() for line in range(window.table.rowCount())]
    last = max(line for line, state in enumerate(states) if state == "Not here")
    window.table.setCurrentCell(last, 0)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: __file__)
    press(window, "import", qtbot)
    assert "holds other weights" in window.bar.label.text()
    place = window.table.visualItemRect(window.table.item(last, 0))
    assert window.table.viewport().rect().contains(place)


def test_a_cancelled_download_is_no_error(desk, entry, qtbot):
    entry()
    io = Later()
    desktop = desk(None, io=io)
    desktop.window.commands["weights"].trigger()
    window = desktop.window.findChild(WeightsWindow)
    io.run()
    press(window, "fetch", qtbot)
    assert window.bar.label.text().startswith("Fetching Tiny: 0 of")
    _, done = io.waiting.pop("weights")
    done(Outcome(error=Cancelled()))
    assert window.bar.label.text() == "Fetching Tiny was cancelled."
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    io.run()
    io.run()
    assert row(window)[1] == "Fetched"


def test_a_file_of_other_weights_is_refused(window, qtbot, tmp_path, monkeypatch):
    other = tmp_path / "other.bin"
    other.write_bytes(b"nothing of the kind")
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: str(other))
    press(window, "import", qtbot)
    assert "other.bin holds other weights" in window.bar.label.text()
    assert row(window)[1] == "Not here"


def test_what_ships_with_the_program_cannot_be_deleted(desk):
    desktop = desk(None)
    desktop.window.commands["weights"].trigger()
    window = desktop.window.findChild(WeightsWindow)
    assert row(window)[1] == "Part of the program"
    assert not window.buttons["delete"].isEnabled()
    assert told(desktop) == ""
