"""The detector topic: picture, views, controls, numbers."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.jobs import Outcome
from explorer.core.store import Store
from explorer.nets.detector import open_detector
from explorer.nets.device import available
from explorer.sources.base import StalledError
from explorer.sources.kept import keep_picture
from explorer.topics.detection.yolo import navigate
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Detectors, Processed
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import VIEWS, State, to_code
from explorer.topics.detection.yolo.view.controls import Controls
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.topics.detection.yolo.view.numbers import NumbersPanel
from explorer.topics.detection.yolo.view.overlay import painter_for
from explorer.topics.detection.yolo.view.recording import Recording
from explorer.topics.detection.yolo.view.table import DetectionTable
from explorer.ui import theme
from explorer.ui.actions import Command, Commands
from explorer.ui.dialogs import ask_open, ask_save
from explorer.ui.fetching import FETCH, Fetching
from explorer.ui.services import Services
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.image_canvas import ImageCanvas, to_pixels
from explorer.weights.store import MissingWeightsError

COMMANDS = (
    Command("freeze", "Play", mark("Freeze"), "set_frozen", ("F",), "freeze", True),
    Command("stop", "Play", mark("Stop"), "stop", ("Ctrl+.",), "stop"),
    Command("record", "Play", mark("Record video…"), "set_recording", ("Ctrl+R",), "record", True),
    Command(
        "previous",
        "Play",
        mark("Previous picture"),
        "step_picture",
        ("PgUp",),
        "previous",
        value=-1,
    ),
    Command("next", "Play", mark("Next picture"), "step_picture", ("PgDown",), "next", value=1),
    *(
        Command(f"view_{name}", "View", text, "set_view", (str(number),), value=name)
        for number, (name, text) in enumerate(VIEWS.items(), start=1)
    ),
    Command("next_box", "Box", mark("Open next detection"), "step_box", ("N",), value=1),
    Command("last_box", "Box", mark("Open previous detection"), "step_box", ("Shift+N",), value=-1),
    Command("best_box", "Box", mark("Open best detection"), "best_box", ("B",)),
    Command("left", "Box", mark("Cell to the left"), "step_cell", ("Alt+Left",), value=(0, -1)),
    Command("right", "Box", mark("Cell to the right"), "step_cell", ("Alt+Right",), value=(0, 1)),
    Command("up", "Box", mark("Cell above"), "step_cell", ("Alt+Up",), value=(-1, 0)),
    Command("down", "Box", mark("Cell below"), "step_cell", ("Alt+Down",), value=(1, 0)),
    Command("anchor", "Box", mark("Next anchor of the cell"), "next_anchor", ("A",)),
)

CAPTIONS = {
    "boxes": mark("Final boxes: what is left after the score threshold and non-max suppression."),
    "raw": mark(
        "{raw} of {all} raw boxes score above the threshold; "
        "non-max suppression leaves {kept} of them."
    ),
    "grid": mark(
        "The cell that holds the midpoint of an object owns its detection. Click a cell to open it."
    ),
    "anchors": mark(
        "Dashed: the anchors of the open cell. Solid: what each becomes. Bold: the highest score. "
        "Shape IoU: how well the anchor's shape fits the open box."
    ),
    "pc": mark("How sure each cell is that the midpoint of an object lies in it (highest anchor)."),
    "numbers": mark("One box, from the raw outputs of the network to its place in the picture."),
}


class View(TopicView):
    """Shows the detector at work on a picture, a video or a camera."""

    toolbar = ("freeze", "stop", "record", "previous", "next")

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.result: Result | None = None
        self._arrival: float | None = None
        self._interval: float | None = None
        self._notice: UserError | None = None
        # What is known to work; at first the demo reel and the bundled network.
        self._good = State()
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
        self.recording = Recording(services.io, self._recorded)
        self.canvas = ImageCanvas()
        self.caption = QLabel()
        self.caption.setWordWrap(True)
        self.latency = LatencyBar()
        self.controls = Controls(store, services.settings, self.ask_model)
        self.table_view = DetectionTable(self._open)
        self.numbers_panel = NumbersPanel()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.table_view, "")
        self.tabs.addTab(self.numbers_panel, "")
        self.modes = QButtonGroup(self)
        self.commands = Commands(self, COMMANDS)
        self._lay_out()
        self.canvas.painted.connect(self._painted)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.hovered.connect(self._hovered)
        store.subscribe(self._state_changed)
        services.settings.subscribe(lambda _new, _old: self._configure())
        self.retranslate()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for number in range(len(VIEWS)):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setStyleSheet(theme.SEGMENTS)
            self.modes.addButton(button, number)
            bar.addWidget(button)
        bar.addStretch(1)
        self.modes.idClicked.connect(self._mode_clicked)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 8, 6, 8)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.caption)
        column.addWidget(self.latency)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 8, 10, 8)
        column.addWidget(self.controls)
        column.addWidget(self.tabs, 1)
        right.setMinimumWidth(340)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
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

    def processed(self, processed: Processed) -> None:
        """Show a new frame with its result."""
        detector, frame = processed.detector, processed.frame
        self.result, self._good = processed.result, processed.state
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
        back = {"image": self._good.image, "model": self._good.model}
        if (state.image, state.model) == (back["image"], back["model"]):
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
        if state.image != old.image:
            self._arrival = self._interval = None
            self._at_end = False
            with QSignalBlocker(self.commands["freeze"]):
                self.commands["freeze"].setChecked(False)
        self.pipeline.set_state(state)
        if state.view != old.view:
            self._show_mode()

    def _show_mode(self) -> None:
        view = self.store.state.view
        self.modes.button(list(VIEWS).index(view)).setChecked(True)
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
        detector = processed.detector
        self.latency.add(processed.seconds)
        heads = [(head.rows, head.columns) for head in processed.predictions.heads]
        self.controls.show_detector(detector.names, detector.input_sizes, heads, detector.device)
        self._show_numbers()
        source = self.pipeline.source
        for name in ("freeze", "stop", "record"):
            self.commands[name].setEnabled(source is not None and source.live)
        for name in ("previous", "next"):
            self.commands[name].setEnabled(bool(source and (source.length or 0) > 1))

    def _show_numbers(self) -> None:
        assert self.result
        result = self.result
        self.table_view.show_result(result)
        self.numbers_panel.show_result(result)
        self.caption.setText(
            tr(
                CAPTIONS[self.store.state.view],
                raw=result.raw_count,
                all=len(result.predictions),
                kept=len(result.detections),
            )
        )
        self.tabs.setTabText(0, tr("Detections ({count})", count=len(result.detections)))

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
    def _mode_clicked(self, number: int) -> None:
        self.store.update(view=list(VIEWS)[number])

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        if self.result is None:
            return
        view = self.store.state.view
        if view in ("grid", "anchors", "pc"):
            self._open(navigate.cell_at(self.result, x, y))
        else:
            self._open(navigate.box_at(self.result, x, y, raw=view == "raw"))

    @Slot(float, float)
    def _hovered(self, x: float, y: float) -> None:
        tip = ""
        if self.result and self.store.state.view == "pc":
            slot = self.result.predictions.from_picture(x, y, self.result.head)
            if slot:
                value = float(self.result.pc_map[slot.row, slot.column])
                tip = tr(
                    "row {row}, column {column}: {value}",
                    row=slot.row,
                    column=slot.column,
                    value=f"{value:.4f}",
                )
        self.canvas.setToolTip(tip)

    def _open(self, index: int | None) -> None:
        if index is not None:
            self.store.update("selected", selected=index)

    def set_view(self, name: str) -> None:
        """Switch to another view of the same result."""
        self.store.update(view=name)

    def step_box(self, step: int) -> None:
        """Open a neighbouring detection."""
        if self.result:
            self._open(navigate.next_detection(self.result, step))

    def step_cell(self, step: tuple[int, int]) -> None:
        """Open a neighbouring cell: ``step`` is (down, right)."""
        if self.result:
            self._open(navigate.next_cell(self.result, *step))

    def next_anchor(self) -> None:
        """Open the next anchor of the open cell."""
        if self.result:
            self._open(navigate.next_anchor(self.result))

    def best_box(self) -> None:
        """Open whichever detection is best on each frame."""
        self._open(-1)

    @Slot(bool)
    def set_frozen(self, frozen: bool) -> None:
        """Hold or go on; after the end or a stop open the source again."""
        if not frozen and self._at_end:
            self._at_end = False
            self.pipeline.open(self.store.state.image)
        self.pipeline.freeze(frozen)
        self._count_frame()

    def stop(self) -> None:
        """Let go of the camera or video; the picture stays, going on opens it again."""
        self.pipeline.halt()
        self._at_end = True
        self.commands["record"].setChecked(False)
        self.commands["freeze"].setChecked(True)

    def step_picture(self, step: int) -> None:
        """Go to a neighbouring picture of a folder."""
        self.pipeline.step(step)

    # --- recording and export -----------------------------------------------

    @Slot(bool)
    def set_recording(self, on: bool) -> None:
        """Ask for a file and record the annotated picture into it, or finish."""
        if not on:
            self.recording.stop()
            self.pipeline.every_frame(False)
            self.pipeline.painted()
            return
        path = ask_save(self, tr("Record video"), "detections.mp4", "*.mp4 *.avi")
        source = self.pipeline.source
        if not path or source is None or not source.live or self.result is None:
            if path:
                self.services.notify(
                    UserError("Open a video or a camera first: a still picture needs no video.")
                )
            with QSignalBlocker(self.commands["record"]):
                self.commands["record"].setChecked(False)
            return
        self.start_recording(Path(path))

    def start_recording(self, path: Path) -> None:
        """Record the annotated picture into ``path`` until stopped."""
        source = self.pipeline.source
        from_file = source is not None and source.length is not None
        if from_file:
            self.pipeline.every_frame(True)
        self.recording.start(path, source.rate if source and from_file else None)
        if self.pipeline.last:
            self._record(self.pipeline.last)

    def _record(self, processed: Processed) -> None:
        image = self.canvas.render_picture()
        if image is not None:
            self.recording.add(to_pixels(image), processed.frame.position)

    def _recorded(self, error: BaseException | None) -> None:
        if error:
            self.services.notify(error)
            with QSignalBlocker(self.commands["record"]):
                self.commands["record"].setChecked(False)
            self.pipeline.every_frame(False)
        self.latency.set_note(self.recording.text())
        self.pipeline.painted()

    def ask_model(self) -> None:
        """Ask for an ONNX file and use it."""
        path = ask_open(self, tr("Open a detector"), "ONNX (*.onnx)")
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

        def write() -> str:
            if last and source and source.live:
                # The frame on screen exists nowhere else: keep it as a picture.
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
        for button, text in zip(self.modes.buttons(), VIEWS.values(), strict=True):
            button.setText(tr(text))
        self.tabs.setTabText(0, tr("Detections"))
        self.tabs.setTabText(1, tr("Numbers"))
        self.canvas.setAccessibleName(tr("Picture with detections"))
        self.canvas.set_hint(tr("Loading the network…"))
        self.latency.setAccessibleName(tr("Latency"))
        self._show_mode()
        if self.result:
            self._show_numbers()
            self.canvas.update()
