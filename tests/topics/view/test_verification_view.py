"""The verification topic in a real window: what one sees, clicks, drags and types."""

import csv
import dataclasses
import json
import shutil

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.core.errors import UserError
from explorer.core.i18n import set_language
from explorer.core.paths import resource
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from explorer.nets.face_looker import Looker
from explorer.topics.faces.faces import enrolment
from explorer.topics.faces.verification import against, process
from explorer.topics.faces.verification.view import main, texts
from explorer.ui import coach, dialogs
from explorer.vision.images import load_picture
from tests.ui.desk import PARK, Later

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network", "one_looker")]

TOPIC = "verification"
PEOPLE = resource("samples", "people")
SELFIE = str(PEOPLE / "P002" / "selfie.jpg")
LOOKER = Looker()


@pytest.fixture
def one_looker(monkeypatch):
    """The networks are loaded once for all tests; each job is as short as it can be."""
    monkeypatch.setattr(main, "Looker", lambda _open: LOOKER)
    monkeypatch.setattr(coach, "SECONDS", 0.0)


def settle(topic) -> None:
    """Let what the view waits for come to its end."""
    for _ in range(1000):
        QApplication.processEvents()
        if not (topic.tasks.survey.playing or topic.tasks.training.playing):
            break


def show(topic, **changes):
    topic.store.update(**changes)
    settle(topic)
    return topic.board


def drag(plot, *places: float) -> None:
    """Drag over the plot, places are distances."""
    points = [QPoint(round(plot.point(100 * x, 0).x()), plot.height() // 2) for x in places]
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(plot, point)
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=points[-1])
    QApplication.processEvents()


# --- two pictures ------------------------------------------------------------------------------


def test_two_pictures_of_one_person_are_on_screen(topic) -> None:
    page = topic.board.pair
    assert page.verdict.text() == "Distance 0.393, not above 0.55: taken for one person."
    for side in "ab":
        assert page.panes[side].canvas.image.width() == 200
        assert page.faces[side].image.width() == 112
        assert len(page.strips[side].values) == 128
    difference = np.abs(page.strips["a"].values - page.strips["b"].values)
    np.testing.assert_allclose(page.strips["difference"].values, difference, atol=1e-6)
    assert page.distance.rows[0].before == 0.55


def test_the_threshold_decides(topic) -> None:
    topic.panel.forms["pair"].editors["threshold"].slider.setValue(39)
    assert "above 0.39: taken for two people" in topic.board.pair.verdict.text()
    topic.store.undo()
    assert "one person" in topic.board.pair.verdict.text()


def test_a_number_is_looked_at_by_pointer_and_by_key(topic) -> None:
    page = topic.board.pair
    strip = page.strips["difference"]
    QTest.mouseMove(strip, QPoint(round(strip.width() * 10.5 / 128), 30))
    assert "Number 10: f(a) " in page.remarks.text()
    assert f"{strip.values[10]:.3f}." in page.remarks.text()
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert "Number 11:" in page.remarks.text()


def test_one_of_several_faces_is_clicked(topic) -> None:
    show(topic, image_a="sample:faces/faces.jpg")
    page, looked = topic.board.pair, topic.result.pair.a.looked
    assert "A: 8 faces" in page.remarks.text()
    canvas, box = page.panes["a"].canvas, looked.faces[4].box
    middle = canvas.mapping().point(*((box[:2] + box[2:]) / 2).tolist())
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPointF(middle).toPoint())
    assert topic.store.state.face_a == 5
    topic.commands["face_a"].trigger()
    assert topic.store.state.face_a == 6
    topic.store.update(face_a=8)
    topic.commands["face_a"].trigger()
    assert topic.store.state.face_a == 1


def test_a_picture_without_a_face_is_said(topic) -> None:
    page = show(topic, image_b=str(resource("samples", "coffee.jpg"))).pair
    assert "a face is needed in both" in page.verdict.text()
    assert "B: No face was found" in page.remarks.text()
    assert page.faces["b"].image is None and page.faces["a"].image is not None
    assert not len(page.strips["difference"].values)
    assert topic.numbers()["distance"] is None and topic.picture() is not None


