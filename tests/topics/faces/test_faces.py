"""From faces and a gallery to names; enrolment, undo, folders, and the script."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from explorer.nets.face_looker import Looker
from explorer.topics.faces.faces import enrolment, known, sheet, survey
from explorer.topics.faces.faces.journal import Addition, Deletion, Journal, Merger, Renaming
from explorer.topics.faces.faces.result import interpret
from explorer.topics.faces.faces.shelf import Shelf
from explorer.topics.faces.faces.state import State, compute, to_code
from explorer.vision.images import load_picture

PEOPLE = resource("samples", "people")
COLLAGE = resource("samples", "faces", "faces.jpg")
COFFEE = resource("samples", "coffee.jpg")


@pytest.fixture(scope="module")
def looker() -> Looker:
    return Looker()


@pytest.fixture(scope="module")
def selfies(looker) -> dict[str, NewFace]:
    """One picture of each of the ten people, embedded once."""
    found = {}
    for folder in sorted(PEOPLE.glob("P0*")):
        looked = looker.look(load_picture(folder / "selfie.jpg").pixels)
        found[folder.name] = enrolment.new_face(looked, 0, "selfie.jpg")
    return found


@pytest.fixture
def gallery(home, selfies):
    with Gallery() as opened:
        for name, face in selfies.items():
            opened.enrol(name, [face])
        yield opened


def person(name: str, pose: str) -> str:
    return str(PEOPLE / name / f"{pose}.jpg")


def test_without_a_gallery_everybody_is_unknown_and_no_file_is_made(home) -> None:
    content = compute(State()).to_json()
    assert content["count"] == content["unknown"] == 8
    assert content["people"] == content["enrolled"] == content["recognised"] == 0
    assert all(f["name"] is None and f["distance"] is None for f in content["faces"])
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert not home.exists() or not list(home.rglob("*.sqlite3*"))


def test_people_are_recognised_in_other_pictures_of_theirs(gallery) -> None:
    for name in ("P001", "P003", "P008"):
        (face,) = compute(State(image=person(name, "standing"))).faces
        assert face.name == face.nearest[0].name == name
        assert len(face.nearest) == 3
        distances = [candidate.distance for candidate in face.nearest]
        assert distances == sorted(distances)
        assert distances[0] <= 0.55


def test_the_nearest_are_those_of_all_distances_computed_one_by_one(gallery, looker, selfies):
    looked = looker.look(load_picture(COLLAGE).pixels)
    result = interpret(looked, known.of_gallery(gallery), State())
    assert len(result.faces) == 8
    for vector, face in zip(looked.vectors, result.faces, strict=True):
        apart = sorted(
            (1 - float(np.dot(vector.astype(float), np.asarray(new.embedding, float))), name)
            for name, new in selfies.items()
        )[:3]
        assert [c.name for c in face.nearest] == [name for _, name in apart]
        assert [c.distance for c in face.nearest] == pytest.approx([d for d, _ in apart], abs=1e-5)
        assert face.known == (apart[0][0] <= 0.55)
    assert result.recognised == sum(face.name is not None for face in result.faces)


def test_beyond_the_threshold_a_face_is_unknown(gallery, looker) -> None:
    looked, people = looker.look(load_picture(COLLAGE).pixels), known.of_gallery(gallery)
    counts = []
    for threshold in (0, 0.40, 0.55, 0.65, 2):
        result = interpret(looked, people, State(threshold=threshold))
        counts.append(result.recognised)
        for face in result.faces:
            assert (face.name is None) == (face.distance > threshold)
    assert counts == sorted(counts)
    # A cosine distance lies between 0 and 2.
    assert (counts[0], counts[-1]) == (0, 8)
    for bad in (-0.01, 2.01):
        with pytest.raises(UserError, match="0 and 2"):
            fields.change(State(), {"threshold": bad})


def test_several_pictures_of_one_person_are_one_of_the_nearest(gallery, looker) -> None:
    pictures = [person("P001", pose) for pose in ("standing", "emotion", "turned")]
    more = [
        enrolment.new_face(looker.look(load_picture(picture).pixels), 0, "more")
        for picture in pictures
    ]
    gallery.enrol("P001", more)
    (face,) = compute(State(image=person("P001", "standing"))).faces
    assert [c.name for c in face.nearest].count("P001") == 1
    # Its very picture is enrolled now.
    assert face.distance == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("closed", [True, False])
def test_reading_changes_no_byte_of_the_gallery(gallery, closed) -> None:
    if closed:
        gallery.close()
    folder = gallery.path.parent
    before = {f.name: hashlib.sha256(f.read_bytes()).digest() for f in folder.iterdir()}
    content = compute(State(image=person("P002", "selfie"))).to_json()
    assert content["faces"][0]["name"] == "P002"
    after = {f.name: hashlib.sha256(f.read_bytes()).digest() for f in folder.iterdir()}
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    # An index of the log that SQLite shares between those who read.
    assert changed <= {"gallery.sqlite3-shm"}


def test_a_file_that_is_no_gallery_is_told(home) -> None:
    path = home / "faces" / "gallery.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(UserError, match="damaged"):
        compute(State())


def test_undo_and_redo_of_every_change(gallery, selfies) -> None:
    journal, names = Journal(), lambda: sorted(p.name for p in gallery.people())
    stages = [names()]
    ids = {p.name: p.id for p in gallery.people()}

    def note(change) -> None:
        journal.add(change)
        stages.append(names())

    note(Addition(gallery.enrol("민지", [NewFace(-np.asarray(selfies["P001"].embedding))])))
    note(Deletion((ids["P001"],), gallery.remove([ids["P001"]])))
    note(Renaming(ids["P002"], gallery.rename(ids["P002"], "Zoë"), "Zoë"))
    into, merged = ids["P003"], (ids["P004"], ids["P005"])
    note(Merger(merged, into, tuple(gallery.merge(number, into) for number in merged)))
    assert gallery.counts() == (8, 10)
    assert gallery.person(into).faces == 3
    for place in (4, 1, 3, 2, 5, 1):
        journal.go(gallery, place)
        assert names() == stages[place - 1], place
        assert journal.place == place
    assert gallery.person(ids["P005"]).faces == 1


def test_a_new_change_forgets_what_was_taken_back(gallery) -> None:
    journal = Journal()
    first = gallery.people()[0]
    journal.add(Renaming(first.id, gallery.rename(first.id, "A"), "A"))
    journal.go(gallery, 1)
    assert journal.add(Renaming(first.id, gallery.rename(first.id, "B"), "B")) == 2
    with pytest.raises(UserError):
        journal.go(gallery, 3)
    journal.go(gallery, 1)
    assert gallery.person(first.id).name == first.name


def test_what_was_erased_cannot_be_brought_back(gallery) -> None:
    journal = Journal()
    people = tuple(p.id for p in gallery.people())
    journal.add(Deletion(people, gallery.remove(people)))
    gallery.erase_everything()
    place = journal.forget()
    with pytest.raises(UserError, match="erased for good"):
        journal.go(gallery, place - 1)
    assert journal.place == place
    assert gallery.counts() == (0, 0)


def test_thumbnails_are_kept_only_where_allowed(gallery, looker) -> None:
    looked = looker.look(load_picture(person("P001", "turned")).pixels)
    gallery.enrol("Not kept", [enrolment.new_face(looked, 0, "a")])
    gallery.allow_pictures(True)
    looked = looker.look(load_picture(person("P002", "turned")).pixels)
    gallery.enrol("Kept", [enrolment.new_face(looked, 0, "b")])
    assert gallery.cover(gallery.named("Not kept")[0].id) is None
    data = gallery.cover(gallery.named("Kept")[0].id)
    picture = np.asarray(Image.open(BytesIO(data)).convert("RGB"), float)
    assert np.abs(picture - looked.aligned[0]).mean() < 4


def test_a_folder_is_listed_by_who_is_in_it(tmp_path) -> None:
    (tmp_path / "박서준").mkdir()
    for file in ("b10.png", "b2.png", "박서준/x.png", "text.txt"):
        (tmp_path / file).write_bytes(b"-")
    listed = [(name, file.name) for name, file in enrolment.list_folder(tmp_path, "Ada")]
    assert listed == [("Ada", "b2.png"), ("Ada", "b10.png"), ("박서준", "x.png")]
    assert enrolment.list_folder(tmp_path)[0][0] == tmp_path.name
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match="no picture"):
        enrolment.list_folder(empty)
    with pytest.raises(UserError, match="cannot be read"):
        enrolment.list_folder(tmp_path / "nowhere")


def test_pictures_that_will_not_do_are_left_out_with_a_reason(looker, tmp_path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no picture")
    dark = tmp_path / "dark.png"
    pixels = load_picture(person("P001", "selfie")).pixels
    Image.fromarray((pixels // 12).astype(np.uint8)).save(dark)
    good = Path(person("P001", "selfie"))
    batch = enrolment.Batch()
    listed = [("A", file) for file in (COLLAGE, COFFEE, broken, dark, good)]
    assert list(enrolment.gather(looker, listed, batch)) == [1, 2, 3, 4, 5]
    assert [new.source for new in batch.faces["A"]] == ["selfie.jpg"]
    # Hard to recognise, but somebody.
    assert [new.source for new in batch.poor["A"]] == ["dark.png"]
    reasons = {name.rsplit("/")[-1]: str(reason) for name, reason in batch.refused}
    assert list(reasons) == ["faces.jpg", "coffee.jpg", "broken.jpg", "dark.png"]
    assert "8 faces" in reasons["faces.jpg"]
    assert "No face" in reasons["coffee.jpg"]


def test_a_folder_becomes_rows(gallery, looker, tmp_path) -> None:
    for name, file in (("1.jpg", COLLAGE), ("2.jpg", COFFEE)):
        (tmp_path / name).write_bytes(file.read_bytes())
    (tmp_path / "3.jpg").write_bytes(b"nothing")
    table: list[list[object]] = []
    files = survey.list_pictures(str(tmp_path))
    people = known.of_gallery(gallery)
    assert list(survey.recognise_all(looker, files, people, State(), table)) == [1, 2, 3]
    head, *rows = table
    assert all(len(row) == len(head) for row in rows)
    assert [row[0] for row in rows] == ["1.jpg"] * 8 + ["2.jpg", "3.jpg"]
    faces = compute(State(image=str(COLLAGE))).faces
    column = head.index("name")
    assert [row[column] for row in rows[:8]] == [face.name or "unknown" for face in faces]
    assert rows[8][-1] == "no face"
    assert rows[9][-1]


def test_the_sheet_says_what_the_result_says(gallery) -> None:
    result = compute(State())
    titles, *rows = sheet.rows(result)
    assert len(rows) == 8
    for row, face in zip(rows, result.faces, strict=True):
        assert len(row) == len(titles)
        assert row[1:5] == face.found.box.tolist()
        assert row[6::2] == [candidate.name for candidate in face.nearest]
    assert sheet.rows(None) == [titles]


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(file)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.parametrize("image", [str(COLLAGE), str(COFFEE)], ids=["eight", "none"])
def test_the_script_finds_the_same(gallery, tmp_path, image) -> None:
    script = to_code(State(image=image))
    assert "explorer." not in script
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "The numbers are those that CNN Explorer shows."


def test_the_script_fails_when_a_distance_is_changed(gallery, tmp_path) -> None:
    state = State(image=person("P001", "standing"))
    distance = repr(compute(state).faces[0].distance)
    script = to_code(state)
    assert distance in script
    ended = run(script.replace(distance, "0.9"), tmp_path)
    assert "AssertionError" in ended.stderr


def test_a_damaged_gallery_can_be_erased(home) -> None:
    shelf = Shelf()
    shelf.path.parent.mkdir(parents=True)
    shelf.path.write_bytes(b"no gallery " * 1000)
    with pytest.raises(UserError, match="damaged"):
        shelf.content()
    shelf.erase()
    assert list(shelf.path.parent.iterdir()) == []
    assert shelf.content().people == ()


def test_the_places_of_another_run_are_not_known(home, selfies) -> None:
    shelf, other = Shelf(), Shelf()
    place = shelf.content().place
    shelf.enrol({"A": [selfies["P001"]]})
    assert shelf.content().place == place + 1
    assert shelf.knows(place)
    assert not other.knows(place)
    shelf.close()


def test_one_change_may_enrol_several_people(home, selfies) -> None:
    shelf = Shelf()
    place = shelf.content().place
    shelf.enrol({name: [selfies[name]] for name in ("P001", "P002")})
    added = shelf.enrol({"P001": [selfies["P001"]]})
    assert (added.faces, added.known) == ((), 1)
    # What changed nothing is no step.
    assert shelf.content().place == place + 1
    shelf.go(place)
    assert shelf.content().people == ()
    shelf.go(place + 1)
    assert [person.name for person in shelf.content().people] == ["P001", "P002"]
    shelf.close()
