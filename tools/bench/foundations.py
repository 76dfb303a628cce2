"""Speed of the foundations: filtering, edges in the window, stepping."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from measure import ROOT, alternate, ms, picture, row

SIZES = ((64, 64), (320, 240), (640, 480), (1920, 1080))
KERNELS = (3, 5, 11)


def compute(_options: argparse.Namespace) -> None:
    """From the start of the process to the printed result of each topic."""
    for topic in ("edges", "convolution", "volumes", "pooling", "layers"):
        command = [sys.executable, str(ROOT / "main.py"), "compute", topic]
        if topic == "edges":
            command += ["--set", "input=[[10,10,10,0,0,0],[10,10,10,0,0,0],[10,10,10,0,0,0]]"]
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
        row(f"compute {topic}, whole process", f"{np.median(times):.2f} s", "", "aim < 0.5 s")


def filtering(_options: argparse.Namespace) -> None:
    """The filter alone against bare OpenCV, on brightness, zeros around it."""
    from explorer.vision.cv import cv2
    from explorer.vision.filtering import filter_picture, prepare
    from explorer.vision.windows import axis

    generator = np.random.default_rng(0)
    for width, height in SIZES:
        values = prepare(cv2.resize(picture(), (width, height)), channels=False)
        for side in KERNELS:
            kernel = generator.normal(size=(side, side))
            rows, columns = axis(height, side, 1, "same"), axis(width, side, 1, "same")

            def ours(
                values: Any = values, kernel: Any = kernel, axes: Any = (rows, columns)
            ) -> Any:
                return filter_picture(values, kernel, *axes)

            def bare(values: Any = values, kernel: Any = kernel) -> Any:
                return cv2.filter2D(values, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)

            mine, peer = alternate(ours, bare, rounds=60 if width > 1000 else 400)
            row(
                f"filter {side} x {side} on {width} x {height}",
                ms(mine),
                f"cv2.filter2D {ms(peer)}",
                f"{mine / peer:.2f} (aim <= 1.1)",
            )


@contextmanager
def window(topic: str, source: str | None) -> Iterator[Any]:
    """Open the program with its threads at 1280 x 800; give window and a waiting function."""
    from explorer import app
    from explorer.core.settings import Settings
    from explorer.core.store import Store
    from explorer.ui.application import application

    application("offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNN_EXPLORER_HOME"] = home
        desktop = app.Desktop(Store(Settings()))
        desktop.window.resize(1280, 800)
        desktop.start(topic, source, [])
        wait(lambda: desktop.window.topic is not None)
        try:
            yield desktop.window.topic
        finally:
            desktop.window.close()


def wait(met: Callable[[], bool]) -> None:
    """Handle events until ``met``."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    while not met():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def pause(seconds: float) -> None:
    """Handle events for some time."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def repaints(view: Any, change: Callable[[int], None], rounds: int = 40) -> list[float]:
    """Return the seconds from each change of the state until its result is painted."""
    times, canvas = [], view.canvases[1]
    for count in range(rounds):
        done: list[float] = []
        before = view.answer
        connection = canvas.painted.connect(lambda _s, done=done: done.append(time.perf_counter()))
        start = time.perf_counter()
        change(count)
        wait(lambda done=done, before=before: bool(done) and view.answer is not before)
        times.append(done[-1] - start)
        canvas.painted.disconnect(connection)
        pause(0.01)
    return times


def edges(_options: argparse.Namespace) -> None:
    """Filter change to repaint on a 1920 x 1080 picture: filter, colours, both canvases."""
    from explorer.vision.cv import cv2
    from explorer.vision.images import save_picture

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full-hd.png"
        save_picture(path, cv2.resize(picture(), (1920, 1080)))
        with window("edges", str(path)) as view:
            wait(lambda: view.answer is not None)
            for side in (3, 5, 7, 11):
                kernel = np.ones((side, side))

                def change(count: int, kernel: Any = kernel) -> None:
                    view.store.update("bench", kernel=(kernel * (1.05 + count / 10)).tolist())

                times = repaints(view, change)
                row(
                    f"filter {side} x {side} on 1920 x 1080 to repaint",
                    ms(float(np.median(times))),
                    f"95 %: {ms(float(np.percentile(times, 95)))}",
                    "aim < 16 ms",
                )


def webcam(_options: argparse.Namespace) -> None:
    """640 x 480 at 30 pictures a second, as a webcam gives them."""
    from PySide6.QtCore import Qt, QTimer

    from explorer.vision.cv import cv2

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "webcam.avi")
        writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 30, (640, 480))
        large = cv2.resize(picture(), (1400, 1050))
        for count in range(240):
            writer.write(large[count : count + 480, 2 * count : 2 * count + 640])
        writer.release()
        with window("edges", path) as view:
            wait(lambda: view.answer is not None)
            pause(1)
            paints, ticks = [0], [time.perf_counter()]
            view.canvases[1].painted.connect(lambda _s: paints.__setitem__(0, paints[0] + 1))
            timer = QTimer()
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.setInterval(5)
            timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
            timer.start()
            pause(5)
            timer.stop()
    gaps = np.diff(ticks)
    row(
        "edges on 640 x 480 at 30 a second, shown",
        f"{paints[0] / (ticks[-1] - ticks[0]):.1f} a second",
        f"GUI tick 99 %: {ms(float(np.percentile(gaps, 99)))}",
        "aim 30, < 16 ms",
    )


def stepping(_options: argparse.Namespace) -> None:
    """Steps through a 28 x 28 volume with 16 filters."""
    generator = np.random.default_rng(0)
    with window("volumes", None) as view:
        view.store.update(
            input=generator.integers(0, 9, (3, 28, 28)).tolist(),
            kernels=generator.integers(-2, 3, (16, 3, 3, 3)).tolist(),
            bias=[],
        )
        pause(0.5)
        times = []
        for count in range(100):
            before = view.result
            start = time.perf_counter()
            view.store.update(step=count + 1)
            wait(lambda before=before: view.result is not before)
            view.stage.repaint()
            times.append(time.perf_counter() - start)
    row(
        "step in a 28 x 28 volume with 16 filters",
        ms(float(np.median(times))),
        f"worst: {ms(max(times))}",
        "aim < 16 ms",
    )
