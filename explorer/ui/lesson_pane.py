"""The lesson under a topic: predict first, then reveal."""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QGraphicsBlurEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core import fields, lessons
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.ui.widgets.undo_keys import UndoKeys

# Enough that no digit can be read.
BLUR = 16


class Shown(Protocol):
    """What the lesson needs of the topic in front."""

    store: Store[Any]

    @property
    def pending(self) -> bool:
        """Whether the result of the present state is still on its way."""

    def numbers(self) -> dict[str, Any] | None:
        """Return the result on screen as JSON values."""

    def answers(self) -> list[QWidget]:
        """Return the widgets that give answers away."""

    def veil(self, asked: str) -> None:
        """Hide what gives ``asked`` away inside a widget that is needed; "" shows it again."""


class LessonPane(QFrame):
    """Leads through the steps of a topic's lesson; each sets the topic's state.

    Nothing is set before the learner begins, so that a restored session stays.
    """

    def __init__(self) -> None:
        super().__init__()
        self._topic: Shown | None = None
        self._steps: tuple[lessons.Step, ...] = ()
        self._places: dict[str, int] = {}
        # What was predicted, by topics whose present step is revealed.
        self._predicted: dict[str, str] = {}
        # The user's own pictures, by topics where a step brought another one.
        self._own: dict[str, str] = {}
        self._name = ""
        self._blurred: list[QWidget] = []
        self.setObjectName("lesson")
        self.setStyleSheet("#lesson {border-top: 1px solid palette(mid);}")
        self.place = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ask = QLabel()
        self.ask.setWordWrap(True)
        font = self.ask.font()
        font.setBold(True)
        self.ask.setFont(font)
        self.guess = QLineEdit()
        self.guess.setMaximumWidth(150)
        self.reveal = QPushButton()
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.back, self.forth = QPushButton(), QPushButton()
        for button in (self.back, self.forth, self.reveal):
            button.setAutoDefault(False)
        self._lay_out()
        self.reveal.clicked.connect(self._reveal)
        self.guess.returnPressed.connect(self._reveal)
        self.back.clicked.connect(self.go_back)
        self.forth.clicked.connect(self.go_on)
        UndoKeys(self.guess, lambda: bool(self.guess.text()))
        self.retranslate()

    def _lay_out(self) -> None:
        self.question = QWidget()
        question = QHBoxLayout(self.question)
        question.setContentsMargins(0, 0, 0, 0)
        question.addWidget(self.guess)
        question.addWidget(self.reveal)
        question.addWidget(self.answer, 1)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self.ask)
        column.addWidget(self.question)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self.back)
        layout.addWidget(self.place)
        layout.addLayout(column, 1)
        layout.addWidget(self.forth)

    def has_lesson(self) -> bool:
        """Tell whether the topic in front has a lesson."""
        return bool(self._steps)

    def show_topic(self, name: str, topic: Shown | None) -> None:
        """Offer the lesson of topic ``name``, where it was left."""
        self._hide("")
        self._name, self._topic = name, topic
        self._steps = lessons.load(name) if topic else ()
        self.guess.setText(self._predicted.get(name, ""))
        self.refresh()

    @property
    def step(self) -> lessons.Step | None:
        """The step in front; None before the beginning."""
        place = self._places.get(self._name, -1)
        return self._steps[place] if 0 <= place < len(self._steps) else None

    @Slot()
    def go_on(self) -> None:
        """Set up the next step."""
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        """Set up the step before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        place = self._places.get(self._name, -1) + by
        if self._topic is None or not 0 <= place < len(self._steps):
            return
        self._places[self._name] = place
        self._predicted.pop(self._name, None)
        self.guess.clear()
        store = self._topic.store
        begin = type(store.state)()
        if hasattr(begin, "image"):
            image = self._picture(place, store.state.image, begin.image)
            begin = dataclasses.replace(begin, image=image)
        store.replace(fields.change(begin, self._steps[place].set))
        left = next((button for button in (self.back, self.forth) if button.hasFocus()), None)
        self.refresh()
        if self._steps[place].ask:
            self.guess.setFocus()
        elif left and not left.isEnabled():
            # At an end: the focus would jump to some control of the topic.
            (self.back if left is self.forth else self.forth).setFocus()

    def _picture(self, place: int, present: str, first: str) -> str:
        """Return the user's own picture for a step, else ``first``; it may bring another one.

        One that a step brought stays for those behind it, and goes before it.
        """
        brought = [step.set.get("image") for step in self._steps]
        if present not in brought:
            self._own[self._name] = present
        return self._own.get(self._name, first) if present in brought[place + 1 :] else present

    @Slot()
    def _reveal(self) -> None:
        guess = self.guess.text()
        if guess.strip() and not lessons.has_number(guess):
            self.answer.setText(tr("Write a number, or nothing to see the answer."))
            return
        self._predicted[self._name] = guess
        self.refresh()

    def _hide(self, asked: str) -> None:
        """Hide what gives ``asked`` away, a place in the result; "" shows everything."""
        for widget in self._blurred:
            # A grid may be gone with the state that had it.
            if shiboken6.isValid(widget):
                widget.setGraphicsEffect(None)
        if self._topic:
            self._topic.veil(asked)
        answers = self._topic.answers() if self._topic and asked else []
        self._blurred = [_inside(widget) for widget in answers]
        for widget in self._blurred:
            effect = QGraphicsBlurEffect(widget)
            effect.setBlurRadius(BLUR)
            widget.setGraphicsEffect(effect)

    def refresh(self) -> None:
        """Show the step; what it asks for is hidden while the pane is on screen."""
        step, place = self.step, self._places.get(self._name, -1)
        count = len(self._steps)
        begin = tr("A lesson in {count} steps. Each sets everything up for you.", count=count)
        self.text.setText(tr(step.text) if step else begin)
        self.place.setText(f"{place + 1} / {count}" if step else "")
        self.forth.setText(tr("Next") if step else tr("Begin"))
        self.back.setEnabled(place > 0)
        self.forth.setEnabled(place < count - 1)
        asked = bool(step and step.ask)
        revealed = self._name in self._predicted
        self.ask.setVisible(asked)
        self.question.setVisible(asked)
        if step and asked:
            self.ask.setText(tr(step.ask))
            self.answer.setText(self._answer(step) if revealed else "")
        pending = step and not revealed and not self.isHidden()
        self._hide(step.answer if step and pending else "")

    @Slot()
    def follow(self) -> None:
        """Say the answer again: there is another result."""
        if self.step and self.step.ask and self._name in self._predicted:
            self.answer.setText(self._answer(self.step))

    def _answer(self, step: lessons.Step) -> str:
        if self._topic and self._topic.pending:
            # That of the step before may be on screen.
            return tr("Computing…")
        numbers = self._topic.numbers() if self._topic else None
        try:
            found = lessons.look_up(numbers, step.answer)
        except (LookupError, TypeError, ValueError):
            return tr("There is no answer for what is on screen now.")
        computed = lessons.shown(found)
        if not self.guess.text().strip():
            return tr("Computed: {answer}.", answer=computed)
        if lessons.agrees(self.guess.text(), found):
            return tr("Right: {answer}.", answer=computed)
        return tr("Not quite. Computed: {answer}.", answer=computed)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setAccessibleName(tr("Lesson"))
        self.back.setText(tr("Back"))
        self.reveal.setText(tr("Reveal"))
        self.guess.setPlaceholderText(tr("Your prediction"))
        self.guess.setAccessibleName(tr("Your prediction"))
        self.refresh()


def _inside(widget: QWidget) -> QWidget:
    """Return what of a widget is blurred: of a table its cells, as a blurred rim turns black."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
