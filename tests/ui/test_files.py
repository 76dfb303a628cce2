"""Opening, dropping, pasting, saving: what a user does with files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from explorer.core import settings
from explorer.sources import cameras
from explorer.sources.cameras import CameraInfo
from explorer.ui import dialogs
from tests.ui.desk import CAFE, PARK, pixels, told, view

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def urls(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(desktop, data: QMimeData) -> None:
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), *how)
    QApplication.sendEvent(desktop.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(desktop.window, QDropEvent(QPointF(50, 50), *how))


def answer(monkeypatch, **paths) -> None:
    """Answer the dialogs."""
    for name, path in paths.items():
        monkeypatch.setattr(dialogs, name, lambda *_, path=path: str(path))


def copy_text() -> None:
    QGuiApplication.clipboard().setText("hello")


def trigger(desktop, name: str) -> None:
    desktop.window.commands[name].trigger()


# --- opening ----------------------------------------------------------------


def test_dropping_a_picture_a_folder_and_several(desk, sample) -> None:
    desktop = desk()
    topic = view(desktop)
    drop(desktop, urls(CAFE))
    assert topic.pipeline.last.frame.name == "cafe.jpg"
    drop(desktop, urls(sample.parent))
    assert topic.flow.source.length == 5
    assert told(desktop) == ""
    drop(desktop, urls(PARK, CAFE, CAFE))
    assert topic.pipeline.last.frame.name == "park.jpg"
    assert told(desktop) == "Only the first of 3 files was opened."


def test_dropping_a_text_file_says_so(desk, tmp_path) -> None:
    desktop = desk()
    (tmp_path / "notes.txt").write_text("hello")
    drop(desktop, urls(tmp_path / "notes.txt"))
    assert told(desktop).startswith("notes.txt is no picture, or of a kind that cannot be")
    assert view(desktop).store.state.image == PARK


def test_dropping_from_the_web_says_what_to_do(desk) -> None:
    desktop = desk()
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/cat.jpg")])
    drop(desktop, data)
    assert told(desktop) == "Only files of this machine can be opened; save it first."


def test_pasting_a_picture(desk, home) -> None:
    desktop = desk()
    picture = QImage(CAFE).scaled(300, 400)
    QGuiApplication.clipboard().setImage(picture)
    trigger(desktop, "paste")
    np.testing.assert_array_equal(pixels(view(desktop).canvas.image), pixels(picture))
    assert home in Path(view(desktop).store.state.image).parents
    view(desktop).store.undo()
    assert view(desktop).pipeline.last.frame.name == "park.jpg"
    view(desktop).store.redo()
    assert view(desktop).canvas.image.width() == 300


def test_pasting_a_file_and_nothing(desk) -> None:
    desktop = desk()
    QGuiApplication.clipboard().setMimeData(urls(CAFE))
    trigger(desktop, "paste")
    assert view(desktop).pipeline.last.frame.name == "cafe.jpg"
    for nothing in (QGuiApplication.clipboard().clear, copy_text):
        nothing()
        trigger(desktop, "paste")
        assert told(desktop) == "There is no picture on the clipboard."
        desktop.window.bar.dismiss.click()


def test_opening_by_dialog_and_again_by_the_recent_files(desk, monkeypatch, sample) -> None:
    desktop = desk()
    answer(monkeypatch, ask_open=CAFE, ask_folder=sample.parent)
    trigger(desktop, "open")
    assert view(desktop).store.state.image == CAFE
    trigger(desktop, "folder")
    assert view(desktop).store.state.image == str(sample.parent)
    assert desktop.settings.state.recent == (str(sample.parent), CAFE, PARK)
    # Menus that were replaced are gone.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    recent = next(
        menu for menu in desktop.window.findChildren(QMenu) if menu.title() == "Recent"
        and not menu.isEmpty()
    )  # fmt: skip
    assert [action.text() for action in recent.actions()] == [
        str(sample.parent),
        CAFE,
        PARK,
    ]
    recent.actions()[1].trigger()
    assert view(desktop).store.state.image == CAFE
    assert desktop.settings.state.recent == (CAFE, str(sample.parent), PARK)
    answer(monkeypatch, ask_open="", ask_folder="")
    trigger(desktop, "open")
    trigger(desktop, "folder")
    assert view(desktop).store.state.image == CAFE


def test_no_camera(desk, monkeypatch) -> None:
    found: list[CameraInfo] = []
    monkeypatch.setattr(cameras, "list_cameras", lambda: found)
    desktop = desk()
    trigger(desktop, "camera")
    assert told(desktop).startswith("No camera was found.")
    found.append(CameraInfo(3, "Built-in", "ANY"))
    desktop.window.bar.retry.click()
    assert told(desktop) == ""
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["Built-in"]
    opened = []
    monkeypatch.setattr(view(desktop), "open_source", opened.append)
    menu.actions()[0].trigger()
    menu.close()
    assert opened == ["camera:3"]


# --- saving -----------------------------------------------------------------


def test_saving_the_picture_that_is_drawn(desk, monkeypatch, tmp_path) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save=tmp_path / "out.png")
    trigger(desktop, "save_picture")
    saved = np.asarray(Image.open(tmp_path / "out.png").convert("RGB"))
    np.testing.assert_array_equal(saved, pixels(view(desktop).picture()))
    assert "Saved" in told(desktop)


def test_copying_the_picture(desk) -> None:
    desktop = desk()
    trigger(desktop, "copy_picture")
    copied = QGuiApplication.clipboard().image()
    np.testing.assert_array_equal(pixels(copied), pixels(view(desktop).picture()))


def test_saving_numbers_as_a_table(desk, monkeypatch, tmp_path) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save=tmp_path / "numbers.csv")
    trigger(desktop, "save_numbers")
    with (tmp_path / "numbers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["label", "score", "x1", "y1", "x2", "y2"]
    detections = view(desktop).result.detections
    assert len(rows) == 1 + len(detections)
    for row, found in zip(rows[1:], detections, strict=True):
        assert row[0] == found.label
        assert [float(value) for value in row[1:]] == pytest.approx([found.score, *found.box])


def test_saving_numbers_as_json(desk, monkeypatch, tmp_path) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save=tmp_path / "numbers.json")
    trigger(desktop, "save_numbers")
    saved = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert saved == json.loads(json.dumps(view(desktop).result.to_json()))


def test_the_command_line_computes_what_the_window_shows(desk) -> None:
    desktop = desk()
    view(desktop).store.update(score_threshold=0.4, iou_threshold=0.3)
    ended = subprocess.run(
        [
            sys.executable, "main.py", "compute", "yolo", "--image", PARK,
            "--set", "score_threshold=0.4", "--set", "iou_threshold=0.3",
        ],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    computed = json.loads(ended.stdout)["detections"]
    shown = view(desktop).table()[1:]
    assert len(shown) == len(computed) > 3
    for row, found in zip(shown, computed, strict=True):
        assert row[0] == found["label"]
        assert row[1:] == pytest.approx([found["score"], *found["box"]], abs=1e-3)


@pytest.mark.parametrize("source", [CAFE, ""])
def test_the_copied_code_runs(desk, tmp_path, source) -> None:
    desktop = desk(source, shown=False)
    view(desktop).store.update(score_threshold=0.5)
    trigger(desktop, "copy_code")
    assert told(desktop) == "The code is on the clipboard: run it with Python."
    script = tmp_path / "script.py"
    script.write_text(QGuiApplication.clipboard().text(), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[-1] == "The numbers are those that CNN Explorer shows."
    detections = view(desktop).result.detections
    assert [line.split(" [")[0] for line in lines[:-1]] == [
        f"{found.label} {found.score:.3f}" for found in detections
    ]


def test_saving_code(desk, monkeypatch, tmp_path) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save=tmp_path / "detect.py")
    trigger(desktop, "save_code")
    assert "EXPECTED = [" in (tmp_path / "detect.py").read_text(encoding="utf-8")
    assert told(desktop) == f"Saved {tmp_path / 'detect.py'}: run it with Python."


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("save_picture", ".png"),
        ("save_numbers", ".csv"),
        ("save_code", ".py"),
        ("save_session", ".json"),
    ],
)
def test_a_folder_that_cannot_be_written(desk, monkeypatch, tmp_path, name, suffix) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    desktop = desk()
    for folder in ("file", "missing"):
        answer(monkeypatch, ask_save=tmp_path / folder / f"out{suffix}")
        trigger(desktop, name)
        assert told(desktop) == f"There is no folder {tmp_path / folder}."
    assert view(desktop).result is not None
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "home"] == ["file"]


@pytest.mark.parametrize(
    ("name", "given", "offered"),
    [
        ("save_picture", "d.jpg", ".png"),
        # There is no drawing of a photograph.
        ("save_picture", "d.svg", ".png"),
        ("save_numbers", "c.txt", ".csv, .json"),
        ("save_code", "code.txt", ".py"),
        ("save_session", "mine.txt", ".json"),
    ],
)
def test_a_suffix_that_would_lie_is_refused(
    desk, monkeypatch, tmp_path, name, given, offered
) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save=tmp_path / given)
    trigger(desktop, name)
    assert told(desktop) == f"Choose a name that ends in {offered}, not {given}."
    assert not (tmp_path / given).exists()


@pytest.mark.parametrize("name", ["save_picture", "save_numbers", "save_code", "save_session"])
def test_cancelling_a_dialog_does_nothing(desk, monkeypatch, tmp_path, name) -> None:
    desktop = desk()
    answer(monkeypatch, ask_save="")
    trigger(desktop, name)
    assert told(desktop) == ""


# --- sessions and settings --------------------------------------------------


def test_a_session_is_saved_and_opened(desk, monkeypatch, tmp_path) -> None:
    desktop = desk()
    topic = view(desktop)
    topic.store.update(score_threshold=0.6, view="grid", classes=("person",))
    saved = topic.store.state
    answer(monkeypatch, ask_save=tmp_path / "mine.json", ask_open=tmp_path / "mine.json")
    trigger(desktop, "save_session")
    topic.store.update(image=CAFE, score_threshold=0.1, view="pc", classes=())
    trigger(desktop, "open_session")
    assert topic.store.state == saved
    assert topic.panel.modes.mode == "grid"
    assert topic.pipeline.last.frame.name == "park.jpg"
    trigger(desktop, "undo")
    assert topic.store.state.view == "pc"


BROKEN = {
    "no JSON": ("{", "is damaged"),
    "another kind": ('{"a": 1}', "is not a session of this program."),
    "newer": ('{"version": 99, "topic": "yolo", "states": {}}', "by a newer version"),
    "one bad field": (
        '{"version": 1, "topic": "yolo", "states": {"yolo": {"view": "xray", "head": 1}}}',
        "view must be one of",
    ),
    "unknown topics": (
        '{"version": 1, "topic": "a", "states": {"b": {"c": 1}, "yolo": {"head": 1}}}',
        "This version has no topic a, b.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_session_is_told_when_opened(desk, monkeypatch, tmp_path, case) -> None:
    content, sentence = BROKEN[case]
    (tmp_path / "mine.json").write_text(content)
    desktop = desk(CAFE)
    answer(monkeypatch, ask_open=tmp_path / "mine.json")
    trigger(desktop, "open_session")
    assert sentence in told(desktop)
    assert view(desktop).result is not None
    assert (tmp_path / "mine.json").read_text() == content


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_session_does_not_keep_it_from_starting(desk, home, case) -> None:
    content, sentence = BROKEN[case]
    home.mkdir()
    (home / "session.json").write_text(content)
    desktop = desk(None, shown=False)
    assert sentence in told(desktop)
    assert view(desktop).result is not None
    # Nothing is lost: what does fit is used, and the file is kept under another name.
    assert (home / "session.json.damaged").read_text() == content
    assert str(home / "session.json.damaged") in told(desktop)
    assert view(desktop).store.state.head == (1 if '"head"' in content else -1)


def test_a_picture_opens_although_the_session_ended_without_pictures(desk, home) -> None:
    home.mkdir()
    (home / "session.json").write_text('{"version": 1, "topic": "layers", "states": {}}')
    desktop = desk(CAFE)
    assert view(desktop).pipeline.last.frame.name == "cafe.jpg"


def test_broken_settings_do_not_keep_it_from_starting(desk, home) -> None:
    home.mkdir()
    (home / "settings.json").write_text("{broken")
    preferences, problems = settings.load(home / "settings.json")
    desktop = desk(settings=preferences, problems=problems)
    assert "is damaged" in told(desktop) and "the old file is kept as" in told(desktop)
    assert (home / "settings.json.damaged").read_text() == "{broken"


def test_the_session_and_settings_come_back(desk, home) -> None:
    desktop = desk()
    desktop.window.commands["theme_dark"].trigger()
    view(desktop).store.update(score_threshold=0.7)
    desktop.window.close()
    assert set(json.loads((home / "settings.json").read_text())) == {"theme", "geometry", "recent"}
    preferences, problems = settings.load(home / "settings.json")
    again = desk(None, settings=preferences, problems=problems)
    assert view(again).store.state.score_threshold == 0.7
    assert view(again).pipeline.last.frame.name == "park.jpg"
    assert told(again) == ""
    # What was restored is the beginning, and no step to take back.
    assert not again.window.commands["undo"].isEnabled()


def test_a_home_that_cannot_be_written(desk, home, capsys, monkeypatch) -> None:
    home.write_text("a file in the place of the folder")
    # Nor can the folder for temporary files.
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    desktop = desk()
    QGuiApplication.clipboard().setImage(QImage(CAFE).scaled(30, 40))
    trigger(desktop, "paste")
    assert "cannot be written" in told(desktop)
    assert view(desktop).store.state.image == PARK
    desktop.window.commands["theme_dark"].trigger()
    desktop.window.close()
    assert desktop.stopped
    # The window is gone: it is said in the terminal.
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(line.startswith("cnn-explorer: ") and "cannot be written" in line for line in lines)
    assert home.is_file()
