import errno
import json
import os
import stat
from pathlib import Path

import pytest

from explorer.core import session, settings
from explorer.core.errors import UserError
from explorer.core.files import check_target, read_json, write_atomic, write_json
from explorer.core.settings import Settings
from explorer.topics.detection.yolo.state import State


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(UserError, match="file"):
        write_atomic(tmp_path / "file", b"")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    with pytest.raises(UserError, match="occupied"):
        write_atomic(tmp_path / "occupied" / "file", b"")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_files_get_ordinary_permissions_unless_private(tmp_path: Path) -> None:
    write_atomic(tmp_path / "private", b"", private=True)
    write_atomic(tmp_path / "ordinary", b"")
    (tmp_path / "reference").write_bytes(b"")
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes["private"] == 0o600
    assert modes["ordinary"] == modes["reference"]


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00\x01", '{"a": ' + "[" * 100_000])
def test_damaged_json_is_one_clear_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)
    with pytest.raises(UserError, match=r"file\.json is damaged"):
        read_json(path)


def test_binary_rubbish_is_damaged_too(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"\xff\xfe\x00rubbish")
    with pytest.raises(UserError, match="damaged"):
        read_json(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{\n"a": 1,\n"b" 2}', "line 3 is no JSON."),
        (b"\xff\xfe\x00", "it is no JSON text."),
        (b"[1]", "it is no JSON object."),
    ],
)
def test_damage_is_told_in_plain_words(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "file.json").write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_json(tmp_path / "file.json")
    assert str(caught.value).endswith(f"file.json is damaged: {said}")


def test_a_name_that_the_user_gives_is_checked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_target(tmp_path / "a.PNG", (".png", ".svg"))
    for name in ("a.jpg", "a", "a.png.txt"):
        with pytest.raises(UserError, match=rf"ends in \.png, \.svg, not {name}\."):
            check_target(tmp_path / name, (".png", ".svg"))
    for folder in ("missing", "file"):
        with pytest.raises(UserError, match=rf"There is no folder .*{folder}\."):
            check_target(tmp_path / folder / "a.png", (".png",))
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_settings_are_sparse_and_readable(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings.save(path, Settings(theme="dark"))
    assert json.loads(path.read_text()) == {"theme": "dark"}
    assert settings.load(path) == (Settings(theme="dark"), [])


def test_missing_settings_are_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.json") == (Settings(), [])


def test_damaged_settings_are_set_aside_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{broken")
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert "damaged" in problems[0]
    assert (tmp_path / "settings.json.damaged").read_text() == "{broken"
    assert not path.exists()


def test_one_bad_setting_does_not_spoil_the_others(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_json(path, {"theme": "pink", "language": "ko"})
    content = path.read_text()
    loaded, problems = settings.load(path)
    assert loaded == Settings(language="ko")
    kept = tmp_path / "settings.json.damaged"
    assert "theme" in problems[0] and str(kept) in problems[1]
    assert kept.read_text() == content


def test_recent_files_are_ordered_unique_and_few() -> None:
    present = Settings()
    for number in range(15):
        present = settings.with_recent(present, f"{number}.png")
    present = settings.with_recent(present, "10.png")
    assert present.recent[:3] == ("10.png", "14.png", "13.png")
    assert len(present.recent) == settings.RECENT


def test_a_session_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    session.save(path, "yolo", {"yolo": State(score_threshold=0.5)})
    assert session.load(path) == session.Session("yolo", {"yolo": {"score_threshold": 0.5}})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"version": 99, "topic": "yolo", "states": {}}, "newer version"),
        ({"version": 1, "topic": 5, "states": {}}, "not a session"),
        ({"version": 1, "topic": "yolo", "states": []}, "not a session"),
        ({"version": 1, "topic": "yolo", "states": {"yolo": 1}}, "not a session"),
        ({}, "not a session"),
    ],
)
def test_other_files_are_no_sessions(tmp_path: Path, content: object, said: str) -> None:
    path = tmp_path / "session.json"
    write_json(path, content)
    with pytest.raises(UserError, match=said):
        session.load(path)


def test_a_missing_session_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        session.load(tmp_path / "none.json")
