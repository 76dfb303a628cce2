"""Two faces, all pairs, a gallery, classifiers: against loops, torch, and scripts of their own."""

import itertools
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

from explorer import app, cli
from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled, CancelToken
from explorer.core.paths import resource
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from explorer.topics.faces.faces import enrolment
from explorer.topics.faces.verification import gallery_people, learning, people, sheet
from explorer.topics.faces.verification.against import ask
from explorer.topics.faces.verification.learning import Plan, Training
from explorer.topics.faces.verification.people import list_people
from explorer.topics.faces.verification.presets import PRESETS
from explorer.topics.faces.verification.process import Worker
from explorer.topics.faces.verification.state import VIEWS, State, compute, to_code
from explorer.topics.faces.verification.survey import SEVERAL, UNREADABLE, Survey
from explorer.vision import similarity
from explorer.vision.pair_classifier import absolute

PEOPLE = resource("samples", "people")


@pytest.fixture(scope="module")
def worker():
    """Has looked at the sample people."""
    kept = Worker()
    kept.complete(State(view="lab"))
    return kept


def result(worker, **fields):
    return worker.complete(State(**fields))


def run(folder, script):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, cwd=folder, check=False
    )


@pytest.fixture(scope="module")
def enrolled(worker):
    return result(worker, view="lab").lab.measured.enrolled


# --- two pictures ------------------------------------------------------------------------


def test_the_distance_is_that_of_the_vectors(worker) -> None:
    pair = result(worker).pair
    a, b = (torch.tensor(side.vector) for side in (pair.a, pair.b))
    assert a.shape == (128,)
    assert float(a.norm()) == pytest.approx(1, abs=1e-5)
    cosine = float(torch.nn.functional.cosine_similarity(a, b, dim=0))
    assert pair.distance == pytest.approx(1 - cosine, abs=1e-6)
    assert pair.euclidean == pytest.approx(float((a - b).norm()), abs=1e-5)
    np.testing.assert_allclose(pair.difference, (a - b).abs())


def test_the_examples_are_what_they_say(worker) -> None:
    said = {
        name: result(worker, **preset.changes).to_json()["same"]
        for name, preset in PRESETS.items()
    }  # fmt: skip
    assert said == {
        "same": True,
        "different": False,
        "alike": True,
        "turned": False,
        "several": True,
        "none": None,
    }


def test_the_threshold_belongs_to_one_person(worker) -> None:
    distance = result(worker).pair.distance
    assert result(worker, threshold=distance).pair.same is True
    assert result(worker, threshold=distance - 1e-9).pair.same is False


def test_a_picture_without_a_face_is_no_error(worker) -> None:
    found = result(worker, **PRESETS["none"].changes)
    assert found.pair.b.face is None and found.pair.distance is None
    assert "No face was found" in str(found.pair.b.problems[0])
    numbers = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert numbers["distance"] is None and numbers["pair"]["b"]["faces"] == 0
    assert numbers["pair"]["a"]["faces"] == 1


def test_one_of_several_faces_is_chosen(worker) -> None:
    crowd = "sample:faces/faces.jpg"
    sides = [result(worker, image_a=crowd, face_a=face).pair.a for face in (1, 8, 1000)]
    assert len(sides[0].looked.faces) == 8
    assert [side.focus for side in sides] == [0, 7, 7]
    assert not np.array_equal(sides[0].vector, sides[1].vector)
    middles = [float(face.box[0] + face.box[2]) for face in sides[0].looked.faces]
    assert middles == sorted(middles)


def test_a_turned_head_is_said(worker) -> None:
    found = result(worker, image_b="sample:people/P009/turned.jpg")
    assert "head is turned" in str(found.pair.b.problems[0])
    assert found.to_json()["pair"]["b"]["problems"] == ["turn"]


def test_a_picture_that_is_not_there_is_said(worker) -> None:
    with pytest.raises(UserError, match="does not exist"):
        result(worker, image_a="/nowhere/a.jpg")


def test_the_default_threshold_is_that_of_recognition() -> None:
    assert State().threshold == similarity.THRESHOLD


# --- all pairs ------------------------------------------------------------------------------


