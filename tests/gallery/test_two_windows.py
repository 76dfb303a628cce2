import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from explorer.core.errors import UserError
from explorer.gallery import files
from explorer.gallery.failures import BusyGalleryError
from explorer.gallery.gallery import Gallery
from tests.gallery.made import content, face, vector
from tests.gallery.test_killed import check_integrity, run


def test_each_window_sees_what_the_other_changes(path: Path) -> None:
    with Gallery(path) as one, Gallery(path) as two:
        revision = two.revision()
        assert two.revision() == revision
        one.enrol("Ada", [face(1)])
        assert two.revision() != revision
        assert [person.name for person in two.people()] == ["Ada"]
        assert two.embeddings().faces.tolist() == [1]
        two.enrol("Ada", [face(2)])
        assert one.embeddings().faces.tolist() == [1, 2]
        two.rename(1, "Bo")
        assert one.people()[0].name == "Bo"
        one.remove(faces=[1])
        assert two.embeddings().faces.tolist() == [2]
        revision = one.revision()
        one.enrol("Bo", [face(3)])
        assert one.revision() != revision
        assert content(one) == content(two)


def test_undo_of_what_another_window_removed_since_is_refused(path: Path) -> None:
    with Gallery(path) as one, Gallery(path) as two:
        one.enrol("Ada", [face(1), face(2)])
        removed = one.remove(faces=[1])
        two.remove([1])
        with pytest.raises(UserError, match="no longer"):
            one.restore(removed)
        assert two.counts() == (0, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks as on POSIX")
def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    """They also make the file together: none is there yet."""
    seeds = [int(line) for line in run("together", path, 4, 40).split()]
    assert len(seeds) == len(set(seeds)) == 160
    check_integrity(path)
    with Gallery(path) as gallery:
        # One name is one person, whoever came first.
        assert sorted(person.name for person in gallery.people()) == [
            f"person {number}" for number in range(5)
        ]
        assert gallery.counts() == (5, 160)
        rows = {row.tobytes() for row in gallery.embeddings().matrix}
        assert rows == {vector(seed).tobytes() for seed in seeds}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks as on POSIX")
def test_processes_that_make_the_file_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    for count in range(12):
        path = tmp_path / str(count) / "gallery.sqlite3"
        assert len(run("together", path, 6, 1).split()) == 6
        with Gallery(path) as gallery:
            assert gallery.counts() == (1, 6)


def test_threads_of_one_window_lose_nothing(path: Path) -> None:
    missed: list[int] = []
    with Gallery(path) as gallery:

        def work(first: int) -> None:
            for seed in range(first, first + 20):
                (number,) = gallery.enrol("Ada", [face(seed)]).faces
                if seed % 5 == 0:
                    # So that the others find the matrix being read anew.
                    gallery.restore(gallery.remove(faces=[number]))
                known = gallery.embeddings()
                place = known.faces.searchsorted(number)
                if known.matrix[place].tobytes() != vector(seed).tobytes():
                    missed.append(seed)

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(work, (0, 100, 200)))
        assert missed == []
        assert gallery.counts() == (1, 60)
        assert len(gallery.embeddings().faces) == 60


def test_a_gallery_that_stays_locked_is_told_and_can_be_read(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    before = content(gallery)
    other = sqlite3.connect(gallery.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for change in (
        lambda: gallery.enrol("Bo", [face(2)]),
        lambda: gallery.remove([1]),
        gallery.erase_everything,
    ):
        with pytest.raises(BusyGalleryError, match="Try again"):
            change()
        assert content(gallery) == before
    # Opening does not write, so the start of the program does not wait.
    with Gallery(gallery.path, patience=0.0) as late:
        assert content(late) == before
    other.execute("ROLLBACK")
    other.close()
    gallery.enrol("Bo", [face(2)])
    assert gallery.counts() == (2, 2)


def test_a_file_that_was_taken_away_is_made_anew(path: Path) -> None:
    """Nothing is written into a file that nobody can find any more."""
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
        assert len(gallery.embeddings().faces) == 1
        kept = files.set_aside(path)
        assert gallery.counts() == (0, 0)
        gallery.enrol("Bo", [face(2)])
        assert gallery.embeddings().matrix.tobytes() == vector(2).tobytes()
    with Gallery(path) as gallery:
        assert [person.name for person in gallery.people()] == ["Bo"]
    with Gallery(kept) as old:
        assert [person.name for person in old.people()] == ["Ada"]


def test_erasing_and_enrolling_at_once_loses_no_enrolment(path: Path) -> None:
    """Either it is erased with the rest, or it is in the file that is there in the end."""
    with Gallery(path) as one:
        one.enrol("Ada", [face(1)])
        late = sqlite3.connect(path, isolation_level=None)
        late.execute("SELECT count(*) FROM person").fetchone()
        # Somebody has it open: the file stays.
        assert not one.erase_everything()
        assert path.exists()
        late.close()
        assert one.erase_everything()
        assert not path.exists()
        one.enrol("Bo", [face(2)])
    with Gallery(path) as again:
        assert [person.name for person in again.people()] == ["Bo"]
