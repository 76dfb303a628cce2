"""What the views wait for: the people of a folder, and the training."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from explorer.core.jobs import CancelToken
from explorer.topics.faces.verification.learning import Learned, Plan, Training, plan
from explorer.topics.faces.verification.people import Listed
from explorer.topics.faces.verification.process import Worker
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.survey import Enrolled, Progress, Survey
from explorer.topics.faces.verification.view.long_work import LongWork
from explorer.ui.services import Services


class Tasks(QObject):
    """Begins each when a result needs it; another folder, or another plan, begins anew.

    Parameters
    ----------
    worker : Worker
        Keeps the people that were found.
    services : Services
    refused : callable
        Told why one cannot go on.
    """

    enrolled = Signal()
    """The people of the folder are known: the result can be computed."""
    changed = Signal()
    """One of them went on, or rests."""

    def __init__(
        self, worker: Worker, services: Services, refused: Callable[[BaseException], None]
    ) -> None:
        super().__init__()
        self._worker = worker
        self.survey = LongWork(services, "verification people", refused)
        self.training = LongWork(services, "verification training", refused)
        self.present: LongWork | None = None
        """What the view in front waits for."""
        self.listed: Listed | None = None
        self._wanted: tuple[Enrolled, Plan] | None = None
        self.survey.changed.connect(self._surveyed)
        self.training.changed.connect(self.changed)

    @property
    def progress(self) -> Progress | None:
        """How far the survey is."""
        value = self.survey.value
        return value if isinstance(value, Progress) else None

    @property
    def learned(self) -> Learned | None:
        """How far the training is."""
        value = self.training.value
        return value if isinstance(value, Learned) else None

    def attend(self, result: Result) -> None:
        """Begin what ``result`` lacks, unless it is under way."""
        if result.listed is None:
            self.present = None
        elif result.lab is None:
            self.present = self.survey
            if result.listed != self.listed:
                self.listed = result.listed
                self._begin_survey()
        elif result.state.view == "classifier":
            self.present = self.training
            wanted = (result.lab.measured.enrolled, plan(result.state))
            if wanted != self._wanted:
                self._wanted = wanted
                self._begin_training()
        else:
            self.present = None

    def _begin_survey(self) -> None:
        listed, worker = self.listed, self._worker
        assert listed
        survey = Survey(listed, worker.looker)

        def job(token: CancelToken, seconds: float) -> Progress:
            progress = survey.advance(token, seconds)
            if progress.enrolled:
                worker.keep(listed, progress.enrolled)
            return progress

        self.survey.begin(job)

    def _begin_training(self) -> None:
        assert self._wanted
        enrolled, wanted = self._wanted
        begun: list[Training] = []

        def job(token: CancelToken, seconds: float) -> Learned:
            if not begun:
                begun.append(Training(enrolled, wanted))
            return begun[0].advance(token, seconds)

        self.training.begin(job)

    @Slot()
    def _surveyed(self) -> None:
        self.changed.emit()
        if self.progress and self.progress.finished:
            # Asked for anew, should this folder come back after another.
            self.listed = None
            self.survey.forget()
            self.enrolled.emit()

    # --- from the user ------------------------------------------------------------------

    def play(self) -> None:
        """Go on, after the end from the beginning, or pause."""
        if self.present and self.present.value and self.present.value.finished:
            self.begin_anew()
        elif self.present:
            self.present.play()

    def begin_anew(self) -> None:
        """Look at all people again, or train again."""
        if self.present is self.survey:
            self._begin_survey()
        elif self.present is self.training:
            self._begin_training()
        self.changed.emit()

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
        self.survey.forget()
        self.training.forget()
