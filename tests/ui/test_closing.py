"""Closing while work is under way, and what nobody expected."""

from __future__ import annotations

import json
import logging
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication

from explorer.core.paths import log_file
from tests.ui.desk import CAFE, told, view

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def hooks(monkeypatch) -> None:
    """Put back what installing the exception hook changes."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(logging.getLogger("cnn-explorer"), "handlers", [])


def alive() -> set[str]:
    names = ("inference", "io", "reader")
    return {thread.name for thread in threading.enumerate() if thread.name in names}


def test_closing_while_the_network_runs(desk, network, qtbot) -> None:
    running, gate = threading.Event(), threading.Event()

    def hold() -> None:
        running.set()
        assert gate.wait(20)

    network.before = hold
    desktop = desk("", threads=True)
    topic = view(desktop)
    qtbot.waitUntil(running.is_set, timeout=20000)
    finish, finished = desktop.finish, []

    def count() -> None:
        finished.append(1)
        # The network answers while the window is waiting for it.
        gate.set()
        finish()

    desktop.finish = count
    desktop.window.close()
    desktop.window.close()
    assert finished == [1]
    assert desktop.stopped
    assert alive() == set()
    QApplication.processEvents()
    # What was under way is not shown any more.
    assert topic.result is None


def test_closing_right_after_opening(desk, network) -> None:
    for _ in range(3):
        desktop = desk("", threads=True)
        desktop.window.close()
        desktop.window.close()
        assert desktop.stopped
    assert alive() == set()


def test_a_network_that_never_answers_does_not_hold_the_window(
    desk, network, qtbot, monkeypatch
) -> None:
    from explorer import app

    monkeypatch.setattr(app, "PATIENCE", 0.05)
    running, gate = threading.Event(), threading.Event()
    network.before = lambda: (running.set(), gate.wait(20))
    desktop = desk("", threads=True)
    qtbot.waitUntil(running.is_set, timeout=20000)
    desktop.window.close()
    assert not desktop.stopped
    gate.set()
    qtbot.waitUntil(lambda: "inference" not in alive(), timeout=20000)


def test_an_exception_nobody_caught_is_logged_and_told(desk, network) -> None:
    desktop = desk()
    desktop.install_exception_hook()
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert told(desktop) == "Something unexpected went wrong: by nothing."
    log = log_file().read_text(encoding="utf-8")
    assert "ZeroDivisionError: by nothing" in log and "Traceback" in log


def test_what_a_library_says_goes_to_the_log(desk, network, tmp_path) -> None:
    desktop = desk()
    desktop.install_exception_hook()
    (tmp_path / "mine.onnx").write_text("no network")
    view(desktop).store.update(model=str(tmp_path / "mine.onnx"))
    assert "mine.onnx is no ONNX network" in told(desktop)
    assert "protobuf" not in told(desktop).lower()
    assert "protobuf" in log_file().read_text(encoding="utf-8").lower()


def test_the_log_falls_back_to_the_terminal(desk, network, home, capsys) -> None:
    home.write_text("a file in the place of the folder")
    desktop = desk()
    desktop.install_exception_hook()
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "by nothing" in told(desktop)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_worker_that_fails_unexpectedly_is_logged(desk, network) -> None:
    def fail() -> None:
        raise ZeroDivisionError("in the worker")

    network.before = fail
    desktop = desk()
    desktop.install_exception_hook()
    assert "Something unexpected went wrong" in told(desktop)
    view(desktop).try_again()
    assert "ZeroDivisionError: in the worker" in log_file().read_text(encoding="utf-8")


def test_what_the_start_has_to_say_stays_when_the_reel_opens(desk, network, home, qtbot) -> None:
    home.mkdir()
    (home / "session.json").write_text("{broken")
    desktop = desk(None, threads=True)
    qtbot.waitUntil(lambda: view(desktop).result is not None, timeout=20000)
    assert "session.json is damaged" in told(desktop)


def test_a_source_that_failed_at_the_start_is_told(desk, network, qtbot) -> None:
    desktop = desk("/no/such/picture.jpg", threads=True)
    qtbot.waitUntil(lambda: "picture.jpg does not exist." in told(desktop), timeout=20000)
    assert view(desktop).hint.startswith("Open a picture")
    # The next one that the user opens takes it back.
    desktop.window.open_source(CAFE)
    qtbot.waitUntil(lambda: view(desktop).flow.spec == CAFE, timeout=20000)
    assert told(desktop) == ""


def test_what_changed_is_saved_while_it_runs(desk, network, home) -> None:
    """A crash or a power cut loses nothing that is older than a second."""
    desktop = desk()
    view(desktop).store.update(score_threshold=0.65)
    desktop.window._tick()
    saved = json.loads((home / "session.json").read_text(encoding="utf-8"))
    assert saved["states"]["yolo"]["score_threshold"] == 0.65


def test_a_home_that_cannot_be_written_is_told_once(desk, network, home) -> None:
    home.write_text("a file in the place of the folder")
    desktop = desk()
    desktop.window._tick()
    assert "cannot be written" in told(desktop)
    desktop.window.bar.dismiss.click()
    view(desktop).store.update(score_threshold=0.65)
    desktop.window._tick()
    assert told(desktop) == ""
