"""The lesson under a topic, as a learner goes through it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from explorer.core.jobs import CancelToken, Outcome
from explorer.topics.foundations.layers.view.columns import NAMES
from tests.ui.desk import PARK

pytestmark = [
    pytest.mark.qt,
    pytest.mark.usefixtures("network"),
    # The offscreen platform says so when a menu opens.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


@pytest.fixture
def window(desk):
    desktop = desk(None)
    desktop.window.open_topic("convolution")
    return desktop.window


def go_on(qtbot, lesson, until) -> None:
    """Go on step by step until one fits."""
    for _ in range(20):
        qtbot.mouseClick(lesson.forth, Qt.MouseButton.LeftButton)
        if until(lesson):
            return
    pytest.fail("the lesson has no such step")


def to_question(qtbot, lesson) -> None:
    go_on(qtbot, lesson, lambda pane: pane.step.ask)


def answer(window) -> list[float]:
    """The answer by the numbers that the window saves."""
    found = window.topic.numbers()
    for key in window.lesson.step.answer.split("."):
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found if isinstance(found, list) else [found]


def test_nothing_changes_before_the_lesson_begins(window) -> None:
    store = window.topic.store
    assert not window.lesson.isHidden()
    assert window.lesson.step is None
    assert store.state == type(store.state)()
    assert not store.can_undo


def test_a_step_sets_the_topic_and_can_be_taken_back(qtbot, window) -> None:
    store = window.topic.store
    store.update(stride=4, dilation=2)
    mine = store.state
    qtbot.mouseClick(window.lesson.forth, Qt.MouseButton.LeftButton)
    assert store.state.stride == window.lesson.step.set.get("stride", 1)
    assert store.state.dilation == window.lesson.step.set.get("dilation", 1)
    window.commands["undo"].trigger()
    assert store.state == mine


def test_predict_first_then_reveal(qtbot, window) -> None:
    lesson = window.lesson
    to_question(qtbot, lesson)
    assert lesson.answer.text() == ""
    assert lesson.guess.hasFocus()
    qtbot.keyClicks(lesson.guess, ", ".join(f"{value:g}" for value in answer(window)))
    qtbot.keyClick(lesson.guess, Qt.Key.Key_Return)
    assert lesson.answer.text().startswith("Right")


def test_a_prediction_without_a_number_gives_nothing_away(qtbot, window) -> None:
    lesson = window.lesson
    to_question(qtbot, lesson)
    qtbot.keyClicks(lesson.guess, "no idea")
    qtbot.keyClick(lesson.guess, Qt.Key.Key_Return)
    assert lesson.answer.text().startswith("Write a number")
    assert all(widget.graphicsEffect() for widget in window.topic.answers())
    lesson.guess.clear()
    qtbot.keyClick(lesson.guess, Qt.Key.Key_Return)
    assert lesson.answer.text().startswith("Computed")


def test_an_answered_step_stays_answered(qtbot, window) -> None:
    lesson = window.lesson
    to_question(qtbot, lesson)
    qtbot.keyClicks(lesson.guess, "12345")
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    told = lesson.answer.text()
    window.open_topic("pooling")
    assert lesson.guess.text() == ""
    window.open_topic("convolution")
    assert (lesson.guess.text(), lesson.answer.text()) == ("12345", told)
    assert not any(widget.graphicsEffect() for widget in window.topic.answers())
    # The next question is a question.
    to_question(qtbot, lesson)
    assert all(widget.graphicsEffect() for widget in window.topic.answers())


def test_only_the_cells_that_are_asked_for_are_hidden_in_a_table(qtbot, window) -> None:
    window.open_topic("layers")
    lesson, table = window.lesson, window.topic.board.table

    def cell(row: int, name: str, role=Qt.ItemDataRole.DisplayRole) -> str:
        return table.layers.data(table.layers.index(row, NAMES.index(name)), role)

    to_question(qtbot, lesson)
    assert not table.graphicsEffect()
    assert cell(1, "shape") == cell(1, "activation_size") == "?"
    assert cell(1, "shape", Qt.ItemDataRole.ToolTipRole) == ""
    assert cell(0, "shape") == "32 × 32 × 3"
    assert cell(2, "shape") == "14 × 14 × 8"
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert cell(1, "shape") == "28 × 28 × 8"
    go_on(qtbot, lesson, lambda pane: pane.step.answer == "rows.0.parameters")
    assert (cell(1, "shape"), cell(1, "parameters")) == ("28 × 28 × 8", "?")
    window.open_topic("convolution")
    assert cell(1, "parameters") == "608"


@pytest.mark.parametrize("topic", ["edges", "convolution", "volumes", "pooling", "layers"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_text_of_a_lesson_can_be_read_in_a_small_window(qtbot, window, topic, language):
    window.resize(window.minimumSize())
    window.set_language(language)
    window.open_topic(topic)
    lesson = window.lesson

    def is_whole(label: QLabel) -> bool:
        return label.isHidden() or label.height() >= label.heightForWidth(label.width())

    while lesson.forth.isEnabled():
        qtbot.mouseClick(lesson.forth, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: is_whole(lesson.text) and is_whole(lesson.ask))


@pytest.mark.parametrize("topic", ["edges", "convolution", "volumes", "pooling", "layers"])
def test_what_is_asked_for_is_blurred_until_it_is_revealed(qtbot, window, topic) -> None:
    window.open_topic(topic)
    to_question(qtbot, window.lesson)
    answers = window.topic.answers()
    assert answers
    assert all(widget.graphicsEffect() for widget in answers)
    qtbot.mouseClick(window.lesson.reveal, Qt.MouseButton.LeftButton)
    assert not any(widget.graphicsEffect() for widget in answers)


def test_nothing_stays_blurred_when_the_lesson_is_put_away(qtbot, window) -> None:
    to_question(qtbot, window.lesson)
    window.commands["lesson"].trigger()
    assert not any(widget.graphicsEffect() for widget in window.topic.answers())
    window.commands["lesson"].trigger()
    assert all(widget.graphicsEffect() for widget in window.topic.answers())


def test_a_wrong_prediction_is_told_with_the_computed_answer(qtbot, window) -> None:
    lesson = window.lesson
    to_question(qtbot, lesson)
    qtbot.keyClicks(lesson.guess, "12345")
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert lesson.answer.text().startswith("Not quite")
    assert f"{answer(window)[0]:g}".replace("-", "") in lesson.answer.text()


def test_the_answer_follows_what_is_on_screen(qtbot, window) -> None:
    lesson = window.lesson
    go_on(qtbot, lesson, lambda pane: pane.step.answer == "output_size")
    window.topic.store.update(input=[[1] * 9] * 8, kernel=[[1]], padding=0, stride=1, dilation=1)
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert "8, 9" in lesson.answer.text()


def test_no_old_answer_is_given_while_the_new_one_is_computed(qtbot, window, monkeypatch) -> None:
    topic, lesson = window.topic, window.lesson
    go_on(qtbot, lesson, lambda pane: pane.step.answer == "output_size")
    held = []
    monkeypatch.setattr(topic.services.inference, "submit", lambda *job: held.append(job))
    topic.store.update(input=[[1] * 9] * 8, kernel=[[1]], padding=0, stride=1, dilation=1)
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert lesson.answer.text() == "Computing…"
    (_channel, work, done) = held[0]
    done(Outcome(work(CancelToken())))
    assert "8, 9" in lesson.answer.text()


def test_a_lesson_begins_with_the_first_picture_of_the_topic(qtbot, window) -> None:
    window.open_topic("landmarks")
    first = window.topic.store.state.image
    qtbot.mouseClick(window.lesson.forth, Qt.MouseButton.LeftButton)
    assert window.topic.store.state.image == first
    qtbot.mouseClick(window.lesson.reveal, Qt.MouseButton.LeftButton)
    assert "8" in window.lesson.answer.text()


def test_the_ends_of_a_lesson_are_its_ends(qtbot, window) -> None:
    lesson = window.lesson
    assert not lesson.back.isEnabled()
    go_on(qtbot, lesson, lambda pane: not pane.forth.isEnabled())
    last, count = lesson.place.text().split(" / ")
    assert last == count
    qtbot.mouseClick(lesson.back, Qt.MouseButton.LeftButton)
    assert lesson.place.text() == f"{int(count) - 1} / {count}"


def test_a_topic_keeps_its_place(qtbot, window) -> None:
    for _ in range(3):
        qtbot.mouseClick(window.lesson.forth, Qt.MouseButton.LeftButton)
    window.open_topic("yolo")
    assert window.lesson.isHidden()
    assert not window.commands["lesson"].isEnabled()
    window.open_topic("convolution")
    assert window.lesson.place.text().startswith("3 /")


def test_the_lesson_can_be_put_away_for_good(window) -> None:
    window.commands["lesson"].trigger()
    assert window.lesson.isHidden()
    assert not window.settings.state.lesson
    window.open_topic("yolo")
    window.open_topic("convolution")
    assert window.lesson.isHidden()


def test_a_lesson_speaks_korean(qtbot, window) -> None:
    qtbot.mouseClick(window.lesson.forth, Qt.MouseButton.LeftButton)
    english = window.lesson.text.text()
    window.set_language("ko")
    assert window.lesson.text.text() != english
    assert window.lesson.forth.text() == "다음"


def test_the_users_own_picture_stays(qtbot, window) -> None:
    window.open_topic("networks")
    window.open_source(PARK)
    qtbot.mouseClick(window.lesson.forth, Qt.MouseButton.LeftButton)
    assert window.topic.store.state.image == PARK


def test_the_input_does_not_give_the_answer_away(qtbot, window) -> None:
    lesson = window.lesson
    go_on(qtbot, lesson, lambda pane: pane.step.answer == "unseen_columns")
    grid = window.topic.board.input
    assert not grid.cells.marks.faint
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert grid.cells.marks.faint
    window.open_topic("pooling")
    go_on(qtbot, lesson, lambda pane: pane.step.answer == "output.0.0")
    grid = window.topic.board.input
    assert not grid.cells.marks.dots
    qtbot.mouseClick(lesson.reveal, Qt.MouseButton.LeftButton)
    assert len(grid.cells.marks.dots) == 1


def test_a_step_brings_a_picture_and_the_step_before_the_users_own_again(qtbot, window) -> None:
    window.open_topic("networks")
    window.open_source(PARK)
    topic, lesson = window.topic, window.lesson
    go_on(qtbot, lesson, lambda pane: "image" in pane.step.set)
    assert topic.answer.result.opened.loaded.classifier.name == "lenet5"
    assert topic.answer.result.top[0].label == "3"
    digit = topic.store.state.image
    qtbot.mouseClick(lesson.forth, Qt.MouseButton.LeftButton)
    assert topic.store.state.image == digit
    # Silenced: it is read as another digit.
    assert topic.answer.result.top[0].label != "3"
    for _ in range(2):
        qtbot.mouseClick(lesson.back, Qt.MouseButton.LeftButton)
    assert topic.store.state.image == PARK
    assert topic.answer.result.opened.loaded.classifier.name == "alexnet"
