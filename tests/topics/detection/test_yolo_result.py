"""From raw predictions and a state to what the views show; and the ways from box to box."""

from __future__ import annotations

import json

import numpy as np
import pytest

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.topics.detection.yolo import navigate
from explorer.topics.detection.yolo.result import interpret
from explorer.topics.detection.yolo.state import State, compute
from explorer.vision import images
from explorer.vision.cv import cv2
from explorer.vision.predictions import Slot

SAMPLES = {
    "park": ["person"] * 5,
    "living_room": ["person", "pottedplant", "book", "pottedplant"],
    "cat": ["cat"],
    "coffee": ["cup"],
    "cafe": ["person", "cup", "person", "pottedplant"],
}


@pytest.fixture
def result(park):
    return interpret(park.predictions, State())


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_on_the_samples(name) -> None:
    found = compute(State(image=str(resource("samples", f"{name}.jpg")), score_threshold=0.4))
    labels = [entry["label"] for entry in found.to_json()["detections"]]
    assert labels[: len(SAMPLES[name])] == SAMPLES[name]


def test_the_result_is_plain_json(result) -> None:
    content = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert set(content) >= {"detections", "raw_count"}
    assert content["raw_count"] == result.raw_count == len(result.candidates)
    first = content["detections"][0]
    assert set(first) >= {"label", "score", "box"}
    assert content["image_size"] == [1280, 1070]
    assert first["slot"] == result.detections[0].slot._asdict()


@pytest.mark.parametrize("score", [0.05, 0.25, 0.6])
@pytest.mark.parametrize("overlap", [0.2, 0.45, 0.8])
def test_the_selection_equals_opencv(park, score, overlap) -> None:
    ours = interpret(park.predictions, State(score_threshold=score, iou_threshold=overlap))
    predictions = park.predictions
    boxes = predictions.boxes.astype(float).copy()
    boxes[:, 2:] -= boxes[:, :2]
    want = cv2.dnn.NMSBoxesBatched(
        boxes, predictions.scores.astype(float), predictions.labels, score, overlap
    )
    assert sorted(found.index for found in ours.detections) == sorted(np.ravel(want).tolist())


def test_detections_come_best_first_and_from_the_candidates(result) -> None:
    scores = [found.score for found in result.detections]
    assert scores == sorted(scores, reverse=True)
    assert {found.index for found in result.detections} <= set(result.candidates.tolist())
    assert (result.predictions.scores[result.candidates] > 0.25).all()


def test_classes_are_filtered_before_the_selection(park) -> None:
    only = interpret(park.predictions, State(classes=("dog", "bicycle"), score_threshold=0.05))
    assert {found.label for found in only.detections} <= {"dog", "bicycle"}
    assert interpret(park.predictions, State(classes=("zebra",))).detections == ()


def test_the_best_is_open_unless_another_is_chosen(park, result) -> None:
    assert result.focus == result.detections[0].index
    other = interpret(park.predictions, State(selected=17))
    assert other.focus == 17 and 17 in other.cell and other.decode.index == 17
    # A box of a larger input does not exist in a smaller one.
    gone = interpret(park.predictions, State(selected=9_999_999))
    assert gone.focus == result.focus


def test_nothing_to_open(park) -> None:
    empty = interpret(park.predictions, State(score_threshold=1.0))
    assert (empty.focus, empty.cell, empty.fits, empty.decode) == (None, (), (), None)
    assert empty.to_json() == {
        "detections": [], "raw_count": 0, "image_size": [1280, 1070],
        "original_size": [1280, 1070], "input_size": [416, 416], "open": None,
    }  # fmt: skip


def test_the_open_box_belongs_to_the_cell_that_holds_its_midpoint(result) -> None:
    for found in result.detections:
        x1, y1, x2, y2 = found.box
        cell = result.predictions.from_picture((x1 + x2) / 2, (y1 + y2) / 2, found.slot.head)
        assert (cell.row, cell.column) == (found.slot.row, found.slot.column)


def test_the_fit_of_the_anchors_by_hand(result) -> None:
    head = result.predictions.heads[result.decode.slot.head]
    width, height = result.decode.bw * 416, result.decode.bh * 416
    for fit, (w, h) in zip(result.fits, head.anchors.tolist(), strict=True):
        common = min(w, width) * min(h, height)
        assert fit == pytest.approx(common / (w * h + width * height - common), rel=1e-4)


