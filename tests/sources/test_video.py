import math
from pathlib import Path

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.sources.video import VideoSource
from explorer.sources.writer import VideoWriter
from explorer.vision.cv import cv2
from tests.sources.fakes import FakeCapture


def make(path: Path, count: int = 30, rate: float = 20.0) -> Path:
    """A film whose brightness tells the number of the frame."""
    writer = VideoWriter(path, (64, 48), rate)
    for index in range(count):
        writer.write(np.full((48, 64, 3), index % 30 * 8, np.uint8), None)
    writer.close()
    return path


def number(pixels: np.ndarray) -> int:
    return round(float(pixels.mean()) / 8)


@pytest.mark.parametrize("name", ["film.avi", "film_01.mp4", "필름 %03d.mp4"])
def test_plays_to_its_end(tmp_path: Path, name: str) -> None:
    source = VideoSource(make(tmp_path / name))
    source.open()
    assert source.rate == pytest.approx(20)
    assert source.length == 30
    frames = [source.read() for _ in range(30)]
    assert [number(frame.pixels) for frame in frames] == list(range(30))
    assert [frame.index for frame in frames] == list(range(30))
    assert frames[-1].position == 1.0
    assert frames[0].pixels.flags.c_contiguous
    assert source.read() is None
    source.close()


@pytest.mark.parametrize("name", ["film.avi", "film.mp4"])
def test_seeks_also_after_the_end(tmp_path: Path, name: str) -> None:
    source = VideoSource(make(tmp_path / name))
    source.open()
    while source.read():
        pass
    for target, expected in ((12, 12), (0, 0), (29, 29), (-5, 0), (1000, 29)):
        source.seek(target)
        frame = source.read()
        assert (frame.index, number(frame.pixels)) == (expected, expected)
    source.close()


def test_colours_are_red_green_blue(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "a.avi", (64, 48), 20)
    writer.write(np.full((48, 64, 3), (220, 40, 10), np.uint8), None)
    writer.close()
    source = VideoSource(tmp_path / "a.avi")
    source.open()
    red, green, blue = source.read().pixels.mean(axis=(0, 1))
    assert red > 200
    assert green < 70
    assert blue < 50


def test_what_is_no_video(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("This is not a video.\n" * 100)
    (tmp_path / "empty.mp4").touch()
    for name, words in (
        ("text.mp4", "is not a video"),
        ("empty.mp4", "is empty"),
        ("missing.mp4", "does not exist"),
        ("", "is a folder"),
    ):
        with pytest.raises(UserError, match=words):
            VideoSource(tmp_path / name).open()


def test_a_file_cut_short_is_told_apart_from_an_end(tmp_path: Path) -> None:
    path = make(tmp_path / "film.avi", 40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    source = VideoSource(path)
    with pytest.raises(UserError, match=r"film\.avi"):
        source.open()
        while source.read():
            pass


def scripted(tmp_path: Path, frames: int, said: float, rate: float = 20, **options) -> VideoSource:
    (tmp_path / "film.mp4").write_bytes(b"film")
    properties = {cv2.CAP_PROP_FRAME_COUNT: said, cv2.CAP_PROP_FPS: rate}
    script = [np.full((4, 4, 3), index, np.uint8) for index in range(frames)]
    capture = FakeCapture(script, properties=properties, **options)
    source = VideoSource(tmp_path / "film.mp4", factory=lambda _path: capture)
    source.open()
    return source


def play(source: VideoSource) -> int:
    count = 0
    while source.read():
        count += 1
    return count


def test_breaking_off_in_the_middle(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="breaks off after 50 of 100"):
        play(scripted(tmp_path, 50, 100))


@pytest.mark.parametrize(("frames", "said"), [(97, 100), (9, 10), (100, 80), (5, 0), (5, -1e18)])
def test_a_count_that_is_a_little_wrong_is_an_end(tmp_path: Path, frames: int, said: float) -> None:
    assert play(scripted(tmp_path, frames, said)) == frames


def test_no_frame_at_all(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no frame"):
        play(scripted(tmp_path, 0, 100))


@pytest.mark.parametrize("rate", [0, -3, 90000, math.nan, math.inf])
def test_a_senseless_rate_becomes_a_usual_one(tmp_path: Path, rate: float) -> None:
    assert scripted(tmp_path, 3, 3, rate).rate == 25


def test_a_file_that_cannot_be_sought_is_played_again(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"film")
    script = [np.full((4, 4, 3), index, np.uint8) for index in range(9)]
    source = VideoSource(
        tmp_path / "film.mp4", factory=lambda _path: FakeCapture(script, seekable=False)
    )
    source.open()
    assert play(source) == 9
    source.seek(4)
    frame = source.read()
    assert frame.index == 4
    assert frame.pixels[0, 0, 0] == 4
