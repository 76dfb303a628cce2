"""The left side: one of four views, or how far the pictures of the folder are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.state import VIEWS, State
from explorer.topics.faces.verification.survey import Progress
from explorer.topics.faces.verification.view.classifier_page import ClassifierPage
from explorer.topics.faces.verification.view.gallery_page import GalleryPage
from explorer.topics.faces.verification.view.lab_page import LabPage
from explorer.topics.faces.verification.view.pair_page import PairPage
from explorer.topics.faces.verification.view.tasks import Tasks
from explorer.ui.coach import Coach
from explorer.ui.widgets.coach_bar import CoachBar
from explorer.ui.widgets.segments import Segments


class WaitingPage(QWidget):
    """Says how many pictures of the folder were looked at."""

    def __init__(self, coach: Coach) -> None:
        super().__init__()
        self.text, self.progress = QLabel(), CoachBar(coach, steps=False)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.text)
        column.addWidget(self.progress)
        column.addStretch(2)

    def show_progress(self, progress: Progress | None, total: int) -> None:
        """Show how far the survey is."""
        done = progress.done if progress else 0
        self.text.setText(
            tr(
                "Each picture of the folder is looked at once: faces found, aligned, embedded. "
                "Then all pairs are compared."
            )
        )
        text = tr("picture {done} of {total}", done=done, total=total)
        self.progress.show_progress(done, total, text)


class Stage(QWidget):
    """Draws the view that the state asks for."""

    def __init__(
        self,
        store: Store[State],
        tasks: Tasks,
        open_a: Callable[[], None],
        open_b: Callable[[], None],
    ) -> None:
        super().__init__()
        self.modes = Segments(VIEWS)
        self.pair, self.lab = PairPage(open_a, open_b), LabPage(store)
        self.gallery, self.classifier = GalleryPage(), ClassifierPage(tasks.training)
        self.waiting = WaitingPage(tasks.survey)
        self._stack = QStackedWidget()
        self._nothing = QWidget()
        # First: what is in front until there is a result.
        pages = (self._nothing, self.pair, self.lab, self.gallery, self.classifier, self.waiting)
        for page in pages:
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        self.modes.picked.connect(lambda view: store.update(view=view))

    def show_result(self, result: Result) -> None:
        """Draw the view in front."""
        view = result.state.view
        self.modes.show_mode(view)
        if view == "pair":
            self.pair.show_result(result)
            self._stack.setCurrentWidget(self.pair)
        elif result.lab is None:
            self._stack.setCurrentWidget(self.waiting)
        elif view == "lab":
            self.lab.show_lab(result.lab)
            self._stack.setCurrentWidget(self.lab)
        elif view == "gallery":
            self.gallery.show_result(result)
            self._stack.setCurrentWidget(self.gallery)
        else:
            self._stack.setCurrentWidget(self.classifier)

    def show_nothing(self) -> None:
        """Show no view, as its people may be gone."""
        self._stack.setCurrentWidget(self._nothing)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        for part in (self.modes, self.pair, self.lab, self.gallery, self.classifier):
            part.retranslate()
        self.waiting.progress.retranslate()
