import random

import numpy as np
import pytest

from explorer.gallery import embeddings
from explorer.gallery.gallery import Gallery
from tests.gallery.made import face, vector


def test_the_matrix_is_contiguous_and_cannot_be_written(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(1), face(2)])
    known = gallery.embeddings()
    assert known.matrix.dtype == np.float32
    assert known.matrix.shape == (2, 128)
    assert known.matrix.flags.c_contiguous
    np.testing.assert_array_equal(known.matrix, [vector(1), vector(2)])
    assert (known.faces.tolist(), known.people.tolist()) == ([1, 2], [1, 1])
    for array in (known.matrix, known.faces, known.people):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_an_empty_gallery_has_an_empty_matrix(gallery: Gallery) -> None:
    assert gallery.embeddings().matrix.shape == (0, 128)
    assert (vector(1) @ gallery.embeddings().matrix.T).shape == (0,)


def test_a_new_face_is_seen_at_once_and_only_it_is_read(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.enrol("Ada", [face(seed) for seed in range(100)])
    assert len(gallery.embeddings().faces) == 100
    read: list[int] = []
    put = embeddings._put
    monkeypatch.setattr(
        embeddings,
        "_put",
        lambda room, start, new: (read.append(len(new.faces)), put(room, start, new)),
    )
    gallery.embeddings()
    assert read == []
    gallery.enrol("Bo", [face(100)])
    assert gallery.embeddings().people.tolist() == [1] * 100 + [2]
    assert read == [1]


def test_what_was_handed_out_does_not_change(gallery: Gallery) -> None:
    gallery.enrol("Ada", [face(seed) for seed in range(60)])
    old = gallery.embeddings()
    before = old.matrix.copy(), old.faces.copy(), old.people.copy()
    for seed in range(60, 90):
        gallery.enrol("Bo", [face(seed)])
        gallery.embeddings()
    gallery.remove([1])
    assert len(gallery.embeddings().faces) == 30
    for array, kept in zip((old.matrix, old.faces, old.people), before, strict=True):
        np.testing.assert_array_equal(array, kept)


@pytest.mark.parametrize("seed", range(5))
def test_any_changes_leave_the_matrix_as_a_new_window_reads_it(
    gallery: Gallery, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "CHUNK", 7)
    choose = random.Random(seed)
    taken_out = []
    for count in range(120):
        people = [person.id for person in gallery.people()]
        what = choose.choice("eeeeermuxn")
        if what == "e" or len(people) < 2:
            gallery.enrol(f"person {choose.randrange(12)}", [face(1000 * seed + count)])
        elif what == "r":
            taken_out.append(gallery.remove([choose.choice(people)]))
        elif what == "x":
            taken_out.append(gallery.remove(faces=[choose.choice(gallery.embeddings().faces)]))
        elif what == "m":
            taken_out.append(gallery.merge(*choose.sample(people, 2)))
        elif what == "n":
            gallery.rename(choose.choice(people), f"name {count}")
        elif taken_out:
            gallery.restore(taken_out.pop())
        if choose.random() < 0.5:
            compare(gallery)
    compare(gallery)


def compare(gallery: Gallery) -> None:
    mine = gallery.embeddings()
    with gallery._database.reading() as connection:
        rows = connection.execute("SELECT id, person, embedding FROM face ORDER BY id").fetchall()
    assert mine.faces.tolist() == [row[0] for row in rows]
    assert mine.people.tolist() == [row[1] for row in rows]
    assert mine.matrix.tobytes() == b"".join(row[2] for row in rows)
