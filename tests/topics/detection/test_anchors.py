"""The anchors topic: a plain loop, examples by hand, the detector, the exported scripts."""

import json
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled, CancelToken
from explorer.topics.detection.anchors import process, sheet
from explorer.topics.detection.anchors.clusters import Run
from explorer.topics.detection.anchors.presets import PRESETS
from explorer.topics.detection.anchors.state import State, compute, to_code
from explorer.vision.label_files import LabelSet
from explorer.vision.label_shapes import generate
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


def filled(target):
    return {
        (row, column, anchor): vector
        for row, line in enumerate(target)
        for column, cell in enumerate(line)
        for anchor, vector in enumerate(cell)
        if vector[0]
    }


def test_the_example_of_the_course_by_hand():
    told = numbers(State())
    assert told["shape"] == [3, 3, 2, 8] and told["length"] == 144
    # 640 x 480 in 3 x 3 cells of 213.3 x 160; both midpoints are (320, 330).
    x, y = 320 / (640 / 3) - 1, 330 / 160 - 2
    assert filled(told["target"]) == {
        (2, 1, 0): pytest.approx([1, x, y, 240 / 160, 80 / (640 / 3), 1, 0, 0]),
        (2, 1, 1): pytest.approx([1, x, y, 160 / 160, 300 / (640 / 3), 0, 1, 0]),
    }
    tall, wide = (0.12 * 640) * (0.5 * 480), (0.45 * 640) * (0.3 * 480)
    ious = [a["ious"] for a in told["assignments"]]
    assert ious[0][0] == pytest.approx(tall / (80 * 240))
    assert ious[0][1] == pytest.approx(80 * 144 / (80 * 240 + wide - 80 * 144))
    assert ious[1][1] == pytest.approx(wide / (300 * 160))
    assert told["mean_iou"] == pytest.approx((ious[0][0] + ious[1][1]) / 2)
    assert told["unassigned"] == [] and told["max_difference"] < 1e-9


@pytest.mark.parametrize(
    ("name", "unassigned"),
    [
        ("one_anchor", [(1, "taken", 0)]),
        ("alike", [(1, "taken", 0)]),
        ("three", [(2, "taken", 1)]),
        ("borders", [(3, "outside", -1), (4, "empty", -1)]),
        ("fine", []),
        ("park", []),
        ("empty", []),
    ],
)
def test_who_finds_no_slot(name, unassigned):
    told = numbers(example(name))
    assert [(u["index"], u["reason"], u["by"]) for u in told["unassigned"]] == unassigned
    assert told["collisions"] == sum(reason == "taken" for _, reason, _ in unassigned)
    count = len(PRESETS[name].changes["boxes"])
    assert len(told["assignments"]) == len(filled(told["target"])) == count - len(unassigned)


def loop(state, size):
    """The target as a plain loop, in the order of the list."""
    target, places = {}, []
    for number, (box, label) in enumerate(zip(state.boxes, state.labels, strict=True)):
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            places.append((number, "empty"))
            continue
        # In fractions: ties are ties.
        share = (Fraction(width) / size[0], Fraction(height) / size[1])
        ious = []
        for w, h in (map(Fraction, shape) for shape in state.anchors):
            common = min(share[0], w) * min(share[1], h)
            ious.append(common / (share[0] * share[1] + w * h - common))
        best = ious.index(max(ious))
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not (0 <= x <= size[0] and 0 <= y <= size[1]):
            places.append((number, "outside"))
            continue
        column = min(int(x * state.grid / size[0]), state.grid - 1)
        row = min(int(y * state.grid / size[1]), state.grid - 1)
        if (row, column, best) in target:
            places.append((number, "taken"))
            continue
        classes = [float(name == label) for name in state.classes]
        target[row, column, best] = [
            1, x * state.grid / size[0] - column, y * state.grid / size[1] - row,
            height * state.grid / size[1], width * state.grid / size[0], *classes,
        ]  # fmt: skip
    return target, places


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(1, 19), st.integers(1, 9))
def test_random_states_are_what_a_plain_loop_says(seed, count, grid, anchors):
    random = np.random.default_rng(seed)
    # Whole numbers, from outside of the sheet to beyond it, some boxes twice, some empty.
    corner = random.integers(-40, 640, (count, 2))
    boxes = np.concatenate([corner, corner + random.integers(0, 200, (count, 2))], axis=1)
    state = with_(
        boxes=boxes[random.integers(0, count, count)].tolist() if count else [],
        labels=random.choice(["a", "b"], count).tolist(),
        classes=["a", "b"],
        grid=grid,
        anchors=(random.integers(1, 17, (anchors, 2)) / 16).tolist(),
    )
    told = numbers(state)
    target, places = loop(state, (640, 480))
    assert {
        slot: pytest.approx(vector) for slot, vector in filled(told["target"]).items()
    } == target
    assert [(u["index"], u["reason"]) for u in told["unassigned"]] == places
    assert told["max_difference"] < 1e-9
    for found in told["decoded"]:
        assert found["box"] == pytest.approx(list(state.boxes[found["index"]]), abs=1e-9)
        assert found["label"] == state.labels[found["index"]]


