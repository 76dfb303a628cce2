"""The volumes topic: the numbers of the course, torch, lessons, the exported script."""

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
from explorer.topics.foundations.volumes.presets import PRESETS
from explorer.topics.foundations.volumes.state import State, compute, to_code


def with_(**changes):
    return fields.change(State(), changes)


numbers = st.integers(-9, 9) | st.floats(-100, 100)


def nested(shape):
    return arrays(float, shape, elements=numbers).map(np.ndarray.tolist)


@st.composite
def states(draw):
    channels, filters = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    shape = draw(st.tuples(*[st.integers(1, 7)] * 2))
    size = draw(st.integers(1, 4))
    return with_(
        input=draw(nested((channels, *shape))),
        kernels=draw(nested((filters, channels, size, size))),
        bias=draw(st.just([]) | nested((filters,))),
        relu=draw(st.booleans()),
        padding=draw(st.integers(0, 4) | st.sampled_from(["same", "valid"])),
        stride=draw(st.integers(1, 9)),
        step=draw(st.integers(0, 60)),
        filter=draw(st.integers(0, 5)),
    )


def by_torch(state, padding):
    """The output before ReLU."""
    top, bottom, left, right = padding
    x, w = (torch.tensor(part, dtype=torch.float64) for part in (state.input, state.kernels))
    bias = torch.tensor(state.bias, dtype=torch.float64) if state.bias else None
    padded = functional.pad(x[None], (left, right, top, bottom))
    return functional.conv2d(padded, w, bias, stride=state.stride)[0]


@settings(max_examples=100, deadline=None)
@given(states())
def test_the_output_equals_torch_and_the_window_explains_it(state):
    try:
        result = compute(state)
    except UserError:
        reject()
    z = by_torch(state, result.padding)
    expected = z.relu() if state.relu else z
    np.testing.assert_allclose(result.output, expected, rtol=1e-12, atol=1e-9)
    shown = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert shown["output_shape"] == list(expected.shape)
    window, chosen = shown["window"], min(state.filter, len(z) - 1)
    row, column = window["row"], window["column"]
    assert row * z.shape[2] + column == min(state.step, shown["steps"] - 1) == shown["step"]
    assert shown["filter"] == chosen
    # From the products over the sums and the bias to what stands in the output.
    assert np.sum(window["products"], axis=(1, 2)) == pytest.approx(window["sums"], abs=1e-9)
    assert np.array(shown["partial_maps"])[:, row, column] == pytest.approx(
        window["sums"], abs=1e-9
    )
    assert sum(window["sums"]) == pytest.approx(window["total"], abs=1e-9)
    assert window["total"] + window["bias"] == pytest.approx(window["z"], abs=1e-9)
    assert window["z"] == pytest.approx(float(z[chosen, row, column]), abs=1e-9)
    assert window["a"] == shown["output"][chosen][row][column]
    # The window is cut out of the input; what lies outside is 0.
    for c, channel in enumerate(state.input):
        for i, r in enumerate(window["input_rows"]):
            for j, s in enumerate(window["input_columns"]):
                inside = 0 <= r < len(channel) and 0 <= s < len(channel[0])
                assert window["values"][c][i][j] == (channel[r][s] if inside else 0)


@settings(max_examples=50, deadline=None)
@given(states())
def test_parameters_are_those_of_a_torch_layer(state):
    try:
        result = compute(state)
    except UserError:
        reject()
    layer = torch.nn.Conv2d(len(state.input), len(state.kernels), len(state.kernels[0][0]))
    assert result.parameters == sum(p.numel() for p in layer.parameters())
    assert result.multiplications == result.output.size * layer.weight[0].numel()


def test_the_first_sight():
    """White, blue, yellow and black corners; an edge in red and green counts twice."""
    result = compute(State()).to_json()
    assert result["output"][0] == [[0, 60, 60, 0]] * 4
    assert result["output"][1] == [[0] * 4, [30] * 4, [30] * 4, [0] * 4]
    assert result["output_shape"] == [2, 4, 4]
    assert result["parameters"] == 2 * (3 * 3 * 3 + 1)
    assert result["multiplications"] == 2 * 16 * 27
    # A product of 0 and -1 is a plain zero.
    assert "-0.0" not in json.dumps(result)