def test_errors_are_those_of_a_loop_over_all_pairs(worker, enrolled) -> None:
    lab = result(worker, view="lab", threshold=0.5).lab
    accepts = rejects = same = 0
    for i, j in itertools.combinations(range(len(enrolled.people)), 2):
        distance = 1 - float(enrolled.vectors[i] @ enrolled.vectors[j])
        if enrolled.people[i] == enrolled.people[j]:
            same += 1
            rejects += distance > 0.5
        else:
            accepts += distance <= 0.5
    assert (lab.at.same, lab.at.different) == (same, 780 - same) == (60, 720)
    assert (lab.false_accepts, lab.false_rejects) == (accepts, rejects)
    assert accepts > 0 and rejects > 0
    assert lab.accuracy == pytest.approx(1 - (accepts + rejects) / 780)
    assert lab.measured.histogram.same.sum() == 60
    assert lab.measured.histogram.different.sum() == 720


def test_no_threshold_is_better_than_the_best(worker) -> None:
    lab = result(worker, view="lab").lab
    curves, rates = lab.measured.curves, lab.at.false_accept_rate + lab.at.false_reject_rate
    assert rates[1] <= (curves.false_accept_rate + curves.false_reject_rate).min() + 1e-12


def test_the_folder_is_read_in_parts(worker, enrolled) -> None:
    kept: list[tuple] = []
    survey, done = (
        Survey(list_people("sample:people"), worker.looker, lambda *found: kept.append(found)),
        [],
    )
    while True:
        progress = survey.advance(CancelToken(), seconds=0)
        done.append(progress.done)
        if progress.finished:
            break
    assert done == [8, 16, 24, 32, 40]
    assert kept == [(list_people("sample:people"), progress.enrolled)]
    np.testing.assert_array_equal(progress.enrolled.vectors, enrolled.vectors)
    cancelled = CancelToken()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        Survey(list_people("sample:people"), worker.looker, worker.keep).advance(cancelled)


def some_people(folder, count=2, pictures=("selfie", "standing")):
    for person in sorted(PEOPLE.iterdir())[:count]:
        (folder / person.name).mkdir(parents=True)
        for name in pictures:
            shutil.copy(person / f"{name}.jpg", folder / person.name)
    return folder


def test_what_shows_not_one_face_is_left_out_and_named(tmp_path, worker) -> None:
    folder = some_people(tmp_path / "사람 “들”")
    shutil.copy(resource("samples", "faces", "faces.jpg"), folder / "P001" / "crowd.jpg")
    (folder / "P002" / "broken.jpg").write_bytes(b"no picture")
    (folder / "P002" / "notes.txt").write_text("no picture, and said so")
    (folder / "nobody").mkdir()
    found = result(worker, view="lab", folder=str(folder)).lab.measured.enrolled
    assert (found.count, len(found.people)) == (2, 4)
    assert {(file.name, why) for file, why in found.skipped} == {
        ("crowd.jpg", SEVERAL),
        ("broken.jpg", UNREADABLE),
    }


def test_folders_that_will_not_do(tmp_path, worker, monkeypatch) -> None:
    def said(folder) -> str:
        with pytest.raises(UserError) as caught:
            result(worker, view="lab", folder=str(folder))
        return str(caught.value)

    assert "does not exist" in said(tmp_path / "missing")
    assert "it has 0" in said(tmp_path)
    assert "a file, not a folder" in said(PEOPLE / "P001" / "selfie.jpg")
    assert "it has 1" in said(some_people(tmp_path / "alone", 1))
    once = said(some_people(tmp_path / "once", 2, ("selfie",)))
    assert "2 people with 2 pictures" in once
    monkeypatch.setattr(people, "MOST_PICTURES", 39)
    assert "has 40 pictures; 39 are the most" in said(PEOPLE)


# --- the people enrolled in the gallery ---------------------------------------------------------


@pytest.fixture
def gallery(home, enrolled):
    """The sample people in the gallery of this test's user, with pictures."""
    with Gallery() as opened:
        opened.allow_pictures(True)
        for place in range(len(enrolled.people)):
            thumbnail = enrolment.thumbnail(enrolled.aligned[place])
            face = NewFace(enrolled.vectors[place], "file", thumbnail=thumbnail)
            opened.enrol(enrolled.names[enrolled.people[place]], [face])
    return Gallery


