"""The faces topic as a user works with it."""

from __future__ import annotations

import csv
import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QMessageBox

from explorer.core.paths import resource
from explorer.gallery import files
from explorer.gallery.database import Database
from explorer.gallery.failures import ReadOnlyGalleryError
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from explorer.nets.face_looker import Looker
from explorer.snapshot import snapshot
from explorer.topics.faces.faces.state import State, compute
from explorer.topics.faces.faces.view.enrolling import STRANGER
from explorer.topics.faces.faces.view.overlay import colour
from explorer.ui import dialogs
from explorer.vision.images import load_picture
from tests.gallery.made import face, stored
from tests.ui.desk import click, pixels
from tests.ui.media import video

TOPIC = "faces"
PEOPLE = resource("samples", "people")
COFFEE = str(resource("samples", "coffee.jpg"))
COLLAGE = resource("samples", "faces", "faces.jpg")

pytestmark = [
    pytest.mark.qt,
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def key(qtbot, window, *keys, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    for pressed in keys:
        qtbot.keyClick(window.topic.canvas, pressed, modifier)


def enrol(qtbot, topic, name: str) -> None:
    topic.bar.name.setText(name)
    qtbot.keyClick(topic.bar.name, Qt.Key.Key_Return)


def through(qtbot, topic, command: str) -> None:
    """Give a command and wait until all pictures are looked at."""
    topic.commands[command].trigger()
    qtbot.waitUntil(lambda: not topic.run.running, timeout=60_000)


def samples(qtbot, topic) -> None:
    through(qtbot, topic, "enrol_samples")


def names(topic) -> list[str | None]:
    return [face.name for face in topic.result.faces]


def people(topic) -> list[str]:
    return [person.name for person in topic.keeper.content.people]


def shown(topic) -> list[str]:
    model = topic.gallery.people.people
    return [model.index(row).data() for row in range(model.rowCount())]


def choose(topic, *chosen: str) -> None:
    view = topic.gallery.people
    view.clearSelection()
    for row, person in enumerate(view.people.people):
        if person.name in chosen:
            flag = view.selectionModel().SelectionFlag.Select
            view.selectionModel().select(view.people.index(row), flag)


def answering(monkeypatch, **answers: str) -> None:
    for name, answer in answers.items():
        monkeypatch.setattr(dialogs, name, lambda *_args, answer=answer: answer)


def test_at_first_everybody_is_unknown_and_nothing_is_stored(topic) -> None:
    assert names(topic) == [None] * 8
    assert "Nobody is enrolled" in topic.caption.text()
    assert not files.default_path().exists()


def test_a_name_typed_takes_effect_at_once_and_is_undone(window, topic, qtbot) -> None:
    before = topic.picture()
    key(qtbot, window, Qt.Key.Key_N, Qt.Key.Key_E)
    assert topic.bar.name.hasFocus()
    assert "2" in topic.bar.label.text()
    enrol(qtbot, topic, "김민지")
    assert names(topic) == [None, "김민지", *[None] * 6]
    assert topic.result.faces[1].distance == pytest.approx(0, abs=1e-5)
    assert "김민지" in window.bar.label.text()
    assert topic.bar.name.text() == ""
    assert topic.picture() != before
    assert compute(topic.store.state).to_json() == topic.numbers()
    window.undo()
    assert names(topic) == [None] * 8
    assert people(topic) == []
    window.redo()
    assert names(topic)[1] == "김민지"
    with Gallery() as gallery:
        assert [person.name for person in gallery.people()] == ["김민지"]


def test_another_picture_of_a_person_is_added(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    topic.store.update(face=4)
    enrol(qtbot, topic, " A ")
    assert topic.result.people == 1
    assert topic.result.enrolled == 2
    assert shown(topic) == ["A, 2 faces"]


def test_a_name_that_does_not_do_is_refused(window, topic, qtbot) -> None:
    enrol(qtbot, topic, "   ")
    assert "Type a name" in window.bar.label.text()
    assert people(topic) == []


def test_names_of_all_kinds_are_shown_as_they_are(window, topic, qtbot) -> None:
    odd = ["<b>bold</b> & 'more\"", "עברית", "{name} %s", "x" * 200]
    for number, name in enumerate(odd, start=1):
        topic.store.update(face=number)
        enrol(qtbot, topic, name)
    assert people(topic) == odd
    assert names(topic)[:4] == odd
    assert [row[5] for row in topic.table()[1:5]] == odd
    assert shown(topic)[0] == f"{odd[0]}, 1 face"
    assert topic.caption.textFormat() == Qt.TextFormat.PlainText
    tip = topic.gallery.people.people.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &#x27;more&quot;, 1 face</p>"
    # It runs from right to left; the text around it does not.
    document = QTextDocument(shown(topic)[1])
    assert document.begin().textDirection() == Qt.LayoutDirection.LeftToRight
    enrol(qtbot, topic, "y" * 10_000)
    assert "This one has 10000" in window.bar.label.text()
    assert people(topic) == odd


def test_no_face_is_said(window, topic, qtbot) -> None:
    topic.store.update(image=COFFEE)
    enrol(qtbot, topic, "A")
    assert window.bar.label.text() == "No face was found in this picture."
    assert people(topic) == []


def test_a_poor_picture_is_enrolled_only_when_the_user_insists(
    window, topic, qtbot, tmp_path
) -> None:
    dark = tmp_path / "dark.png"
    pixels = load_picture(PEOPLE / "P001" / "selfie.jpg").pixels
    Image.fromarray((pixels // 8).astype(np.uint8)).save(dark)
    topic.store.update(image=str(dark))
    assert len(topic.result.faces) == 1
    enrol(qtbot, topic, "A")
    assert window.bar.label.text().startswith("The face is ")
    assert "The face is too dark" in window.bar.label.text()
    assert people(topic) == []
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    assert people(topic) == ["A"]


def test_the_sample_people_name_the_collage_and_leave_a_stranger(topic, qtbot) -> None:
    samples(qtbot, topic)
    assert topic.result.people == 9
    # Who is who in the collage, by eye.
    assert names(topic) == ["P001", "P008", "P010", "P009", "P007", "P005", "P006", "P004"]
    assert not topic.gallery.samples.isVisibleTo(topic.gallery)
    topic.store.update(image=str(PEOPLE / STRANGER / "standing.jpg"))
    assert names(topic) == [None]
    assert "Unknown" in topic.caption.text()
    topic.store.undo()
    topic.store.undo()
    assert people(topic) == []


def test_unknown_is_drawn_otherwise_than_somebody(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    picture = pixels(topic.picture())
    scale = picture.shape[1] / topic.processed.frame.pixels.shape[1]
    runs = []
    for found in (topic.result.faces[0], topic.result.faces[1]):
        x1, y1, _, y2 = (scale * found.found.box).astype(int).tolist()
        # The left edge, under the name and above the corner.
        edge = picture[y1 + 40 : y2 - 8, x1 - 1 : x1 + 2].astype(int)
        on = (np.abs(edge - colour(found).getRgb()[:3]).sum(-1) < 40).any(1)
        runs.append(int(np.count_nonzero(np.diff(on.astype(int)))))
    assert runs[0] == 0
    assert runs[1] > 8


def test_a_lesson_hides_its_answers_in_the_picture_too(window, topic, qtbot) -> None:
    samples(qtbot, topic)
    bare = np.asarray(Image.open(COLLAGE).convert("RGB"))

    def drawn() -> bool:
        return not np.array_equal(pixels(topic.picture())[: len(bare), : bare.shape[1]], bare)

    window.lesson.go_on()
    assert not drawn()
    qtbot.mouseClick(window.lesson.reveal, Qt.MouseButton.LeftButton)
    assert window.lesson.answer.text().endswith("8.")
    assert drawn()
    window.lesson.go_on()
    assert drawn()
    named = topic.picture()
    topic.store.update(threshold=0)
    # Who has a name and who has none cannot be seen.
    assert topic.picture() == named
    qtbot.mouseClick(window.lesson.reveal, Qt.MouseButton.LeftButton)
    unknown = topic.picture()
    assert unknown != named
    topic.store.update(threshold=0.55)
    assert topic.picture() not in (named, unknown)


def test_the_threshold_acts_at_once(topic, qtbot) -> None:
    samples(qtbot, topic)
    distances = [face.distance for face in topic.result.faces]
    topic.panel.editors["threshold"].slider.setValue(40)
    assert topic.result.recognised == sum(distance <= 0.40 for distance in distances)
    assert 0 < topic.result.recognised < 8


def test_the_table_shows_the_nearest_three_and_opens_faces(topic, qtbot) -> None:
    samples(qtbot, topic)
    model = topic.table_view.model()
    third = topic.result.faces[2]
    row = [model.index(2, column).data() for column in range(5)]
    assert row == ["3", third.name] + [f"{c.distance:.2f} {c.name}" for c in third.nearest]
    topic.table_view.selectRow(5)
    assert topic.store.state.face == 6
    x1, y1, x2, y2 = topic.result.faces[1].found.box.tolist()
    click(qtbot, topic.canvas, (x1 + x2) / 2, (y1 + y2) / 2)
    assert topic.result.focus == 1


def test_rename_merge_delete_and_back(window, topic, qtbot) -> None:
    samples(qtbot, topic)
    choose(topic, "P001")
    key(qtbot, window, Qt.Key.Key_R)
    editor = QApplication.focusWidget()
    editor.setText("Zoë")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    # The list takes it over later.
    QApplication.processEvents()
    assert names(topic)[0] == "Zoë"
    choose(topic, "P008", "P010", "P009")
    key(qtbot, window, Qt.Key.Key_G)
    assert topic.result.people == 7
    assert names(topic)[1:4] == [names(topic)[1]] * 3
    choose(topic, "P007", "P005")
    assert not topic.commands["rename"].isEnabled()
    topic.commands["delete"].trigger()
    assert names(topic)[4:6] == [None, None]
    assert "erased from the disk" in window.bar.label.text()
    window.undo()
    assert topic.result.people == 7
    window.undo()
    assert topic.result.people == 9
    assert names(topic)[1:4] == ["P008", "P010", "P009"]
    window.undo()
    assert names(topic)[0] == "P001"
    while topic.store.can_redo:
        window.redo()
    assert topic.result.people == 5
    assert names(topic)[0] == "Zoë"


def test_somebody_else_of_the_same_name_is_another_person(window, topic, qtbot) -> None:
    enrol(qtbot, topic, "Ada")
    assert not topic.bar.choice.isVisibleTo(topic.bar)
    topic.store.update(face=2)
    # Spelled otherwise, but the same.
    qtbot.keyClicks(topic.bar.name, " Ada")
    assert topic.bar.choice.isVisibleTo(topic.bar)
    qtbot.keyClicks(topic.bar.name, "m")
    assert not topic.bar.choice.isVisibleTo(topic.bar)
    qtbot.keyClick(topic.bar.name, Qt.Key.Key_Backspace)
    # The next two with Tab: the button that adds, then the one for another person.
    topic.bar.button.setFocus()
    qtbot.keyClick(topic.bar.button, Qt.Key.Key_Tab)
    assert topic.bar.another.hasFocus()
    qtbot.keyClick(topic.bar.another, Qt.Key.Key_Space)
    assert shown(topic) == ["Ada, 1 face", "Ada, 1 face"]
    assert topic.result.faces[0].nearest[0].person != topic.result.faces[1].nearest[0].person
    topic.store.update(face=4)
    qtbot.keyClicks(topic.bar.name, "Ada")
    assert topic.bar.taken.text().startswith("2 people")
    qtbot.keyClick(topic.bar.name, Qt.Key.Key_Return)
    assert shown(topic) == ["Ada, 2 faces", "Ada, 1 face"]
    assert window.bar.label.text().startswith("One more face of Ada")
    window.undo()
    # The faces that were opened are steps, too.
    while len(people(topic)) == 2:
        window.undo()
    assert shown(topic) == ["Ada, 1 face"]


def choose_faces(topic, *rows: int) -> None:
    view = topic.gallery.faces
    view.clearSelection()
    for row in rows:
        flag = view.selectionModel().SelectionFlag.Select
        view.selectionModel().select(view.faces.index(row), flag)


def test_one_face_of_a_person_is_deleted_and_comes_back(window, topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    topic.store.update(face=4)
    enrol(qtbot, topic, "A")
    topic.set_view("gallery")
    assert not topic.gallery.one.isVisibleTo(topic.gallery)
    choose(topic, "A")
    assert topic.gallery.one.isVisibleTo(topic.gallery)
    rows = topic.gallery.faces.faces
    assert [rows.index(row).data().split(",")[0] for row in range(2)] == ["faces.jpg"] * 2
    assert not topic.commands["delete_faces"].isEnabled()
    path, vector = files.default_path(), topic.processed.looked.vectors[3].tobytes()
    assert vector in stored(path)
    choose_faces(topic, 1)
    topic.commands["delete_faces"].trigger()
    assert "1 of 2 faces of A" in window.bar.label.text()
    assert shown(topic) == ["A, 1 face"]
    assert names(topic)[0] == "A"
    assert names(topic)[3] is None
    assert vector not in stored(path)
    assert rows.rowCount() == 1
    window.undo()
    assert names(topic)[3] == "A"
    assert rows.rowCount() == 2
    window.redo()
    assert names(topic)[3] is None
    assert vector not in stored(path)


def test_a_face_is_deleted_with_the_keyboard_alone(topic, qtbot) -> None:
    for number in (1, 4):
        topic.store.update(face=number)
        enrol(qtbot, topic, "A")
    topic.set_view("gallery")
    topic.tabs.tabBar().setFocus()
    reached = []
    while topic.gallery.faces not in reached and len(reached) < 9:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached[0] is topic.gallery.people
    assert topic.gallery.faces in reached
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(topic.gallery.faces, Qt.Key.Key_Delete, control)
    assert shown(topic) == ["A, 1 face"]
    # The first of the two.
    assert names(topic)[0] != "A"
    assert names(topic)[3] == "A"


def test_with_the_last_face_goes_the_person(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    choose(topic, "A")
    choose_faces(topic, 0)
    topic.commands["delete_faces"].trigger()
    assert people(topic) == []
    assert not topic.gallery.one.isVisibleTo(topic.gallery)
    assert b"faces.jpg" not in stored(files.default_path())
    topic.store.undo()
    assert shown(topic) == ["A, 1 face"]


def test_faces_show_their_pictures_where_these_are_kept(topic, qtbot) -> None:
    topic.gallery.pictures.click()
    enrol(qtbot, topic, "A")
    topic.gallery.pictures.click()
    choose(topic, "A")
    model = topic.gallery.faces.faces
    assert model.index(0).data(Qt.ItemDataRole.DecorationRole) is None
    topic.gallery.pictures.click()
    topic.store.update(face=4)
    enrol(qtbot, topic, "A")
    choose(topic, "A")
    picture = model.index(1).data(Qt.ItemDataRole.DecorationRole)
    found = pixels(picture.toImage()).astype(float)
    aligned = topic.processed.looked.aligned[3]
    wanted = np.asarray(Image.fromarray(aligned).resize((24, 24), Image.Resampling.BOX), float)
    assert np.abs(found - wanted).mean() < 6


def test_a_name_that_is_given_twice_is_told(window, topic, qtbot) -> None:
    samples(qtbot, topic)
    first, second = topic.keeper.content.people[:2]
    model = topic.gallery.people.people
    model.setData(model.index(0), "Zoë", Qt.ItemDataRole.EditRole)
    assert "called Zoë" not in window.bar.label.text()
    model.setData(model.index(1), "Zoë ", Qt.ItemDataRole.EditRole)
    assert "2 people are called Zoë now" in window.bar.label.text()
    choose(topic, "Zoë")
    topic.commands["merge"].trigger()
    assert people(topic).count("Zoë") == 1
    (merged,) = [person for person in topic.keeper.content.people if person.name == "Zoë"]
    assert (merged.id, merged.faces) == (first.id, first.faces + second.faces)


def test_deleting_leaves_nothing_of_the_embedding_on_the_disk(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    topic.store.update(face=4)
    enrol(qtbot, topic, "B")
    path = files.default_path()
    vector = topic.processed.looked.vectors[3].tobytes()
    assert vector in stored(path)
    choose(topic, "B")
    topic.commands["delete"].trigger()
    data = stored(path)
    assert not any(vector[k : k + 8] in data for k in range(0, len(vector), 8))


def test_pictures_are_stored_only_when_the_user_allows_it(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    person = topic.keeper.content.people[0].id
    assert topic.keeper.shelf.cover(person) is None
    topic.gallery.pictures.click()
    topic.store.update(face=2)
    enrol(qtbot, topic, "B")
    other = topic.keeper.content.people[1].id
    data = topic.keeper.shelf.cover(other)
    assert data.startswith(b"\xff\xd8\xff")
    assert data[200:260] in stored(files.default_path())
    topic.gallery.pictures.click()
    assert topic.keeper.shelf.cover(other) is None
    assert data[200:260] not in stored(files.default_path())


def test_one_button_erases_everything_for_good(window, topic, qtbot, monkeypatch) -> None:
    samples(qtbot, topic)
    choose(topic, "P001")
    topic.commands["delete"].trigger()
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    asked = []

    def answer(*arguments: object) -> object:
        asked.append(arguments)
        return next(answers)

    monkeypatch.setattr(QMessageBox, "question", answer)
    topic.commands["erase"].trigger()
    assert topic.result.people == 8
    # Enter alone is no.
    assert asked[0][-1] == QMessageBox.StandardButton.No
    topic.commands["erase"].trigger()
    assert topic.result.people == 0
    assert names(topic) == [None] * 8
    assert not files.default_path().exists()
    window.undo()
    assert "erased for good" in window.bar.label.text()
    assert topic.result.people == 0
    # And on: somebody can be enrolled again, and undone.
    enrol(qtbot, topic, "A")
    assert people(topic) == ["A"]
    window.undo()
    assert people(topic) == []


def test_a_lesson_or_session_does_not_change_who_is_enrolled(topic, qtbot) -> None:
    enrol(qtbot, topic, "A")
    topic.store.replace(State(threshold=0.6))
    assert people(topic) == ["A"]
    topic.store.update(edit=7)
    assert people(topic) == ["A"]
    topic.store.undo()
    assert people(topic) == ["A"]
    assert topic.store.state.threshold == 0.55
    topic.store.undo()
    assert people(topic) == []


def test_a_file_with_one_person_is_enrolled(window, topic, qtbot, monkeypatch) -> None:
    answering(monkeypatch, ask_open=str(PEOPLE / "P004" / "selfie.jpg"))
    topic.commands["enrol_file"].trigger()
    assert "name first" in window.bar.label.text()
    topic.bar.name.setText("Ada")
    through(qtbot, topic, "enrol_file")
    assert people(topic) == ["Ada"]
    assert names(topic)[7] == "Ada"
    assert window.bar.label.text() == "Ada is enrolled; undo takes it back."
    assert topic.bar.name.text() == ""
    topic.bar.name.setText("Ada")
    through(qtbot, topic, "enrol_file")
    assert window.bar.label.text() == "This very picture of Ada is enrolled already."


@pytest.mark.parametrize(
    ("file", "said"),
    [("coffee.jpg", "No face was found in this picture."), ("gone.jpg", "does not exist")],
)
def test_a_file_without_a_face_is_refused_and_nothing_else_offered(
    window, topic, qtbot, monkeypatch, file, said
) -> None:
    answering(monkeypatch, ask_open=str(resource("samples", file)))
    topic.bar.name.setText("Ada")
    through(qtbot, topic, "enrol_file")
    assert said in window.bar.label.text()
    assert not window.bar.retry.isVisible()
    assert people(topic) == []
    assert topic.bar.name.text() == "Ada"


def test_a_poor_file_is_enrolled_only_when_the_user_insists(
    window, topic, qtbot, monkeypatch
) -> None:
    answering(monkeypatch, ask_open=str(PEOPLE / "P001" / "turned.jpg"))
    topic.bar.name.setText("Ada")
    through(qtbot, topic, "enrol_file")
    assert window.bar.label.text().startswith("The head is turned")
    assert people(topic) == []
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    assert people(topic) == ["Ada"]


def test_a_file_with_several_faces_is_refused_and_can_be_opened(
    window, topic, qtbot, monkeypatch, tmp_path
) -> None:
    path = tmp_path / "many.jpg"
    shutil.copy(COLLAGE, path)
    answering(monkeypatch, ask_open=str(path))
    topic.bar.name.setText("Ada")
    through(qtbot, topic, "enrol_file")
    assert "8 faces" in window.bar.label.text()
    assert people(topic) == []
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    assert topic.store.state.image == str(path)


def test_a_folder_is_enrolled_with_a_word_on_what_was_left_out(
    window, topic, qtbot, monkeypatch, tmp_path
) -> None:
    for person in ("P001", "P002"):
        (tmp_path / person).mkdir()
        shutil.copy(PEOPLE / person / "selfie.jpg", tmp_path / person)
    shutil.copy(COFFEE, tmp_path / "P002" / "coffee.jpg")
    shutil.copy(PEOPLE / "P001" / "turned.jpg", tmp_path / "P001")
    answering(monkeypatch, ask_folder=str(tmp_path))
    through(qtbot, topic, "enrol_folder")
    assert people(topic) == ["P001", "P002"]
    text = window.bar.label.text()
    assert "P002/coffee.jpg: No face was found in this picture." in text
    assert "unexpected" not in text
    window.set_language("ko")
    assert "No face" not in window.bar.label.text()
    assert "P002/coffee.jpg" in window.bar.label.text()
    assert topic.result.enrolled == 2
    window.set_language("en")
    assert "P001/turned.jpg: The head is turned" in window.bar.label.text()
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    assert people(topic) == ["P001", "P002"]
    assert topic.result.enrolled == 3
    window.undo()
    assert topic.result.enrolled == 2
    window.undo()
    assert people(topic) == []


def test_a_folder_is_recognised_into_a_table(window, topic, qtbot, monkeypatch, tmp_path) -> None:
    samples(qtbot, topic)
    folder, target = tmp_path / "in", tmp_path / "out.csv"
    folder.mkdir()
    shutil.copy(COLLAGE, folder / "a.jpg")
    shutil.copy(PEOPLE / STRANGER / "standing.jpg", folder / "b.jpg")
    answering(monkeypatch, ask_folder=str(folder), ask_save=str(target))
    topic.commands["run_folder"].trigger()
    qtbot.waitUntil(target.exists, timeout=60_000)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [*names(topic), "unknown"]
    assert [row["file"] for row in rows] == ["a.jpg"] * 8 + ["b.jpg"]
    distances = [face.distance for face in topic.result.faces]
    assert [float(row["distance 1"]) for row in rows[:8]] == pytest.approx(distances, abs=1e-6)


def test_a_run_is_cancelled(topic, qtbot) -> None:
    topic.commands["enrol_samples"].trigger()
    assert topic.run.running
    assert topic.bar.progress.isVisibleTo(topic)
    qtbot.mouseClick(topic.bar.cancel, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not topic.run.running
    assert people(topic) == []


def test_export_and_import(window, topic, qtbot, monkeypatch, tmp_path) -> None:
    path = tmp_path / "gallery.zip"
    enrol(qtbot, topic, "A")
    answering(monkeypatch, ask_save=str(path), ask_open=str(path))
    topic.commands["export"].trigger()
    assert path.exists()
    window.undo()
    assert people(topic) == []
    topic.commands["import"].trigger()
    assert people(topic) == ["A"]
    assert names(topic)[0] == "A"
    window.undo()
    assert people(topic) == []
    path.write_bytes(b"nothing")
    topic.commands["import"].trigger()
    assert "gallery" in window.bar.label.text()
    assert people(topic) == []


def test_what_another_window_enrols_is_seen(topic) -> None:
    with Gallery() as gallery:
        gallery.enrol("Elsewhere", [face(1)])
    topic.tick()
    assert people(topic) == ["Elsewhere"]
    assert topic.result.faces[0].nearest[0].name == "Elsewhere"


def test_a_snapshot_names_people_and_leaves_the_gallery_as_it_is(qapp, home, tmp_path) -> None:
    target = tmp_path / "a.png"
    snapshot(TOPIC, State(view="gallery"), (1000, 700), target)
    empty = target.read_bytes()
    assert not files.default_path().parent.exists()
    with Gallery() as gallery:
        gallery.allow_pictures(True)
        gallery.enrol("Ada", [face(1, pictured=True)])
        # What a killed program has left is for a window to sweep.
        gallery._database.sweep_soon = lambda: None
        gallery.remove(faces=[gallery.enrol("Ada", [face(2)]).faces[0]])
        gallery._database.close()
    path = files.default_path()
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    snapshot(TOPIC, State(view="gallery"), (1000, 700), target)
    assert target.read_bytes() != empty
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def refuse(database: Database) -> None:
    raise ReadOnlyGalleryError(database.path)


def test_people_of_a_gallery_that_cannot_be_written_are_recognised(
    desk, qtbot, monkeypatch
) -> None:
    vector = Looker().look(load_picture(COLLAGE).pixels).vectors[0]
    with Gallery() as gallery:
        gallery.enrol("Ada", [NewFace(vector)])
    with monkeypatch.context() as patch:
        # As SQLite says in a folder that is read-only; root may write everywhere.
        patch.setattr(Database, "_open_to_write", refuse)
        window = desk(None).window
        window.open_topic(TOPIC)
        topic = window.topic
        assert names(topic)[0] == "Ada"
        assert not window.bar.isVisible()
        topic.store.update(face=2)
        enrol(qtbot, topic, "Bo")
        assert "cannot be written" in window.bar.label.text()
        assert people(topic) == ["Ada"]
        assert topic.bar.name.text() == "Bo"
    # By now it can.
    enrol(qtbot, topic, "Bo")
    assert people(topic) == ["Ada", "Bo"]
    assert names(topic)[:2] == ["Ada", "Bo"]


def test_a_damaged_gallery_is_set_aside(desk, qtbot) -> None:
    path = files.default_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no gallery " * 1000)
    window = desk(None).window
    window.open_topic(TOPIC)
    QApplication.processEvents()
    assert "damaged" in window.bar.label.text()
    assert len(window.topic.result.faces) == 8
    qtbot.mouseClick(window.bar.retry, Qt.MouseButton.LeftButton)
    enrol(qtbot, window.topic, "A")
    assert people(window.topic) == ["A"]
    assert [found.name for found in path.parent.glob("*damaged*")]


def test_a_video_stands_still_while_a_name_is_typed(topic, qtbot, tmp_path) -> None:
    topic.store.update(image=video(tmp_path / "pan.avi"))
    qtbot.waitUntil(lambda: topic.result is not None and len(topic.result.faces) == 1)
    assert topic.flow.flowing
    qtbot.keyClicks(topic.bar.name, "E")
    assert not topic.flow.flowing
    qtbot.keyClick(topic.bar.name, Qt.Key.Key_Backspace)
    assert topic.flow.flowing
    qtbot.keyClicks(topic.bar.name, "Eva")
    assert not topic.flow.flowing
    qtbot.keyClick(topic.bar.name, Qt.Key.Key_Return)
    assert people(topic) == ["Eva"]
    assert topic.flow.flowing
    assert names(topic) == ["Eva"]


def test_the_aligned_face_is_the_one_that_is_open(topic) -> None:
    for number in (1, 6):
        topic.store.update(face=number)
        picture = topic.aligned.pixmap().toImage()
        side = picture.width()
        # Small pictures are smoothed: their means in a grid of four by four are alike.
        found = pixels(picture)[: side // 4 * 4, : side // 4 * 4].astype(float)
        wanted = topic.processed.looked.aligned[number - 1].astype(float)
        means = [part.reshape(4, len(part) // 4, 4, -1, 3).mean((1, 3)) for part in (found, wanted)]
        assert np.abs(means[0] - means[1]).max() < 12
    topic.store.update(image=COFFEE)
    assert topic.aligned.text() == "–"


def test_with_threads_changes_come_in_their_order(desk, qtbot) -> None:
    window = desk(None, threads=True).window
    window.open_topic(TOPIC)
    topic = window.topic
    qtbot.waitUntil(lambda: topic.result is not None, timeout=60_000)
    for number in range(1, 6):
        topic.store.update(face=number)
        enrol(qtbot, topic, f"Person {number}")
    qtbot.waitUntil(lambda: len(people(topic)) == 5, timeout=60_000)
    assert people(topic) == [f"Person {number}" for number in range(1, 6)]
    steps = topic.store.state.edit
    while topic.store.state.edit > steps - 4:
        window.undo()
    window.redo()
    qtbot.waitUntil(lambda: len(people(topic)) == 2, timeout=60_000)
    qtbot.waitUntil(lambda: topic.keeper.content.place == topic.store.state.edit, timeout=60_000)
    assert people(topic) == ["Person 1", "Person 2"]
    qtbot.waitUntil(lambda: topic.result.recognised == 2, timeout=60_000)