def test_fifty_thousand_boxes():
    random = np.random.default_rng(1)
    corner = random.integers(0, 600, (50_000, 2))
    boxes = np.concatenate([corner, corner + random.integers(1, 90, (50_000, 2))], axis=1)
    labels = random.choice(["pedestrian", "car"], 50_000).tolist()
    state = with_(boxes=boxes.tolist(), labels=labels, grid=19)
    result = compute(state)
    target, places = loop(state, (640, 480))
    assert len(result.encoded.assigned) == len(target)
    assert np.flatnonzero(result.encoded.fates).tolist() == [number for number, _ in places]
    assert len(sheet.rows(result)) == 50_001


def test_labels_are_names_or_places():
    boxes = [[0, 0, 50, 50], [200, 200, 300, 300]]
    by_place = numbers(with_(boxes=boxes, labels=[2, 0]))
    by_name = numbers(with_(boxes=boxes, labels=["motorcycle", "pedestrian"]))
    assert by_place == by_name
    assert [a["label"] for a in numbers(with_(boxes=boxes, labels=[]))["assignments"]] == [
        "pedestrian", "pedestrian",
    ]  # fmt: skip


def test_the_picture_decides_about_the_size():
    told = numbers(with_(image=PARK, boxes=[[0, 0, 1070, 1280]], labels=["car"], grid=2))
    assert told["size"] == [1070, 1280]
    (slot,) = filled(told["target"]).items()
    assert slot == ((1, 1, 1), [1, 0, 0, 2, 2, 0, 1, 0])


def test_what_is_looked_at_follows_the_box():
    assert numbers(with_(selected=1))["slot"]["anchor"] == 1
    assert numbers(with_(row=200, column=0, anchor=8))["slot"] == {
        "row": 2, "column": 0, "anchor": 1, "y": [0] * 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"boxes": [[0, 0, 1]]}, "four numbers"),
        ({"labels": ["car"]}, "boxes: 2, of classes: 1"),
        ({"labels": ["car", "tram"]}, "Box 1 is of class tram, which is not among pedestrian"),
        ({"labels": [0, 3]}, "Box 1 is of class 3"),
        ({"classes": []}, "at least one name"),
        ({"classes": ["a", "a"]}, "a twice"),
        ({"classes": [str(i) for i in range(101)]}, "100 is the most"),
        ({"anchors": []}, "empty"),
        ({"anchors": [[0.5]]}, r"list of \[width, height\]"),
        ({"anchors": [[0.5, 0]]}, "anchor 1 must lie between 0.001 and 1"),
        ({"anchors": [[0.5, 0.5], [2, 0.5]]}, "anchor 2"),
        ({"anchors": [[0.5, 0.5]] * 10}, "9 is the most"),
        ({"grid": 0}, "between 1 and 19"),
        ({"grid": 20}, "between 1 and 19"),
        ({"size": [640]}, "2 whole numbers"),
        ({"image": "nowhere.png"}, "does not exist"),
        ({"view": "kmeans", "label_file": "nowhere.txt"}, "does not exist"),
    ],
)
def test_what_does_not_fit_is_said(changes, words):
    with pytest.raises(UserError, match=words):
        compute(with_(**changes))


# --- k-means -------------------------------------------------------------------


def test_k_means_tells_its_steps():
    told = numbers(with_(view="kmeans", count=500, clusters=3))["kmeans"]
    assert told["boxes"] == 500 and told["finished"] and told["steps"] == len(told["mean_ious"])
    assert sum(told["now"]["counts"]) == 500 and told["now"]["step"] == told["steps"] - 1
    areas = [width * height for width, height in told["now"]["anchors"]]
    assert areas == sorted(areas) and told["now"]["changed"] == 0
    sizes, shapes = generate(500, 0), np.array(told["now"]["anchors"])
    common = np.minimum(sizes[:, None], shapes[None]).prod(axis=2)
    ious = common / (sizes.prod(axis=1)[:, None] + shapes.prod(axis=1) - common)
    assert told["now"]["mean_iou"] == pytest.approx(ious.max(axis=1).mean())
    assert told["now"]["counts"] == np.bincount(ious.argmax(axis=1)).tolist()
    first = numbers(with_(view="kmeans", count=500, clusters=3, step=0))["kmeans"]
    assert first["now"]["mean_iou"] == told["mean_ious"][0]


def test_a_run_goes_on_for_moments_and_can_be_cancelled():
    run = Run(LabelSet(generate(5000, 0), 0), 9, 0)
    run.advance(CancelToken(), 0)
    lengths = [len(run.at(1000).history)]
    while not run.at(1000).finished:
        run.advance(CancelToken(), 1e-9)
        lengths.append(len(run.at(1000).history))
    # A step each, but for the last look that finds the end.
    assert lengths[:4] == [1, 2, 3, 4] and lengths[-1] > 4
    whole = Run(LabelSet(generate(5000, 0), 0), 9, 0)
    whole.advance(CancelToken(), None)
    assert whole.at(1000).means.tolist() == run.at(1000).means.tolist()
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        Run(LabelSet(generate(5000, 0), 0), 9, 0).advance(token, None)


