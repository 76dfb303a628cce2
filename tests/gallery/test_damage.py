"""Broken files, full disks, no permission: a sentence, nothing lost, a way on."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.core import i18n
from explorer.core.errors import UserError
from explorer.gallery import files
from explorer.gallery.failures import DamagedGalleryError
from explorer.gallery.gallery import Gallery
from tests.gallery.made import content, face

PAGE = 4096


@pytest.fixture
def filled(path: Path) -> Path:
    with Gallery(path) as gallery:
        gallery.allow_pictures(True)
        for seed in range(60):
            gallery.enrol(f"person {seed % 20}", [face(seed, pictured=seed % 3 == 0)])
    return path


BROKEN = {
    "a text": lambda data: b"This is no database.\n" * 300,
    "zeros": lambda data: bytes(len(data)),
    "a picture": lambda data: b"\xff\xd8\xff\xe0" + data[4:],
    "half of it": lambda data: data[: len(data) // 2 // PAGE * PAGE],
    "its first page": lambda data: data[:PAGE],
    "a few bytes": lambda data: data[:50],
    "not its last byte": lambda data: data[:-1],
    "its first page overwritten": lambda data: data[:100] + b"\xa5" * (PAGE - 100) + data[PAGE:],
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_kept_and_a_new_one_begun(filled: Path, what: str) -> None:
    broken = BROKEN[what](filled.read_bytes())
    filled.write_bytes(broken)
    with pytest.raises(DamagedGalleryError) as raised:
        Gallery(filled)
    assert str(filled) in str(raised.value)
    i18n.set_language("ko")
    assert "손상" in str(raised.value)
    assert filled.read_bytes() == broken
    kept = files.set_aside(filled)
    assert kept.read_bytes() == broken
    assert kept.name == "gallery.sqlite3.damaged"
    with Gallery(filled) as gallery:
        assert gallery.counts() == (0, 0)
        gallery.enrol("Ada", [face(1)])
    assert kept.read_bytes() == broken


def test_a_second_damaged_file_does_not_overwrite_the_first(path: Path) -> None:
    path.parent.mkdir()
    kept = []
    for broken in (b"first" * 999, b"second" * 999, b"third" * 999):
        path.write_bytes(broken)
        with pytest.raises(DamagedGalleryError):
            Gallery(path)
        kept.append(files.set_aside(path))
        assert kept[-1].read_bytes() == broken
    assert len(set(kept)) == 3
    assert files.kept_aside(path) == sorted(kept)


def test_the_log_of_a_damaged_file_is_kept_with_it(filled: Path, tmp_path: Path) -> None:
    gallery = Gallery(filled)
    gallery.enrol("in the log", [face(999)])
    copy = tmp_path / "copy" / filled.name
    shutil.copytree(filled.parent, copy.parent)
    gallery.close()
    data = bytearray(copy.read_bytes())
    data[: PAGE // 2] = bytes(PAGE // 2)
    copy.write_bytes(data)
    log = copy.with_name(copy.name + "-wal").read_bytes()
    try:
        Gallery(copy).close()
    except DamagedGalleryError:
        assert copy.read_bytes() == data
        kept = files.set_aside(copy)
        assert kept.with_name(kept.name + "-wal").read_bytes() == log
        assert kept.read_bytes() == data
        assert Gallery(copy).counts() == (0, 0)
    else:
        pytest.fail("not noticed")


@pytest.mark.parametrize("filling", [b"\0", b"\xa5", b"\x0d", b"\xff"])
def test_a_page_overwritten_anywhere_is_noticed_where_it_matters(
    filled: Path, tmp_path: Path, filling: bytes
) -> None:
    """Either all is as it was, or one clear error: no other exception, nothing wrong shown."""
    whole = filled.read_bytes()
    with Gallery(filled) as gallery:
        before = content(gallery)
    noticed = 0
    for page in range(1, len(whole) // PAGE):
        copy = tmp_path / f"copy{page}" / "gallery.sqlite3"
        copy.parent.mkdir()
        copy.write_bytes(whole[: page * PAGE] + filling * PAGE + whole[(page + 1) * PAGE :])
        try:
            with Gallery(copy) as gallery:
                shown = content(gallery)
                assert shown["embeddings"] == before["embeddings"]
                assert [*map(str, shown["people"])] == [*map(str, before["people"])]
                gallery.enrol("person 3", [face(5000)])
        except DamagedGalleryError:
            noticed += 1
    # All but the pages of pictures, which nothing else points into.
    assert noticed > 20


def test_a_row_that_was_altered_is_noticed(filled: Path) -> None:
    number = face(30).embedding.tobytes()[200:208]  # type: ignore[union-attr]
    data = filled.read_bytes()
    assert data.count(number) == 1
    filled.write_bytes(data.replace(number, b"\x7f" * 8))
    with Gallery(filled) as gallery:
        assert gallery.counts() == (20, 60)
        with pytest.raises(DamagedGalleryError):
            gallery.embeddings()


def test_a_name_that_is_no_text_is_noticed(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes().replace(b"person 13", b"person \xff\xfe"))
    with Gallery(filled) as gallery, pytest.raises(DamagedGalleryError):
        gallery.people()


def test_the_gallery_is_used_on_after_an_error_within_a_change(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    before = content(gallery)
    with pytest.raises(RuntimeError), gallery._database.writing() as connection:
        connection.execute("DELETE FROM face")
        raise RuntimeError
    assert content(gallery) == before
    gallery.enrol("Bo", [face(2)])
    assert gallery.counts() == (2, 2)


def test_a_full_disk_leaves_all_as_it_was(gallery: Gallery, tmp_path: Path) -> None:
    gallery.allow_pictures(True)
    for seed in range(20):
        gallery.enrol("Ada", [face(seed, pictured=True)])
    before = content(gallery)
    export = tmp_path / "all.zip"
    gallery.export(export, pictures=True)
    connection = gallery._database._current()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UserError, match="disk is full"):
        gallery.enrol("Bo", [face(seed, pictured=True) for seed in range(100, 140)])
    assert content(gallery) == before
    # What needs no room still works, and so does all when there is room again.
    gallery.rename(1, "Bo")
    gallery.rename(1, "Ada")
    connection.execute("PRAGMA max_page_count = 100000")
    gallery.enrol("Bo", [face(seed, pictured=True) for seed in range(100, 140)])
    assert gallery.counts() == (2, 60)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_removal_counts_though_there_is_no_room_to_sweep(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.enrol("Ada", [face(1)])
    gallery.enrol("Bo", [face(2)])
    fail = sqlite3.OperationalError("database or disk is full")
    fail.sqlite_errorcode = sqlite3.SQLITE_FULL

    def full() -> None:
        raise UserError("full") from fail

    with monkeypatch.context() as patch:
        patch.setattr(gallery._database, "sweep", full)
        gallery.remove([1])
    assert gallery.counts() == (1, 1)
    assert gallery.unswept()
    gallery.remove([2])
    assert not gallery.unswept()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of an ordinary user, who this test is run as: root may write everywhere."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        yield folder
        os.seteuid(0)
    else:
        yield folder
    for file in (folder, *folder.rglob("*")):
        file.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as on POSIX")
def test_a_folder_that_cannot_be_written_is_told(unprivileged: Path) -> None:
    unprivileged.chmod(0o500)
    with pytest.raises(UserError, match="cannot be used: Permission denied"):
        Gallery(unprivileged / "gallery.sqlite3")
    with pytest.raises(UserError, match="cannot be used: Permission denied"):
        Gallery(unprivileged / "faces" / "gallery.sqlite3")
    assert list(unprivileged.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as on POSIX")
@pytest.mark.parametrize(("folder", "file"), [(0o500, 0o600), (0o700, 0o400), (0o700, 0o000)])
def test_a_gallery_that_cannot_be_written_is_told_and_kept(
    unprivileged: Path, folder: int, file: int
) -> None:
    path = unprivileged / "gallery.sqlite3"
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
        before = content(gallery)
    path.chmod(file)
    unprivileged.chmod(folder)
    with pytest.raises(UserError, match=r"read-only|permission"), Gallery(path) as gallery:
        gallery.enrol("Bo", [face(2)])
    unprivileged.chmod(0o700)
    path.chmod(0o600)
    with Gallery(path) as gallery:
        assert content(gallery) == before


def test_odd_places_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        Gallery(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be used"):
        Gallery(tmp_path / "file" / "gallery.sqlite3")
    odd = tmp_path / "a b%20?#&é한" / "gallery ?mode=ro.sqlite3"
    with Gallery(odd) as gallery:
        gallery.enrol("Ada", [face(1)])
    assert odd.is_file()
