"""The pooling topic: the numbers of the course, torch, lessons, the exported script."""

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
from explorer.topics.foundations.pooling.presets import PRESETS
from explorer.topics.foundations.pooling.state import MODES, SHIFTS, State, compute, to_code
from explorer.vision import pooling

OUTPUTS = {
    "max": [[9, 2], [6, 3]],
    "average": [[3.75, 1.25], [4, 2]],
    "overlapping": [[9, 9, 5], [9, 9, 5], [8, 6, 9]],
    "line": [[0, 9, 0]] * 3,
}


def with_(**changes):
    return fields.change(State(), changes)


@st.composite
def states(draw):
    # Ties are common, and what differs differs by more than rounding.
    numbers = st.integers(-3, 3) | st.integers(-1000, 1000).map(lambda tenths: tenths / 10)
    shape = draw(st.tuples(*[st.integers(1, 9)] * 2))
    size = draw(st.integers(1, 5))
    return with_(
        input=draw(arrays(float, shape, elements=numbers)).tolist(),
        mode=draw(st.sampled_from(list(MODES))),
        size=size,
        stride=draw(st.integers(1, 12)),
        padding=draw(st.integers(0, size // 2)),
        step=draw(st.integers(0, 90)),
        shift=draw(st.sampled_from(list(SHIFTS))),
    )


def computed(state):
    try:
        return compute(state)
    except UserError:
        reject()


def by_torch(state, values):
    operation = {"max": functional.max_pool2d, "average": functional.avg_pool2d}[state.mode]
    x = torch.tensor(values, dtype=torch.float64)[None, None]
    return operation(x, state.size, state.stride, state.padding)[0, 0].numpy()


@settings(max_examples=100, deadline=None)
@given(states())
def test_the_output_equals_torch_and_the_window_explains_it(state):
    result = computed(state)
    expected = by_torch(state, state.input)
    np.testing.assert_allclose(result.output, expected, atol=1e-9)
    shown = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert shown["output_size"] == list(expected.shape)
    assert shown["steps"] == expected.size
    window = shown["window"]
    step = min(state.step, expected.size - 1)
    assert window["row"] * expected.shape[1] + window["column"] == step
    seen = [
        state.input[row][column]
        for row in window["input_rows"]
        for column in window["input_columns"]
        if 0 <= row < len(state.input) and 0 <= column < len(state.input[0])
    ]
    shown_values = [value for row in window["values"] for value in row]
    if state.mode == "max":
        row, column = window["winner"]
        assert window["value"] == max(seen) == state.input[row][column]
        assert [value for value in shown_values if value is not None] == seen
        assert window["tied"] == seen.count(max(seen))
        assert shown["multiplications"] == 0
    else:
        assert window["value"] == pytest.approx(sum(seen) / state.size**2, abs=1e-9)
        assert window["winner"] is shown["winners"] is None
        assert sum(shown_values) == pytest.approx(sum(seen), abs=1e-9)
        assert shown["multiplications"] == expected.size


@settings(max_examples=60, deadline=None)
@given(states())
def test_the_moved_input_is_pooled_alike(state):
    result = computed(state)
    moved, before = result.shifted, by_torch(state, state.input)
    after = by_torch(state, moved.input)
    np.testing.assert_allclose(moved.output, after, atol=1e-9)
    assert moved.unchanged == np.isclose(before, after, rtol=0, atol=1e-10).sum()
    assert moved.output_change == pytest.approx(np.abs(before - after).mean(), abs=1e-9)
    if state.mode == "max":
        rows, columns = np.moveaxis(moved.winners, -1, 0)
        np.testing.assert_array_equal(moved.input[rows, columns], moved.output)
    change = np.abs(moved.input - np.array(state.input)).mean()
    assert moved.input_change == pytest.approx(change)


def test_the_presets_give_the_numbers_of_the_course():
    assert PRESETS.keys() == OUTPUTS.keys()
    for name, preset in PRESETS.items():
        state = with_(**preset.changes)
        assert compute(state).to_json()["output"] == OUTPUTS[name], name
        # A preset means the same after anything that was tried before it.
        played = with_(mode="average", padding=2, stride=5, size=7, step=7, input=[[1]])
        assert fields.change(played, preset.changes) == state


def test_the_tables_of_the_state_are_those_of_the_computation():
    assert MODES.keys() == pooling.MODES.keys()
    assert SHIFTS.keys() == pooling.SHIFTS.keys()


def test_the_first_sight_is_the_max_pooling_of_the_course():
    result = compute(State()).to_json()
    assert State() == with_(**PRESETS["max"].changes)
    assert result["winners"] == [[[1, 1], [0, 2]], [[3, 1], [2, 3]]]
    assert result["gradient"] == [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]]
    assert result["parameters"] == 0


def test_every_output_hands_back_its_whole_gradient():
    for mode in MODES:
        result = compute(with_(**PRESETS["overlapping"].changes | {"mode": mode}))
        assert result.gradient.sum() == pytest.approx(result.steps)
    # With padding a part of the average's gradient falls on the padding and is lost.
    padded = compute(with_(mode="average", padding=1))
    assert padded.gradient.tolist() == [[0.25] * 4] * 4
    assert (padded.steps, padded.lost) == (9, 5)
    # Ninths do not add up exactly; that is no loss.
    assert compute(with_(mode="average", size=3, stride=1)).lost == 0
    assert compute(with_(padding=1)).lost == 0


@pytest.mark.parametrize(
    ("shift", "unchanged", "change"), [("right", 9, 0), ("left", 3, 6), ("up", 9, 0)]
)
def test_a_line_that_stays_in_its_windows_changes_nothing(shift, unchanged, change):
    moved = compute(with_(**PRESETS["line"].changes | {"shift": shift})).shifted
    assert (moved.unchanged, moved.output_change) == (unchanged, change)
    assert moved.input_change == (0 if shift == "up" else 3)


def test_the_first_move_changes_little_and_the_line_moves_inside_its_windows():
    assert compute(State()).shifted.unchanged == 3
    assert compute(with_(**PRESETS["line"].changes)).shifted.unchanged == 9


def test_padding_of_a_maximum_is_no_number():
    window = compute(with_(padding=1)).to_json()["window"]
    assert window["values"] == [[None, None], [None, 1]]
    assert window["input_rows"] == window["input_columns"] == [-1, 0]
    averaged = compute(with_(padding=1, mode="average")).to_json()["window"]
    assert averaged["values"] == [[0, 0], [0, 1]]
    assert averaged["value"] == 0.25


def test_a_step_beyond_the_last_means_the_last():
    window = compute(with_(step=4000)).window
    assert (window.row, window.column) == (1, 1)
    largest = with_(input=[[1] * 64] * 64, size=2, stride=1, padding=1)
    last = fields.spec(State, "step").high
    assert compute(largest).steps == last + 1


def test_a_stride_that_does_not_fit():
    result = compute(with_(stride=3)).to_json()
    assert result["output_size"] == [1, 1]
    assert (result["unseen_rows"], result["left_over"]) == ([2, 3], [2, 2])
    assert compute(with_(stride=64)).to_json()["output"] == [[9]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": 5}, "reaches over 5 cells.*only 4"),
        ({"padding": 2}, "at most 1 for a window of 2, not 2"),
        ({"size": 3, "padding": 2}, "at most 1 for a window of 3, not 2"),
        ({"size": 1, "padding": 1}, "at most 0 for a window of 1, not 1"),
        ({"mode": "sum"}, "mode must be one of max, average"),
        ({"input": [[1, float("inf")]]}, "input, row 0, column 1 .*: inf"),
    ],
)
def test_what_cannot_be_computed_is_explained(changes, message):
    with pytest.raises(UserError, match=message):
        compute(with_(**changes))


