"""The detector topic: picture, views, controls, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.nets.detector import open_detector
from explorer.nets.device import available
from explorer.sources.base import Frame
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Detectors, Processed
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import VIEWS, State, to_code
from explorer.topics.detection.yolo.view.boxes import CELL_VIEWS, BoxCommands
from explorer.topics.detection.yolo.view.commands import COMMANDS
from explorer.topics.detection.yolo.view.controls import Controls
from explorer.topics.detection.yolo.view.handing import Handing
from explorer.topics.detection.yolo.view.network import NetworkCare
from explorer.topics.detection.yolo.view.numbers import NumbersPanel
from explorer.topics.detection.yolo.view.overlay import painter_for
from explorer.topics.detection.yolo.view.picture import PicturePanel
from explorer.topics.detection.yolo.view.record import RecordingCommands
from explorer.topics.detection.yolo.view.table import DetectionTable
from explorer.ui.dialogs import ask_open
from explorer.ui.services import Services


class View(BoxCommands, Handing, NetworkCare, RecordingCommands):
    """Shows the detector at work on a picture, a video or a camera."""

    command_table = COMMANDS
    hint = mark("Loading the network…")

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.result: Result | None = None
        self._notice: UserError | None = None
        self._unknown: tuple[str, ...] = ()
        self.pipeline = Pipeline(self.flow, Detectors(open_detector), self, store.state)
        self.panel = PicturePanel(self.canvas, self.timeline)
        self.latency = self.panel.latency
        self.controls = Controls(store, services.settings, self.ask_model)
        self.table_view = DetectionTable(self._open)
        self.numbers_panel = NumbersPanel()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.table_view, "")
        self.tabs.addTab(self.numbers_panel, "")
        self._lay_out()
        self.panel.modes.picked.connect(self.set_view)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.hovered.connect(self._hovered)
        services.settings.subscribe(lambda _new, _old: self._configure())
        self._configure()
        self.retranslate()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 8, 10, 8)
        column.addWidget(self.controls)
        column.addWidget(self.tabs, 1)
        right.setMinimumWidth(340)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.panel)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([900, 370])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    # --- life ---------------------------------------------------------------

    def start(self) -> None:
        """Begin to detect, or go on."""
        if not self._started:
            self.services.inference.submit("devices", lambda _token: available(), self._devices)
        super().start()

    def leave(self) -> None:
        """Rest; the time away does not count."""
        super().leave()
        self.latency.stand_still()

    def _configure(self) -> None:
        settings = self.services.settings.state
        self.pipeline.configure(settings.device, settings.threads)

    def _devices(self, outcome: Outcome) -> None:
        if outcome.error is None:
            self.controls.show_devices(outcome.value)

    # --- from the flow and the pipeline ---------------------------------------

    def opened(self, spec: str) -> None:
        """Begin anew with another source."""
        self.latency.reset()
        if self.result:
            # A raw box of the last source is another one here.
            self.store.amend(selected=-1)
        super().opened(spec)

    def show_frame(self, frame: Frame) -> None:
        """Run the network on ``frame``."""
        self.pipeline.run(frame)

    def processed(self, processed: Processed) -> None:
        """Show a new frame with its result."""
        detector, frame = processed.detector, processed.frame
        self.result, self._good_model = processed.result, processed.key.model
        self.canvas.show_picture(frame.pixels, painter_for(self.store.state.view, self.result))
        if self.flow.flowing:
            self.latency.count()
        else:
            self.latency.stand_still()
        self.shown(frame)
        if detector.notice is not self._notice:
            self._notice = detector.notice
            if detector.notice:
                self.services.notify(detector.notice)
        if self.recording.active:
            self._record(processed)

    def reselected(self, result: Result, seconds: float) -> None:
        """Show another selection on the same frame."""
        self.result = result
        self.canvas.show_overlay(painter_for(self.store.state.view, result))
        self.latency.add({"select": seconds})
        self._show_numbers()

    # --- on screen ------------------------------------------------------------

    def state_changed(self, state: State, old: State) -> None:
        """Select again, run again, or show another view."""
        self.pipeline.set_state(state)
        if state.view != old.view:
            self._show_mode()

    def _show_mode(self) -> None:
        view = self.store.state.view
        self.panel.modes.show_mode(view)
        self.commands.mark_chosen(f"view_{view}", [f"view_{name}" for name in VIEWS])
        self.tabs.setCurrentWidget(self.numbers_panel if view == "numbers" else self.table_view)

    def painted(self, seconds: float) -> None:
        """Go on, and count the time it took."""
        super().painted(seconds)
        self.latency.add({"paint": seconds})

    def show_details(self, frame: Frame) -> None:
        """Show all that goes with ``frame``, beside the picture."""
        processed = self.pipeline.last
        assert processed
        self.latency.add(processed.seconds, smooth=self.flow.flowing)
        self.controls.show_detector(processed.detector, processed.predictions)
        self._show_numbers()
        super().show_details(frame)

    def _show_numbers(self) -> None:
        assert self.result
        self.table_view.show_result(self.result)
        self.numbers_panel.show_result(self.result)
        self.panel.show_caption(self.store.state.view, self.result)
        count = len(self.result.detections)
        self.tabs.setTabText(0, tr("Detections ({count})", count=count))
        if self.result.unknown != self._unknown:
            self._unknown = self.result.unknown
            if self._unknown:
                names = ", ".join(self._unknown)
                self.services.notify(UserError("The network knows no class {names}.", names=names))

    # --- from the user ------------------------------------------------------

    @Slot(str)
    def set_view(self, name: str) -> None:
        """Switch to another view of the same result."""
        self.store.update(view=name)
        self._show_mode()

    def hold(self) -> None:
        """Freeze; the time until it goes on does not count."""
        super().hold()
        self.latency.stand_still()

    @Slot(bool)
    def set_frozen(self, frozen: bool) -> None:
        """Hold or go on, with whichever box is best then."""
        super().set_frozen(frozen)
        if not frozen and self.store.state.view not in CELL_VIEWS:
            self.store.amend(selected=-1)

    # --- for the window -----------------------------------------------------

    def ask_model(self) -> None:
        """Ask for an ONNX file and use it."""
        path = ask_open(self, self.services.settings, tr("Open a detector"), "ONNX (*.onnx)")
        if path:
            self.store.update(model=path, selected=-1, head=-1)

    def numbers(self) -> dict[str, Any] | None:
        """Return the result as JSON values."""
        return self.result.to_json() if self.result else None

    def table(self) -> list[list[Any]]:
        """Return the detections as rows, titles first."""
        rows: list[list[Any]] = [["label", "score", "x1", "y1", "x2", "y2"]]
        if self.result:
            rows += [[found.label, found.score, *found.box] for found in self.result.detections]
        return rows

    def code(self) -> Callable[[], str]:
        """Return the work that writes a script for the picture on screen."""
        last = self.pipeline.last
        named = self.named(self.store.state, last.frame if last else None)
        return lambda: to_code(named())

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        super().retranslate()
        self.controls.retranslate()
        self.table_view.retranslate()
        self.numbers_panel.retranslate()
        self.panel.retranslate()
        self.tabs.setTabText(0, tr("Detections"))
        self.tabs.setTabText(1, tr("Numbers"))
        self._show_mode()
        if self.result:
            self._show_numbers()
            self.canvas.update()
