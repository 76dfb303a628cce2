import stat
from pathlib import Path

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.paths import config_dir
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from tests.gallery.made import content, face, picture, vector


def test_what_is_enrolled_is_there_after_closing_and_opening(path: Path) -> None:
    with Gallery(path) as gallery:
        gallery.allow_pictures(True)
        gallery.enrol("Ada", [face(1, pictured=True), face(2)])
        gallery.enrol("Bo", [NewFace(vector(3), "camera", None, None, created=86400.5)])
        before = content(gallery)
    with Gallery(path) as gallery:
        assert content(gallery) == before
        ada, bo = gallery.people()
        assert (ada.name, ada.faces, bo.name, bo.faces) == ("Ada", 2, "Bo", 1)
        first, second = gallery.faces(ada.id)
        assert (first.source, first.quality, first.pictured) == ("source-of-1.jpg", 0.001, True)
        assert not second.pictured
        (only,) = gallery.faces(bo.id)
        assert (only.source, only.quality, only.created) == ("camera", None, 86400.5)
        assert gallery.thumbnail(first.id) == gallery.cover(ada.id) == picture(1)
        assert gallery.cover(bo.id) is gallery.thumbnail(second.id) is None


def test_only_the_owner_can_read_the_files(path: Path) -> None:
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == {path.name + end: 0o600 for end in ("", "-wal", "-shm")}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    Gallery(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_users_own_gallery_is_where_the_settings_are() -> None:
    with Gallery() as gallery:
        assert gallery.path == config_dir() / "faces" / "gallery.sqlite3"
        assert gallery.path.is_file()


def test_a_name_is_a_person_unless_another_one_is_asked_for(gallery: Gallery) -> None:
    first = gallery.enrol("Kim", [face(1)])
    again = gallery.enrol("Kim", [face(2)])
    other = gallery.enrol("Kim", [face(3)], another=True)
    assert first.person == again.person != other.person
    assert (first.people, again.people, other.people) == ((1,), (), (2,))
    assert [person.faces for person in gallery.named("Kim")] == [2, 1]
    assert gallery.add_faces(2, [face(4)]).people == ()
    assert [person.faces for person in gallery.named("Kim")] == [2, 2]


def test_the_same_face_of_a_person_is_enrolled_once(gallery: Gallery) -> None:
    gallery.enrol("Kim", [face(1)])
    again = gallery.enrol("Kim", [face(1), face(2), face(2)])
    assert (len(again.faces), again.known) == (1, 2)
    # Somebody else may have it: that is for the user to see and decide.
    assert len(gallery.enrol("Lee", [face(1)]).faces) == 1


def test_embeddings_are_stored_with_unit_length(gallery: Gallery) -> None:
    gallery.enrol("Ada", [NewFace(vector(1) * 37)])
    np.testing.assert_allclose(gallery.embeddings().matrix[0], vector(1), atol=1e-7)
    assert gallery.enrol("Ada", [NewFace(gallery.embeddings().matrix[0])]).known == 1


@pytest.mark.parametrize(
    "embedding", [np.zeros(128), np.full(128, np.nan), np.full(128, np.inf), np.ones(127)]
)
def test_what_is_no_embedding_changes_nothing(gallery: Gallery, embedding: object) -> None:
    with pytest.raises(ValueError, match="embedding"):
        gallery.enrol("Ada", [face(1), NewFace(embedding)])  # type: ignore[arg-type]
    assert gallery.counts() == (0, 0)


def test_a_source_whose_bytes_are_no_text_is_stored(gallery: Gallery) -> None:
    gallery.enrol("Ada", [NewFace(vector(1), source="caf\udce9.jpg")])
    assert gallery.faces(1)[0].source == "caf?.jpg"


def test_pictures_are_stored_only_where_the_user_allows_it(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1, pictured=True)])
    assert gallery.cover(1) is None
    gallery.allow_pictures(True)
    gallery.enrol("Ada", [face(2, pictured=True), face(3, pictured=True)])
    assert gallery.cover(1) == picture(2)
    removed = gallery.remove(faces=[2])
    assert gallery.cover(1) == picture(3)
    assert gallery.allow_pictures(False) == 1
    assert gallery.cover(1) is None
    gallery.restore(removed)
    assert gallery.thumbnail(2) is None
    assert gallery.counts() == (1, 3)
    assert not gallery.keeps_pictures()