def test_pictures_are_opened_on_either_side(topic, monkeypatch) -> None:
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: SELFIE)
    topic.board.pair.panes["b"].button.click()
    assert topic.store.state.image_b == SELFIE
    assert topic.store.state.image_a.startswith("sample:")
    topic.commands["open_a"].trigger()
    assert topic.store.state.image_a == SELFIE
    assert topic.result.pair.distance == pytest.approx(0, abs=1e-6)
    topic.store.undo()
    assert topic.store.state.image_a.startswith("sample:")


def test_what_the_window_opens_goes_to_a_and_b_in_turn(topic, window) -> None:
    window.open_source(SELFIE)
    window.open_source(PARK)
    state = topic.store.state
    assert (state.image_a, state.image_b) == (SELFIE, PARK)
    topic.commands["swap"].trigger()
    assert topic.store.state.image_a == PARK
    topic.board.pair.panes["b"].canvas.setFocus()
    window.open_source(PARK)
    assert topic.store.state.image_b == PARK


def test_a_file_is_dropped_on_a_side(topic) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(SELFIE)])
    pane, none = topic.board.pair.panes["b"], Qt.KeyboardModifier.NoModifier
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    entered = QDragEnterEvent(QPoint(20, 60), *args)
    QApplication.sendEvent(pane, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(pane, QDropEvent(QPointF(20, 60), *args))
    assert topic.store.state.image_b == SELFIE
    assert topic.store.state.image_a.startswith("sample:")


def test_a_picture_that_is_gone_is_taken_back(topic) -> None:
    topic.store.update(image_a="/nowhere/a.jpg")
    assert "/nowhere/a.jpg does not exist" in topic.problem.label.text()
    assert topic.store.state.image_a.startswith("sample:")
    assert "one person" in topic.board.pair.verdict.text()


def test_the_reel_is_refused(topic, window, desk) -> None:
    window.open_source("")
    assert "no people to compare" in window.bar.label.text()


# --- the lab -----------------------------------------------------------------------------------


def test_all_pairs_of_the_samples(topic) -> None:
    lab = show(topic, view="lab").lab
    assert "40 pictures of 10 people" in lab.caption.text()
    assert "of 720 pairs of two people" in lab.caption.text()
    rejects, accepts, here, _ = lab.errors.series
    assert rejects.y[0] == 1 and accepts.y[0] == 0
    assert here.x.tolist() == pytest.approx([55])
    same, different = lab.histogram.series
    # Bars of 0.02: each twice in the outline.
    assert same.y.sum() == pytest.approx(2) and different.y.sum() == pytest.approx(2)


def test_the_threshold_is_dragged_as_one_step_of_undo(topic) -> None:
    lab = show(topic, view="lab").lab
    for plot in (lab.histogram, lab.errors):
        drag(plot, 0.8, 0.6, 0.4)
        assert topic.store.state.threshold == pytest.approx(0.4, abs=0.011)
        assert topic.result.lab.false_rejects > 20
        topic.store.undo()
        assert topic.store.state.threshold == 0.55
    drag(lab.errors, 0.2, 5.0)
    assert topic.store.state.threshold == topic.result.lab.measured.farthest


def test_the_threshold_is_moved_by_keys(topic) -> None:
    lab = show(topic, view="lab").lab
    lab.errors.setFocus()
    before = topic.result.lab.false_accepts
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(lab.errors, key)
    assert topic.store.state.threshold == 0.65
    assert topic.result.lab.false_accepts > before
    QTest.keyClick(lab.errors, Qt.Key.Key_Home)
    assert topic.store.state.threshold == 0.65


def test_the_best_threshold_is_taken(topic) -> None:
    show(topic, view="lab", threshold=0.2)
    topic.panel.best.click()
    lab = topic.result.lab
    assert topic.store.state.threshold == lab.measured.best
    assert lab.at.false_accepts.tolist() == [lab.false_accepts] * 2
    topic.store.undo()
    assert topic.store.state.threshold == 0.2


def test_it_works_beside_the_window(desk, qtbot, tmp_path) -> None:
    """With threads as they are: people, classifier, closing in the middle."""
    desktop = desk(None, threads=True)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    for name in ("P001", "P002", "P003", "P005"):
        shutil.copytree(PEOPLE / name, tmp_path / name)
    topic.store.update(view="classifier", folder=str(tmp_path), share=0.5)
    qtbot.waitUntil(
        lambda: bool(topic.tasks.learned and topic.tasks.learned.finished), timeout=60000
    )
    assert topic.board.classifier.progress.text.text() == "step 300 of 300"
    topic.store.update(folder="sample:people")
    qtbot.waitUntil(lambda: topic.tasks.survey.progress is not None, timeout=60000)


def test_the_folder_is_read_in_the_background(desk, monkeypatch) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    runner = Later()
    for part in (topic, topic.tasks.survey, topic.tasks.training):
        services = type(part.services)(**{**vars(part.services), "inference": runner})
        monkeypatch.setattr(part, "services", services)
    topic.set_view("lab")
    runner.run()
    waiting = topic.board.waiting.progress
    assert waiting.isVisible() and waiting.text.text() == "picture 0 of 40"
    runner.run()
    assert waiting.text.text() == "picture 8 of 40" and waiting.bar.value() == 8
    topic.commands["play"].trigger()
    QApplication.processEvents()
    assert not topic.tasks.survey.playing and not runner.waiting
    topic.commands["play"].trigger()
    runner.run()
    assert waiting.text.text() == "picture 16 of 40"
    topic.commands["restart"].trigger()
    runner.run()
    assert waiting.text.text() == "picture 8 of 40"
    while topic.result.lab is None:
        QApplication.processEvents()
        runner.run()
    assert topic.board.lab.isVisible() and not waiting.isVisible()


def test_the_lesson_waits_for_the_people_and_for_the_training(desk, monkeypatch) -> None:
    desktop = desk(None)
    desktop.window.open_topic(TOPIC)
    runner = Later()
    monkeypatch.setattr(desktop.window.topic.services.inference, "submit", runner.submit)
    lesson = desktop.window.lesson
    for place, answer in ((5, 60), (9, 36)):
        while not lesson.place.text().startswith(f"{place} /"):
            lesson.go_on()
        lesson.reveal.click()
        heard = []
        while runner.waiting and lesson.answer.text() != f"Computed: {answer}.":
            heard.append(lesson.answer.text())
            runner.run()
            QApplication.processEvents()
        assert set(heard) == {"Computing…"}
        assert lesson.answer.text() == f"Computed: {answer}."


def test_a_folder_of_ones_own(topic, tmp_path, monkeypatch) -> None:
    for name in ("P001", "P002"):
        shutil.copytree(PEOPLE / name, tmp_path / "own" / name)
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: str(tmp_path / "own"))
    topic.commands["people"].trigger()
    settle(topic)
    assert topic.store.state.view == "lab"
    assert "8 pictures of 2 people" in topic.board.lab.caption.text()
    assert topic.panel.people["lab"].box.currentText() == "Folder own"
    topic.store.undo()
    settle(topic)
    assert topic.store.state.view == "pair"


