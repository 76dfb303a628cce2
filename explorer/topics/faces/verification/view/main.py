"""The verification topic: two pictures, a folder of people, a classifier."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.nets.face_embedder import FaceEmbedder
from explorer.nets.face_looker import Looker
from explorer.sources.kept import one_picture
from explorer.topics.faces.verification import sheet
from explorer.topics.faces.verification import state as topic
from explorer.topics.faces.verification.gallery_people import TooFewEnrolledError
from explorer.topics.faces.verification.people import list_people
from explorer.topics.faces.verification.process import Worker
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.view.commands import COMMANDS, PAIR, QUERY, WAITING
from explorer.topics.faces.verification.view.panel import Panel
from explorer.topics.faces.verification.view.stage import Stage
from explorer.topics.faces.verification.view.tasks import Tasks
from explorer.ui import dialogs
from explorer.ui.actions import Commands
from explorer.ui.computed_view import ComputedView
from explorer.ui.files import MEDIA
from explorer.ui.services import Services

SIDES = {"a": "image_a", "b": "image_b"}


class View(ComputedView):
    """Shows one of the four views, and looks at the folder of people when one needs it."""

    result: Result | None

    def __init__(self, store: Store[topic.State], services: Services) -> None:
        super().__init__(store, services, topic)
        preferred = services.settings.state
        threads = preferred.threads or None
        self.worker = Worker(Looker(lambda: FaceEmbedder(preferred.device, threads)))
        self.side = "a"
        """Where the next picture is opened."""
        self.tasks = Tasks(self.worker, store, services, self.refuse)
        self._making = False
        self._notice: UserError | None = None
        self.stage = self.board = Stage(
            store, self.tasks, lambda: self.ask_side("a"), lambda: self.ask_side("b")
        )
        self.panel = Panel(store, self.refuse, self.ask_people, self.use_best)
        self.commands = Commands(self, COMMANDS)
        self._connect()
        self.lay_out(self.panel)
        self.retranslate()

    def _connect(self) -> None:
        self.tasks.changed.connect(self._show_tasks)
        self.tasks.enrolled.connect(self._compute)
        for side, pane in self.board.pair.panes.items():
            pane.face_chosen.connect(lambda face, side=side: self.change(**{f"face_{side}": face}))
            pane.dropped.connect(lambda path, side=side: self._dropped(side, path))
            pane.entered.connect(lambda side=side: setattr(self, "side", side))

    def start(self) -> None:
        """Compute what the state asks for; those enrolled may be others than before."""
        again = self.result is not None and self.store.state.source == "gallery"
        super().start()
        if again:
            self.result = None
            self.board.show_nothing()
            self._compute()

    def computation(self) -> Callable[[Any], Any]:
        """Return what keeps pictures and people between changes."""
        return self.worker.compute

    @property
    def pending(self) -> bool:
        """Whether the result, or what the view in front waits for, is still on its way."""
        return super().pending or self.tasks.making

    def show_result(self, result: Result) -> None:
        """Draw the view in front, and begin what it waits for."""
        view = result.state.view
        self.commands.mark_chosen(f"view_{view}", [f"view_{name}" for name in topic.VIEWS])
        for name in PAIR:
            self.commands[name].setEnabled(view == "pair")
        for name in QUERY:
            self.commands[name].setEnabled(view == "gallery")
        self.commands["best"].setEnabled(result.lab is not None)
        self.panel.show_view(view)
        self.board.show_result(result)
        self.tasks.attend(result)
        for name in WAITING:
            self.commands[name].setEnabled(self.tasks.present is not None)
        self._show_tasks()

    @Slot()
    def _show_tasks(self) -> None:
        tasks, board = self.tasks, self.board
        notice = self.worker.looker.notice
        if notice is not self._notice:
            self._notice = notice
            if notice:
                self.services.notify(notice)
        if tasks.survey.wanted:
            board.waiting.show_progress(tasks.survey.progress, len(tasks.survey.wanted.files))
        if tasks.present is tasks.training:
            board.classifier.show_learned(tasks.learned, self.store.state)
        making, self._making = self._making, tasks.making
        if making and not self.pending and tasks.present is tasks.training:
            # What was looked at is followed by a result of its own.
            self.answered.emit()

    def rehearse(self) -> None:
        """Look at all people, and train to the end, before a picture of the window."""
        self.tasks.finish()
        self.tasks.finish()

    def play(self) -> None:
        """Go on with what the view waits for, or pause it."""
        self.tasks.play()

    def begin_anew(self) -> None:
        """Look at all people again, or train again."""
        self.tasks.begin_anew()

    def refuse(self, error: BaseException) -> None:
        """Say why there is nothing new to see, and show the way to enrol people."""
        if isinstance(error, TooFewEnrolledError):
            enrol = mark("Enrol people")
            self.problem.show_message(error, retry=self._enrol, action=enrol)
        else:
            super().refuse(error)

    @Slot()
    def _enrol(self) -> None:
        self.handed.emit("faces", {})

    # --- from the user ----------------------------------------------------------------

    def set_view(self, view: str) -> None:
        """Show another view."""
        self.store.update(view=view)

    def next_face(self, side: str) -> None:
        """Compare the next face of a picture, going round."""
        if self.result is None:
            return
        shown = self.result.pair.a if side == "a" else self.result.pair.b
        if shown.focus is not None:
            face = (shown.focus + 1) % len(shown.looked.faces) + 1
            self.change(**{f"face_{side}": face})

    def swap(self) -> None:
        """Let both pictures change their places."""
        state = self.store.state
        self.change(
            image_a=state.image_b,
            image_b=state.image_a,
            face_a=state.face_b,
            face_b=state.face_a,
        )

    def step_query(self, by: int) -> None:
        """Let another picture ask, going round."""
        if self.result and self.result.against:
            against = self.result.against
            count = len(against.enrolled.people)
            self.change("query", query=(against.query + by) % count + 1)

    def use_best(self) -> None:
        """Judge by the threshold at which both error rates together are least."""
        if self.result and self.result.lab:
            self.change(threshold=self.result.lab.measured.best)

    def ask_side(self, side: str) -> None:
        """Ask for another picture."""
        self.side = side
        kinds = f"{tr('Pictures and videos')} ({MEDIA});;{tr('All files')} (*)"
        title = tr("Open picture {letter}", letter=side.upper())
        if path := dialogs.ask_open(self, self.services.settings, title, kinds):
            self.open_source(path)

    def ask_people(self) -> None:
        """Ask for another folder of people."""
        title = tr("Choose a folder of people")
        if path := dialogs.ask_folder(self, self.services.settings, title):
            self._take_people(path)

    def _take_people(self, folder: str) -> None:
        state = self.store.state
        view = "lab" if state.view == "pair" else state.view
        self.change(source="folder", folder=folder, query=1, view=view)

    def _dropped(self, side: str, path: str) -> None:
        self.side = side
        self.open_source(path)

    def open_source(self, spec: str) -> None:
        """Show the first picture of a source on one side; a folder of people in the lab."""
        side = self.side

        def read(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.services.notify(outcome.error)
                return
            self.source_opened.emit(spec)
            if outcome.value is None:
                self._take_people(spec)
                return
            # One after the other is opened into A and B in turn.
            self.side = "b" if side == "a" else "a"
            changes = {SIDES[side]: outcome.value, f"face_{side}": 1, "view": "pair"}
            self.change(**changes)

        self.services.io.submit("picture", lambda _token: _one_picture(spec), read)

    # --- for the window -----------------------------------------------------------------

    def leave(self) -> None:
        """Look at no further picture while another topic is in front."""
        self.tasks.rest()

    def shut(self) -> None:
        """Stop for good."""
        self.tasks.close()

    def answers(self) -> list[QWidget]:
        """Return what gives numbers away in the view in front."""
        pair, lab, gallery = self.board.pair, self.board.lab, self.board.gallery
        classifier = self.board.classifier
        shown: dict[str, list[QWidget]] = {
            "pair": [pair.distance, pair.verdict, pair.remarks],
            "lab": [lab.caption, lab.errors],
            "gallery": [gallery.one, gallery.many, gallery.costs, gallery.caption],
            "classifier": [classifier.scores, classifier.bias],
        }
        return shown[self.store.state.view]

    def _shown(self) -> Result | None:
        if self.result is None or self.result.state.view != "classifier":
            return self.result
        return dataclasses.replace(self.result, learned=self.tasks.learned)

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        shown = self._shown()
        return shown and shown.to_json()

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view in front, titles first."""
        shown = self._shown()
        return sheet.rows(shown) if shown else []

    def retranslate(self) -> None:
        """Say everything in the active language."""
        self.panel.retranslate()
        self.board.retranslate()
        super().retranslate()


def _one_picture(spec: str) -> str | None:
    """Return what names the first picture of a source; None for a folder of people.

    Raises
    ------
    UserError
        There is neither.
    """
    if not spec:
        raise UserError("The demo reel has no people to compare; open a picture or a folder.")
    path = Path(spec)
    if path.is_dir() and any(entry.is_dir() for entry in path.iterdir()):
        list_people(spec)
        return None
    return one_picture(spec)
