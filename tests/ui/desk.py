"""A whole desktop for a test: real window, real network; threads only where asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from explorer import app
from explorer.core.jobs import CancelToken, SyncRunner, attempt
from explorer.core.paths import resource
from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.nets.detector import open_detector
from explorer.nets.yolo import YoloV4Tiny
from explorer.sources.still import StepReader
from explorer.topics.detection.yolo.view import main
from explorer.ui import theme
from explorer.ui.bridge import Bridge

PARK = str(resource("samples", "park.jpg"))
CAFE = str(resource("samples", "cafe.jpg"))


class Counting:
    """A detector that counts its forward passes."""

    def __init__(self, detector: Any) -> None:
        self.detector = detector
        self.forwards = 0
        self.before: Callable[[], None] = lambda: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.detector, name)

    def forward(self, prepared: Any) -> Any:
        self.forwards += 1
        self.before()
        return self.detector.forward(prepared)


class Later:
    """A job runner whose jobs run when the test says so; the newest of a channel wins."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[Any, Any]] = {}

    def submit(self, channel: str, work: Any, done: Any, **_options: bool) -> None:
        self.waiting[channel] = (work, done)

    def cancel(self, channel: str) -> None:
        self.waiting.pop(channel, None)

    def close(self, timeout: float) -> bool:
        return True

    def run(self) -> None:
        """Run the job that waits longest."""
        work, done = self.waiting.pop(next(iter(self.waiting)))
        done(attempt(work, CancelToken()))


@pytest.fixture(scope="session")
def bundled() -> YoloV4Tiny:
    return YoloV4Tiny("cpu")


@pytest.fixture
def network(bundled: YoloV4Tiny, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """The bundled network, loaded once for all tests."""
    counting = Counting(bundled)

    def load(model: str, device: str, threads: int | None) -> Any:
        return open_detector(model, device, threads) if model else counting

    monkeypatch.setattr(main, "open_detector", load)
    return counting


@pytest.fixture
def desk(qtbot, monkeypatch) -> Iterator[Callable[..., app.Desktop]]:
    """Opens the program: ``desk(source)``; closed at the end of the test.

    Everything happens in the caller's thread unless ``threads``; ``shown=False``
    leaves out the screen, so that nothing is painted and no frame asked for.
    ``desk.forget()`` leaves the rest to the test.
    """
    made = []

    def begin(
        source: str | None = PARK,
        *,
        shown: bool = True,
        threads: bool = False,
        io: Any = None,
        settings: Settings | None = None,
        problems: list[str] | None = None,
    ) -> app.Desktop:
        with monkeypatch.context() as patch:
            if not threads:
                runners = {"inference": SyncRunner(), "io": io or SyncRunner()}
                patch.setattr(app, "ThreadRunner", lambda name, _post: runners[name])
                patch.setattr(app, "make_reader", StepReader)
                # For good: services keep the bound method.
                monkeypatch.setattr(Bridge, "post", lambda _self, function: function())
            desktop = app.Desktop(Store(settings or Settings()))
        made.append(desktop)
        desktop.window.resize(1280, 800)
        if shown:
            desktop.start(None, source, problems or [])
            qtbot.waitUntil(lambda: desktop.window.stack.count() > 0)
        else:
            told = problems or []
            desktop.open(desktop.prepare(None, source, told), told)
        return desktop

    begin.forget = made.clear
    yield begin
    views: list[Any] = []
    for desktop in made:
        desktop.window.close()
        views += desktop.window._views.values()
        shiboken6.delete(desktop.window)
    # What tests have put into the views must be taken out before they are emptied.
    monkeypatch.undo()
    for topic in views:
        # PySide keeps what signals were connected to; networks need not stay with it.
        vars(topic).clear()
    theme.apply("light")
    QApplication.processEvents()


def view(desktop: app.Desktop) -> main.View:
    topic = desktop.window.topic
    assert isinstance(topic, main.View)
    return topic


def told(desktop: app.Desktop) -> str:
    """The sentence that the window shows; empty when there is none."""
    bar = desktop.window.bar
    return "" if bar.isHidden() else bar.label.text()


def pixels(image: QImage) -> np.ndarray:
    """Copy an image into (H, W, 3) uint8 RGB, without the code under test."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), image.width(), 4)[..., :3].copy()


def click(qtbot, canvas, x: float, y: float) -> None:
    """Click the canvas at a point of the picture."""
    point: QPointF = canvas.mapping().point(x, y)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point.toPoint())
