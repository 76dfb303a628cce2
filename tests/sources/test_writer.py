from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.sources import writer as module
from explorer.sources.writer import VideoWriter
from explorer.vision.cv import cv2


def shade(value: int, height: int = 48, width: int = 64) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def read_back(path: Path) -> tuple[list[int], tuple[int, int], float]:
    """Return the brightness of each frame, the size and the rate."""
    capture = cv2.VideoCapture(str(path))
    assert capture.isOpened()
    rate, values, size = capture.get(cv2.CAP_PROP_FPS), [], (0, 0)
    while True:
        good, image = capture.read()
        if not good:
            break
        values.append(round(float(image.mean()) / 10) * 10)
        size = image.shape[1], image.shape[0]
    capture.release()
    return values, size, rate


@pytest.mark.parametrize("suffix", [".mp4", ".avi"])
def test_frame_by_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    writer = VideoWriter(path, (64, 48), 12.5)
    for value in range(0, 200, 10):
        writer.write(shade(value), None)
        assert not path.exists()
    assert writer.frames == 20
    writer.close()
    writer.close()
    assert writer.bytes == path.stat().st_size > 0
    values, size, rate = read_back(path)
    assert values == list(range(0, 200, 10))
    assert (size, rate) == ((64, 48), 12.5)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_live_pictures_play_at_the_speed_of_life(tmp_path: Path) -> None:
    path = tmp_path / "live.avi"
    writer = VideoWriter(path, (64, 48), 10)
    # Time stamps count from anywhere; 0.5 s without a picture; two at nearly one time.
    for value, seconds in ((0, 7.0), (50, 7.1), (100, 7.6), (150, 7.62), (200, 7.7)):
        writer.write(shade(value), seconds)
    writer.close()
    assert read_back(path)[0] == [0, 50, 50, 50, 50, 50, 150, 200]


def test_live_at_a_steady_rate_of_another_kind(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "live.avi", (64, 48), 20)
    for index in range(90):
        writer.write(shade(index), 3 + index / 30)
    writer.close()
    assert abs(writer.frames - 60) <= 1


def test_a_long_standstill_is_cut_short(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "live.avi", (64, 48), 10)
    writer.write(shade(0), 0.0)
    writer.write(shade(100), 3600.0)
    writer.write(shade(200), 3600.1)
    writer.close()
    assert writer.frames <= 103


def test_odd_sizes_and_changing_sizes(tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    writer = VideoWriter(path, (65, 49), 10)
    assert writer.size == (64, 48)
    writer.write(shade(100, 49, 65), None)
    writer.write(shade(100, 200, 100), None)
    writer.close()
    assert read_back(path)[:2] == ([100, 100], (64, 48))


def test_discarded(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"older")
    writer = VideoWriter(path, (64, 48), 10)
    writer.write(shade(1), None)
    writer.close(discard=True)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]
    with pytest.raises(UserError, match="already closed"):
        writer.write(shade(1), None)


def test_nothing_recorded_leaves_nothing(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "film.mp4", (64, 48), 10)
    with pytest.raises(UserError, match="Nothing was recorded"):
        writer.close()
    assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("file", "missing"):
        with pytest.raises(UserError, match=f"There is no folder .*{folder}"):
            VideoWriter(tmp_path / folder / "film.mp4", (64, 48), 10)
    with pytest.raises(UserError, match=r"\.mp4, \.avi, not film\.gif"):
        VideoWriter(tmp_path / "film.gif", (64, 48), 10)
    with pytest.raises(UserError, match="cannot be written"):
        VideoWriter(tmp_path / ("long" * 100 + ".mp4"), (64, 48), 10)


def test_no_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.CODECS, ".mp4", "????")
    with pytest.raises(UserError, match="cannot write"):
        VideoWriter(tmp_path / "film.mp4", (64, 48), 10)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_keeps_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    path = tmp_path / "film.avi"
    writer = VideoWriter(path, (64, 48), 10)
    for value in range(24):
        writer.write(shade(value), None)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _path: usage(10, 9, 1))
    with pytest.raises(UserError, match="disk is full"):
        writer.write(shade(30), None)
    writer.close()
    assert len(read_back(path)[0]) == 25


def test_bytes_that_never_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VideoWriter, "bytes", 0)
    writer = VideoWriter(tmp_path / "film.avi", (64, 48), 10)
    with pytest.raises(UserError, match="cannot be written"):
        for value in range(module.PATIENCE_FRAMES):
            writer.write(shade(value % 250), None)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_whole_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.avi"
    path.write_bytes(b"older")
    writer = VideoWriter(path, (64, 48), 10)
    for value in range(20):
        writer.write(shade(value), None)
    writer.frames = 500  # what reached the disk is less than what was written
    with pytest.raises(UserError, match="not whole"):
        writer.close()
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["film.avi"]
