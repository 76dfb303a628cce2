"""What the views wait for: the people of a folder, and the training."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.core.store import Store
from explorer.topics.faces.verification.learning import Learned, Training, plan
from explorer.topics.faces.verification.process import Worker
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.state import State
from explorer.topics.faces.verification.survey import Survey
from explorer.ui import coach
from explorer.ui.services import Services

Refused = Callable[[BaseException], None]


class Coach(coach.Coach):
    """Begins as soon as it is known what is wanted, and goes on until that is done."""

    def __init__(
        self,
        channel: str,
        make: Callable[[Any], coach.Training],
        store: Store[State],
        services: Services,
        refused: Refused,
    ) -> None:
        super().__init__(store, services, refused)
        self.channel, self._make = channel, make
        self.wanted: Any = None
        self.changed.connect(self._drawn)

    def plan(self, state: State) -> Any:
        """Return what is wanted."""
        return self.wanted

    def begin(self, plan: Any, threads: int | None) -> coach.Training:
        """Make what can be advanced."""
        return self._make(plan)

    def state_changed(self, state: State, old: State) -> None:
        """What is wanted follows from a result."""

    def attend(self, wanted: Any) -> None:
        """Begin what is wanted, unless it is under way."""
        if wanted != self.wanted:
            self.wanted = wanted
            self.restart()

    def rest(self) -> None:
        """Go on by itself after a beginning."""
        self.play()

    def finish(self) -> None:
        """Go to the end in one job, where jobs run at once."""
        self.ask(seconds=math.inf)

    @Slot()
    def _drawn(self) -> None:
        # Later, so that what was drawn is painted first.
        QTimer.singleShot(0, self, self.go_on)


class Tasks(QObject):
    """Begins each when a result needs it; another folder, or another plan, begins anew.

    Parameters
    ----------
    worker : Worker
        Keeps the people that were found.
    store : Store
    services : Services
    refused : callable
        Told why one cannot go on.
    """

    enrolled = Signal()
    """The people of the folder are known: the result can be computed."""
    changed = Signal()
    """One of them went on, or rests."""

    def __init__(
        self, worker: Worker, store: Store[State], services: Services, refused: Refused
    ) -> None:
        super().__init__()
        self.survey = Coach(
            "verification people",
            lambda listed: Survey(listed, worker.looker, worker.keep),
            store,
            services,
            refused,
        )
        self.training = Coach(
            "verification training", lambda wanted: Training(*wanted), store, services, refused
        )
        self.present: Coach | None = None
        """What the view in front waits for."""
        self.survey.changed.connect(self._surveyed)
        self.training.changed.connect(self.changed)

    @property
    def learned(self) -> Learned | None:
        """How far the training is."""
        found: Learned | None = self.training.progress
        return found

    @property
    def making(self) -> bool:
        """Whether the view in front waits for what is under way."""
        if self.present is self.survey:
            return self.survey.playing
        return self.present is self.training and self.training.playing and self.learned is None

    def attend(self, result: Result) -> None:
        """Begin what ``result`` lacks, unless it is under way."""
        self.present = None
        if result.listed and not result.lab:
            self.present = self.survey
            self.survey.attend(result.listed)
        elif result.lab and result.state.view == "classifier":
            self.present = self.training
            self.training.attend((result.lab.measured.enrolled, plan(result.state)))

    @Slot()
    def _surveyed(self) -> None:
        self.changed.emit()
        if self.survey.progress and self.survey.progress.finished:
            # Asked for anew, should this folder come back after another.
            self.survey.wanted = None
            self.survey.forget()
            self.enrolled.emit()

    # --- from the user ------------------------------------------------------------------

    def play(self) -> None:
        """Go on, after the end from the beginning, or pause."""
        if self.present:
            self.present.play()

    def begin_anew(self) -> None:
        """Look at all people again, or train again."""
        if self.present:
            self.present.restart()

    def finish(self) -> None:
        """Go to the end of what the view waits for, where jobs run at once."""
        if self.present:
            self.present.finish()

    def rest(self) -> None:
        """Let both rest."""
        self.survey.pause()
        self.training.pause()

    def close(self) -> None:
        """Stop both for good."""
        self.survey.close()
        self.training.close()
