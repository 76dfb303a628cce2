"""Thresholds, classes, network and device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.nets.detector import SIZES, Detector, nearest
from explorer.topics.detection.yolo.state import State
from explorer.topics.detection.yolo.view.commands import FIXED_SIZE, HINTS
from explorer.ui.widgets.choice_box import ChoiceBox
from explorer.ui.widgets.name_filter import NameFilter
from explorer.ui.widgets.number_slider import NumberSlider
from explorer.vision.predictions import Predictions

DEVICES = {
    "auto": mark("Automatic"),
    "cpu": mark("CPU"),
    "cuda": mark("GPU (CUDA)"),
    "mps": mark("GPU (Apple)"),
}
OPEN_MODEL = "\n"  # no path can be this


class Controls(QWidget):
    """Everything that changes what is detected.

    Parameters
    ----------
    store : Store of State
    settings : Store of Settings
    open_model : callable
        Asks the user for an ONNX file.
    """

    def __init__(self, store: Store[State], settings: Store[Settings], open_model) -> None:
        super().__init__()
        self._store, self._settings, self._open_model = store, settings, open_model
        self._sizes = {side: (side, side) for side in SIZES}
        self._devices: Sequence[str] = ("auto", "cpu")
        self.score = NumberSlider(store, "score_threshold", HINTS["score_threshold"])
        self.iou = NumberSlider(store, "iou_threshold", HINTS["iou_threshold"])
        self.per_class = QCheckBox()
        self.classes = NameFilter(lambda names: store.update(classes=names))
        self.network = ChoiceBox(self._pick_network)
        self.size = ChoiceBox(lambda size: store.update(input_size=size))
        self.device = ChoiceBox(lambda device: settings.update(device=device))
        self.head = ChoiceBox(lambda head: store.update(head=head))
        self._in_use = ""
        self._names: Sequence[str] = ()
        self._heads: Sequence[tuple[int, int]] = ()
        self._labels: dict[str, QLabel] = {}
        self._hinted = {
            "classes": self.classes,
            "network": self.network,
            "input_size": self.size,
            "head": self.head,
            "device": self.device,
        }
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setContentsMargins(0, 0, 0, 0)
        for text, widget in (
            (mark("Classes"), self.classes),
            (mark("Network"), self.network),
            (mark("Input size"), self.size),
            (mark("Grid"), self.head),
            (mark("Device"), self.device),
        ):
            label = self._labels[text] = QLabel()
            label.setBuddy(widget)
            widget.setSizePolicy(
                widget.sizePolicy().Policy.Expanding, widget.sizePolicy().verticalPolicy()
            )
            form.addRow(label, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.score)
        layout.addWidget(self.iou)
        layout.addWidget(self.per_class)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        layout.addWidget(line)
        layout.addLayout(form)
        self.per_class.toggled.connect(self._toggle_per_class)
        store.subscribe(lambda _new, _old: self._show())
        settings.subscribe(lambda _new, _old: self._show())
        self.retranslate()

    def show_detector(self, detector: Detector, predictions: Predictions) -> None:
        """Offer the classes, sizes and grids of the detector in use."""
        self._sizes = {side: (side, side) for side in detector.input_sizes}
        if len(self._sizes) == 1:
            # A fixed input need not be a square.
            height, width = predictions.input_size
            self._sizes = {detector.default_size: (width, height)}
        self._heads = [(head.rows, head.columns) for head in predictions.heads]
        self._names = detector.names
        self._in_use = detector.device if self._settings.state.device == "auto" else ""
        self._show()

    def show_devices(self, devices: Sequence[str]) -> None:
        """Offer the devices that this machine has."""
        self._devices = devices
        self._show()

    def retranslate(self) -> None:
        """Take texts from the active language."""
        for widget in (self.score, self.iou, self.classes):
            widget.retranslate()
        self.per_class.setText(tr("Suppress within each class only"))
        for text, label in self._labels.items():
            label.setText(tr(text))
            label.buddy().setAccessibleName(tr(text))
        self.per_class.setToolTip(tr(HINTS["per_class"]))
        for name, widget in self._hinted.items():
            widget.setToolTip(tr(HINTS[name]))
        self._show()

    def _show(self) -> None:
        state = self._store.state
        with QSignalBlocker(self.per_class):
            self.per_class.setChecked(state.per_class)
        networks = [("", "YOLOv4-tiny (COCO)")]
        if state.model:
            networks.append((state.model, Path(state.model).name))
        networks.append((OPEN_MODEL, tr("Open an ONNX file…")))
        self.network.show_entries(networks, state.model)
        self._show_sizes(state.input_size)
        heads = [(-1, tr("Of the open box"))]
        heads += [(i, f"{rows} × {columns}") for i, (rows, columns) in enumerate(self._heads)]
        self.head.show_entries(heads, state.head)
        devices = [(name, _device_text(name)) for name in self._devices]
        if self._in_use:
            devices[0] = ("auto", f"{_device_text('auto')} ({_device_text(self._in_use)})")
        chosen = self._settings.state.device
        if chosen not in self._devices:
            devices.append((chosen, _device_text(chosen)))
        self.device.show_entries(devices, chosen)
        self.classes.show_names(self._names, state.classes)

    def _show_sizes(self, wanted: int) -> None:
        sizes = [(side, f"{width} × {height}") for side, (width, height) in self._sizes.items()]
        # The network runs at the nearest of its sizes.
        self.size.show_entries(sizes, nearest(self._sizes, wanted))
        fixed = len(sizes) == 1
        self.size.setEnabled(not fixed)
        self.size.setToolTip(tr(FIXED_SIZE if fixed else HINTS["input_size"]))

    @Slot(bool)
    def _toggle_per_class(self, on: bool) -> None:
        self._store.update(per_class=on)

    def _pick_network(self, path: str) -> None:
        if path == OPEN_MODEL:
            self._show()
            self._open_model()
        else:
            self._store.update(model=path, selected=-1, head=-1)


def _device_text(name: str) -> str:
    kind, _, number = name.partition(":")
    text = tr(DEVICES.get(kind, kind))
    return f"{text} {number}" if number else text