def test_a_folder_of_people_is_dropped(topic, window, tmp_path) -> None:
    shutil.copytree(PEOPLE, tmp_path / "dropped")
    window.open_source(str(tmp_path / "dropped"))
    settle(topic)
    assert topic.result.lab.at.same == 60


def test_a_folder_that_will_not_do_is_taken_back(topic, tmp_path) -> None:
    show(topic, view="lab")
    show(topic, folder=str(tmp_path))
    assert "needs two sub-folders" in topic.problem.label.text()
    assert topic.store.state.folder == "sample:people"
    assert topic.board.lab.isVisible()


def test_too_few_faces_are_said(topic, tmp_path) -> None:
    for name in ("P001", "P002"):
        (tmp_path / name).mkdir()
        shutil.copy(PEOPLE / name / "selfie.jpg", tmp_path / name)
    show(topic, view="lab", folder=str(tmp_path))
    assert "2 people with 2 pictures" in topic.problem.label.text()
    show(topic, folder="sample:people")
    assert topic.board.lab.isVisible() and topic.problem.isHidden()


# --- the people enrolled in the gallery ---------------------------------------------------------


def enrol(*names: str, pictures: int = 2) -> None:
    """Enrol sample people, with their pictures."""
    with Gallery() as gallery:
        gallery.allow_pictures(True)
        for name in names:
            for file in sorted((PEOPLE / name).glob("*.jpg"))[:pictures]:
                looked = LOOKER.look(load_picture(file).pixels)
                thumbnail = enrolment.thumbnail(looked.aligned[0])
                gallery.enrol(name, [NewFace(looked.vectors[0], "file", thumbnail=thumbnail)])