def test_the_presets_of_the_course():
    def output(name):
        return compute(with_(**PRESETS[name].changes)).to_json()["output"]

    assert output("all") == [[[0, 90, 90, 0]] * 4]
    assert output("red") == [[[0, 30, 30, 0]] * 4]
    assert output("two") == compute(State()).to_json()["output"]
    assert output("threshold") == [[[0, 10, 10, 0]] * 4, [[0] * 4] * 4]
    mixed = output("mix")
    assert [mixed[0][0][0], mixed[0][0][5], mixed[0][5][0], mixed[0][5][5]] == [30, 10, 20, 0]
    assert [mixed[1][0][0], mixed[1][0][5], mixed[1][5][0], mixed[1][5][5]] == [0, -20, 20, 0]
    many = compute(with_(**PRESETS["many"].changes))
    assert many.output.shape == (16, 28, 28)
    assert (many.output.max(axis=(1, 2)) > 0).all()


def test_a_preset_means_the_same_after_anything_that_was_tried_before_it():
    played = with_(
        input=[[[1]]],
        kernels=[[[[2]]]],
        bias=[1],
        relu=True,
        padding=3,
        stride=5,
        step=7,
        filter=1,
        channel=1,
    )
    for preset in PRESETS.values():
        assert fields.change(played, preset.changes) == with_(**preset.changes)


def test_step_filter_and_channel_beyond_the_last_mean_the_last():
    result = compute(with_(step=10_000, filter=63, channel=63))
    assert (result.filter, result.step, result.window.row, result.window.column) == (1, 15, 3, 3)
    assert result.to_json()["channel"] == 2
    largest = with_(input=[[[1] * 64] * 64], kernels=[[[[1]]]], padding=32)
    assert compute(largest).steps == fields.spec(State, "step").high + 1


def test_relu_keeps_z_beside_a():
    window = compute(with_(bias=[-100, 0], relu=True, step=1)).window
    assert (window.sums.tolist(), window.bias, window.z, window.a) == ([30, 30, 0], -100, -40, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kernels": [[[[1]]] * 2]}, "input is 3 deep, but the filters are 2 deep"),
        ({"input": [[[1] * 6] * 6] * 4}, "input is 4 deep, but the filters are 3 deep"),
        ({"bias": [1, 2, 3]}, "number of filters is 2, that of biases 3"),
        ({"kernels": [[[[1] * 7] * 7] * 3]}, "reaches over 7 cells.*only 6"),
        ({"input": [[[1, 2], [3]]]}, "input, channel 0, row 1 .* has length 1"),
        ({"input": [[1, 2], [3, 4]]}, "input, channel 0, row 0 .* must be a list"),
        ({"input": []}, "input is empty"),
        ({"kernels": [[[[float("inf")]]]]}, "kernels, filter 0, channel 0, row 0, .*: inf"),
        ({"bias": ["x"]}, 'bias, number 0 .*: "x"'),
        ({"stride": 0}, "stride must lie between 1 and 64"),
        ({"filter": -1}, "filter must lie between 0 and 63"),
    ],
)
def test_what_cannot_be_computed_is_explained(changes, message):
    with pytest.raises(UserError, match=message):
        compute(with_(**changes))


def test_the_questions_of_the_lesson_have_these_answers():
    steps = lessons.load("volumes")
    results = [compute(with_(**step.set)).to_json() for step in steps]
    answers = [
        lessons.look_up(result, step.answer)
        for step, result in zip(steps, results, strict=True)
        if step.ask
    ]
    assert answers == [90, [30, 30, 0], [2, 4, 4], 0, 56]
    # What the other steps say.
    assert results[1]["window"]["sums"][0] == 30
    assert results[2]["window"]["z"] == 30
    assert sum(results[5]["window"]["sums"]) == 30
    white, blue, yellow = (results[7]["output"][0][i][j] for i, j in ((0, 0), (0, 5), (5, 0)))
    assert (white, yellow, blue) == (30, 20, 10)


def run(script, folder):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, str(file)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_script_repeats_the_numbers(tmp_path):
    random = np.random.default_rng(1)
    script = to_code(
        with_(
            input=(random.normal(size=(2, 9, 33)) * 1e6).tolist(),
            kernels=random.normal(size=(3, 2, 4, 4)).tolist(),
            bias=[1e12, 0.1, -3],
            relu=True,
            padding="same",
            stride=2,
            step=5,
            filter=2,
        )
    )
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


@pytest.mark.parametrize(("shown", "other"), [(" 60., 60.", " 60., 61."), ("Z = 60.0", "Z = 61.0")])
def test_the_script_fails_when_a_number_is_changed(shown, other, tmp_path):
    script = to_code(with_(step=1))
    assert shown in script
    ended = run(script.replace(shown, other, 1), tmp_path)
    assert "AssertionError" in ended.stderr


def test_an_answer_needs_neither_torch_nor_qt_nor_opencv():
    program = (
        "import sys; from explorer.topics.foundations.volumes.state import State, compute;"
        "compute(State()).to_json();"
        "print(sorted({'torch', 'PySide6', 'cv2'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
