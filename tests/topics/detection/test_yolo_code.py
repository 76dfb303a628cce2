"""The exported script runs by itself and asserts the numbers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PIL import Image

from explorer.core.errors import UserError
from explorer.topics.detection.yolo.state import State, compute, to_code


def run(script: str, folder) -> subprocess.CompletedProcess[str]:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(file)], cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_the_script_repeats_the_detections(tmp_path, sample) -> None:
    state = State(
        image=str(sample), score_threshold=0.3, iou_threshold=0.3, per_class=False, input_size=384,
        classes=("person", "cup", "pottedplant"),
    )  # fmt: skip
    script = to_code(state)
    assert "explorer" not in script.replace("CNN Explorer", "").replace(str(sample.parents[2]), "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[-1] == "The numbers are those that CNN Explorer shows."
    detections = compute(state).to_json()["detections"]
    assert len(detections) >= 3
    assert [line.split(" [")[0] for line in lines[:-1]] == [
        f"{entry['label']} {entry['score']:.3f}" for entry in detections
    ]


def test_the_script_fails_when_a_number_is_changed(tmp_path, sample) -> None:
    state = State(image=str(sample), score_threshold=0.9)
    best = compute(state).detections[0]
    shown = f"{best.score:.4f}"
    script = to_code(state)
    assert script.count(shown) == 1
    ended = run(script.replace(shown, f"{best.score - 0.01:.4f}"), tmp_path)
    assert ended.returncode != 0
    assert "AssertionError" in ended.stderr


def test_a_path_with_quotes_and_korean(tmp_path, sample) -> None:
    folder = tmp_path / 'it\'s "여기"'
    folder.mkdir()
    picture = folder / "고양이's.png"
    Image.open(sample).resize((300, 400)).save(picture)
    ended = run(to_code(State(image=str(picture), score_threshold=0.5)), tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_a_picture_that_other_readers_see_otherwise_is_kept(tmp_path, sample) -> None:
    """The script reads a plain copy of what was shown: here, the first of a folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    Image.open(sample).resize((300, 400)).save(folder / "a.bmp")
    script = to_code(State(image=str(folder)))
    assert f"PICTURE = '{folder}" not in script
    assert str(tmp_path / "home" / "pictures") in script


def test_no_script_for_a_network_of_the_users_own(sample) -> None:
    with pytest.raises(UserError, match="written for YOLOv4-tiny"):
        to_code(State(image=str(sample), model="mine.onnx"))
