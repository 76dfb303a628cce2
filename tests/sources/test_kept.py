"""Pictures that are kept because they exist nowhere else."""

import os
import tempfile

import numpy as np

from explorer.sources import kept
from explorer.sources.kept import DRAWINGS, is_drawing, keep_picture
from explorer.vision.images import load_picture


def picture(value: int) -> np.ndarray:
    return np.full((4, 5, 3), value, np.uint8)


def test_drawings_do_not_push_pictures_out(monkeypatch) -> None:
    monkeypatch.setitem(kept.KEPT, DRAWINGS, 3)
    pasted = keep_picture(picture(0))
    drawn = []
    for value in range(5):
        drawn.append(keep_picture(picture(value), DRAWINGS))
        os.utime(drawn[-1], (value, value))
    assert [path.exists() for path in drawn] == [False, False, True, True, True]
    assert np.array_equal(load_picture(pasted).pixels, picture(0))
    assert np.array_equal(load_picture(drawn[-1]).pixels, picture(4))


def test_a_drawing_is_told_from_other_sources() -> None:
    assert is_drawing(str(keep_picture(picture(1), DRAWINGS)))
    assert not is_drawing(str(keep_picture(picture(1))))
    for spec in ("", "camera:0", "/elsewhere/drawings/a.png"):
        assert not is_drawing(spec)


def test_where_the_home_cannot_be_written_a_temporary_folder_does(
    home, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    home.write_text("a file in the place of the folder")
    pasted, drawn = keep_picture(picture(0)), keep_picture(picture(1), DRAWINGS)
    assert tmp_path / "temporary" in pasted.parents
    assert np.array_equal(load_picture(pasted).pixels, picture(0))
    assert is_drawing(str(drawn)) and not is_drawing(str(pasted))
