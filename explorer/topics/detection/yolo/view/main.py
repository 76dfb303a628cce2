"""The detector topic: picture, views, controls, numbers."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.nets.detector import open_detector
from explorer.nets.device import available
from explorer.sources.base import Frame, Source, StalledError
from explorer.sources.kept import keep_picture
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Detectors, Processed
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import VIEWS, State, to_code
from explorer.topics.detection.yolo.view.boxes import CELL_VIEWS, BoxCommands
from explorer.topics.detection.yolo.view.commands import COMMANDS, LIVE, SERIES
from explorer.topics.detection.yolo.view.controls import Controls
from explorer.topics.detection.yolo.view.numbers import NumbersPanel
from explorer.topics.detection.yolo.view.overlay import painter_for
from explorer.topics.detection.yolo.view.picture import PicturePanel
from explorer.topics.detection.yolo.view.record import RecordingCommands
from explorer.topics.detection.yolo.view.recording import Recording
from explorer.topics.detection.yolo.view.table import DetectionTable
from explorer.ui.actions import Commands
from explorer.ui.dialogs import ask_open
from explorer.ui.fetching import FETCH, Fetching
from explorer.ui.services import Services
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.image_canvas import ZOOM_STEP
from explorer.weights.store import MissingWeightsError


class View(BoxCommands, RecordingCommands, TopicView):
    """Shows the detector at work on a picture, a video or a camera."""

    toolbar: tuple[str, ...] = LIVE

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.result: Result | None = None
        self._arrival: float | None = None
        self._interval: float | None = None
        self._notice: UserError | None = None
        # The network that is known to work; at first the bundled one.
        self._good_model = ""
        self._stale: Processed | None = None
        self._started = self._at_end = False
        self.pipeline = Pipeline(
            services.inference,
            services.post,
            Detectors(open_detector),
            self,
            store.state,
            reader=services.reader,
        )
        self.recording = Recording(services.io, self._recorded, self._recording_saved)
        self.panel = PicturePanel()
        self.canvas, self.latency = self.panel.canvas, self.panel.latency
        self.controls = Controls(store, services.settings, self.ask_model)
        self.table_view = DetectionTable(self._open)
        self.numbers_panel = NumbersPanel()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.table_view, "")
        self.tabs.addTab(self.numbers_panel, "")
        self.commands = Commands(self, COMMANDS)
        self._lay_out()
        self.panel.picked.connect(self.set_view)
        self.panel.sought.connect(self._seek)
        self.canvas.painted.connect(self._painted)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.hovered.connect(self._hovered)
        store.subscribe(self._state_changed)
        services.settings.subscribe(lambda _new, _old: self._configure())
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
        """Open the source and begin to detect."""
        if self._started:
            return
        self._started = True
        self.canvas.setFocus()
        self._configure()
        self.pipeline.open(self.store.state.image)
        self.services.inference.submit("devices", lambda _token: available(), self._devices)

    def tick(self) -> None:
        """Let a hanging source be noticed."""
        self.pipeline.check()

    def shut(self) -> None:
        """Stop source and recording."""
        self.recording.stop()
        self.pipeline.halt()

    def _configure(self) -> None:
        settings = self.services.settings.state
        self.pipeline.configure(settings.device, settings.threads)

    def _devices(self, outcome: Outcome) -> None:
        if outcome.error is None:
            self.controls.show_devices(outcome.value)

    # --- from the pipeline --------------------------------------------------

    def opened(self, spec: str) -> None:
        """Begin anew with another source."""
        self._arrival = self._interval = None
        self._at_end = False
        self.latency.reset()
        if self.result:
            # A raw box of the last source is another one here.
            self.store.amend(selected=-1)
        with QSignalBlocker(self.commands["freeze"]):
            self.commands["freeze"].setChecked(False)
        self.source_opened.emit(spec)

    def processed(self, processed: Processed) -> None:
        """Show a new frame with its result."""
        detector, frame = processed.detector, processed.frame
        self.result, self._good_model = processed.result, processed.key.model
        self.canvas.show_picture(frame.pixels, painter_for(self.store.state.view, self.result))
        self._count_frame()
        self._stale = processed
        if not self._flows:
            self._show_rest()
        if frame.note:
            self.services.notify(frame.note, error=False)
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

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; go back to the source and network that worked."""
        self.canvas.set_hint(tr("Open a picture, a video or a camera, or drop one here."))
        if isinstance(error, StalledError):
            self.services.notify(error)
            return
        if isinstance(error, MissingWeightsError):
            fetching = Fetching(self.services, str(error.values["name"]), self._try_again)
            self.services.notify(error, retry=fetching.start, action=FETCH)
            return
        state = self.store.state
        image = state.image if self.pipeline.spec is None else self.pipeline.spec
        if self.pipeline.spec is None and not self.canvas.image:
            # Nothing has worked yet: the demo reel always should.
            image = ""
        back = {"image": image, "model": self._good_model}
        if (state.image, state.model) == (image, self._good_model):
            self.services.notify(error, retry=self._try_again)
            return
        self.services.notify(error)
        self.store.amend(**back)

    def ended(self) -> None:
        """Hold the last picture of a video."""
        if self.recording.active:
            self.commands["record"].setChecked(False)
        source = self.pipeline.source
        if source and source.live:
            self._at_end = True
            self.commands["freeze"].setChecked(True)
            ended = UserError("The video has ended; go on to see it again.")
            self.services.notify(ended, error=False)

    @Slot()
    def _try_again(self) -> None:
        if self.pipeline.waiting:
            self.pipeline.repeat()
        else:
            self.pipeline.open(self.store.state.image)

    # --- from the state -----------------------------------------------------

    def _state_changed(self, state: State, old: State) -> None:
        if not self._started:
            return
        self.pipeline.set_state(state)
        if state.view != old.view:
            self._show_mode()

    def _show_mode(self) -> None:
        view = self.store.state.view
        self.panel.show_mode(view)
        self.commands.mark_chosen(f"view_{view}", [f"view_{name}" for name in VIEWS])
        self.tabs.setCurrentWidget(self.numbers_panel if view == "numbers" else self.table_view)

    @property
    def _flows(self) -> bool:
        source = self.pipeline.source
        return source is not None and source.live and not self.pipeline.frozen

    def _show_rest(self) -> None:
        """Show all that goes with the newest frame, beside the picture."""
        if self._stale is None:
            return
        processed, self._stale = self._stale, None
        detector, source = processed.detector, self.pipeline.source
        self.latency.add(processed.seconds, smooth=self._flows)
        heads = [(head.rows, head.columns) for head in processed.predictions.heads]
        self.controls.show_detector(detector.names, detector.input_sizes, heads, detector.device)
        self._show_numbers()
        self.panel.show_place(source, processed.frame)
        self.titled.emit(_title(source, processed.frame))
        if source is None:
            # Stopped: it can go on.
            return
        live = LIVE if source.live else ()
        series = SERIES if (source.length or 0) > 1 else ()
        for name in (*LIVE, *SERIES):
            self.commands[name].setEnabled(name in (*live, *series))
        if self.toolbar != (*live, *series):
            self.toolbar = (*live, *series)
            self.tools_changed.emit()

    def _show_numbers(self) -> None:
        assert self.result
        self.table_view.show_result(self.result)
        self.numbers_panel.show_result(self.result)
        self.panel.show_caption(self.store.state.view, self.result)
        count = len(self.result.detections)
        self.tabs.setTabText(0, tr("Detections ({count})", count=count))

    def _count_frame(self) -> None:
        now, before = time.perf_counter(), self._arrival
        self._arrival = now
        if not self._flows:
            self._interval = None
        elif before is not None:
            step = now - before
            old = self._interval
            self._interval = step if old is None else old + 0.1 * (step - old)
        self.latency.set_rate(1 / self._interval if self._interval else None)

    # --- from the user ------------------------------------------------------

    @Slot(float)
    def _painted(self, seconds: float) -> None:
        if not self.recording.active:
            self.pipeline.painted()
        # The network is at work on the next frame while the rest of this one is shown.
        self.latency.add({"paint": seconds})
        self._show_rest()

    @Slot(int)
    def _seek(self, index: int) -> None:
        self._at_end = False
        self.pipeline.seek(index)

    @Slot(str)
    def set_view(self, name: str) -> None:
        """Switch to another view of the same result."""
        self.store.update(view=name)
        self._show_mode()

    def zoom(self, direction: int) -> None:
        """Enlarge (1), reduce (-1) or show the whole picture (0)."""
        if direction:
            self.canvas.zoom_by(ZOOM_STEP**direction)
        else:
            self.canvas.fit()

    @Slot(bool)
    def set_frozen(self, frozen: bool) -> None:
        """Hold or go on; after the end or a stop open the source again."""
        if not frozen and self._at_end:
            self.restart()
            return
        self.pipeline.freeze(frozen)
        self._arrival = self._interval = None
        self.latency.set_rate(None)
        if not frozen and self.store.state.view not in CELL_VIEWS:
            self.store.amend(selected=-1)

    def restart(self) -> None:
        """Open the present source again, from its beginning."""
        self.pipeline.open(self.store.state.image)

    def stop(self) -> None:
        """Let go of the camera or video; the picture stays, going on opens it again."""
        self.pipeline.halt()
        self._at_end = True
        self.commands["record"].setChecked(False)
        self.commands["freeze"].setChecked(True)

    def step_picture(self, step: int) -> None:
        """Go to a neighbouring picture of a folder."""
        self.pipeline.step(step)

    # --- for the window -----------------------------------------------------

    def ask_model(self) -> None:
        """Ask for an ONNX file and use it."""
        path = ask_open(self, self.services.settings, tr("Open a detector"), "ONNX (*.onnx)")
        if path:
            self.store.update(model=path, selected=-1, head=-1)

    def picture(self) -> QImage | None:
        """Return the annotated picture in its own size."""
        return self.canvas.render_picture()

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
        state: State = self.store.state
        last, source = self.pipeline.last, self.pipeline.source
        single = source is not None and not source.live and source.length == 1

        def write() -> str:
            if last and not single:
                # The frame on screen has no file of its own, or not that of the state.
                kept = keep_picture(last.frame.pixels)
                return to_code(dataclasses.replace(state, image=str(kept)))
            return to_code(state)

        return write

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.commands.retranslate()
        self.controls.retranslate()
        self.table_view.retranslate()
        self.numbers_panel.retranslate()
        self.panel.retranslate()
        self.tabs.setTabText(0, tr("Detections"))
        self.tabs.setTabText(1, tr("Numbers"))
        self.canvas.set_hint(tr("Loading the network…"))
        self._show_mode()
        if self.result:
            self._show_numbers()
            self.canvas.update()


def _title(source: Source | None, frame: Frame) -> str:
    height, width, _ = frame.pixels.shape
    name = source.title if source and source.live else frame.name
    parts = [name, f"{width} × {height}"]
    if source and not source.live and (source.length or 0) > 1:
        parts.insert(1, f"{frame.index + 1}/{source.length}")
    return " – ".join(parts)