def test_those_enrolled_are_compared_like_those_of_a_folder(worker, enrolled, gallery) -> None:
    passes = worker.looker.passes
    found = result(worker, view="lab", source="gallery")
    assert found.listed is None and worker.looker.passes == passes
    lab, expected = found.lab, result(worker, view="lab").lab
    assert (lab.at.same, lab.at.different) == (60, 720)
    np.testing.assert_array_equal(
        lab.measured.curves.false_accepts[:], expected.measured.curves.false_accepts
    )
    people = lab.measured.enrolled
    assert people.names == enrolled.names and people.title(7) == "P002/4"
    assert people.files == () and people.pass_seconds > 0
    # JPEG loses a little.
    for kept, picture in zip(people.aligned, enrolled.aligned, strict=True):
        assert np.abs(kept.astype(int) - picture).mean() < 6
    against = result(worker, view="gallery", source="gallery", query=6).against
    folder = result(worker, view="gallery", query=6).against
    np.testing.assert_allclose(against.distances, folder.distances, atol=1e-6)
    learned = result(worker, view="classifier", source="gallery", steps=20).learned
    assert learned.test_people == result(worker, view="classifier", steps=20).learned.test_people


def test_a_change_of_the_gallery_is_noticed_and_nothing_else_read_again(worker, gallery) -> None:
    def people():
        return result(worker, view="lab", source="gallery").lab.measured.enrolled

    first = people()
    assert people() is first
    with gallery() as opened:
        opened.rename(opened.people()[0].id, "김민지")
    assert people().names[0] == "김민지"
    with gallery() as opened:
        removed = opened.remove([opened.people()[1].id])
    assert people().count == 9 and len(people().vectors) == 36
    with gallery() as opened:
        opened.restore(removed)
        opened.enrol("P001", [NewFace(-first.vectors[0])])
    # A person without a picture, but with an embedding.
    last = people()
    assert last.count == 11 and last.aligned[-1] is None


def test_people_of_one_name_are_two(worker, gallery) -> None:
    with gallery() as opened:
        for person in opened.people():
            opened.rename(person.id, "Kim")
    lab = result(worker, view="lab", source="gallery").lab
    assert (lab.at.same, lab.at.different) == (60, 720)


def test_galleries_that_will_not_do(worker, home, enrolled, monkeypatch) -> None:
    def said() -> str:
        with pytest.raises(UserError) as caught:
            result(worker, view="lab", source="gallery")
        return str(caught.value)

    assert "Nobody is enrolled yet" in said()
    # Only read: none is made.
    assert not home.exists() or not list(home.rglob("*.sqlite3*"))
    with Gallery() as opened:
        opened.allow_pictures(True)
        assert "Nobody is enrolled yet" in said()
        for name, place in (("A", 0), ("B", 4), ("C", 8)):
            opened.enrol(name, [NewFace(enrolled.vectors[place])])
        assert "3 people with 3 pictures" in said()
        opened.enrol("A", [NewFace(enrolled.vectors[1], thumbnail=b"\xff\xd8\xff is no picture")])
        lab = result(worker, view="lab", source="gallery").lab
        assert (lab.at.same, lab.at.different) == (1, 5)
        assert lab.measured.enrolled.aligned == (None,) * 4
        monkeypatch.setattr(gallery_people, "MOST_PICTURES", 3)
        opened.enrol("B", [NewFace(enrolled.vectors[5])])
        assert "5 faces are enrolled; 3 are the most" in said()
        path = opened.path
    path.write_bytes(b"no gallery " * 1000)
    assert "is damaged" in said()
    assert path.read_bytes() == b"no gallery " * 1000