def test_the_pc_map_is_of_the_chosen_head(park) -> None:
    for head, side in ((0, 13), (1, 26)):
        shown = interpret(park.predictions, State(head=head))
        assert shown.head == head and shown.pc_map.shape == (side, side)
    # A grid that this network does not have: that of the open box.
    assert interpret(park.predictions, State(head=7)).head == 0


# --- from box to box --------------------------------------------------------


def test_the_smallest_box_under_a_point_is_opened(result) -> None:
    large, small = result.detections[0], result.detections[2]
    x, y = (small.box[0] + small.box[2]) / 2, (small.box[1] + small.box[3]) / 2
    assert navigate.box_at(result, x, y, raw=False) == small.index
    assert large.box[0] < x < large.box[2]
    assert navigate.box_at(result, 300, 900, raw=False) == large.index
    assert navigate.box_at(result, 1060, 5, raw=False) is None


def test_raw_boxes_can_be_hit_in_the_raw_view(park) -> None:
    shown = interpret(park.predictions, State())
    kept = {found.index for found in shown.detections}
    hits = set()
    for index in shown.candidates:
        x1, y1, x2, y2 = shown.predictions.boxes[index]
        hits.add(navigate.box_at(shown, (x1 + x2) / 2, (y1 + y2) / 2, raw=True))
        assert navigate.box_at(shown, (x1 + x2) / 2, (y1 + y2) / 2, raw=False) in kept
    assert hits - kept


def test_a_point_outside_the_picture_has_no_cell(result) -> None:
    assert navigate.cell_at(result, -1, 10) is None
    assert navigate.cell_at(result, 10, 1281) is None
    assert navigate.cell_at(result, 10, 10) is not None


def test_the_edge_of_the_grid_stops(park) -> None:
    corner = park.predictions.index_of(Slot(0, 0, 0, 1))
    shown = interpret(park.predictions, State(selected=corner, head=0))
    slot = park.predictions.locate(navigate.next_cell(shown, -1, -1))
    assert (slot.row, slot.column) == (0, 0)
    slot = park.predictions.locate(navigate.next_cell(shown, 1, 1))
    assert (slot.row, slot.column) == (1, 1)


def test_stepping_in_a_grid_other_than_the_open_boxs_begins_in_its_middle(park) -> None:
    shown = interpret(park.predictions, State(selected=0, head=1))
    assert park.predictions.locate(navigate.next_cell(shown, 0, 0))[:3] == (1, 13, 13)


def test_next_detection_goes_round(park, result) -> None:
    indices = [found.index for found in result.detections]
    assert navigate.next_detection(result, -1) == indices[-1]
    last = interpret(park.predictions, State(selected=indices[-1]))
    assert navigate.next_detection(last, 1) == indices[0]
    empty = interpret(park.predictions, State(score_threshold=1.0))
    assert navigate.next_detection(empty, 1) is None
    assert navigate.next_anchor(empty) is None


# --- the state --------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"score_threshold": 1.5}, "score_threshold must lie between 0 and 1"),
        ({"input_size": 416.5}, "input_size must be a whole number"),
        ({"view": "xray"}, "view must be one of boxes, raw, grid, anchors, pc, numbers"),
        ({"per_class": 1}, "per_class must be true or false"),
        ({"sharpness": 1}, "There is no field sharpness."),
    ],
)
def test_a_state_refuses_what_does_not_fit(change, sentence) -> None:
    with pytest.raises(UserError, match=sentence):
        fields.change(State(), change)


def test_a_class_the_network_does_not_know(sample) -> None:
    with pytest.raises(UserError, match="knows no class unicorn; it knows person, bicycle"):
        compute(State(image=str(sample), classes=("unicorn",)))


@pytest.mark.parametrize("size", [417, 1000])
def test_an_input_size_that_the_network_does_not_take(sample, size) -> None:
    with pytest.raises(UserError, match=f"input_size must be one of 160, .*, 640, not {size}"):
        compute(State(image=str(sample), input_size=size))


def test_a_huge_picture_tells_both_sizes(sample, monkeypatch) -> None:
    whole = compute(State(image=str(sample))).to_json()
    monkeypatch.setattr(images, "MAX_PIXELS", 500_000)
    reduced = compute(State(image=str(sample))).to_json()
    assert whole["original_size"] == whole["image_size"] == reduced["original_size"] == [1280, 859]
    assert np.prod(reduced["image_size"]) <= 500_000
    assert reduced["detections"][0]["label"] == whole["detections"][0]["label"]
    scale = 859 / reduced["image_size"][1]
    first, want = (np.array(result["detections"][0]["box"]) for result in (reduced, whole))
    np.testing.assert_allclose(first * scale, want, atol=15)
