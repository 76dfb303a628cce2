"""The file dialogs: suffixes, and what is never replaced without a question."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.ui import dialogs

pytestmark = pytest.mark.qt

KINDS = "CSV (*.csv);;JSON (*.json)"


@pytest.fixture
def ask(qtbot, monkeypatch):
    """Type a name into the dialog with a kind chosen; return what comes of it."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def call(name: str, kind: str) -> str:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, kind))
        return dialogs.ask_save(parent, Store(Settings()), "Save", "numbers.csv", KINDS)

    return call


def test_the_chosen_kind_gives_the_suffix(ask, tmp_path):
    assert ask(str(tmp_path / "q"), "JSON (*.json)") == str(tmp_path / "q.json")
    assert ask(str(tmp_path / "q"), "CSV (*.csv)") == str(tmp_path / "q.csv")
    assert ask(str(tmp_path / "q"), "") == str(tmp_path / "q.csv")
    assert ask(str(tmp_path / "q.json"), "CSV (*.csv)") == str(tmp_path / "q.json")
    assert ask("", "CSV (*.csv)") == ""


@pytest.mark.parametrize("answer", ["Yes", "No"])
def test_a_file_is_replaced_only_when_the_user_says_so(ask, tmp_path, monkeypatch, answer):
    there = tmp_path / "n.csv"
    there.write_text("mine")
    asked = []

    def question(_parent, _title, text):
        asked.append(text)
        return QMessageBox.StandardButton[answer]

    monkeypatch.setattr(QMessageBox, "question", question)
    assert ask(str(tmp_path / "n"), "CSV (*.csv)") == (str(there) if answer == "Yes" else "")
    assert len(asked) == 1 and str(there) in asked[0]
