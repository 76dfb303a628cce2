"""Pictures, folders and the demo reel, and how a source is chosen."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.sources.demo import FADE_FRAMES, SHOT_FRAMES, DemoReel
from explorer.sources.folder import FolderSource, natural_key
from explorer.sources.open import open_source
from explorer.sources.picture import PictureSource
from explorer.vision.images import load_picture, save_picture


def save(path: Path, value: int) -> None:
    save_picture(path, np.full((6, 8, 3), value, np.uint8))


def test_picture_gives_one_frame(sample: Path) -> None:
    source = PictureSource(sample)
    source.open()
    frame = source.read()
    assert (frame.index, frame.name, frame.position) == (0, "cafe.jpg", 1.0)
    assert frame.pixels.shape == (1280, 859, 3)
    assert source.read() is None
    source.seek(0)
    assert source.read() is not None
    source.close()


def test_folder_lists_as_a_person_would(tmp_path: Path) -> None:
    for number in (10, 2, 1):
        save(tmp_path / f"Picture{number}.png", number)
    save(tmp_path / "a.png", 0)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "sub.png").mkdir()
    source = FolderSource(tmp_path)
    source.open()
    assert source.length == 4
    frames = [source.read() for _ in range(4)]
    assert [f.name for f in frames] == ["a.png", "Picture1.png", "Picture2.png", "Picture10.png"]
    assert [f.position for f in frames] == [0.25, 0.5, 0.75, 1.0]
    assert source.read() is None
    source.seek(99)
    assert source.read().name == "Picture10.png"
    source.seek(-1)
    assert source.read().name == "a.png"


def test_natural_order_of_any_names() -> None:
    names = ["10", "a", "9b", "a10", "A9", "", "é1", "²", "1.5", "01"]
    assert sorted(names, key=natural_key) == [
        *("", "01", "1.5", "9b", "10"),
        *("a", "A9", "a10", "²", "é1"),
    ]


@pytest.fixture
def broken(tmp_path: Path) -> FolderSource:
    """An open folder with good pictures 2, 5 and 6; 1, 3, 4 and 7 cannot be read."""
    for number in (2, 5, 6):
        save(tmp_path / f"{number}.png", number)
    for number in (1, 3, 4, 7):
        (tmp_path / f"{number}.png").write_text("broken")
    source = FolderSource(tmp_path)
    source.open()
    return source


def test_broken_pictures_are_skipped_in_order(broken: FolderSource) -> None:
    frames = [broken.read() for _ in range(3)]
    assert [(frame.name, frame.index) for frame in frames] == [
        ("2.png", 1), ("5.png", 4), ("6.png", 5),
    ]  # fmt: skip
    assert "1.png" in frames[0].note and "3.png, 4.png" in frames[1].note
    assert frames[2].note is None
    assert broken.read() is None


@pytest.mark.parametrize(
    ("shown", "sought", "comes", "skipped"),
    [
        (1, 2, "5.png", "3.png, 4.png"),
        (4, 3, "2.png", "4.png, 3.png"),
        # Nothing good lies farther on: what was on screen stays.
        (5, 6, "6.png", "7.png"),
        (1, 0, "2.png", "1.png"),
        # From afar, as by a click on the time line.
        (1, 6, "6.png", "7.png"),
        (5, 0, "2.png", "1.png"),
    ],
)
def test_broken_pictures_do_not_bar_the_way(broken, shown, sought, comes, skipped) -> None:
    broken.seek(shown)
    assert broken.read().note is None
    broken.seek(sought)
    frame = broken.read()
    assert frame.name == comes
    assert frame.note == f"Skipped, because they cannot be read: {skipped}."


def test_folders_without_good_pictures(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no picture"):
        FolderSource(tmp_path).open()
    with pytest.raises(UserError, match="does not exist"):
        FolderSource(tmp_path / "missing").open()
    (tmp_path / "1.png").write_text("broken")
    source = FolderSource(tmp_path)
    source.open()
    with pytest.raises(UserError, match="None of the 1"):
        source.read()


def test_a_picture_deleted_meanwhile_is_skipped(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        save(tmp_path / f"{number}.png", number)
    source = FolderSource(tmp_path)
    source.open()
    source.read()
    (tmp_path / "2.png").unlink()
    assert source.read().name == "3.png"


def test_what_the_user_names_is_found(tmp_path: Path, sample: Path) -> None:
    assert type(open_source("")).__name__ == "DemoReel"
    assert type(open_source("camera:2")).__name__ == "CameraSource"
    assert type(open_source(str(sample))).__name__ == "PictureSource"
    assert type(open_source(str(tmp_path))).__name__ == "FolderSource"
    (tmp_path / "Film.MP4").touch()
    assert type(open_source(str(tmp_path / "Film.MP4"))).__name__ == "VideoSource"
    for spec in ("camera:", "camera:x", "camera:-1"):
        with pytest.raises(UserError, match="names no camera"):
            open_source(spec)
    for spec in (str(tmp_path / "missing.mp4"), "x" * 5000, "a\0b"):
        with pytest.raises(UserError, match="does not exist"):
            open_source(spec)


def test_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERPROFILE" if os.name == "nt" else "HOME", str(tmp_path))
    save(tmp_path / "a.png", 1)
    assert open_source("~/a.png").path == tmp_path / "a.png"


def test_demo_reel_is_alive_smooth_and_the_same_each_time() -> None:
    source, again = DemoReel(), DemoReel()
    source.open()
    again.open()
    frames = [source.read().pixels for _ in range(60)]
    assert frames[0].shape == (480, 640, 3)
    assert frames[0].flags.c_contiguous
    np.testing.assert_array_equal(frames[41], again.frame(41))
    assert np.abs(frames[0].astype(int) - frames[59]).mean() > 5
    steps = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(frames)]
    assert max(steps) < 10


def test_demo_reel_fades_and_goes_round() -> None:
    source = DemoReel()
    source.open()
    count = len(source._files)
    for edge in (SHOT_FRAMES - FADE_FRAMES, SHOT_FRAMES):
        before, after = source.frame(edge - 1).astype(int), source.frame(edge).astype(int)
        assert np.abs(before - after).mean() < 15
    # The journey differs from round to round, the picture is the same one.
    source.seek(SHOT_FRAMES * count)
    assert source.read().index == SHOT_FRAMES * count
    source.close()


def test_demo_reel_of_other_pictures(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no picture"):
        DemoReel(tmp_path).open()
    rng = np.random.default_rng(0)
    for number, size in enumerate([(5, 300, 3), (300, 5, 3), (1, 1, 3)]):
        save_picture(tmp_path / f"{number}.png", rng.integers(0, 256, size, np.uint8))
    source = DemoReel(tmp_path)
    source.open()
    for index in range(0, 3 * SHOT_FRAMES, 50):
        assert source.frame(index).shape == (480, 640, 3)


def test_samples_can_be_read_and_are_named_with_their_licence() -> None:
    folder = resource("samples")
    files = sorted(folder.glob("*.jpg"))
    assert len(files) >= 4
    text = (folder / "LICENSES.md").read_text(encoding="utf-8")
    for file in files:
        assert f"`{file.name}`" in text
        assert load_picture(file).note is None
    assert sum(file.stat().st_size for file in files) < 2_000_000