def test_those_enrolled_are_chosen_in_the_panel(topic) -> None:
    enrol("P001", "P003", "P005")
    lab = show(topic, view="lab").lab
    box = topic.panel.people["lab"].box
    assert box.currentText() == "Folder people"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    settle(topic)
    assert topic.store.state.source == "gallery" and box.currentText() == "Enrolled people"
    assert "6 pictures of 3 people" in lab.caption.text()
    assert (
        "of 12 pairs of two people" in lab.caption.text() and "of 3 pairs of" in lab.caption.text()
    )
    drag(lab.errors, 0.8, 0.3)
    assert topic.store.state.threshold == pytest.approx(0.3, abs=0.011)
    page = show(topic, view="gallery").gallery
    assert page.many.text().startswith("Who of 3 is this?")
    assert page.query.image.width() == page.claimed.image.width() == 112
    topic.store.undo()
    topic.store.undo()
    topic.store.undo()
    settle(topic)
    assert topic.store.state.source == "folder" and "40 pictures" in lab.caption.text()


def test_a_picture_that_is_not_kept_is_no_picture(topic) -> None:
    enrol("P001", "P003")
    with Gallery() as gallery:
        gallery.allow_pictures(False)
    page = show(topic, view="gallery", source="gallery").gallery
    assert page.query.image is None and page.claimed.image is None
    assert page.query.toolTip() == "Asks: P001/1"
    assert "P001" in page.one.text() and page.grab().width() > 0


def test_the_classifier_learns_from_those_enrolled(topic) -> None:
    enrol("P001", "P002", "P003", "P005")
    page = show(topic, view="classifier", source="gallery", share=0.5, steps=20).classifier
    assert page.progress.text.text() == "step 20 of 20"
    assert "of the 2 held out" in page.caption.text()


def test_a_gallery_that_will_not_do_is_taken_back(topic) -> None:
    lab = show(topic, view="lab").lab
    show(topic, source="gallery")
    assert "Nobody is enrolled yet" in topic.problem.label.text()
    assert topic.store.state.source == "folder" and lab.isVisible()
    assert topic.problem.retry.text() == "Enrol people"
    enrol("P001", "P002", pictures=1)
    show(topic, source="gallery")
    assert "2 people with 2 pictures" in topic.problem.label.text()
    enrol("P001")
    show(topic, source="gallery")
    assert topic.problem.isHidden() and "3 pictures of 2 people" in lab.caption.text()


def test_a_button_leads_to_enrolling(topic, window) -> None:
    show(topic, view="lab", source="gallery")
    topic.problem.retry.click()
    assert window.topic is not topic and window.topic_id == "faces"
    enrol("P001", "P003")
    window.open_topic(TOPIC)
    show(topic, source="gallery")
    assert topic.store.state.source == "gallery" and topic.problem.isHidden()


def test_who_was_enrolled_meanwhile_is_there_and_who_was_deleted_is_not(topic, window) -> None:
    enrol("P001", "P003")
    page = show(topic, view="gallery", source="gallery").gallery
    window.open_topic("iou")
    enrol("P005")
    window.open_topic(TOPIC)
    settle(topic)
    assert page.many.text().startswith("Who of 3 is this?") and page.isVisible()
    window.open_topic("iou")
    with Gallery() as gallery:
        gallery.erase_everything()
    window.open_topic(TOPIC)
    settle(topic)
    assert "Nobody is enrolled yet" in topic.problem.label.text()
    assert not page.isVisible() and topic.numbers() is None and topic.table() == []
    show(topic, source="folder")
    assert page.isVisible() and topic.problem.isHidden()


