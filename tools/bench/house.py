"""Start of the program, and how smooth its window stays."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
from measure import ROOT, ms, row

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
