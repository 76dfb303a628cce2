"""What comes from files and goes to other topics."""

from __future__ import annotations

from typing import Any

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.sources.kept import keep_picture, one_picture
from explorer.sources.open import first_frame
from explorer.topics.detection.anchors.presets import PRESETS
from explorer.topics.detection.anchors.result import Result
from explorer.topics.detection.anchors.state import State
from explorer.ui.computed_view import ComputedView
from explorer.ui.dialogs import ask_folder, ask_open

SETTINGS = ("score_threshold", "iou_threshold", "per_class")
"""Fields that the topics of detection share."""
LABELS = (".txt", ".json")


class Handing(ComputedView):
    """Pictures and label sets in, boxes and settings out."""

    result: Result | None

    def open_source(self, spec: str) -> None:
        """Show the first picture of a source, without boxes; cluster a file of labels."""
        if spec.lower().endswith(LABELS):
            self.change(label_file=spec, view="kmeans")
            return

        def read(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.services.notify(outcome.error)
                return
            self.source_opened.emit(spec)
            self.change(image=outcome.value, boxes=(), labels=(), selected=-1)

        self.services.io.submit("picture", lambda _token: _named(spec), read)

    def open_park(self) -> None:
        """Show the example with a picture, in the view in front."""
        self.change(**PRESETS["park"].changes)

    # --- label sets -----------------------------------------------------------

    def ask_labels(self) -> None:
        """Ask for a file of labels and cluster its shapes."""
        kinds = f"{tr('Labels')} (*.txt *.json)"
        if path := ask_open(self, self.services.settings, tr("Open label set"), kinds):
            self.change(label_file=path, view="kmeans")

    def ask_label_folder(self) -> None:
        """Ask for a folder of YOLO labels and cluster their shapes."""
        if path := ask_folder(self, self.services.settings, tr("Open folder of labels")):
            self.change(label_file=path, view="kmeans")

    def use_anchors(self) -> None:
        """Build the target with the anchors of the step that is shown."""
        if self.result is not None and self.result.kmeans:
            self.change(anchors=self.result.kmeans.sorted_anchors, view="target")

    def use_boxes(self) -> None:
        """Take the detector's boxes as labels."""
        if self.result is not None and self.result.compared:
            self.change(**self.result.compared.detections.to_labels(), selected=-1)

    # --- to other topics ------------------------------------------------------

    def open_yolo(self) -> None:
        """Show the picture in the live detector, with the same thresholds."""
        if self.result is None:
            return
        if self.result.picture is None:
            self.refuse(UserError("These boxes lie on an empty sheet; open a picture first."))
            return
        state: State = self.store.state
        names = ("image", *SETTINGS)
        self.handed.emit("yolo", {name: getattr(state, name) for name in names})

    def open_nms(self) -> None:
        """Show the boxes in non-max suppression; a label is certain: its score is 1."""
        if self.result is None:
            return
        state, result = self.store.state, self.result
        fields: dict[str, Any] = {name: getattr(state, name) for name in ("image", *SETTINGS)}
        fields["boxes"] = state.boxes
        fields["scores"] = [1.0] * len(state.boxes)
        fields["labels"] = [result.label(index) for index in range(len(state.boxes))]
        self.handed.emit("nms", {**fields, "step": 0, "selected": -1})


def _named(spec: str) -> str:
    """Return a file that shows the first picture of a source; the demo reel's is kept, too."""
    return one_picture(spec) or str(keep_picture(first_frame(spec).pixels))
