"""Speed and memory of the detector."""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from measure import alternate, blocks, ms, picture, row

SIZE = 416


def forward(_options: argparse.Namespace) -> None:
    """The network alone, against onnxruntime on the same weights."""
    import onnxruntime

    from explorer.nets.device import default_threads
    from explorer.nets.yolo import YoloV4Tiny

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.onnx"
        export(path)
        for threads in sorted({1, 2, default_threads()}):
            detector = YoloV4Tiny("cpu", threads)
            prepared = detector.prepare(picture(), SIZE)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
            name = session.get_inputs()[0].name
            data = np.ascontiguousarray(prepared.data.transpose(0, 3, 1, 2))
            ours, peer = blocks(
                lambda d=detector, p=prepared: d.forward(p),
                lambda s=session, n=name, x=data: s.run(None, {n: x}),
            )
            row(
                f"forward {SIZE}, {threads} thread{'s' * (threads > 1)}",
                ms(ours),
                f"onnxruntime {ms(peer)}",
                f"ratio {ours / peer:.2f}, aim <= 1"
                if threads == 2
                else f"ratio {ours / peer:.2f}",
            )


def export(path: Path) -> None:
    """Write the bundled network as ONNX, the way its users would."""
    import torch

    from explorer.nets.yolo import load_net

    with warnings.catch_warnings():
        # The exporter that needs no further package is the old one, and says so.
        warnings.simplefilter("ignore")
        torch.onnx.export(load_net(), torch.zeros(1, 3, SIZE, SIZE), path, dynamo=False)


def selection(_options: argparse.Namespace) -> None:
    """Selection over all raw boxes at score 0.05, against OpenCV."""
    from explorer.nets.detector import open_detector, predict
    from explorer.vision.cv import cv2
    from explorer.vision.nms import select

    found = predict(open_detector("", "cpu"), picture(), SIZE)
    sides = found.boxes.copy()
    sides[:, 2:] -= sides[:, :2]
    scores = found.scores
    ours, peer = alternate(
        lambda: select(found, 0.05, 0.45, per_class=False),
        lambda: cv2.dnn.NMSBoxes(sides, scores, 0.05, 0.45),
        rounds=300,
    )
    row(f"selection, {len(found)} raw boxes", ms(ours), f"NMSBoxes {ms(peer)}", "aim <= peer")
    (classes,) = alternate(lambda: select(found, 0.05, 0.45, per_class=True), rounds=300)
    row("selection per class", ms(classes))


def pipeline(_options: argparse.Namespace) -> None:
    """From a frame in memory to boxes painted, against the network alone."""
    desktop = Offscreen()
    view = desktop.view
    frame = view.pipeline.last.frame
    detector = view.pipeline.last.detector
    prepared = detector.prepare(frame.pixels, SIZE)

    def whole() -> None:
        view.pipeline.run(frame)
        view.canvas.repaint()

    def bare() -> None:
        detector.forward(prepared)

    def rest() -> None:
        # Table and texts follow while the network is at work on the next frame.
        view.show_details(frame)
        desktop.window.repaint()

    ours, peer, _ = alternate(whole, bare, rest)
    aim = f"ratio {ours / peer:.2f}, aim <= 1.15"
    row("frame in to boxes painted", ms(ours), f"bare forward {ms(peer)}", aim)

    values = iter(np.tile(np.linspace(0.05, 0.9, 60), 20))

    def slide() -> None:
        view.store.update("slider", score_threshold=round(float(next(values)), 3))
        view.canvas.repaint()

    (slider,) = alternate(slide, rounds=300)
    row("slider to repaint", ms(slider), "", "aim < 16 ms")
    desktop.window.close()


class Offscreen:
    """The window with everything in one thread, at 1280 x 800."""

    def __init__(self) -> None:
        from explorer.core.jobs import SyncRunner
        from explorer.core.settings import Settings
        from explorer.core.store import Store
        from explorer.sources.still import StepReader
        from explorer.topics import TOPICS, find
        from explorer.ui.application import application
        from explorer.ui.services import Services
        from explorer.ui.window import Window

        self.app = application("offscreen")
        services = Services(
            inference=SyncRunner(),
            io=SyncRunner(),
            post=lambda function: function(),
            reader=StepReader,
            settings=Store(Settings()),
            notify=lambda message, **_: print(message),
        )
        topic = find("yolo")

        def build(_name: str) -> Any:
            return topic.load("view").View(Store(topic.load("state").State()), services)

        self.window = Window(TOPICS, services, build, None)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.open_topic("yolo")
        self.view = self.window.topic
        self.app.processEvents()


def memory(options: argparse.Namespace) -> None:
    """Resident memory over many frames through the whole pipeline (input 160)."""
    import psutil

    desktop = Offscreen()
    view, process = desktop.view, psutil.Process()
    view.store.update(input_size=160)
    before = 0
    for count in range(options.frames):
        view.canvas.repaint()
        desktop.app.processEvents()
        if count == options.frames // 10:
            before = process.memory_info().rss
    after = process.memory_info().rss
    row(
        f"memory over {options.frames} frames",
        f"{(after / before - 1) * 100:+.2f} %",
        f"{after / 1e6:.0f} MB",
        "aim < 2 %",
    )
    desktop.window.close()
