"""Closing while work is under way, and what nobody expected."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication

from explorer.core.paths import log_file
from tests.ui.desk import told, view

pytestmark = pytest.mark.qt


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


def test_an_exception_nobody_caught_is_logged_and_told(desk, network, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    desktop = desk()
    desktop.install_exception_hook()
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert told(desktop) == "Something unexpected went wrong: by nothing."
    log = log_file().read_text(encoding="utf-8")
    assert "ZeroDivisionError: by nothing" in log and "Traceback" in log


def test_the_log_falls_back_to_the_terminal(desk, network, home, monkeypatch, capsys) -> None:
    home.write_text("a file in the place of the folder")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
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
    view(desktop)._try_again()
    assert "ZeroDivisionError: in the worker" in log_file().read_text(encoding="utf-8")
