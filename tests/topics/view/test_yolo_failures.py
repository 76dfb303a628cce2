"""When things go wrong: a clear sentence, and everything else as it was."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from explorer.core.paths import resource
from explorer.nets.detector import open_detector
from explorer.sources import camera
from explorer.topics.detection.yolo import process
from explorer.topics.detection.yolo.view import main
from explorer.ui import dialogs
from explorer.weights import manifest, store
from tests.sources.fakes import FakeCapture
from tests.ui import media
from tests.ui.desk import CAFE, PARK, pixels, told, view

pytestmark = pytest.mark.qt


def file_in(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def empty_folder(folder: Path) -> str:
    path = folder / "empty"
    path.mkdir()
    (path / "notes.txt").write_text("no picture")
    return str(path)


def broken_folder(folder: Path) -> str:
    path = folder / "broken"
    path.mkdir()
    (path / "a.jpg").write_bytes(b"no picture")
    return str(path)


def enormous(folder: Path) -> str:
    """A header that promises 900 megapixels, and no more."""
    path = folder / "enormous.pgm"
    path.write_bytes(b"P5 30000 30000 255\n" + bytes(100))
    return str(path)


BAD = {
    "text file": (
        lambda folder: file_in(folder, "notes.txt", b"hello"),
        "notes.txt is no picture, or of a kind that cannot be read",
    ),
    "text in place of a picture": (
        lambda folder: file_in(folder, "notes.png", b"hello"),
        "notes.png is no picture, or of a kind that cannot be read",
    ),
    "empty file": (lambda folder: file_in(folder, "none.jpg", b""), "is empty."),
    "truncated": (
        lambda folder: media.truncated(folder / "half.jpg", Path(CAFE)),
        "half.jpg is damaged and cannot be read to its end.",
    ),
    "missing": (lambda folder: str(folder / "gone.jpg"), "gone.jpg does not exist."),
    "no pictures": (empty_folder, "There is no picture in the folder"),
    "no good picture": (broken_folder, "None of the 1 pictures in"),
    "enormous": (enormous, "30000 × 30000 pixels, which is too large to be opened."),
    "broken video": (
        lambda folder: file_in(folder, "film.mp4", b"no film" * 1000),
        "film.mp4 is not a video that can be played.",
    ),
    "no camera number": (lambda _: "camera:one", "names no camera"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_source_leaves_everything_as_it_was(desk, network, tmp_path, case) -> None:
    make, sentence = BAD[case]
    desktop = desk(CAFE)
    topic = view(desktop)
    topic.store.update(score_threshold=0.5, view="grid")
    state, picture, shown = topic.store.state, topic.picture(), topic.result
    spec = make(tmp_path)
    desktop.window.open_source(spec)
    assert sentence in told(desktop)
    assert topic.store.state == state
    assert topic.picture() == picture
    assert topic.result.to_json() == shown.to_json()
    # The application goes on.
    desktop.window.open_source(PARK)
    assert topic.pipeline.last.frame.name == "park.jpg"
    assert topic.store.state.score_threshold == 0.5


def test_undo_is_not_caught_by_a_source_that_failed(desk, network, tmp_path) -> None:
    topic = view(desk(CAFE))
    topic.store.update(score_threshold=0.5)
    topic.open_source(str(tmp_path / "gone.jpg"))
    topic.store.undo()
    topic.store.undo()
    assert topic.store.state.score_threshold == 0.25
    assert topic.store.state.image == CAFE


def test_a_source_that_is_missing_at_the_start_stays_in_the_session(
    desk, network, home, tmp_path
) -> None:
    """A disk that is not plugged in yet, say; the network is no longer there either."""
    gone, model = str(tmp_path / "gone.jpg"), str(tmp_path / "gone.onnx")
    desktop = desk(gone, shown=False)
    view(desktop).store.update(model=model)
    assert "gone.jpg does not exist." in told(desktop)
    desktop.window._tick()
    saved = json.loads((home / "session.json").read_text(encoding="utf-8"))
    assert saved["states"]["yolo"] == {"image": gone, "model": model}
    # It is back.
    view(desktop).store.update(model="")
    shutil.copy(CAFE, gone)
    desktop.window.bar.retry.click()
    assert told(desktop) == ""
    assert view(desktop).pipeline.last.frame.name == "gone.jpg"


def test_boxes_that_do_not_fit_the_input_are_told(desk, network, tmp_path) -> None:
    from tests.nets.test_onnx import NAMES, save

    path = save(
        tmp_path / "a.onnx", np.zeros((1, 6, 8400)), shape=(1, 3, "height", "width"), **NAMES
    )
    desktop = desk(CAFE)
    state = view(desktop).store.state
    view(desktop).store.update(model=path)
    assert "choose another input size" in told(desktop)
    assert view(desktop).store.state == state


GOOD = {
    "16 bits": (lambda folder: media.sixteen_bit(folder / "a.png"), "L"),
    "grey": (lambda folder: media.converted(folder / "a.jpg", "L"), "L"),
    "CMYK": (lambda folder: media.converted(folder / "a.jpg", "CMYK"), "RGB"),
    "palette": (lambda folder: media.converted(folder / "a.gif", "P"), "RGB"),
    "transparent": (lambda folder: media.transparent(folder / "a.png"), "RGB"),
    "rotated": (lambda folder: media.rotated(folder / "a.jpg"), "RGB"),
}


@pytest.mark.parametrize("case", GOOD)
def test_unusual_pictures_are_shown_right(desk, network, tmp_path, case) -> None:
    make, mode = GOOD[case]
    desktop = desk(make(tmp_path))
    assert told(desktop) == ""
    cat = Image.open(resource("samples", "cat.jpg")).convert(mode).convert("RGB")
    want = np.asarray(cat).astype(float)
    shown = pixels(view(desktop).canvas.image).astype(float)
    if case == "transparent":
        want[:, : want.shape[1] // 2] = 255
    assert shown.shape == want.shape
    assert np.abs(shown - want).mean() < 8


def test_a_huge_picture_is_reduced_and_says_so(desk, network, tmp_path) -> None:
    path = tmp_path / "huge.png"
    Image.new("L", (12000, 9000), 90).save(path, compress_level=1)
    desktop = desk(str(path))
    assert "12000 × 9000 pixels and was reduced to" in told(desktop)
    assert view(desktop).result is not None
    # Of the next picture it is not true.
    desktop.window.open_source(CAFE)
    assert told(desktop) == ""


def test_what_is_said_of_a_picture_goes_with_its_topic(desk, network, tmp_path) -> None:
    path = tmp_path / "huge.png"
    Image.new("L", (9000, 9000), 90).save(path, compress_level=1)
    desktop = desk(str(path))
    assert "was reduced to" in told(desktop)
    desktop.window.open_topic("iou")
    assert told(desktop) == ""


# --- videos -----------------------------------------------------------------


def test_a_video_that_breaks_off_keeps_its_last_picture(desk, network, tmp_path) -> None:
    whole = Path(media.video(tmp_path / "film.avi", frames=30))
    broken = media.truncated(tmp_path / "broken.avi", whole, 0.4)
    desktop = desk(broken, shown=False)
    topic = view(desktop)
    for _ in range(40):
        topic.canvas.painted.emit(0.001)
    assert topic.pipeline.last.frame.index > 2
    assert topic.picture() is not None
    assert topic.store.state.image == broken
    # Either it is told, or what there is counts as the whole film.
    assert "is damaged" in told(desktop) or topic.commands["freeze"].isChecked()
    desktop.window.open_source(CAFE)
    assert topic.pipeline.last.frame.name == "cafe.jpg"


# --- cameras ----------------------------------------------------------------


class Scripted(camera.CameraSource):
    """A camera that plays captures in the place of devices, in its own time."""

    waiting: ClassVar[list[FakeCapture]] = []

    def __init__(self, index: int) -> None:
        self.now = 0.0
        super().__init__(index, factory=self.make, clock=self.clock, wait=lambda _: False)

    def make(self, _index: int) -> FakeCapture:
        return self.waiting.pop(0) if self.waiting else FakeCapture([], opened=False)

    def clock(self) -> float:
        self.now += 0.5
        return self.now


@pytest.fixture
def plug_in(monkeypatch):
    """Makes every camera play these captures, one after another."""
    monkeypatch.setattr(camera, "CameraSource", Scripted)

    def plug(*captures: FakeCapture) -> None:
        Scripted.waiting = list(captures)

    return plug


def shots(count: int) -> list[np.ndarray]:
    picture = np.asarray(Image.open(CAFE).resize((320, 240)))[..., ::-1]
    return [np.roll(picture, number, axis=1).copy() for number in range(count)]


def test_a_camera_flows(desk, network, plug_in) -> None:
    plug_in(FakeCapture(shots(5)))
    topic = view(desk("camera:0", shown=False))
    topic.canvas.painted.emit(0.001)
    assert topic.pipeline.last.frame.index == 1
    assert topic.commands["record"].isEnabled()
    np.testing.assert_array_equal(pixels(topic.canvas.image), shots(2)[1][..., ::-1])


def test_a_camera_that_cannot_be_opened(desk, network, plug_in) -> None:
    plug_in()
    desktop = desk(CAFE)
    desktop.window.open_source("camera:0")
    assert "Camera 0 cannot be opened." in told(desktop)
    assert view(desktop).store.state.image == CAFE
    assert view(desktop).result is not None


def test_a_camera_that_is_unplugged_can_be_tried_again(desk, network, plug_in) -> None:
    plug_in(FakeCapture(shots(2)))
    desktop = desk("camera:0", shown=False)
    topic = view(desktop)
    for _ in range(3):
        topic.canvas.painted.emit(0.001)
    assert told(desktop) == "Camera 0 stopped and did not come back."
    assert not desktop.window.bar.retry.isHidden()
    np.testing.assert_array_equal(pixels(topic.canvas.image), shots(2)[1][..., ::-1])
    plug_in(FakeCapture(shots(3)))
    desktop.window.bar.retry.click()
    assert told(desktop) == ""
    assert topic.pipeline.last.frame.index == 0


def test_a_camera_that_comes_back_by_itself(desk, network, plug_in) -> None:
    plug_in(FakeCapture(shots(1)), FakeCapture(shots(4)[3:]))
    desktop = desk("camera:0", shown=False)
    view(desktop).canvas.painted.emit(0.001)
    assert told(desktop) == ""
    np.testing.assert_array_equal(pixels(view(desktop).canvas.image), shots(4)[3][..., ::-1])


def test_a_camera_that_freezes_is_told_and_goes_on(desk, network, plug_in, qtbot) -> None:
    gates = {12: threading.Event(), 40: threading.Event()}
    capture = FakeCapture([*shots(1) * 13, *shots(60)])
    capture.before_grab = lambda: gates[at].wait(20) if (at := capture.position) in gates else None
    plug_in(capture)
    desktop = desk("camera:0", threads=True)
    topic = view(desktop)
    qtbot.waitUntil(lambda: "the same picture for ever" in told(desktop), timeout=20000)
    qtbot.waitUntil(lambda: topic.result is not None, timeout=20000)
    assert topic.pipeline.last.frame.index <= 12
    gates[12].set()
    qtbot.waitUntil(lambda: topic.pipeline.last.frame.index > 12, timeout=20000)
    assert topic.store.state.image == "camera:0"
    qtbot.waitUntil(lambda: told(desktop) == "", timeout=20000)
    gates[40].set()


def test_a_camera_that_hangs_is_told(desk, network, plug_in, qtbot, monkeypatch) -> None:
    gate = threading.Event()
    hanging = FakeCapture(shots(3))
    hanging.before_grab = lambda: gate.wait(30) if hanging.position >= 0 else None
    plug_in(hanging)
    desktop = desk("camera:0", threads=True)
    topic = view(desktop)
    qtbot.waitUntil(lambda: topic.result is not None, timeout=20000)
    reader = topic.flow._stream.reader
    qtbot.waitUntil(lambda: reader._work is not None, timeout=20000)
    monkeypatch.setattr(reader, "_clock", lambda: 1e9)
    topic.tick()
    qtbot.waitUntil(lambda: "has given no picture for" in told(desktop), timeout=20000)
    assert topic.result is not None
    gate.set()


# --- networks ---------------------------------------------------------------


def copy_weights(folder: Path, monkeypatch) -> Path:
    """Let the program read its weights from a copy; return the file."""
    entry = manifest.find("yolov4-tiny")
    target = folder / entry.stored.file
    shutil.copy(resource("weights", entry.stored.file), target)

    def changed(*parts: str) -> Path:
        return target if parts[-1] == entry.stored.file else resource(*parts)

    monkeypatch.setattr(store, "resource", changed)
    return target


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100_000])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [remove, cut, flip])
def test_weights_that_are_missing_or_damaged(desk, tmp_path, monkeypatch, damage) -> None:
    target = copy_weights(tmp_path, monkeypatch)
    whole = target.read_bytes()
    damage(target)
    desktop = desk(CAFE)
    topic = view(desktop)
    assert "YOLOv4-tiny" in told(desktop)
    assert "import them from a file" in told(desktop)
    assert topic.result is None
    assert desktop.window.bar.retry.text() == "Fetch now"
    desktop.window.commands["save_picture"].trigger()
    assert "There is no picture to save yet." in told(desktop)

    # A failed download can be tried again, without a restart.
    def refuse(*_: object) -> None:
        raise main.UserError("The download failed.")

    monkeypatch.setattr(store, "fetch", refuse)
    topic.failed(store.MissingWeightsError("They are missing.", name="yolov4-tiny"))
    desktop.window.bar.retry.click()
    assert told(desktop) == "The download failed."
    assert desktop.window.bar.retry.text() == "Try again"

    monkeypatch.setattr(store, "fetch", lambda *_: target.write_bytes(whole))
    desktop.window.bar.retry.click()
    assert topic.result is not None
    assert [found.label for found in topic.result.detections][:2] == ["person", "cup"]


@pytest.fixture
def choose(monkeypatch):
    """Answers the question for a file to import."""

    def answer(path: object) -> None:
        monkeypatch.setattr(dialogs, "ask_open", lambda *_: str(path))

    return answer


def test_missing_weights_are_imported_from_a_file(desk, tmp_path, monkeypatch, choose) -> None:
    entry = manifest.find("yolov4-tiny")
    remove(copy_weights(tmp_path, monkeypatch))
    desktop = desk(CAFE)
    bar = desktop.window.bar
    assert (bar.retry.text(), bar.other.text()) == ("Fetch now", "Import from a file…")
    choose("")
    bar.other.click()
    assert "are not on this machine" in told(desktop)
    choose(CAFE)
    bar.other.click()
    assert "cafe.jpg holds other weights" in told(desktop)
    assert "needs yolov4-tiny.weights (24 MB)" in told(desktop)
    assert bar.retry.text() == "Import from a file…" and bar.other.isHidden()
    choose(resource("weights", entry.stored.file))
    bar.retry.click()
    assert told(desktop) == "YOLOv4-tiny (COCO, 80 classes) is ready."
    assert view(desktop).result.detections[0].label == "person"


def test_weights_are_imported_by_the_menu(desk, tmp_path, monkeypatch, choose) -> None:
    entry = manifest.find("yolov4-tiny")
    remove(copy_weights(tmp_path, monkeypatch))
    desktop = desk(CAFE)
    choose(CAFE)
    desktop.window.commands["import_weights"].trigger()
    assert "cafe.jpg holds no weights that are known here" in told(desktop)
    assert "yolov4-tiny.weights" in told(desktop)
    assert view(desktop).result is None
    choose(resource("weights", entry.stored.file))
    desktop.window.commands["import_weights"].trigger()
    assert told(desktop) == "YOLOv4-tiny (COCO, 80 classes) is ready."
    assert view(desktop).result.detections[0].label == "person"


def test_a_broken_network_falls_back_to_the_one_that_worked(desk, network, tmp_path) -> None:
    desktop = desk(CAFE)
    topic = view(desktop)
    state, picture = topic.store.state, topic.picture()
    for data in (b"", b"no network", b"\x08\x07" * 500):
        path = file_in(tmp_path, "mine.onnx", data)
        topic.store.update(model=path)
        assert "mine.onnx" in told(desktop)
        assert "unexpected" not in told(desktop)
        assert topic.store.state == state
        assert topic.controls.network.currentText() == "YOLOv4-tiny (COCO)"
        assert topic.picture() == picture


def test_another_network_by_dialog(desk, network, tmp_path, monkeypatch) -> None:
    from tests.nets.test_onnx import COUNT, NAMES, one_box, save

    table = one_box(np.zeros((3 * COUNT, 7)), 16, [32, 32, 20, 10, 0.9, 0.1, 0.8])
    path = save(tmp_path / "five.onnx", table, **NAMES)
    desktop = desk(CAFE)
    topic = view(desktop)
    monkeypatch.setattr(main, "ask_open", lambda *_: path)
    box = topic.controls.network
    box.activated.emit(box.count() - 1)
    assert told(desktop) == ""
    assert topic.store.state.model == path
    assert [found.label for found in topic.result.detections] == ["dog"]
    assert box.currentText() == "five.onnx"
    topic.set_view("numbers")
    assert "decoded boxes only" in topic.numbers_panel.text.text()
    # There is no script for it: that is said, not hidden.
    desktop.window.commands["copy_code"].trigger()
    assert "YOLOv4-tiny; choose it" in told(desktop)
    monkeypatch.setattr(main, "ask_open", lambda *_: "")
    box.activated.emit(box.count() - 1)
    assert topic.store.state.model == path
    topic.store.undo()
    topic.store.undo()
    assert topic.result.detections[0].label == "person"


def test_an_error_nobody_expected(desk, network, monkeypatch) -> None:
    desktop = desk(CAFE)
    topic = view(desktop)
    picture = topic.picture()

    def fail() -> None:
        raise ZeroDivisionError("division by zero")

    network.before = fail
    topic.store.update(input_size=320)
    assert "Something unexpected went wrong" in told(desktop)
    assert "division by zero" in told(desktop)
    assert topic.picture() == picture
    network.before = lambda: None
    desktop.window.bar.retry.click()
    assert topic.result.predictions.input_size == (320, 320)


def test_a_device_that_fails_is_told(desk, network, monkeypatch) -> None:
    notice = main.UserError("The memory of {device} is too small.", device="cuda:0")
    network.notice = notice
    desktop = desk(CAFE)
    assert told(desktop) == "The memory of cuda:0 is too small."
    desktop.window.bar.dismiss.click()
    view(desktop).store.update(input_size=320)
    # Said once, not with every frame.
    assert told(desktop) == ""


def test_the_real_network_is_what_the_window_loads(desk, monkeypatch) -> None:
    assert main.open_detector is open_detector
    assert process.open_detector is open_detector
    topic = view(desk(PARK))
    assert len(topic.result.detections) == 8
    QApplication.processEvents()
