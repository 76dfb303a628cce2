"""The record button: from the file dialog to the message that the file is whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.detection.yolo.pipeline import Pipeline
from explorer.topics.detection.yolo.process import Processed
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.state import State
from explorer.topics.detection.yolo.view.latency import LatencyBar
from explorer.topics.detection.yolo.view.recording import Recording
from explorer.ui.dialogs import ask_save
from explorer.ui.live_view import LiveView
from explorer.ui.services import Services
from explorer.ui.widgets.image_canvas import to_pixels


class RecordingCommands(LiveView):
    """While it records, the next frame waits for the last on disk."""

    live_tools = (*LiveView.live_tools, "record")
    pipeline: Pipeline
    latency: LatencyBar
    result: Result | None

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self._asking = False
        self.recording = Recording(services.io, self._recorded, self._recording_saved)

    def painted(self, seconds: float) -> None:
        """Go on, unless the frame is still to be written, or it is asked where to."""
        if not (self.recording.active or self._asking):
            super().painted(seconds)

    def opened(self, spec: str) -> None:
        """Finish with another source: its pictures belong in no file of the last one."""
        self._finish()
        super().opened(spec)

    def ended(self) -> None:
        """Finish with the last frame."""
        self._finish()
        super().ended()

    def stop(self) -> None:
        """Finish as well."""
        super().stop()
        self._finish()

    def leave(self) -> None:
        """Finish as well."""
        super().leave()
        self._finish()

    def shut(self) -> None:
        """Finish, and stop the source."""
        self.recording.stop()
        super().shut()

    def _finish(self) -> None:
        # A film may end while it is asked where to: then nothing has begun yet.
        if not self._asking:
            self.commands["record"].setChecked(False)

    @Slot(bool)
    def set_recording(self, on: bool) -> None:
        """Ask for a file and record the annotated picture into it, or finish."""
        if not on:
            self.recording.stop()
            self.flow.every_frame(False)
            self.flow.request()
            return
        source = self.flow.source
        if source is None or not source.live or self.result is None:
            self.commands.set_checked("record", False)
            self.services.notify(
                UserError("Open a video or a camera first: a still picture needs no video.")
            )
            return
        settings, kinds = self.services.settings, "MP4 (*.mp4);;AVI (*.avi)"
        # What ran on behind the dialog would be missing in the recording.
        self._asking = True
        self.flow.every_frame(source.length is not None)
        path = ask_save(self, settings, tr("Record video"), "detections.mp4", kinds)
        self._asking = False
        if path:
            self.start_recording(Path(path))
        else:
            self.commands["record"].setChecked(False)

    def start_recording(self, path: Path) -> None:
        """Record the annotated picture into ``path`` until stopped; a film that is over, whole."""
        source = self.flow.source
        from_file = source is not None and source.length is not None
        self.recording.start(path, source.rate if source and from_file else None)
        if self.flow.over:
            self.flow.seek(0)
            self.commands["freeze"].setChecked(False)
        elif self.pipeline.last:
            self._record(self.pipeline.last)

    def _record(self, processed: Processed) -> None:
        image = self.canvas.render_picture()
        if image is not None:
            self.recording.add(to_pixels(image), processed.frame.position)

    def _recorded(self, error: BaseException | None) -> None:
        if error:
            self.services.notify(error)
            self.commands.set_checked("record", False)
            self.flow.every_frame(False)
        self.latency.set_note(self.recording.text())
        self.flow.request()

    def _recording_saved(self, path: Path, frames: int) -> None:
        saved = UserError("Saved {path}. Frames: {count}.", path=path, count=frames)
        self.services.notify(saved, error=False)
