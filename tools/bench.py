"""Speed and memory of the detector, with the peer beside it in the same run.

    make bench                            everything (about three minutes)
    make bench ARGS="forward selection"   some of it
    make bench ARGS="memory --frames 10000"

Nothing here is asserted; the last column says what we aim for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZE = 416
ROWS: list[tuple[str, str, str, str]] = []


def row(what: str, ours: str, peer: str = "", aim: str = "") -> None:
    """Print a line of the table."""
    ROWS.append((what, ours, peer, aim))
    print(f"{what:<46} {ours:>22} {peer:>26}   {aim}", flush=True)


def alternate(*calls: Callable[[], object], rounds: int = 40, warm: int = 6) -> list[float]:
    """Return the median seconds of each call, taken in turns so that all share the noise."""
    times: list[list[float]] = [[] for _ in calls]
    for count in range(warm + rounds):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            if count >= warm:
                taken.append(time.perf_counter() - start)
    return [float(np.median(taken)) for taken in times]


def blocks(*calls: Callable[[], object], rounds: int = 6, each: int = 12) -> list[float]:
    """Return the median seconds of each call, taken in blocks with a rest between.

    Thread pools wait actively for their next work: call by call, the one would take
    the other's cores.
    """
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            time.sleep(0.2)
            for count in range(each):
                start = time.perf_counter()
                call()
                if count >= 2:
                    taken.append(time.perf_counter() - start)
    return [float(np.median(taken)) for taken in times]


def ms(seconds: float) -> str:
    """Format a time."""
    return f"{seconds * 1000:.2f} ms"


def picture() -> np.ndarray:
    """Return a sample with several objects."""
    from explorer.core.paths import resource
    from explorer.vision.images import load_picture

    return load_picture(resource("samples", "cafe.jpg")).pixels


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


STARTUP = """
import json, sys, time
begin = float(sys.argv[1])
from explorer import app
from explorer.core import settings
from explorer.core.store import Store

from explorer.ui.application import application
gui = application()
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    first = None
    def eventFilter(self, owner, event):
        if self.first is None and event.type() == QEvent.Type.Paint:
            self.first = time.time() - begin
        return False

desktop = app.Desktop(Store(settings.Settings()))
watch = Watch()
desktop.window.installEventFilter(watch)
desktop.start(None, None, [])

def look():
    view = desktop.window.topic
    if view is None or view.pipeline.last is None:
        return
    view.canvas.painted.connect(report)
    timer.stop()

def report(_seconds):
    print(json.dumps({"paint": watch.first, "detection": time.time() - begin}), flush=True)
    desktop.window.close()

timer = QTimer()
timer.timeout.connect(look)
timer.start(5)
gui.exec()
"""


def startup(_options: argparse.Namespace) -> None:
    """From the start of the process to the first paint and the first detection."""
    runs = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [sys.executable, "-c", STARTUP, str(time.time())],
                cwd=ROOT,
                env={**os.environ, "CNN_EXPLORER_HOME": home},
                capture_output=True,
                text=True,
                check=True,
            )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    paint, found = (
        float(np.median([run[name] for run in runs])) for name in ("paint", "detection")
    )
    row("start to first paint", f"{paint:.2f} s", "", "aim < 0.3 s")
    row("start to first detection on screen", f"{found:.2f} s", "", "aim < 3 s")


def ticks(_options: argparse.Namespace) -> None:
    """How late a 5 ms timer of the window is while inference runs without a pause."""
    from PySide6.QtCore import Qt, QTimer

    from explorer import app
    from explorer.core.settings import Settings
    from explorer.core.store import Store
    from explorer.ui.application import application

    gui = application("offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNN_EXPLORER_HOME"] = home
        desktop = app.Desktop(Store(Settings()))
        desktop.start(None, None, [])
        late: list[float] = []
        last = 0.0

        def tick() -> None:
            nonlocal last
            now = time.perf_counter()
            if last:
                late.append(max(0.0, now - last - 0.005))
            last = now

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(5)
        timer.timeout.connect(tick)
        # The one import of torch is over by then.
        QTimer.singleShot(5000, timer.start)
        QTimer.singleShot(20000, desktop.window.close)
        gui.exec()
    rate = desktop.window.topic.latency.rate or 0
    row(
        f"5 ms timer late by, {len(late)} ticks ({rate:.0f} frames/s)",
        f"95 %: {ms(float(np.percentile(late, 95)))}",
        f"worst: {ms(max(late))}",
        "aim < 5 ms, < 50 ms",
    )


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


PARTS = {
    "startup": startup,
    "forward": forward,
    "selection": selection,
    "pipeline": pipeline,
    "ticks": ticks,
    "memory": memory,
}


def main() -> None:
    """Run the chosen parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--frames", type=int, default=10_000)
    options = parser.parse_args()
    for name in options.parts or PARTS:
        # A process each: none inherits the other's threads or caches.
        if len(options.parts) == 1:
            PARTS[name](options)
        else:
            frames = ["--frames", str(options.frames)]
            subprocess.run([sys.executable, __file__, name, *frames], check=True)


if __name__ == "__main__":
    main()
