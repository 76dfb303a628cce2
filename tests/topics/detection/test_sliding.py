import json
import runpy

import numpy as np
import pytest

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.topics.detection.sliding import sheet
from explorer.topics.detection.sliding.presets import PRESETS
from explorer.topics.detection.sliding.process import scene_of
from explorer.topics.detection.sliding.state import State, compute, to_code

CAFE = str(resource("samples", "cafe.jpg"))


@pytest.mark.parametrize(
    ("name", "shape", "windows", "convolution"),
    [
        ("14", [1, 1, 4], 441_600, 441_600),
        ("16", [2, 2, 4], 4 * 441_600, 172_800 + 4 * 321_600),
        ("28", [8, 8, 4], 64 * 441_600, 691_200 + 64 * 321_600),
    ],
)
def test_the_pictures_of_the_course(name, shape, windows, convolution) -> None:
    shown = compute(fields.change(State(), PRESETS[name].changes)).to_json()
    assert shown["output_shape"] == shape
    assert shown["windows"] == shape[0] * shape[1]
    assert shown["multiplications_windows"] == windows
    assert shown["multiplications_convolutional"] == convolution
    assert shown["max_difference"] < 1e-5
    assert shown["missed"] == 0
    json.dumps(shown, allow_nan=False)


def test_a_scene_is_read_and_a_large_stride_misses() -> None:
    fine, coarse = compute(State()), compute(State(stride=8))
    assert sorted(one.digit for one in fine.found) == sorted(one.digit for one in fine.wanted)
    assert not fine.missed
    assert coarse.missed
    assert len(coarse.found) < len(fine.found)
    for one in coarse.missed:
        assert one.box in {other.box for other in fine.wanted}


def test_a_window_of_the_size_of_the_digits_finds_them() -> None:
    small = compute(fields.change(State(), PRESETS["small_window"].changes))
    large = compute(fields.change(State(), PRESETS["large_window"].changes))
    assert len(small.missed) == len(small.wanted) == 3
    assert not large.missed


def test_a_scene_follows_from_its_seed() -> None:
    first, again, other = (scene_of(State(seed=seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.pixels, again.pixels)
    assert first.placed == again.placed != other.placed
    boxes = [one.box for one in first.placed]
    assert all(b[2] - b[0] == b[3] - b[1] == 14 and min(b) >= 0 and max(b) <= 64 for b in boxes)


def test_a_picture_of_ones_own() -> None:
    result = compute(State(image=CAFE, input_size=40, stride=3))
    assert result.pixels.shape == (40, 40, 3)
    assert result.max_difference < 1e-5
    assert result.strangers == 0


def test_a_step_beyond_the_last_window_means_the_last() -> None:
    result = compute(State(input_size=16, step=500))
    assert (result.row, result.column, result.step) == (1, 1, 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"window": 20}, "multiple: 14 or 28"),
        ({"window": 28, "input_size": 20}, "does not fit"),
        ({"image": "nowhere.png"}, "does not exist"),
    ],
)
def test_what_cannot_be_slid_over_is_refused(changes, message) -> None:
    with pytest.raises(UserError, match=message):
        compute(fields.change(State(), changes))


def test_tables() -> None:
    result = compute(State(input_size=16, unit=3))
    scores = sheet.rows(result, "windows")
    assert len(scores) == 5
    assert sum(scores[1][6:10]) == pytest.approx(1, abs=1e-5)
    dense = sheet.rows(result, "dense")
    assert len(dense) == 401
    assert sum(row[-1] for row in dense[1:]) + result.unit.bias == pytest.approx(
        result.unit.as_dense, abs=1e-4
    )
    assert sheet.rows(result, "cost")[-1][1:] == list(result.multiplications)


@pytest.mark.parametrize(
    "state",
    [
        State(step=177, unit=5),
        State(stride=3, window=28, input_size=60),
        State(image=CAFE, input_size=30),
    ],
)
def test_the_script_repeats_the_numbers(state, tmp_path, capsys) -> None:
    path = tmp_path / "sliding.py"
    path.write_text(to_code(state), encoding="utf-8")
    runpy.run_path(str(path))
    assert capsys.readouterr().out.endswith("The numbers are those that CNN Explorer shows.\n")
