"""A gallery that is only read stays as it is, byte for byte, and none is made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from explorer.gallery.failures import DamagedGalleryError, ReadOnlyGalleryError
from explorer.gallery.gallery import Gallery
from tests.gallery.made import content, face, picture


def prints(folder: Path) -> dict[str, bytes]:
    """What is in the files, but for the index of the log that readers share."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).digest()
        for file in folder.iterdir()
        if not file.name.endswith("-shm")
    }


def filled(path: Path) -> dict[str, object]:
    with Gallery(path) as gallery:
        gallery.allow_pictures(True)
        gallery.enrol("Ada", [face(1, pictured=True), face(2)])
        gallery.enrol("Bo", [face(3)])
        return content(gallery)


def test_it_says_the_same_and_no_byte_changes(path: Path) -> None:
    wanted = filled(path)
    before = prints(path.parent)
    with Gallery(path, write=False) as gallery:
        assert content(gallery) == wanted
        assert gallery.cover(1) == picture(1)
        assert gallery.keeps_pictures()
    assert prints(path.parent) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_none_is_made(path: Path) -> None:
    with Gallery(path, write=False) as gallery:
        assert gallery.counts() == (0, 0)
        with pytest.raises(ReadOnlyGalleryError):
            gallery.enrol("Ada", [face(1)])
        assert not path.parent.exists()
        # Made meanwhile by a window.
        filled(path)
        assert gallery.counts() == (2, 3)


def test_changes_are_refused(path: Path) -> None:
    wanted = filled(path)
    with Gallery(path, write=False) as gallery:
        for change in (
            lambda: gallery.enrol("Eve", [face(4)]),
            lambda: gallery.remove([1]),
            lambda: gallery.rename(1, "Eve"),
            lambda: gallery.allow_pictures(False),
        ):
            with pytest.raises(ReadOnlyGalleryError, match="cannot be written"):
                change()
        assert content(gallery) == wanted


def test_what_a_window_changes_is_seen(path: Path) -> None:
    filled(path)
    with Gallery(path, write=False) as reader:
        revisions = {reader.revision()}
        assert len(reader.embeddings().faces) == 3
        with Gallery(path) as gallery:
            gallery.enrol("Eve", [face(4)])
            revisions.add(reader.revision())
            assert [person.name for person in reader.people()] == ["Ada", "Bo", "Eve"]
            gallery.remove([1])
            revisions.add(reader.revision())
            assert len(reader.embeddings().faces) == 2
        with Gallery(path) as gallery:
            gallery.rename(2, "Bob")
        revisions.add(reader.revision())
        assert [person.name for person in reader.people()] == ["Bob", "Eve"]
        assert len(revisions) == 4


def test_a_damaged_file_is_told_and_left(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no gallery " * 1000)
    before = prints(path.parent)
    with pytest.raises(DamagedGalleryError):
        Gallery(path, write=False)
    assert prints(path.parent) == before
