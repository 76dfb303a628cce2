"""The non-max suppression topic: OpenCV, examples by hand, the exported scripts."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.topics.detection.nms import process
from explorer.topics.detection.nms.presets import PRESETS
from explorer.topics.detection.nms.state import State, compute, to_code
from explorer.vision.cv import cv2
from tests.topics.detection.conftest import PARK, load_once


@pytest.fixture(autouse=True)
def one_detector(monkeypatch):
    monkeypatch.setattr(process, "open_detector", load_once)


def with_(**changes):
    return fields.change(State(), changes)


def example(name, **changes):
    return fields.change(State(), {**PRESETS[name].changes, **changes})


def numbers(state):
    return json.loads(json.dumps(compute(state).to_json(), allow_nan=False))


def random_state(seed, count, **changes):
    random = np.random.default_rng(seed)
    # Whole numbers, some of them negative: equal boxes, ties, outside of any picture.
    corner = random.integers(-20, 60, (count, 2))
    boxes = np.concatenate([corner, corner + random.integers(1, 40, (count, 2))], axis=1)
    return with_(
        boxes=boxes.tolist(),
        scores=(random.integers(0, 21, count) / 20).tolist(),
        labels=random.integers(0, 3, count).tolist(),
        **changes,
    )


def opencv(state):
    boxes = np.array(state.boxes, float).reshape(-1, 4)
    boxes[:, 2:] -= boxes[:, :2]
    scores = np.array(state.scores, np.float32)
    least, most = state.score_threshold, state.iou_threshold
    if not state.per_class:
        return list(cv2.dnn.NMSBoxes(boxes, scores, least, most))
    # Class by class: NMSBoxesBatched moves the classes apart by the largest coordinate, which
    # is too little where others are negative.
    kept = []
    for label in set(state.labels):
        own = np.flatnonzero(np.array(state.labels) == label)
        kept += own[list(cv2.dnn.NMSBoxes(boxes[own], scores[own], least, most))].tolist()
    return sorted(kept, key=lambda index: (-scores[index], index))


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.booleans(),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1),
)
@also(0, 30, True, 0.0, 0.0)
def test_kept_is_what_opencv_keeps(seed, count, per_class, least, most):
    state = random_state(
        seed, count, per_class=per_class, score_threshold=least, iou_threshold=most
    )
    told = numbers(state)
    assert told["kept"] == opencv(state)
    assert told["counts"] == {
        "raw": count,
        "dropped": sum(np.float32(s) <= np.float32(least) for s in state.scores),
        "kept": len(told["kept"]),
        "suppressed": len(told["suppressed"]),
    }
    assert sum(told["counts"].values()) == 2 * count


def test_two_cars_by_hand():
    told = numbers(example("cars"))
    assert told["kept"] == [2, 0]
    # 220 x 150 and 210 x 150 overlap in 190 x 135; 250 x 170 and 240 x 170 in 220 x 150.
    assert told["suppressed"] == [
        {"index": 4, "by": 2, "iou": pytest.approx(33_000 / (42_500 + 40_800 - 33_000))},
        {"index": 1, "by": 0, "iou": pytest.approx(25_650 / (33_000 + 31_500 - 25_650))},
    ]
    assert told["counts"] == {"raw": 5, "dropped": 1, "kept": 2, "suppressed": 2}
    assert told["steps"] == 7
    steps = [numbers(example("cars", step=step))["now"] for step in range(7)]
    assert [step["action"] for step in steps] == [
        "raw", "drop", "pick", "remove", "pick", "remove", "done",
    ]  # fmt: skip
    assert [step["best"] for step in steps] == [-1, -1, 2, 2, 0, 0, -1]
    assert [step["removed"] for step in steps] == [[], [], [], [4], [], [1], []]


def test_lowering_the_iou_threshold_removes_more_and_raising_the_score_threshold_drops_more():
    kept = [
        numbers(random_state(3, 60, iou_threshold=t))["counts"]["kept"] for t in (0.8, 0.5, 0.2, 0)
    ]
    assert kept == sorted(kept, reverse=True) and kept[0] > kept[-1]
    dropped = [
        numbers(random_state(3, 60, score_threshold=t))["counts"]["dropped"] for t in (0.1, 0.5, 1)
    ]
    assert dropped == sorted(dropped) and dropped[0] < dropped[-1] == 60


def test_a_removed_box_removes_nobody():
    assert numbers(example("chain"))["kept"] == [0, 2]


def test_classes_keep_apart_unless_all_count():
    assert numbers(example("classes"))["kept"] == [0, 1]
    assert numbers(example("classes", per_class=False))["kept"] == [0]


def test_soft_nms_keeps_the_crowd_that_nms_thins_out():
    told = numbers(example("crowd", view="soft", method="gaussian", sigma=0.5))
    assert told["kept"] == [0, 2]
    assert {0, 1, 2, 3} <= set(told["soft"]["kept"])
    # Box 4 lies on box 0: 0.6 exp(-0.909^2 / 0.5) is far below the threshold.
    overlap = told["suppressed"][1]["iou"]
    assert told["soft"]["scores"][4] == pytest.approx(0.6 * np.exp(-(overlap**2) / 0.5))
    assert "soft" not in numbers(example("crowd"))


@pytest.mark.parametrize("per_class", [True, False])
def test_curves_count_what_the_thresholds_keep(per_class):
    state = random_state(8, 50, per_class=per_class, score_threshold=0.3, view="thresholds")
    curves = numbers(state)["curves"]
    for place in (0, 4, 9, 20):
        at = fields.change(state, {"iou_threshold": curves["iou_thresholds"][place]})
        assert curves["kept_by_iou"][place] == len(opencv(at))
    for place in (0, 25, 30, 71, 100):
        least = curves["score_thresholds"][place]
        at = fields.change(state, {"score_threshold": least})
        assert curves["kept_by_score"][place] == len(opencv(at))
        assert curves["above"][place] == sum(np.float32(s) > np.float32(least) for s in at.scores)


def test_raw_boxes_of_the_detector_end_as_in_the_detector_topic(park):
    state = with_(image=PARK)
    result = compute(state)
    assert len(result.raw) == int((park.predictions.scores > 0.05).sum())
    found = [(result.raw.labels[i], result.raw.boxes[i].tolist()) for i in result.steps.kept]
    assert found == [(one.label, list(one.box)) for one in park.result.detections]


def test_no_boxes_are_no_reason_to_look_for_some():
    told = numbers(with_(boxes=[]))
    assert told["kept"] == told["suppressed"] == [] and told["steps"] == 3
    assert numbers(with_(boxes=[], image=PARK))["counts"]["raw"] == 0


def test_fifty_thousand_boxes():
    random = np.random.default_rng(1)
    corner = random.random((50_000, 2)) * 2000
    boxes = np.concatenate([corner, corner + random.random((50_000, 2)) * 200], axis=1)
    state = with_(
        boxes=boxes.tolist(),
        scores=random.random(50_000).tolist(),
        labels=random.integers(0, 80, 50_000).tolist(),
        score_threshold=0.9,
        step=5000,
    )
    assert numbers(state)["kept"] == opencv(state)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"boxes": [[0, 0, 1]], "scores": [1]}, "four numbers"),
        ({"boxes": [[0, 0, 1, 1]], "scores": []}, "boxes: 1, of scores: 0"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [0.5], "labels": ["a", "b"]}, "classes: 2"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [1.5]}, "between 0 and 1"),
        ({"boxes": [[0, 0, 1, float("nan")]], "scores": [1]}, "must be a number"),
        ({"boxes": "car"}, "list of boxes"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [1], "labels": [1.5]}, "list of texts"),
        ({"scores": [0.5]}, "no boxes"),
        ({"iou_threshold": 1.1}, "between 0 and 1"),
        ({"image": "nowhere.png"}, "does not exist"),
    ],
)
def test_what_does_not_fit_is_said(changes, words):
    with pytest.raises(UserError, match=words):
        compute(with_(**changes))


def run(script, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(script)
    return subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, cwd=tmp_path
    )


@pytest.mark.parametrize(
    "state",
    [
        *(example(name) for name in PRESETS),
        example("crowd", view="soft", method="linear"),
        random_state(2, 60, iou_threshold=0.3, view="soft"),
        random_state(2, 60, per_class=False, score_threshold=0.6),
        with_(boxes=[]),
    ],
    ids=[*PRESETS, "soft", "many, soft", "over all", "none"],
)
def test_the_script_repeats_the_numbers(tmp_path, state):
    script = to_code(state)
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


def test_the_script_fails_when_a_number_is_changed(tmp_path):
    script = to_code(example("cars"))
    assert script.count("KEPT = [2, 0]") == 1
    ended = run(script.replace("KEPT = [2, 0]", "KEPT = [2, 1]"), tmp_path)
    assert "AssertionError" in ended.stderr


def test_given_boxes_need_neither_torch_nor_qt():
    program = (
        "import sys; from explorer.topics.detection.nms.state import State, compute;"
        "compute(State(boxes=((0.0, 0.0, 1.0, 1.0),), scores=(0.5,))).to_json();"
        "print(sorted({'torch', 'PySide6'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
