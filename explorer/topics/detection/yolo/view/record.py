"""The record button: from the file dialog to the message that the file is whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Processed
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.topics.detection.yolo.view.recording import Recording
from explorer.ui.actions import Commands
from explorer.ui.dialogs import ask_save
from explorer.ui.services import Services
from explorer.ui.widgets.image_canvas import ImageCanvas, to_pixels


class RecordingCommands:
    """Mixed into the view: while it records, the next frame waits for the last on disk."""

    commands: Commands
    services: Services
    pipeline: Pipeline
    recording: Recording
    canvas: ImageCanvas
    latency: LatencyBar
    result: Result | None

    @Slot(bool)
    def set_recording(self, on: bool) -> None:
        """Ask for a file and record the annotated picture into it, or finish."""
        if not on:
            self.recording.stop()
            self.pipeline.every_frame(False)
            self.pipeline.painted()
            return
        source = self.pipeline.source
        if source is None or not source.live or self.result is None:
            self._uncheck_record()
            self.services.notify(
                UserError("Open a video or a camera first: a still picture needs no video.")
            )
            return
        settings, kinds = self.services.settings, "MP4 (*.mp4);;AVI (*.avi)"
        path = ask_save(self, settings, tr("Record video"), "detections.mp4", kinds)
        if path:
            self.start_recording(Path(path))
        else:
            self._uncheck_record()

    def _uncheck_record(self) -> None:
        with QSignalBlocker(self.commands["record"]):
            self.commands["record"].setChecked(False)

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
            self._uncheck_record()
            self.pipeline.every_frame(False)
        self.latency.set_note(self.recording.text())
        self.pipeline.painted()

    def _recording_saved(self, path: Path, frames: int) -> None:
        text = tr("Saved {path}: {count} frames.", path=path, count=frames)
        self.services.notify(text, error=False)