def test_the_gallery_is_asked_from_the_command_line(gallery, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["compute", "verification", "--set", "view=lab", "--set", "source=gallery"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["lab"]["same_pairs"] == 60


@pytest.mark.parametrize("view", ["lab", "gallery", "classifier"])
def test_the_script_reads_the_gallery_and_holds_no_face(tmp_path, gallery, view) -> None:
    script = to_code(State(view=view, source="gallery", steps=50))
    assert "load_file" not in script and "# {" not in script
    folder = list((tmp_path / "home" / "faces").iterdir())
    ended = run(tmp_path, script)
    assert ended.returncode == 0 and "are those" in ended.stdout, ended.stderr
    assert list((tmp_path / "home" / "faces").iterdir()) == folder
    with gallery() as opened:
        opened.remove([opened.people()[0].id])
    assert "The gallery has changed since" in run(tmp_path, script).stderr


# --- one against K -----------------------------------------------------------------------------


def test_the_chance_of_a_gallery() -> None:
    found = compute(State(accuracy_one=0.99, people=100)).to_json()
    assert found["accuracy_all"] == pytest.approx(0.3660323412732292)


def test_one_against_one_and_against_all(worker, enrolled) -> None:
    against = result(worker, view="gallery", query=6).against
    assert against.query == 5 and against.owner == 1
    assert len(against.gallery) == 10 and 5 not in against.gallery
    assert enrolled.people[against.gallery].tolist() == list(range(10))
    expected = [1 - float(enrolled.vectors[k] @ enrolled.vectors[5]) for k in against.gallery]
    np.testing.assert_allclose(against.distances, expected, atol=1e-6)
    assert against.own == pytest.approx(expected[1])
    assert against.recognised == int(np.argmin(expected)) == 1
    assert against.accepted == sum(distance <= 0.55 for distance in expected)
    assert against.passes == {"one": 2, "one_kept": 1, "all": 11, "all_kept": 1}
    assert against.enrolled.pass_seconds > 100 * against.seconds_all > 0


def test_beyond_the_threshold_is_unknown(worker) -> None:
    against = result(worker, view="gallery", threshold=0.05).against
    assert against.recognised is None and against.verified is False and against.accepted == 0


def test_the_last_picture_stands_for_those_beyond(worker) -> None:
    assert result(worker, view="gallery", query=2000).against.query == 39


def test_a_person_with_one_picture_has_nobody_to_be_compared_with(worker, tmp_path) -> None:
    folder = some_people(tmp_path / "few")
    (folder / "P001" / "standing.jpg").unlink()
    found = result(worker, view="gallery", folder=str(folder)).against
    assert found.own is None and found.verified is None
    assert len(found.gallery) == 1 and found.passes["all"] == 2


def test_galleries_of_two_are_counted_one_by_one(worker, enrolled) -> None:
    """Each face, each picture of its own, each of each other person."""
    measured = result(worker, view="gallery", threshold=0.5).against.accuracy
    near = 1 - enrolled.vectors @ enrolled.vectors.T <= 0.5
    owner, right = enrolled.people, []
    for asks in range(40):
        own = [k for k in range(40) if owner[k] == owner[asks] and k != asks]
        for k in own:
            for other in set(owner.tolist()) - {int(owner[asks])}:
                strangers = np.flatnonzero(owner == other)
                right.append(near[asks, k] * (~near[asks, strangers]).mean())
    assert measured.all[1] == pytest.approx(np.mean(right))


def test_asking_draws_nothing_by_chance(enrolled) -> None:
    first, second = (ask(enrolled, 0.55, 3, None) for _ in range(2))
    np.testing.assert_array_equal(first.gallery, second.gallery)


# --- classifiers ---------------------------------------------------------------------------


def test_whom_it_is_judged_on_it_has_not_seen(worker) -> None:
    learned = result(worker, view="classifier").learned
    train, test = set(learned.train_people), set(learned.test_people)
    assert (len(train), len(test), train & test) == (6, 4, set())
    assert train | test == {f"P{n:03d}" for n in range(1, 11)}
    assert learned.finished and learned.steps == 300
    losses = learned.classifiers["absolute"].losses
    assert losses[0] == pytest.approx(np.log(2)) and losses[-1] < 0.3
    assert (np.diff(losses) < 0).all()


def test_its_errors_are_those_of_its_weights(worker, enrolled) -> None:
    learned = result(worker, view="classifier").learned
    weights, bias = learned.classifiers["absolute"].plain
    held = [k for k in range(40) if enrolled.names[enrolled.people[k]] in learned.test_people]
    accepts = rejects = 0
    for i, j in itertools.combinations(held, 2):
        score = float(absolute(enrolled.vectors[i], enrolled.vectors[j]) @ weights) + bias
        same = enrolled.people[i] == enrolled.people[j]
        accepts += score > 0 and not same
        rejects += score <= 0 and same
    score = learned.tested["absolute"]
    assert (score.false_accepts, score.false_rejects) == (accepts, rejects)
    assert (score.same, score.different) == (24, 96)
    assert score.accuracy == pytest.approx(1 - (accepts / 96 + rejects / 24) / 2)


def test_the_plain_threshold_is_chosen_without_those_held_out(worker, enrolled) -> None:
    learned = result(worker, view="classifier").learned
    held = np.isin([enrolled.names[person] for person in enrolled.people], learned.test_people)
    vectors, owner = enrolled.vectors[~held], enrolled.people[~held]
    first, second = np.triu_indices(len(owner), 1)
    distances = 1 - (vectors @ vectors.T)[first, second]
    same = owner[first] == owner[second]

    def error(threshold: float) -> float:
        near = distances <= threshold
        return near[~same].mean() + (~near)[same].mean()

    least = min(error(threshold) for threshold in np.arange(0, 1.2, 0.001))
    assert error(learned.threshold) <= least + 1e-9


def test_training_goes_on_where_it_stopped(enrolled) -> None:
    plan = Plan(share=0.6, seed=3, steps=40, rate=0.1, decay=0.01)
    whole, parts = Training(enrolled, plan), Training(enrolled, plan)
    token = CancelToken()
    expected = whole.advance(token)
    assert not parts.advance(token, steps=7).finished
    found = parts.advance(token, steps=100)
    assert found.finished and parts.steps == 40
    np.testing.assert_allclose(
        found.classifiers["chi_square"].weights, expected.classifiers["chi_square"].weights
    )


def test_another_seed_holds_out_other_people(enrolled) -> None:
    plans = [Plan(0.6, seed, 1, 0.1, 0.0) for seed in range(3)]
    held = {Training(enrolled, plan).advance(CancelToken()).test_people for plan in plans}
    assert len(held) == 3


def test_too_few_people_are_said(worker, tmp_path) -> None:
    with pytest.raises(UserError, match="Training needs two pictures of one person"):
        result(worker, view="classifier", folder=str(some_people(tmp_path / "two")))
    three = str(some_people(tmp_path / "three", 3))
    with pytest.raises(UserError, match="held out"):
        result(worker, view="classifier", folder=three, share=0.7)


# --- what it hands out ----------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_numbers_and_rows_can_be_saved(worker, view) -> None:
    found = result(worker, view=view)
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["distance"] > 0
    rows = sheet.rows(found)
    assert {len(row) for row in rows} == {len(rows[0])}
    lengths = {"pair": 129, "lab": 781, "gallery": 11, "classifier": 7}
    assert len(rows) == lengths[view]


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State(**PRESETS["none"].changes),
        State(image_a="sample:faces/faces.jpg", face_a=3),
        State(view="lab", threshold=0.5),
        State(view="gallery", query=7, people=20),
        State(view="classifier", form="chi_square", steps=50),
    ],
    ids=["pair", "no face", "several", "lab", "gallery", "classifier"],
)
def test_the_script_finds_the_same(tmp_path, state) -> None:
    script = to_code(state)
    assert "explorer." not in script and "# {" not in script
    ended = run(tmp_path, script)
    assert ended.returncode == 0, ended.stderr
    last = "no face" if "none" in str(state.image_b) or "coffee" in state.image_b else "are those"
    assert last in ended.stdout


def test_the_sample_people_are_few_and_small() -> None:
    files = list(PEOPLE.rglob("*.jpg"))
    assert len(files) == 40
    assert sum(file.stat().st_size for file in files) < 1_000_000


def test_of_too_many_pairs_some_of_each_kind_are_taken(enrolled, monkeypatch) -> None:
    monkeypatch.setattr(learning, "MOST", 60)
    plan = Plan(share=0.6, seed=1, steps=5, rate=0.1, decay=0.1)
    training = Training(enrolled, plan)
    found = training.advance(CancelToken()).tested["absolute"]
    # 24 of one person are fewer than half of 60.
    assert (found.same, found.different) == (24, 36)
    pairs = training.judged
    same = enrolled.people[pairs.first] == enrolled.people[pairs.second]
    assert (same == pairs.same).all() and len(
        set(zip(pairs.first, pairs.second, strict=True))
    ) == 60
    assert len(training.learnt_from.same) == 60 and training.learnt_from.same.sum() == 30


def test_a_picture_on_the_command_line_is_the_first_of_the_two() -> None:
    state = cli.with_picture("verification", State(), "park.jpg")
    assert state.image_a == "park.jpg"
    assert state.image_b == State().image_b