def test_label_sets_out_of_files(tmp_path):
    path = tmp_path / "labels.txt"
    path.write_text("0 0.5 0.5 0.1 0.2\n" * 5 + "1 0.5 0.5 0.4 0.1\n" * 3)
    told = numbers(with_(view="kmeans", label_file=str(path), clusters=2))["kmeans"]
    assert told["now"]["anchors"] == [pytest.approx([0.1, 0.2]), pytest.approx([0.4, 0.1])]
    assert told["now"]["counts"] == [5, 3] and told["now"]["mean_iou"] == pytest.approx(1)


# --- prediction ----------------------------------------------------------------


@pytest.mark.parametrize("head", [0, 1])
def test_predictions_are_the_raw_boxes_of_the_detector_topic(park, head):
    state = example("park", view="prediction", head=head, selected=-1, row=4, column=2, anchor=1)
    result = compute(state)
    raw = park.predictions
    grid = raw.heads[head]
    # Decode the vectors the way a learner would, and find the raw boxes again.
    boxes = [
        result.compared.box(row, column, anchor)
        for row in range(grid.rows)
        for column in range(grid.columns)
        for anchor in range(grid.per_cell)
    ]
    first = 0 if head == 0 else raw.heads[0].count
    part = slice(first, first + grid.count)
    assert np.array(boxes) == pytest.approx(raw.boxes[part], abs=1e-2)
    assert result.compared.predicted[..., 0].ravel() == pytest.approx(raw.objectness[part])
    told = numbers(state)["prediction"]
    assert told["grid"] == [grid.rows, grid.columns]
    assert told["slot"]["predicted"] == pytest.approx(result.compared.predicted[4, 2, 1].tolist())


def test_the_target_beside_it_is_on_the_grid_of_the_detector():
    state = example("park", view="prediction", selected=0)
    told = numbers(state)["prediction"]
    # Box 0 is 990 x 1280 of 1070 x 1280: the largest of the three anchors, 344 x 319 of 416.
    assert told["anchors"][2] == pytest.approx([344 / 416, 319 / 416])
    slot = told["slot"]
    assert (slot["row"], slot["column"], slot["anchor"]) == (6, 6, 2)
    person = told["classes"].index("person")
    expected = [1, 495 * 13 / 1070 - 6, 0.5, 13, 990 * 13 / 1070]
    assert slot["target"][:5] == pytest.approx(expected)
    assert [i for i, one in enumerate(slot["target"][5:]) if one] == [person]
    found = sheet.parts(compute(state).compared, (6, 6, 2))
    assert found[0].difference == pytest.approx(slot["predicted"][0] - 1)
    nothing = sheet.parts(compute(state).compared, (0, 0, 0))
    assert nothing[0].target == 0 and {part.target for part in nothing[1:]} == {None}


def test_the_detectors_boxes_are_those_of_the_detector_topic(park):
    told = numbers(example("park", view="prediction"))["prediction"]["detections"]
    assert told["labels"] == [one.label for one in park.result.detections]
    assert told["boxes"] == [pytest.approx(list(one.box)) for one in park.result.detections]


def test_without_a_picture_there_is_no_prediction():
    assert "prediction" not in numbers(with_(view="prediction"))


# --- code ----------------------------------------------------------------------


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
        with_(view="kmeans", count=400, clusters=4),
        with_(view="kmeans", count=3, clusters=9),
    ],
    ids=[*PRESETS, "k-means", "few"],
)
def test_the_script_repeats_the_numbers(tmp_path, state):
    script = to_code(state)
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


@pytest.mark.parametrize("kind", ["txt", "json"])
def test_the_script_reads_the_label_set(tmp_path, kind):
    random = np.random.default_rng(0)
    path = tmp_path / f"labels.{kind}"
    if kind == "txt":
        rows = random.uniform(0.1, 0.9, (60, 2)).round(3).tolist()
        path.write_text("".join(f"0 0.5 0.5 {w} {h}\n" for w, h in rows))
    else:
        boxes = random.integers(10, 400, (60, 4)).tolist()
        annotations = [{"image_id": 1, "bbox": box} for box in boxes]
        images = [{"id": 1, "width": 640, "height": 480}]
        path.write_text(json.dumps({"images": images, "annotations": annotations}))
    ended = run(to_code(with_(view="kmeans", label_file=str(path), clusters=3)), tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "60 boxes" in ended.stdout


def test_the_script_fails_when_a_number_is_changed(tmp_path):
    script = to_code(State())
    assert script.count("(0, 2, 1, 0, [1.0,") == 1
    ended = run(script.replace("(0, 2, 1, 0, [1.0,", "(0, 2, 1, 1, [1.0,"), tmp_path)
    assert "AssertionError" in ended.stderr


def test_the_target_needs_neither_torch_nor_qt():
    program = (
        "import sys; from explorer.topics.detection.anchors.state import State, compute;"
        "compute(State()).to_json();"
        "print(sorted({'torch', 'PySide6'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
