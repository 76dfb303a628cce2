"""Overlapping boxes: numbers by hand, the exported script, the grid that is drawn."""

import subprocess
import sys

import pytest

from explorer.core import fields
from explorer.topics.detection.iou.presets import PRESETS
from explorer.topics.detection.iou.state import State, compute, to_code

MEASURES = {
    "counted": (6 / 26, 6 / 26 - 4 / 30, 6 / 26 - 5 / 61),
    "equal": (1, 1, 1),
    "inside": (1 / 4, 1 / 4, 1 / 4),
    "touching": (0, 0, -(40**2) / (80**2 + 40**2)),
    "near": (0, -300 / 1500, -(30**2) / (50**2 + 30**2)),
    "empty": (0, -800 / 2400, 0),
}


def computed(**changes):
    return compute(fields.change(State(), changes))


@pytest.mark.parametrize(("name", "expected"), MEASURES.items())
def test_presets_by_hand(name, expected):
    result = computed(**PRESETS[name].changes)
    assert (result.iou, result.giou, result.diou) == pytest.approx(expected)


def test_the_threshold_itself_is_a_match():
    boxes = {"box_a": [10, 30, 70, 70], "box_b": [30, 30, 90, 70]}
    assert computed(**boxes, threshold=0.5).match
    assert not computed(**boxes, threshold=0.55).match


def test_the_result_has_the_promised_fields():
    content = computed(box_a=[0, 0, 2, 2], box_b=[1, 1, 3, 3]).to_json()
    assert content["iou"] == pytest.approx(1 / 7)
    assert (content["intersection"], content["union"]) == (1, 7)


def test_a_box_turned_inside_out_has_no_area_and_nothing_in_common():
    result = computed(box_a=[60, 60, 20, 20], box_b=[0, 0, 100, 100])
    assert result.areas == (0, 10000)
    assert result.common is None
    assert result.iou == 0


@pytest.mark.parametrize(
    ("far", "chosen", "expected"), [(90, 100, 100), (140, 100, 200), (9e5, 100, 2000), (9, 10, 10)]
)
def test_the_grid_reaches_as_far_as_the_boxes(far, chosen, expected):
    assert computed(box_a=[0, 0, 5, 5], box_b=[1, 1, far, 8], grid=chosen).grid == expected


@pytest.mark.parametrize("name", PRESETS)
def test_the_script_runs_and_asserts_the_numbers(name):
    code = to_code(fields.change(State(), PRESETS[name].changes))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


def test_two_points_are_the_same_box_also_for_the_script():
    state = fields.change(State(), {"box_a": [5, 5, 5, 5], "box_b": [5, 5, 5, 5]})
    assert compute(state).giou == compute(state).diou == 1
    subprocess.run([sys.executable, "-c", to_code(state)], check=True, stdout=subprocess.DEVNULL)
