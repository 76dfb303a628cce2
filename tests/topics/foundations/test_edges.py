"""The edges topic: numbers of the course, torch, presets, learning, lessons, the script."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from torch.nn import functional

from explorer.core import fields, lessons
from explorer.core.errors import UserError
from explorer.topics.foundations.edges.learning import learn, pose
from explorer.topics.foundations.edges.process import (
    complete,
    load,
    open_pixel,
    pixel_over,
    prepare,
    process,
)
from explorer.topics.foundations.edges.state import State, compute, to_code
from explorer.vision.choices import PRESETS

HALF = [[10, 10, 10, 0, 0, 0]] * 6
SYMMETRIC = ("laplacian", "gaussian", "box", "sharpen", "identity")


def with_(**changes):
    return fields.change(State(), changes)


def typed(*assignments):
    """The result of what is typed after ``compute edges``."""
    return compute(fields.parse(State(), assignments)).to_json()


def lists(draw, most):
    numbers = st.integers(-9, 9) | st.floats(-100, 100)
    shape = draw(st.tuples(*[st.integers(1, most)] * 2))
    return draw(arrays(float, shape, elements=numbers)).tolist()


@st.composite
def states(draw):
    return with_(
        input=lists(draw, 9),
        kernel=lists(draw, 5),
        mode=draw(st.sampled_from(["correlation", "convolution"])),
        padding=draw(st.integers(0, 6) | st.sampled_from(["same", "valid"])),
        stride=draw(st.integers(1, 16)),
        pixel=draw(st.tuples(*[st.integers(0, 20)] * 2)),
    )


def padded_by_torch(state):
    """The input with zeros around it, as torch's own meaning of valid, same and numbers."""
    x = torch.tensor(state.input, dtype=torch.float64)[None, None]
    if state.padding == "valid":
        return x
    totals = [2 * state.padding] * 2
    if state.padding == "same":
        totals = [len(state.kernel) - 1, len(state.kernel[0]) - 1]
    (top, bottom), (left, right) = ((total // 2, total - total // 2) for total in totals)
    return functional.pad(x, (left, right, top, bottom))


# --- a matrix -----------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(states())
def test_the_output_equals_torch_and_the_window_explains_it(state):
    try:
        shown = compute(state).to_json()
    except UserError:
        reject()
    kernel = torch.tensor(state.kernel, dtype=torch.float64)
    outputs = {
        mode: functional.conv2d(padded_by_torch(state), weights[None, None], stride=state.stride)
        for mode, weights in (("correlation", kernel), ("convolution", kernel.flip(0, 1)))
    }
    expected = outputs[state.mode][0, 0].numpy()
    shown = json.loads(json.dumps(shown, allow_nan=False))
    np.testing.assert_allclose(shown["output"], expected, atol=1e-9)
    assert shown["output_size"] == list(expected.shape)
    assert shown["kernel"] == [list(row) for row in state.kernel]
    between = (outputs["correlation"] - outputs["convolution"]).abs().max()
    assert shown["difference"] == pytest.approx(float(between), abs=1e-9)

    window = shown["window"]
    row, column = (min(at, size - 1) for at, size in zip(state.pixel, expected.shape, strict=True))
    assert [window["row"], window["column"]] == [row, column]
    for i, y in enumerate(window["input_rows"]):
        for j, x in enumerate(window["input_columns"]):
            inside = 0 <= y < len(state.input) and 0 <= x < len(state.input[0])
            assert window["values"][i][j] == (state.input[y][x] if inside else 0)
    products = np.array(window["values"]) * shown["applied"]
    np.testing.assert_allclose(window["products"], products)
    assert window["sum"] == pytest.approx(products.sum(), abs=1e-9)
    assert window["sum"] == pytest.approx(expected[row, column], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(states())
def test_the_pixel_over_a_point_is_the_one_whose_window_has_its_middle_nearest(state):
    try:
        result = compute(state)
    except UserError:
        reject()
    source = load(state)
    for row in range(0, result.rows.size, 2):
        y, x = row + 0.5, result.columns.size / 2
        found = pixel_over(result, y, x)
        for ends, at, point in zip((result.rows, result.columns), found, (y, x), strict=True):
            middles = [ends.start(i) + ends.window / 2 for i in range(ends.output)]
            distances = np.abs(np.array(middles) - point)
            assert distances[at] == pytest.approx(distances.min())
        opened = open_pixel(source, result, *found).window
        whole = compute(fields.change(state, {"pixel": found})).window
        assert opened.to_json() == whole.to_json()


def test_the_vertical_edge_of_the_course():
    half = f"input={HALF}"
    assert typed(half)["output"] == [[0, 30, 30, 0]] * 4
    assert typed(half, "mode=convolution")["output"] == [[0, -30, -30, 0]] * 4
    assert typed(half, "padding=same")["output_size"] == [6, 6]
    assert typed(half, "padding=1")["output"][0] == [-20, 0, 20, 20, 0, 0]
    assert typed(half, "stride=2", "padding=1")["output_size"] == [3, 3]
    assert typed(half, "preset=horizontal")["output"] == [[0] * 4] * 4
    assert "-0.0" not in json.dumps(typed(half, "pixel=[0,3]"))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_named_on_the_command_line_is_the_filter(name):
    assert typed(f"input={HALF}", f"preset={name}")["kernel"] == PRESETS[name].kernel.tolist()


def test_a_written_filter_counts_whatever_the_preset():
    own, half = "kernel=[[1,2],[3,4]]", f"input={HALF}"
    assert typed(half, own)["kernel"] == [[1, 2], [3, 4]]
    assert (
        typed(half, "preset=sobel_x", own) == typed(half, own, "preset=sobel_x") == typed(half, own)
    )
    assert typed(half, own, "kernel=[]", "preset=sobel_x") == typed(half, "preset=sobel_x")
    vertical = "kernel=[[1,0,-1],[1,0,-1],[1,0,-1]]"
    assert typed(half, vertical, "preset=box") == typed(half)


@pytest.mark.parametrize("name", PRESETS)
def test_symmetric_filters_do_not_care_about_the_flip(name):
    found = typed(
        f"input={np.random.default_rng(1).integers(0, 9, (8, 9)).tolist()}", f"preset={name}"
    )
    assert (found["difference"] < 1e-12) == (name in SYMMETRIC)


# --- two filters in a row -----------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_true_convolution_is_associative_and_correlation_is_not(data):
    first, second = lists(data.draw, 4), lists(data.draw, 4)
    picture = np.random.default_rng(1).normal(size=(9, 10))
    mode = data.draw(st.sampled_from(["correlation", "convolution"]))
    state = with_(
        input=picture.tolist(), kernel=first, second=second, mode=mode, padding="same", stride=2
    )
    chain = compute(state).to_json()["chain"]
    x = torch.tensor(picture)[None, None]
    a, b = (torch.tensor(kernel, dtype=torch.float64)[None, None] for kernel in (first, second))

    def convolve(values, kernel):
        return functional.conv2d(values, kernel.flip(2, 3))

    rim = (b.shape[3] - 1, b.shape[3] - 1, b.shape[2] - 1, b.shape[2] - 1)
    slide = convolve if mode == "convolution" else functional.conv2d
    combined = slide(functional.pad(a, rim), b)
    np.testing.assert_allclose(chain["combined"], combined[0, 0], atol=1e-9)
    np.testing.assert_allclose(chain["in_turn"], slide(slide(x, a), b)[0, 0], atol=1e-7)
    np.testing.assert_allclose(chain["at_once"], slide(x, combined)[0, 0], atol=1e-7)
    assert chain["difference"] < 1e-7
    correlated = functional.conv2d(functional.pad(a, rim), b)
    between = functional.conv2d(functional.conv2d(x, a), b) - functional.conv2d(x, correlated)
    assert chain["correlation_difference"] == pytest.approx(float(between.abs().max()), abs=1e-7)


# --- a picture ----------------------------------------------------------------


@pytest.fixture(scope="module")
def pixels():
    return np.random.default_rng(5).integers(0, 256, (40, 50, 3), dtype=np.uint8)


PICTURE_STATES = {
    "plain": {"preset": "sobel_y"},
    "same": {"kernel": [[1, 2], [3, -4]], "padding": "same", "mode": "convolution"},
    "wide": {"kernel": [[1, 0, 2, 0, 1]], "padding": 7, "stride": 3},
    "even": {"kernel": np.arange(100.0).reshape(10, 10).tolist(), "padding": "same", "stride": 4},
}


@pytest.mark.parametrize("changes", PICTURE_STATES.values(), ids=PICTURE_STATES)
def test_a_picture_gives_the_numbers_of_the_same_matrix(pixels, changes):
    gray = with_(**changes, pixel=[999, 0], second=[[1, 2]])
    channels = fields.change(gray, {"colour": "channels"})
    brightness = prepare(pixels, gray)
    cases = [(brightness, brightness, gray)]
    cases += [(prepare(pixels, channels), pixels[..., c], channels) for c in range(3)]
    for number, (source, plane, state) in enumerate(cases):
        found = complete(source, state)
        exact = compute(fields.change(state, {"input": plane.tolist()}))
        part = (slice(None), slice(None), number - 1) if number else ()
        near = {"atol": 1e-6 * found.limit, "rtol": 1e-5}
        np.testing.assert_allclose(found.output[part], exact.output, **near)
        np.testing.assert_allclose(found.chain.in_turn[part], exact.chain.in_turn, **near)
        seen = found.window.values[number - 1] if number else found.window.values
        assert np.array_equal(seen, exact.window.values)
        total = found.window.sum[number - 1] if number else found.window.sum
        assert total == pytest.approx(exact.window.sum)
        assert found.chain.difference <= near["atol"] * 100
        assert found.difference >= exact.difference * (1 - 1e-5)


def test_a_picture_is_summed_up_in_json(pixels, tmp_path):
    path = tmp_path / "noise.png"
    Image.fromarray(pixels).save(path)
    state = with_(image=str(path), preset="sobel_x", colour="channels", stride=2)
    shown = compute(state).to_json()
    output = process(prepare(pixels, state), state).output
    assert shown["output"] == {
        "shape": [19, 24, 3],
        "min": output.min(),
        "max": output.max(),
        "mean": pytest.approx(output.mean(), abs=1e-3),
    }
    assert shown["output_size"] == [19, 24]
    assert len(json.dumps(shown)) < 2000


def test_the_demo_is_shown_where_there_is_no_picture():
    assert compute(State()).to_json()["output"]["shape"] == [478, 638]


def test_colours_keep_their_meaning_while_the_picture_changes(pixels):
    limits = [
        process(prepare(frame, state), state).limit
        for frame in (pixels, pixels // 3)
        for state in (State(), with_(contrast=4))
    ]
    assert limits == [191.25, 191.25 / 4] * 2
    assert typed(f"input={HALF}", "contrast=2")["limit"] == 15


# --- learning -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["vertical", "laplacian", "gaussian", "emboss"])
def test_the_filter_of_the_target_is_found(name):
    learned = typed(f"target={name}", "steps=500")["learned"]
    kernel = PRESETS[name].kernel
    assert learned["target"] == kernel.tolist()
    np.testing.assert_allclose(learned["kernel"], kernel, atol=1e-3)
    np.testing.assert_allclose(learned["least_squares"], kernel, atol=1e-6)
    assert learned["difference"] < 1e-3
    assert learned["loss"] < 1e-6


def test_more_steps_come_nearer():
    losses = [typed("target=sobel_x", f"steps={n}")["learned"]["loss"] for n in (0, 10, 50, 300)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 1e-9 < 1e-3 < losses[0]


def test_learning_that_is_gone_on_with_comes_to_the_same():
    state = with_(input=HALF, target="sobel_x", steps=40)
    source = load(state)
    task = pose(source, state)
    half = learn(task, fields.change(state, {"steps": 15}))
    whole = learn(task, state)
    onward = learn(task, state, half)
    assert np.array_equal(onward.kernel, whole.kernel)
    assert np.array_equal(onward.descent.losses, whole.descent.losses)
    assert len(whole.descent.losses) == 41
    # What has gone too far is begun anew.
    assert np.array_equal(
        learn(task, fields.change(state, {"steps": 15}), whole).kernel, half.kernel
    )


def drawing(path, marks, shape=(6, 6)):
    """A picture file with target levels; (rows, columns, level) of each mark."""
    levels = np.full(shape, 128, np.uint8)
    for rows, columns, level in marks:
        levels[rows, columns] = level
    Image.fromarray(levels).save(path)
    return str(path)


def test_a_filter_is_learned_from_a_drawn_target(tmp_path):
    """White drawn along the edge of the course: a filter for vertical edges."""
    path = drawing(tmp_path / "edge.png", [(slice(None), slice(2, 4), 255)])
    learned = typed(f"input={HALF}", f"drawn={path}", "steps=3000")["learned"]
    assert learned["target"] is None
    # The drawing means 10, the largest value of the picture, at the edge and 0 elsewhere.
    np.testing.assert_allclose(learned["kernel"], np.array([[10, 0, -10]] * 3) / 30, atol=1e-3)
    assert learned["loss"] == pytest.approx(0, abs=1e-6)
    assert learned["difference"] < 1e-3


def test_the_size_of_a_filter_learned_from_a_drawing_is_chosen(tmp_path, sample):
    path = drawing(tmp_path / "line.png", [(slice(40, 60), slice(10, 60), 255)], (100, 100))
    learned = typed(f"image={sample}", f"drawn={path}", "size=5", "target=box")["learned"]
    assert np.shape(learned["kernel"]) == (5, 5)
    assert learned["loss"] >= learned["least_squares_loss"] > 0


def test_a_drawn_target_that_is_gone_is_named(tmp_path):
    with pytest.raises(UserError, match=r"gone\.png"):
        typed(f"input={HALF}", f"drawn={tmp_path / 'gone.png'}")


def test_what_a_matrix_cannot_tell_is_not_learned():
    """Every row of the picture is the same, so the rows of the filter come out the same."""
    learned = typed(f"input={HALF}", "target=sobel_x")["learned"]
    np.testing.assert_allclose(learned["kernel"], np.array([[4, 0, -4]] * 3) / 3, atol=1e-3)
    assert learned["loss"] == pytest.approx(0, abs=1e-6)


# --- what does not fit ----------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kernel": [[1] * 7] * 7}, "reaches over 7 cells.*only 6"),
        ({"preset": "gaussian", "second": [[1] * 3] * 3}, "in a row reach over 7 cells.*only 6"),
        ({"kernel": [[1] * 12]}, "kernel, row 0 .* has 12 entries; 11 is the most"),
        ({"kernel": [[1, 2], [3]]}, r"row 1 \(counted from 0\) has length 1, but .* length 2"),
        ({"kernel": [[]]}, "kernel, row 0 .* is empty"),
        ({"kernel": [[float("inf")]]}, "kernel, row 0, column 0 .*: inf"),
        ({"input": [[1, None]]}, "input, row 0, column 1 .*: null"),
        ({"preset": "canny"}, "preset must be one of vertical"),
        ({"mode": "both"}, "mode must be one of correlation, convolution"),
        ({"padding": "full"}, "padding must be a whole number or one of valid, same"),
        ({"stride": 17}, "stride must lie between 1 and 16"),
        ({"pixel": [1]}, r"pixel must be the row and the column.*not \[1\]"),
        ({"pixel": [1, -1]}, "pixel must be the row"),
        ({"pixel": [1, 1.5]}, "pixel must be the row"),
        ({"pixel": [True, 1]}, "pixel must be the row"),
        ({"pixel": "1, 2"}, "pixel must be the row"),
        ({"input": [[5] * 6] * 6, "target": "box"}, "nothing to learn"),
        ({"target": "vertical", "rate": 5, "steps": 1000}, "learning rate is too large"),
        ({"input": [], "image": "gone.png"}, "gone.png does not exist"),
    ],
)
def test_what_cannot_be_computed_is_explained(changes, message):
    with pytest.raises(UserError, match=message):
        compute(with_(**{"input": HALF, **changes}))


@given(states())
def test_a_state_survives_the_session(state):
    saved = json.loads(json.dumps(fields.to_json(state)))
    assert fields.from_json(State, saved) == (state, [])


# --- lesson and script ----------------------------------------------------------


def test_the_questions_of_the_lesson_have_these_answers():
    steps = lessons.load("edges")
    results = [compute(with_(**step.set)).to_json() for step in steps]
    answers = [
        lessons.shown(lessons.look_up(result, step.answer))
        for step, result in zip(steps, results, strict=True)
        if step.ask
    ]
    assert answers == ["30", "0", "−30", "1, 0, −1", "2"]
    # What the other steps say.
    assert results[1]["window"]["sum"] == 0
    assert np.size(results[4]["kernel"]) == 25
    assert np.sum(results[4]["kernel"]) == pytest.approx(1)


def run(script, folder):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, str(file)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


SCRIPTS = {
    "matrix": {
        "input": (np.random.default_rng(1).normal(size=(9, 40)) * 1e6).tolist(),
        "kernel": [[0.1, -1e12], [1e-3, 2], [7, 1e5]],
        "mode": "convolution",
        "padding": "same",
        "stride": 3,
        "pixel": [2, 5],
        "second": [[1, 2], [3, 1e6]],
        "target": "emboss",
        "steps": 50,
    },
    "picture": {
        "preset": "gaussian",
        "padding": 6,
        "stride": 2,
        "pixel": [0, 1],
        "second": [[1, -1]],
        "target": "scharr_x",
    },
    "channels": {"colour": "channels", "pixel": [9, 9], "target": "box", "mode": "convolution"},
}


@pytest.mark.parametrize("changes", SCRIPTS.values(), ids=SCRIPTS)
def test_the_script_repeats_the_numbers(tmp_path, changes, sample):
    script = to_code(with_(image=str(sample), **changes))
    assert "explorer" not in script.replace("CNN Explorer", "").replace(str(sample.parents[2]), "")
    assert max(map(len, script.replace(str(sample), "").splitlines())) <= 100
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


@pytest.mark.parametrize("shape", [(72, 96), (20, 30)], ids=["of the same size", "smaller"])
@pytest.mark.parametrize("kind", ["picture", "matrix"])
def test_the_script_repeats_what_was_learned_from_a_drawing(tmp_path, kind, shape):
    path = drawing(tmp_path / "line.png", [(slice(3, 15), slice(5, 25), 255)], shape)
    matrix = np.random.default_rng(2).normal(size=shape).tolist()
    source = {"input": matrix} if kind == "matrix" else {}
    ended = run(to_code(with_(**source, drawn=path, size=4, steps=80)), tmp_path)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("changes", "shown", "other"),
    [
        ({"input": HALF}, " 30., 30.", " 30., 31."),
        ({"input": HALF, "pixel": [0, 1]}, "SUMS = [30.0]", "SUMS = [31.0]"),
        ({"preset": "identity"}, "MINIMUM = 0.0", "MINIMUM = 1.0"),
        (
            {"input": HALF, "second": [[1, 2]]},
            "SECOND = [\n    [1., 2.]",
            "SECOND = [\n    [1., 3.]",
        ),
        ({"input": HALF, "second": [[1, 2], [3, 4]]}, "DIFFERENCE = 60", "DIFFERENCE = 61"),
        ({"input": HALF, "target": "box"}, "STEPS = 300", "STEPS = 3"),
    ],
)
def test_the_script_fails_when_a_number_is_changed(sample, changes, shown, other):
    script = to_code(with_(image=str(sample), **changes))
    assert shown in script
    with pytest.raises(AssertionError):
        exec(script.replace(shown, other, 1), {})


def test_an_answer_for_a_matrix_needs_neither_torch_nor_qt_nor_opencv():
    program = (
        "import sys; from explorer.core import fields;"
        "from explorer.topics.foundations.edges.state import State, compute;"
        f"changes = {{'input': {HALF}, 'pixel': [0, 0], 'second': [[1]], 'target': 'box'}};"
        "compute(fields.change(State(), changes)).to_json();"
        "print(sorted({'torch', 'PySide6', 'cv2'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr


def test_an_answer_for_a_picture_needs_neither_torch_nor_qt():
    program = (
        "import sys; from explorer.topics.foundations.edges.state import State, compute;"
        "compute(State(target='box', second=((1.0,),))).to_json();"
        "print(sorted({'torch', 'PySide6'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