def test_without_a_pass_no_time_is_claimed(topic) -> None:
    enrol("P001", "P003")
    page = show(topic, view="gallery", source="gallery").gallery
    assert all("s" in cell for cell in page.costs.rows[2][1:])
    against = topic.result.against
    never = dataclasses.replace(against.enrolled, pass_seconds=None)
    rows = texts.passes(dataclasses.replace(against, enrolled=never))
    assert rows[1][1:] == ["2", "3"] and rows[2][1:] == ["", ""]


def test_a_session_whose_people_are_gone_says_so_and_goes_on(desk) -> None:
    desktop = desk(None)
    desktop.store(TOPIC).update(view="gallery", source="gallery")
    desktop.window.open_topic(TOPIC)
    topic = desktop.window.topic
    assert "Nobody is enrolled yet" in topic.problem.label.text()
    assert not topic.board.pair.isVisible() and not topic.board.gallery.isVisible()
    show(topic, source="folder")
    assert topic.board.gallery.isVisible() and topic.problem.isHidden()


def test_another_folder_takes_the_place_of_those_enrolled(topic, tmp_path, monkeypatch) -> None:
    enrol("P001", "P003")
    show(topic, view="lab", source="gallery")
    shutil.copytree(PEOPLE, tmp_path / "all")
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: str(tmp_path / "all"))
    topic.panel.people["lab"].button.click()
    settle(topic)
    assert topic.store.state.source == "folder"
    assert "40 pictures of 10 people" in topic.board.lab.caption.text()


def test_where_the_network_runs_instead_is_said_once(topic, window, monkeypatch) -> None:
    notice = UserError("The graphics card gave up: the CPU goes on.")
    monkeypatch.setattr(LOOKER._embedder._placement, "notice", notice)
    show(topic, image_a=SELFIE)
    assert "The graphics card gave up" in window.bar.label.text()
    window.bar.dismiss.click()
    show(topic, threshold=0.3)
    assert window.bar.isHidden()


# --- one against K -----------------------------------------------------------------------------


def test_one_against_one_and_one_against_all(topic) -> None:
    page = show(topic, view="gallery").gallery
    assert page.one.text() == "Is this P001? Distance 0.377: accepted."
    assert page.many.text().startswith("Who of 10 is this? P001, at 0.377.")
    assert [row[1:] for row in page.costs.rows if row[0].startswith("passes")] == [
        ["2", "11"],
        ["1", "1"],
    ]
    assert page.many_bars.rows[0].text == "P001" and len(page.many_bars.rows) == 4
    topic.commands["next_query"].trigger()
    assert topic.store.state.query == 2
    topic.commands["last_query"].trigger()
    topic.commands["last_query"].trigger()
    assert topic.store.state.query == 40
    assert "P010" in page.one.text()


def test_what_one_accuracy_means_for_many(topic) -> None:
    page = show(topic, view="gallery", people=50, accuracy_one=0.9).gallery
    assert "0.9^50 = 0.00515" in page.caption.text()
    (powers,) = page.chance.series
    np.testing.assert_allclose(powers.y, 0.9 ** np.arange(1, 51))
    measured, independent = page.measured.series
    assert len(measured.y) == 10 and measured.y[9] > independent.y[9]


def test_too_many_people_to_be_measured_are_told(topic, monkeypatch) -> None:
    monkeypatch.setattr(against, "MOST_PEOPLE", 9)
    page = show(topic, view="gallery").gallery
    assert not page.measured.isVisibleTo(page)
    assert "Not measured here" in page.caption.text()


# --- classifiers -------------------------------------------------------------------------------


def test_it_learns_pauses_and_begins_anew(topic) -> None:
    page = show(topic, view="classifier").classifier
    assert page.progress.text.text() == "step 300 of 300"
    assert [len(series.y) for series in page.losses.series] == [301, 301]
    assert len(page.weights.values) == 128
    rows = page.scores.rows
    assert [row[0] for row in rows[1:]] == ["threshold", "|a − b|", "χ²"]
    assert rows[1][3].endswith("of 96") and rows[1][4].endswith("of 24")
    first = page.weights.values.copy()
    page.progress.restart.click()
    assert topic.tasks.training.playing and topic.tasks.learned.steps < 300
    topic.commands["play"].trigger()
    paused = topic.tasks.learned.steps
    for _ in range(5):
        QApplication.processEvents()
    assert topic.tasks.learned.steps == paused < 300
    topic.commands["play"].trigger()
    settle(topic)
    np.testing.assert_array_equal(page.weights.values, first)


