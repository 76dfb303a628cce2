"""The composition root: snapshots, starting without a screen, what is saved and restored."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core.errors import UserError
from explorer.snapshot import snapshot
from explorer.topics import TOPICS, find

pytestmark = pytest.mark.qt
ROOT = Path(__file__).parents[1]


def looks_alive(path: Path) -> bool:
    """Tell whether a picture shows more than a few plain colours."""
    image = Image.open(path).convert("RGB")
    return len(image.getcolors(maxcolors=10**8)) > 1000


@pytest.mark.parametrize("topic", [topic.id for topic in TOPICS])
@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "ko")])
def test_every_topic_gives_a_snapshot(qapp, tmp_path, topic, theme, language) -> None:
    target = tmp_path / "a.png"
    state = find(topic).load("state").State()
    snapshot(topic, state, (1000, 700), target, theme=theme, language=language)
    assert Image.open(target).size == (1000, 700)
    assert looks_alive(target)
    # The chrome is light or dark, as asked.
    corner = np.asarray(Image.open(target).convert("L"))[:30, 900:].mean()
    assert (corner > 128) == (theme == "light")


def test_a_snapshot_shows_the_state(qapp, tmp_path, sample) -> None:
    kind = find("yolo").load("state").State
    pictures = []
    for view in ("boxes", "pc"):
        target = tmp_path / f"{view}.png"
        snapshot("yolo", kind(image=str(sample), view=view), (1000, 700), target)
        pictures.append(np.asarray(Image.open(target)))
    assert (pictures[0] != pictures[1]).any(axis=2).mean() > 0.05


def test_a_snapshot_of_what_cannot_be_computed(qapp, tmp_path) -> None:
    kind = find("yolo").load("state").State
    with pytest.raises(UserError, match=r"gone.jpg does not exist."):
        snapshot("yolo", kind(image="gone.jpg"), (1000, 700), tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


def test_a_snapshot_of_a_network_that_is_none(qapp, tmp_path) -> None:
    (tmp_path / "bad.pt").write_text("no network")
    state = find("networks").load("state").State(model=str(tmp_path / "bad.pt"))
    with pytest.raises(UserError, match=r"bad.pt is damaged"):
        snapshot("networks", state, (1000, 700), tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


def test_a_snapshot_of_a_training_that_is_none(qapp, tmp_path) -> None:
    state = find("residual").load("state").State(view="training", depth=9)
    with pytest.raises(UserError, match="8 or 14, not 9"):
        snapshot("residual", state, (1000, 700), tmp_path / "a.png")


def test_a_snapshot_that_cannot_be_written(qapp, tmp_path, sample) -> None:
    (tmp_path / "a.png").mkdir()
    kind = find("yolo").load("state").State
    with pytest.raises(UserError, match="cannot be written"):
        snapshot("yolo", kind(image=str(sample)), (400, 300), tmp_path / "a.png")


def test_a_snapshot_on_the_command_line_with_twice_the_pixels(tmp_path, sample) -> None:
    target = tmp_path / "a.png"
    ended = subprocess.run(
        [
            sys.executable, "main.py", "snapshot", "yolo", "--image", str(sample),
            "--size", "700x500", "--scale", "2", "--theme", "dark", "--language", "ko",
            "-o", str(target),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert Image.open(target).size == (1400, 1000)
    assert looks_alive(target)


def test_the_program_says_how_memory_is_had_before_numpy_asks() -> None:
    script = (
        "import sys, explorer, os\n"
        "assert 'numpy' not in sys.modules\n"
        "print(os.environ['NUMPY_MADVISE_HUGEPAGE'])\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "NUMPY_MADVISE_HUGEPAGE"}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (0, "0\n"), ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize(
    "screen", [{}, {"DISPLAY": ":4711"}, {"DISPLAY": ":4711", "WAYLAND_DISPLAY": "wayland-4711"}]
)
def test_without_a_screen_it_says_so_and_writes_a_picture(tmp_path, home, screen) -> None:
    """None is named, or one that does not answer."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    ended = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        cwd=tmp_path, env={**environment, **screen},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "There is no screen" in ended.stdout
    assert str(tmp_path / "snapshot.png") in ended.stdout
    assert Image.open(tmp_path / "snapshot.png").size == (1280, 800)
    assert looks_alive(tmp_path / "snapshot.png")


def test_the_window_opens_and_closes_as_a_program(tmp_path, sample) -> None:
    """The real event loop, the real threads, and the way out."""
    script = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from explorer import app\n"
        "begin = app.Desktop.start\n"
        "def start(desktop, *rest):\n"
        "    begin(desktop, *rest)\n"
        "    desktop.timer = timer = QTimer()\n"
        "    def look():\n"
        "        topic = desktop.window.topic\n"
        "        if topic and topic.result:\n"
        "            timer.stop()\n"
        "            print(len(topic.result.detections))\n"
        "            desktop.window.close()\n"
        "    timer.timeout.connect(look)\n"
        "    timer.start(20)\n"
        "app.Desktop.start = start\n"
        "app.main(['--image', sys.argv[1]])\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", script, str(sample)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "6\n", "")
