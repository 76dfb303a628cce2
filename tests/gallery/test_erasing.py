"""After the last word is spoken, the files are searched for what was in them."""

import os
import random
from pathlib import Path

import pytest

from explorer.core.errors import UserError
from explorer.gallery import database, files
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from tests.gallery.made import content, face, stored, traces, vector


def name(seed: int) -> str:
    # Long, and searched for by its parts: a piece of a name is a name.
    return f"Person-{seed}-of-somewhere " + "Ж" * (seed % 50)


def left(path: Path, seed: int) -> list[str]:
    data = stored(path)
    found = traces(data, seed)
    return [*found, "name"] if f"Person-{seed}-of".encode() in data else found


def fill(gallery: Gallery, seeds: range) -> None:
    gallery.allow_pictures(True)
    for seed in seeds:
        gallery.enrol(name(seed), [face(seed, pictured=True)])


def test_what_is_enrolled_can_be_found_in_the_files(gallery: Gallery) -> None:
    """So the tests below would notice what was left."""
    fill(gallery, range(1, 4))
    for seed in (1, 2, 3):
        found = left(gallery.path, seed)
        assert {"source", "name"} <= set(found)
        assert sum(one.startswith("embedding") for one in found) == 64
        assert any(one.startswith("picture") for one in found)


def test_no_byte_of_a_removed_person_is_left_while_undo_is_possible(gallery: Gallery) -> None:
    fill(gallery, range(1, 20))
    before = content(gallery)
    removed = gallery.remove([5, 6], [9])
    for seed in (5, 6):
        assert left(gallery.path, seed) == []
    assert left(gallery.path, 9) == ["name"]
    assert not gallery.unswept()
    gallery.restore(removed)
    assert content(gallery) == before


def test_an_old_name_a_merged_name_and_forbidden_pictures_leave_nothing(gallery: Gallery) -> None:
    fill(gallery, range(1, 8))
    gallery.rename(1, "other")
    gallery.merge(2, into=3)
    assert "name" not in left(gallery.path, 1)
    assert "name" not in left(gallery.path, 2)
    gallery.allow_pictures(False)
    for seed in range(1, 8):
        assert not any(found.startswith("picture") for found in left(gallery.path, seed))


# In these, a copy stays unless the file is rewritten (SQLite 3.40).
@pytest.mark.parametrize("seed", [0, 1, 4])
def test_no_byte_is_left_after_many_changes(path: Path, seed: int) -> None:
    """Where rows of many sizes fill, split and merge pages, copies stay in the gaps."""
    choose = random.Random(seed)
    here: dict[int, int] = {}
    gone: set[int] = set()
    with Gallery(path) as gallery:
        gallery._database._current().execute("PRAGMA synchronous = OFF")
        # Only at the end, so that the pages are worked over; as in a large gallery.
        gallery._database.sweep_soon = lambda: None  # type: ignore[method-assign]
        for number in range(seed * 10_000, seed * 10_000 + 700):
            if here and choose.random() < 0.45:
                other = choose.choice(list(here))
                gallery.remove([here.pop(other)])
                gone.add(other)
            else:
                made = NewFace(vector(number), source="s" * choose.randrange(100))
                called = f"Person-{number}-of " + "x" * choose.randrange(150)
                here[number] = gallery.enrol(called, [made]).people[0]
        assert gallery.unswept()
        gallery.sweep()
        assert not gallery.unswept()
        data = stored(path)
    assert len(gone) > 200
    for other in gone:
        assert traces(data, other, pictured=False) == []
        assert f"Person-{other}-of".encode() not in data
    # The search would find: what stays is there.
    assert all(len(traces(data, other, pictured=False)) == 64 for other in here)


def test_a_large_gallery_is_overwritten_at_once_and_swept_when_it_is_closed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SWEPT_AT_ONCE", 0)
    with Gallery(path) as gallery:
        fill(gallery, range(1, 10))
        gallery.remove([4])
        assert left(path, 4) == []
        # There may be copies, as above.
        assert gallery.unswept()
    with Gallery(path) as gallery:
        assert not gallery.unswept()