def test_other_settings_train_anew(topic) -> None:
    page = show(topic, view="classifier", steps=20).classifier
    before = page.weights.values.copy()
    show(topic, seed=1)
    assert page.progress.text.text() == "step 20 of 20"
    assert not np.array_equal(page.weights.values, before)
    show(topic, form="chi_square")
    chi = topic.tasks.learned.classifiers["chi_square"].weights
    np.testing.assert_array_equal(page.weights.values, chi)
    topic.store.undo()
    topic.store.undo()
    settle(topic)
    np.testing.assert_array_equal(page.weights.values, before)


def test_too_few_people_to_learn_from_are_said(topic, tmp_path) -> None:
    for name in ("P001", "P002"):
        shutil.copytree(PEOPLE / name, tmp_path / name)
    show(topic, view="classifier", folder=str(tmp_path))
    assert "Training needs" in topic.problem.label.text()


def test_another_topic_lets_it_rest(topic, window) -> None:
    topic.set_view("classifier")
    for _ in range(200):
        QApplication.processEvents()
        if topic.tasks.learned and topic.tasks.learned.steps:
            break
    window.open_topic("iou")
    assert not topic.tasks.training.playing and not topic.tasks.survey.playing


# --- for the window ----------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["pair", "lab", "gallery", "classifier"])
def test_each_view_is_saved_and_said_in_korean(topic, window, view, tmp_path, monkeypatch) -> None:
    show(topic, view=view)
    for suffix in ("csv", "json"):
        path = tmp_path / f"numbers.{suffix}"
        monkeypatch.setattr(dialogs, "ask_save", lambda *_, path=path: str(path))
        window.save_numbers()
    assert json.loads((tmp_path / "numbers.json").read_text("utf-8"))["distance"] > 0
    with (tmp_path / "numbers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > 5
    for suffix in ("svg", "png"):
        path = tmp_path / f"picture.{suffix}"
        monkeypatch.setattr(dialogs, "ask_save", lambda *_, path=path: str(path))
        window.save_picture()
        assert path.stat().st_size > 1000
    set_language("ko")
    window.set_language("ko")
    settle(topic)
    buttons = topic.board.modes.buttons
    assert buttons["pair"].text() == "사진 두 장" and topic.problem.isHidden()


def test_the_code_is_copied(topic, window) -> None:
    window.copy_code()
    assert "DISTANCE" in QApplication.clipboard().text()


def test_the_worker_is_the_one_of_the_command_line(topic) -> None:
    """View and command line compute the same."""
    found = process.Worker(LOOKER).complete(topic.store.state).to_json()
    assert found == topic.numbers()


def test_the_keys_reach_all_views(topic, window, desk) -> None:
    for key, view in (("2", "lab"), ("3", "gallery"), ("4", "classifier"), ("1", "pair")):
        topic.setFocus()
        QTest.keyClicks(topic, key)
        settle(topic)
        assert topic.store.state.view == view


def test_long_names_do_not_widen_the_window(topic, window, tmp_path) -> None:
    for letter, name in zip("ab", ("P001", "P002"), strict=True):
        shutil.copytree(PEOPLE / name, tmp_path / (letter * 200))
    show(topic, view="gallery")
    before = window.minimumSizeHint().width()
    page = show(topic, folder=str(tmp_path)).gallery
    assert "aaaa…" in page.one.text()
    assert window.minimumSizeHint().width() <= before


@pytest.mark.parametrize("view", ["pair", "lab", "gallery", "classifier"])
def test_the_smallest_window_holds_it_with_a_long_step_of_the_lesson(topic, window, view) -> None:
    show(topic, view=view)
    for _ in range(2):
        window.lesson.go_on()
    show(topic, view=view)
    window.resize(980, 600)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (980, 600)
