"""The networks topic: a classic network at work on a picture, every layer open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.core.paths import resource
from explorer.core.store import Store
from explorer.nets.opened import name_of
from explorer.sources.base import Frame
from explorer.topics.networks.networks import sheet
from explorer.topics.networks.networks.process import Key, Networks
from explorer.topics.networks.networks.state import VIEWS, State, to_code
from explorer.topics.networks.networks.view import overlays
from explorer.topics.networks.networks.view.commands import COMMANDS
from explorer.topics.networks.networks.view.faceless_card import FacelessCard
from explorer.topics.networks.networks.view.looking import Looking
from explorer.topics.networks.networks.view.pages import PAGES
from explorer.topics.networks.networks.view.panel import AFRESH, Panel
from explorer.topics.networks.networks.view.work import (
    Answer,
    Asked,
    Faceless,
    Missing,
    Second,
    Shown,
    answer,
)
from explorer.ui.dialogs import ask_open
from explorer.ui.fetching import Fetching
from explorer.ui.missing_card import MissingCard
from explorer.ui.services import Services
from explorer.ui.stage_view import printed
from explorer.ui.waiting_card import WaitingCard
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.wrapped_segments import WrappedSegments

SLOW = 300
"""Milliseconds without an answer, after which it is said that a network is being opened."""
PAPER = (112, 112)
"""Rows and columns of an empty drawing: four times those of a digit of MNIST."""
BRUSH = 9


class View(Looking):
    """Shows what a network makes of a picture, a video or a camera."""

    command_table = COMMANDS

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.picture_pane = MapPane(self.canvas)
        self.picture_pane.title.hide()
        self.add_sketch(self.picture_pane)
        self.networks = self._networks()
        self.answer: Shown | None = None
        self._drawn: dict[str, Key] = {}
        self._told: State | None = None
        self._notice: UserError | None = None
        self.modes = WrappedSegments(VIEWS)
        self.modes.picked.connect(self.set_view)
        self.pages = {name: page(store, self.add_canvas) for name, page in PAGES.items()}
        self.architecture = self.pages["architecture"]
        self.missing = MissingCard(services, self.refresh)
        self.faceless = FacelessCard(self.show_faces)
        self._card: MissingCard | FacelessCard | None = None
        self._stack, self._blank, self.waiting = QStackedWidget(), QWidget(), WaitingCard()
        cards = (self.missing, self.faceless, self.waiting, self._blank)
        for page in (*self.pages.values(), *cards):
            self._stack.addWidget(page)
        self.slow = QTimer(self, singleShot=True, interval=SLOW)
        self.slow.timeout.connect(self._wait)
        self.stage = QWidget()
        column = QVBoxLayout(self.stage)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self.modes)
        column.addWidget(self._stack, 1)
        column.addWidget(self.timeline)
        self.panel = Panel(store, self.commands, self.refuse, self.fetch_complete)
        self.panel.show_picture(self.picture_pane, self.sketch.bar)
        self.lay_out(self.panel)
        self.retranslate()

    def _networks(self) -> Networks:
        settings = self.services.settings.state
        return Networks(device=settings.device, threads=settings.threads)

    # --- the worker -----------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Ask the worker about a frame; of several questions that wait, the last is answered."""
        asked = Asked(frame, self.store.state, self.answer)
        networks, state = self.networks, asked.state
        self.flow.submit(
            lambda _token: answer(networks, asked), lambda found: self._answered(found, state)
        )

    def show_stroke(self, frame: Frame) -> None:
        """Show what the network makes of a drawing that goes on."""
        self.show_frame(frame)

    def begin_drawing(self) -> None:
        """Begin an empty drawing, for a digit."""
        self.sketch.begin(PAPER)
        self.sketch.bar.show_size(BRUSH)

    @property
    def pending(self) -> bool:
        """Whether what the network makes of the picture in the present state has yet to come."""
        return super().pending or (self.flow.busy and self._told is not self.store.state)

    def _answered(self, found: Answer, state: State) -> None:
        news, self._told = self._told is not state, state
        self._take(found)
        if news:
            self.answered.emit()

    def _take(self, found: Answer) -> None:
        self._card = None
        if isinstance(found, Missing):
            self._show_card(self.missing, found)
        elif isinstance(found, Faceless):
            self._show_card(self.faceless, found)
        elif isinstance(found, UserError):
            self.refuse(found)
            state = self.store.state
            if self.answer and self.answer.result.run.key != Key(state.network, state.model):
                self._forget()
            self._show_choices(state)
        else:
            self.problem.clear_error()
            self.answer = found
            self._show(found)
            notice = self.networks.placement.notice
            if notice and notice is not self._notice:
                self.services.notify(notice)
            self._notice = notice

    def _show_card(self, card: MissingCard | FacelessCard, found: Missing | Faceless) -> None:
        self._card = card
        self.problem.clear_error()
        card.show_error(found.error)
        self.architecture.show_hollow(found.opened, found.error)
        self._forget()
        self._show_choices(self.store.state)
        if self.flow.frame:
            self.shown(self.flow.frame)

    def _forget(self) -> None:
        """Take away what another network made of the picture, or this one of another picture."""
        self.answer = None
        self.panel.clear()
        if self.flow.frame:
            self.canvas.show_picture(self.flow.frame.pixels)

    def show_faces(self) -> None:
        """Open a picture in which a network for faces sees some."""
        self.change(image=str(resource("samples", "faces", "faces.jpg")))

    def weights_came(self) -> None:
        """Try again what waited for weights."""
        if self._card is self.missing:
            self.refresh()

    def fetch_complete(self) -> None:
        """Fetch the weights that have the classifier too."""
        if self.answer:
            best = self.answer.result.opened.loaded.classifier.weights[0]
            Fetching(self.services, best.name, self._complete).start()

    def _complete(self) -> None:
        # The network is opened anew, with the better weights. It goes on where it ended: what
        # was chosen there has no place in it.
        ended = self.answer.result.opened.traced.last if self.answer else ""
        self.networks, self.answer = self._networks(), None
        state = self.store.state
        left = {
            name: tuple(e for e in getattr(state, name) if e.rpartition(":")[0] != ended)
            for name in ("silenced", "switched")
        }
        self.store.amend(**left, layer="" if state.layer == ended else state.layer)
        self.refresh()

    def state_changed(self, state: State, old: State) -> None:
        """Show what the new state asks for."""
        super().state_changed(state, old)
        self.problem.clear_error()
        self._show_choices(state)
        if (state.network, state.model) != (old.network, old.model):
            self.slow.start()
        if state.image == old.image:
            self.refresh()

    @Slot()
    def _wait(self) -> None:
        """Say that the network is being opened, in place of what the one before it saw."""
        if self.pending:
            self._forget()
            self._stack.setCurrentWidget(self.waiting)

    # --- on screen ------------------------------------------------------------

    def _show(self, found: Shown) -> None:
        self._show_choices(self.store.state)
        view = found.asked.state.view
        self.pages[view].show_answer(found)
        self._drawn[view] = found.result.run.key
        self.panel.show_answer(found)
        over = overlays.on_picture(found.result)
        self.canvas.show_picture(found.asked.frame.pixels, over)
        self.take_drawing(found.asked.frame)
        if found.asked.frame is self.flow.frame:
            self.shown(found.asked.frame)

    def _show_choices(self, state: State) -> None:
        self.modes.show_mode(state.view)
        self.commands.mark_chosen(f"view_{state.view}", [f"view_{name}" for name in VIEWS])
        page = self.pages[state.view]
        if self._card and page is not self.architecture:
            page = self._card
        elif self.problem.error and self._drawn.get(state.view) != Key(state.network, state.model):
            # What another network made of the picture does not stay under this one's name.
            page = self._blank
        self._stack.setCurrentWidget(page)
        self.panel.show_view(state)

    # --- from the user ----------------------------------------------------------

    def ask_model(self) -> None:
        """Ask for a whole model, or weights to use in the network that they belong to."""
        kinds = f"{tr('Models and weights')} (*.onnx *.pt *.pth *.torchscript *.safetensors)"
        path = ask_open(self, self.services.settings, tr("Open a model of your own"), kinds)
        network = self.store.state.network
        if path:
            self.services.inference.submit(
                "model", lambda _token: (path, name_of(path, network)), self._recognised
            )

    def _recognised(self, outcome: Outcome) -> None:
        if outcome.error:
            self.refuse(outcome.error)
        else:
            path, name = outcome.value
            self.change(**{**AFRESH, "network": name, "model": path})

    @Slot(str)
    def set_view(self, name: str) -> None:
        """Look at the same picture in another way."""
        self.store.update(view=name)

    def zoom(self, direction: int) -> None:
        """Enlarge (1), reduce (-1) or show the whole of what is in front."""
        if self.architecture.isVisible():
            self.architecture.zoom(direction)
        else:
            super().zoom(direction)

    # --- for the window -----------------------------------------------------

    def answers(self) -> list[QWidget]:
        """Return what tells sizes and counts, in all views: one may look elsewhere."""
        return [part for page in self.pages.values() for part in page.answers()]

    def picture(self) -> QImage | None:
        """Return the stage, enlarged so that it can be printed."""
        return printed(self.stage) if self.answer else None

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return self.answer.result.to_json() if self.answer else None

    def table(self) -> list[list[Any]]:
        """Return the numbers of the view as rows, titles first."""
        if self.answer is None:
            return []
        second = self.answer.second
        other = second.result if isinstance(second, Second) else None
        return sheet.rows(self.answer.result, self.answer.asked.state, other)

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for the picture on screen."""
        shown = self.answer
        named = self.named(self.store.state, shown.asked.frame if shown else None)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Say everything in the active language."""
        super().retranslate()
        self.modes.retranslate()
        self.missing.retranslate()
        self.faceless.retranslate()
        self.waiting.retranslate()
        name = tr("Picture; the frame is what the value looked at sees")
        self.canvas.setAccessibleName(name)
        self.panel.retranslate()
        for page in self.pages.values():
            page.retranslate()
        self._show_choices(self.store.state)
        if self.answer:
            self._show(self.answer)
