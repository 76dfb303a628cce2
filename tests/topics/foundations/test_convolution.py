"""The convolution topic: the numbers of the course, torch, lessons, the exported script."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn import functional

from explorer.core import fields, lessons
from explorer.core.errors import UserError
from explorer.topics.foundations.convolution.presets import PRESETS
from explorer.topics.foundations.convolution.state import State, compute, to_code

OUTPUTS = {
    "vertical": [[0, 30, 30, 0]] * 4,
    "dark_to_bright": [[0, -30, -30, 0]] * 4,
    "dark_stripe": [[30, 30, -30, -30]] * 4,
    "horizontal": [[0, 0, 0, 0], [30, 10, -10, -30], [30, 10, -10, -30], [0, 0, 0, 0]],
    "mixed": [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]],
    # The slides of the course show 83 and 127 in the last column, which their own
    # matrices do not give: 18 + 8 + 36 + 7 + 6 - 8 + 21 = 88.
    "strided": [[91, 100, 88], [69, 91, 117], [44, 72, 74]],
}


def with_(**changes):
    return fields.change(State(), changes)


@st.composite
def states(draw):
    numbers = st.integers(-9, 9) | st.floats(-100, 100)
    shape = draw(st.tuples(*[st.integers(1, 9)] * 2))
    kernel = draw(st.tuples(*[st.integers(1, 5)] * 2))
    return with_(
        input=draw(arrays(float, shape, elements=numbers)).tolist(),
        kernel=draw(arrays(float, kernel, elements=numbers)).tolist(),
        padding=draw(st.integers(0, 4) | st.sampled_from(["same", "valid"])),
        stride=draw(st.integers(1, 12)),
        dilation=draw(st.integers(1, 3)),
        step=draw(st.integers(0, 90)),
    )


def computed(state):
    try:
        return compute(state)
    except UserError:
        reject()


def by_torch(state, padding):
    top, bottom, left, right = padding
    x, kernel = (
        torch.tensor(m, dtype=torch.float64)[None, None] for m in (state.input, state.kernel)
    )
    padded = functional.pad(x, (left, right, top, bottom))
    return functional.conv2d(padded, kernel, stride=state.stride, dilation=state.dilation)[
        0, 0
    ].numpy()


@settings(max_examples=100, deadline=None)
@given(states())
def test_the_output_equals_torch_and_the_window_explains_it(state):
    result = computed(state)
    expected = by_torch(state, result.padding)
    np.testing.assert_allclose(result.output, expected, atol=1e-9)
    shown = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert shown["output_size"] == list(expected.shape)
    assert shown["steps"] == expected.size
    window = shown["window"]
    step = min(state.step, expected.size - 1)
    assert window["row"] * expected.shape[1] + window["column"] == step
    assert window["sum"] == shown["output"][window["row"]][window["column"]]
    assert np.sum(window["products"]) == pytest.approx(window["sum"], abs=1e-9)
    for i, row in enumerate(window["input_rows"]):
        for j, column in enumerate(window["input_columns"]):
            inside = 0 <= row < len(state.input) and 0 <= column < len(state.input[0])
            assert window["values"][i][j] == (state.input[row][column] if inside else 0)
    seen = np.array(shown["usage"]) > 0
    assert shown["unseen_rows"] == [] or not seen[shown["unseen_rows"]].any()
    assert seen.sum() == (len(seen) - len(shown["unseen_rows"])) * (
        len(seen[0]) - len(shown["unseen_columns"])
    )


def test_the_presets_give_the_numbers_of_the_course():
    assert PRESETS.keys() == OUTPUTS.keys()
    for name, preset in PRESETS.items():
        state = with_(**preset.changes)
        assert compute(state).to_json()["output"] == OUTPUTS[name], name
        # A preset means the same after anything that was tried before it.
        played = with_(padding=3, stride=5, dilation=2, step=7, input=[[1]], kernel=[[2]])
        assert fields.change(played, preset.changes) == state


def test_the_first_sight_is_the_vertical_edge_of_the_course():
    assert State() == with_(**PRESETS["vertical"].changes)
    result = compute(with_(step=1)).to_json()
    assert result["window"]["products"] == [[10, 0, 0]] * 3
    assert result["formula"] == ["⌊(6 + 0 + 0 − 3) / 1⌋ + 1 = 4"] * 2
    # A product of 0 and -1 is a plain zero.
    assert "-0.0" not in json.dumps(result)


def test_corners_are_used_once_and_the_middle_nine_times():
    used = compute(State()).usage
    assert used[[0, 0, 5, 5], [0, 5, 0, 5]].tolist() == [1, 1, 1, 1]
    assert (used[2:4, 2:4] == 9).all()
    assert compute(with_(padding=1)).usage[0, 0] == 4


@pytest.mark.parametrize(("side", "padding"), [(1, 0), (3, 1), (5, 2), (11, 5)])
def test_same_pads_by_half_of_an_odd_filter(side, padding):
    result = compute(with_(kernel=[[1] * side] * side, padding="same")).to_json()
    assert result["padding"] == [padding] * 4
    assert result["output_size"] == [6, 6]


def test_even_and_oblong_filters():
    result = compute(with_(kernel=[[1, 1, 1, 1], [-1, -1, -1, -1]], padding="same")).to_json()
    assert result["padding"] == [0, 1, 1, 2]
    assert result["output_size"] == [6, 6]
    assert compute(with_(kernel=[[1, -1]])).to_json()["output"] == [[0, 0, 10, 0, 0]] * 6


def test_a_stride_that_does_not_fit():
    result = compute(with_(stride=2)).to_json()
    assert result["output_size"] == [2, 2]
    assert result["left_over"] == [1, 1]
    assert (result["unseen_rows"], result["unseen_columns"]) == ([5], [5])
    assert compute(with_(stride=64)).to_json()["output_size"] == [1, 1]


def test_a_step_beyond_the_last_means_the_last():
    window = compute(with_(step=4000)).window
    assert (window.row, window.column) == (3, 3)
    largest = with_(input=[[1] * 64] * 64, kernel=[[1]], padding=32)
    last = fields.spec(State, "step").high
    assert compute(largest).steps == last + 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kernel": [[1] * 7] * 7}, "reaches over 7 cells.*only 6"),
        ({"dilation": 3}, "reaches over 7 cells.*only 6"),
        ({"kernel": [[1]] * 9, "padding": 1}, "reaches over 9 cells.*only 8"),
        ({"input": []}, "input is empty"),
        ({"input": [[1, 2], [3]]}, "input, row 1 .* has length 1"),
        ({"kernel": [[1, float("nan")]]}, "kernel, row 0, column 1 .*: nan"),
        ({"kernel": [["x"]]}, 'kernel, row 0, column 0 .*: "x"'),
        ({"padding": "full"}, "padding must be a whole number or one of valid, same"),
        ({"stride": 0}, "stride must lie between 1 and 64"),
    ],
)
def test_what_cannot_be_computed_is_explained(changes, message):
    with pytest.raises(UserError, match=message):
        compute(with_(**changes))


def test_the_questions_of_the_lesson_have_these_answers():
    steps = lessons.load("convolution")
    results = [compute(with_(**step.set)).to_json() for step in steps]
    answers = [
        lessons.look_up(result, step.answer)
        for step, result in zip(steps, results, strict=True)
        if step.ask
    ]
    assert answers == [30, [2, 2], 1, 2, [5]]
    # What the other steps say.
    assert results[0]["window"]["sum"] == 0
    assert results[2]["window"]["sum"] == -30
    assert results[6]["output_size"] == [3, 3]
    window = results[8]["window"]
    assert window["input_rows"] == window["input_columns"] == [0, 2, 4]


def run(script, folder):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, str(file)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_script_repeats_the_numbers(tmp_path):
    random = np.random.default_rng(1)
    script = to_code(
        with_(
            input=(random.normal(size=(9, 64)) * 1e6).tolist(),
            kernel=[[0.1, -1e12], [1e-3, 2], [7, 1e5]],
            padding="same",
            stride=3,
            dilation=2,
            step=5,
        )
    )
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


def test_the_script_fails_when_a_number_is_changed(tmp_path):
    script = to_code(State())
    assert script.count(" 30., 30.") == 4
    ended = run(script.replace(" 30., 30.", " 30., 31.", 1), tmp_path)
    assert "AssertionError" in ended.stderr


def test_an_answer_needs_neither_torch_nor_qt_nor_opencv():
    program = (
        "import sys; from explorer.topics.foundations.convolution.state import State, compute;"
        "compute(State()).to_json();"
        "print(sorted({'torch', 'PySide6', 'cv2'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