def test_what_a_killed_program_left_is_swept_at_the_next_opening(path: Path) -> None:
    killed = Gallery(path)
    fill(killed, range(1, 10))
    killed._database.sweep_soon = lambda: None  # type: ignore[method-assign]
    killed.remove([4])
    # Not closed: as after a kill, the log is there and the mark is set.
    assert left(path, 4)
    Gallery(path)
    assert left(path, 4) == []


def test_a_sweep_waits_for_who_is_reading_and_is_done_later(path: Path, gallery: Gallery) -> None:
    fill(gallery, range(1, 10))
    with Gallery(path, patience=0.0) as other, other._database.reading() as connection:
        connection.execute("SELECT count(*) FROM face").fetchone()
        gallery.remove([4])
        # Deleted for everybody who looks from now on, but the reader still needs the pages.
        assert gallery.unswept()
        with pytest.raises(UserError, match="Another window"):
            gallery.sweep()
    gallery.sweep()
    assert not gallery.unswept()
    assert left(path, 4) == []


def test_one_call_erases_everything_and_the_files(path: Path) -> None:
    gallery = Gallery(path)
    fill(gallery, range(1, 30))
    removed = gallery.remove([3])
    aside = path.with_name(path.name + ".damaged")
    aside.write_bytes(b"an older, broken gallery")
    companion = path.with_name(path.name + ".damaged-wal")
    companion.write_bytes(b"its log")
    stranger = path.with_name("notes.txt")
    stranger.write_text("not ours")
    assert gallery.erase_everything()
    assert list(path.parent.iterdir()) == [stranger]
    # It can be used on, and undo does not bring anything back.
    with pytest.raises(UserError, match="erased for good"):
        gallery.restore(removed)
    assert gallery.counts() == (0, 0)
    assert len(gallery.embeddings().faces) == 0
    assert not gallery.keeps_pictures()
    gallery.enrol("Ada", [face(77)])
    gallery.close()
    assert all(left(path, seed) == [] for seed in range(1, 30))


def test_another_window_sees_the_gallery_erased(path: Path) -> None:
    with Gallery(path) as gallery, Gallery(path) as other:
        fill(gallery, range(1, 30))
        removed = other.remove([3])
        assert len(other.embeddings().faces) == 28
        assert not gallery.erase_everything()
        assert other.counts() == (0, 0)
        assert len(other.embeddings().faces) == 0
        with pytest.raises(UserError, match="erased for good"):
            other.restore(removed)
        assert all(left(path, seed) == [] for seed in range(1, 30))
        other.enrol("Ada", [face(1)])
        assert [person.name for person in gallery.people()] == ["Ada"]


def test_a_gallery_that_cannot_be_opened_can_be_erased(path: Path) -> None:
    with Gallery(path) as gallery:
        fill(gallery, range(1, 30))
    data = bytearray(path.read_bytes())
    data[:100] = bytes(100)
    path.write_bytes(data)
    kept = files.set_aside(path)
    assert left(kept, 5)
    files.erase(path)
    assert list(path.parent.iterdir()) == []


def test_a_gallery_that_breaks_while_open_can_be_erased(path: Path) -> None:
    gallery = Gallery(path)
    fill(gallery, range(1, 60))
    gallery._database._current().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xee" * (len(data) - 4096))
    assert gallery.erase_everything()
    assert list(path.parent.iterdir()) == []


def test_erasing_overwrites_before_it_unlinks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Gallery(path) as gallery:
        fill(gallery, range(1, 5))
    twin = path.with_name("twin")
    # A second name for the same file shows what is left of its bytes.
    twin.hardlink_to(path)
    size = path.stat().st_size
    seen: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(twin.read_bytes()))
    files.overwrite(path)
    assert seen == [bytes(size)]
    assert twin.read_bytes() == b""
    assert not path.exists()