def test_a_picture_of_another_kind_is_refused(gallery: Gallery) -> None:
    gallery.allow_pictures(True)
    with pytest.raises(ValueError, match="JPEG or a PNG"):
        gallery.enrol("Ada", [NewFace(vector(1), thumbnail=b"GIF89a")])
    with pytest.raises(ValueError, match="at most"):
        gallery.enrol("Ada", [NewFace(vector(1), thumbnail=b"\xff\xd8\xff" + bytes(2 << 20))])
    assert gallery.counts() == (0, 0)


def test_an_enrolment_can_be_taken_back_and_done_again(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    before = content(gallery)
    added = gallery.enrol("Bo", [face(2), face(3)])
    after = content(gallery)
    removed = gallery.remove(added.people, added.faces)
    assert content(gallery) == before
    gallery.restore(removed)
    assert content(gallery) == after


def test_a_removal_can_be_taken_back(gallery: Gallery) -> None:
    gallery.allow_pictures(True)
    gallery.enrol("Ada", [face(1, pictured=True), face(2)])
    gallery.enrol("Bo", [face(3, pictured=True)])
    before = content(gallery)
    for people, faces in [([1], []), ([], [2]), ([1, 2], [1, 3]), ([2], [1]), ([9], [9])]:
        removed = gallery.remove(people, faces)
        gone = {1: {1, 2}, 2: {3}}
        left = {1, 2, 3} - set(faces) - {face for person in people for face in gone.get(person, ())}
        assert set(gallery.embeddings().faces.tolist()) == left
        gallery.restore(removed)
        assert content(gallery) == before
    # Twice does no harm.
    gallery.restore(removed)
    assert content(gallery) == before


def test_an_id_never_names_somebody_else_later(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    removed = gallery.remove([1])
    assert gallery.enrol("Bo", [face(2)]).people == (2,)
    gallery.restore(removed)
    assert [(person.id, person.name) for person in gallery.people()] == [(1, "Ada"), (2, "Bo")]


def test_rename_tells_the_way_back(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    assert gallery.rename(1, " Ada   Lovelace ") == "Ada"
    assert gallery.people()[0].name == "Ada Lovelace"
    gallery.rename(1, "Ada")
    assert gallery.people()[0].name == "Ada"


def test_two_people_become_one_and_two_again(gallery: Gallery) -> None:
    for name, seed in (("Ada", 1), ("Ada L.", 2), ("Bo", 3), ("Ada L.", 4)):
        gallery.enrol(name, [face(seed)])
    before = content(gallery)
    removed = gallery.merge(2, into=1)
    assert [(person.name, person.faces) for person in gallery.people()] == [("Ada", 3), ("Bo", 1)]
    assert gallery.embeddings().people.tolist() == [1, 1, 3, 1]
    gallery.restore(removed)
    assert content(gallery) == before
    with pytest.raises(ValueError, match="itself"):
        gallery.merge(1, into=1)
    with pytest.raises(UserError, match="no longer"):
        gallery.merge(1, into=9)
    assert content(gallery) == before


def test_who_is_gone_cannot_be_changed(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1)])
    face_alone = gallery.remove(faces=[1])
    gallery.remove([1])
    for change in (
        lambda: gallery.rename(1, "Bo"),
        lambda: gallery.add_faces(1, [face(2)]),
        lambda: gallery.person(1),
        lambda: gallery.restore(face_alone),
    ):
        with pytest.raises(UserError, match="no longer in the gallery"):
            change()
    assert gallery.counts() == (0, 0)


def test_people_come_in_pages(gallery: Gallery) -> None:
    for number in range(7):
        gallery.enrol(f"person {number}", [face(number)])
    pages, after = [], 0
    while page := gallery.people(after, limit=3):
        pages.append([person.id for person in page])
        after = page[-1].id
    assert pages == [[1, 2, 3], [4, 5, 6], [7]]


def test_opening_and_listing_read_no_embedding(path: Path) -> None:
    with Gallery(path) as gallery:
        for number in range(300):
            gallery.enrol(f"person {number % 30}", [face(number)])
    with Gallery(path) as gallery:
        asked: list[str] = []
        gallery._database._current().set_trace_callback(asked.append)
        assert gallery.counts() == (30, 300)
        assert len(gallery.people()) == 30
        # SQLite's own account of what it reads: the index of faces, never their table.
        plans = [
            row[3]
            for statement in asked
            if statement.startswith("SELECT")
            for row in gallery._database._current().execute(f"EXPLAIN QUERY PLAN {statement}")
        ]
        reads = [plan for plan in plans if "face" in plan]
        assert reads
        assert all("COVERING INDEX" in plan for plan in reads), reads