def test_the_questions_of_the_lesson_have_these_answers():
    steps = lessons.load("pooling")
    results = [compute(with_(**step.set)).to_json() for step in steps]
    answers = [
        lessons.look_up(result, step.answer)
        for step, result in zip(steps, results, strict=True)
        if step.ask
    ]
    assert answers == [9, [3, 3], 4, 3, 0]
    # What the other steps say.
    assert results[1]["output_size"] == [2, 2]
    assert results[3]["output"][0][0] == 3.75
    assert results[5]["gradient"] == [[0.25] * 4] * 4
    assert results[6]["shifted"]["unchanged"] == 9


def run(script, folder):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, str(file)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    "changes",
    [
        PRESETS["overlapping"].changes,
        {
            "input": (np.random.default_rng(1).normal(size=(9, 64)) * 1e6).tolist(),
            "mode": "average",
            "size": 5,
            "stride": 3,
            "padding": 2,
            "shift": "up",
        },
    ],
    ids=["max", "average"],
)
def test_the_script_repeats_the_numbers(tmp_path, changes):
    script = to_code(with_(**changes))
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


def test_the_script_fails_when_a_number_is_changed(tmp_path):
    script = to_code(State())
    assert script.count("[9., 2.]") == 1
    ended = run(script.replace("[9., 2.]", "[9., 3.]"), tmp_path)
    assert "AssertionError" in ended.stderr


def test_an_answer_needs_neither_torch_nor_qt_nor_opencv():
    program = (
        "import sys; from explorer.topics.foundations.pooling.state import State, compute;"
        "compute(State()).to_json();"
        "print(sorted({'torch', 'PySide6', 'cv2'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
