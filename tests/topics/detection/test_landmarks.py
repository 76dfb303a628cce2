"""From faces to vector, eyes and pose; and the script that repeats them."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.sources.open import first_frame
from explorer.topics.detection.landmarks import navigate, presets, sheet
from explorer.topics.detection.landmarks.process import run_once
from explorer.topics.detection.landmarks.result import interpret
from explorer.topics.detection.landmarks.state import FIRST_PICTURE, State, compute, to_code

COFFEE = str(resource("samples", "coffee.jpg"))


@pytest.fixture(scope="module")
def found():
    """The faces of the collage, found once."""
    return run_once(State()).found


@pytest.fixture
def look(found):
    return lambda **changes: interpret(found, (480, 960), State(**changes))


@pytest.mark.parametrize(("points", "length"), [("5", 11), ("468", 937)])
def test_y_is_whether_there_is_a_face_and_two_numbers_a_landmark(look, points, length) -> None:
    result = look(points=points, face=3)
    content = result.to_json()
    assert len(content["vector"]) == content["length"] == length
    assert content["vector"][0] == 1
    face = content["faces"][2]
    assert content["landmarks"] == face["landmarks"]
    # As shares of a picture 960 wide and 480 high.
    assert content["vector"][1::2] == pytest.approx([x / 960 for x, _ in face["landmarks"]])
    assert content["vector"][2::2] == pytest.approx([y / 480 for _, y in face["landmarks"]])
    assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_without_a_face_the_rest_of_y_does_not_matter() -> None:
    content = compute(State(image=COFFEE)).to_json()
    assert content["vector"] == [0.0] + [None] * 10
    assert content["landmarks"] == content["faces"] == []
    assert content["open"] is None


def test_thresholds_drop_faces_and_close_eyes(look) -> None:
    assert len(look(score_threshold=0.3).faces) >= 8
    scores = [face.found.score for face in look().faces]
    middle = round(sorted(scores)[4], 2) + 0.001
    kept = look(score_threshold=middle).faces
    assert len(kept) == sum(score >= middle for score in scores) < 8
    # One of the eight has her eyes closed.
    assert look().to_json()["closed"] == 1
    assert look(eye_threshold=0.0).to_json()["closed"] == 0
    assert look(eye_threshold=0.5).to_json()["closed"] == 8


def test_the_ratio_of_an_eye_is_that_of_its_six_points(look) -> None:
    for face in look().faces:
        for eye in face.eyes.values():
            p1, p2, p3, p4, p5, p6 = eye.points
            heights = np.hypot(*(p2 - p6)) + np.hypot(*(p3 - p5))
            assert eye.ratio == pytest.approx(heights / (2 * np.hypot(*(p1 - p4))), rel=1e-5)
            assert eye.open == (eye.ratio >= 0.2)


def test_the_heads_of_the_collage_are_turned_as_one_sees(look) -> None:
    poses = {}
    for face in look().faces:
        x, y = face.found.five[2]
        poses[int(y // 240), int(x // 240)] = face.pose
    assert abs(poses[0, 0].yaw) < 8, "looks straight ahead"
    assert poses[0, 1].yaw > 15, "turned to the right of the picture"
    assert poses[1, 1].roll > 10, "tilted to the right"
    assert poses[1, 2].pitch < -12, "looks down"


def test_a_face_or_landmark_that_is_not_there(look) -> None:
    assert look(face=99).focus == 7
    assert look(face=99, score_threshold=1.0).focus is None
    assert look(points="5", landmark=6).marked is None
    assert look(points="5", landmark=5).marked == 4
    with pytest.raises(UserError, match="does not exist"):
        compute(State(image="nowhere.png"))


def test_what_lies_at_a_point_and_what_comes_next(look) -> None:
    result = look(landmark=5)
    x, y = result.faces[6].landmarks[2].tolist()
    assert navigate.landmark_at(result, x + 2, y - 1, 5, range(5)) == (6, 2)
    assert navigate.landmark_at(result, x + 2, y - 1, 5, (0, 1)) is None
    assert navigate.face_at(result, x, y) == 6
    assert navigate.face_at(result, 1, 1) is None
    assert navigate.next_landmark(result, 1, range(5)) == 0
    assert navigate.next_landmark(result, -1, range(5)) == 3
    assert navigate.next_landmark(look(), -1, (0, 3)) == 3
    assert navigate.landmark_at(look(score_threshold=1.0), x, y, 5, range(5)) is None


def test_the_sheet_has_every_landmark_of_every_face(look) -> None:
    titles, *rows = sheet.rows(look())
    assert len(rows) == 8 * 5
    assert [row[:3] for row in rows[:2]] == [[1, 1, "right eye"], [1, 2, "left eye"]]
    assert all(len(row) == len(titles) for row in rows)


def test_the_examples_have_as_many_faces_as_they_say() -> None:
    counts = {
        name: len(compute(State(**preset.changes)).faces)
        for name, preset in presets.PRESETS.items()
    }
    assert counts["faces"] == 8
    assert counts["cafe"] == 1
    assert counts["park"] == 2
    assert counts["none"] == 0


def run(script: str, folder) -> subprocess.CompletedProcess[str]:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(file)], cwd=folder, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    "state",
    [State(points="468", input_size=960), State(score_threshold=0.94), State(image=COFFEE)],
    ids=["mesh", "five", "none"],
)
def test_the_script_finds_the_same(tmp_path, state) -> None:
    script = to_code(state)
    assert "explorer." not in script
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[-1] == "The numbers are those that CNN Explorer shows."
    assert len(lines) - 1 == len(compute(state).faces)


def test_the_script_fails_when_a_number_is_changed(tmp_path) -> None:
    state = State(score_threshold=0.95)
    yaw = f"{compute(state).faces[0].pose.yaw:.2f}"
    script = to_code(state)
    assert f"[{yaw.rstrip('0')}, " in script
    ended = run(script.replace(f"[{yaw.rstrip('0')}, ", "[77, "), tmp_path)
    assert ended.returncode != 0
    assert "AssertionError" in ended.stderr


def test_the_first_picture_is_there() -> None:
    assert first_frame(FIRST_PICTURE).pixels.shape == (480, 960, 3)
