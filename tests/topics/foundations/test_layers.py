"""The layers topic: the tables of the course, errors in a row, lessons, the exported script."""

import subprocess
import sys

import pytest

from explorer.core import fields, lessons
from explorer.core.errors import UserError
from explorer.topics.foundations.layers.presets import PRESETS
from explorer.topics.foundations.layers.state import State, compute, to_code

CONV = {"type": "conv", "filters": 4, "size": 3}
POOL = {"type": "pool", "size": 2}
DENSE = {"type": "dense", "units": 10}


def with_(**changes):
    return fields.change(State(), changes)


def preset(name):
    return with_(**PRESETS[name].changes)


def table(state):
    return [
        (row["activation_shape"], row["activation_size"], row["parameters"])
        for row in compute(state).to_json()["rows"]
    ]


# --- the tables of the course -------------------------------------------------


def test_the_example_like_lenet():
    assert State() == preset("lenet_like")
    assert compute(State()).to_json()["input"] == {
        "activation_shape": [32, 32, 3], "activation_size": 3072,
    }  # fmt: skip
    # The printed table says 208 and 416 for the convolutions; (5 * 5 * 3 + 1) * 8 is 608.
    assert table(State()) == [
        ([28, 28, 8], 6272, 608),
        ([14, 14, 8], 1568, 0),
        ([10, 10, 16], 1600, 3216),
        ([5, 5, 16], 400, 0),
        ([120], 120, 48120),
        ([84], 84, 10164),
        ([10], 10, 850),
    ]


def test_the_simple_network():
    assert [shape for shape, _, _ in table(preset("simple"))] == [
        [37, 37, 10], [17, 17, 20], [7, 7, 40], [1960], [1],
    ]  # fmt: skip


def test_lenet_5():
    assert [row[2] for row in table(preset("lenet5"))] == [156, 0, 2416, 0, 48120, 10164, 850]
    assert compute(preset("lenet5")).totals["parameters"] == 61_706


def test_alexnet():
    shapes = [shape for shape, _, _ in table(preset("alexnet"))]
    assert shapes == [
        [55, 55, 96], [27, 27, 96], [27, 27, 256], [13, 13, 256], [13, 13, 384], [13, 13, 384],
        [13, 13, 256], [6, 6, 256], [4096], [4096], [1000],
    ]  # fmt: skip
    assert compute(preset("alexnet")).totals["parameters"] == 62_378_344


def test_vgg_16():
    totals = compute(preset("vgg16")).totals
    assert totals["parameters"] == 138_357_544
    assert totals["multiplications"] == 15_470_264_320
    assert table(preset("vgg16"))[-4][0] == [7, 7, 512]


# --- the row looked at ----------------------------------------------------------


def test_without_a_choice_the_first_convolution_is_compared():
    result = compute(with_(layers=[POOL, CONV, CONV])).to_json()
    assert result["selected"] is None
    assert (result["connections"]["inputs"], result["connections"]["of"]) == (27, 16 * 16 * 3)
    assert result["dense_equivalent_parameters"] == (16 * 16 * 3 + 1) * 14 * 14 * 4
    assert [row["dense_equivalent"] is None for row in result["rows"]] == [True, False, False]


@pytest.mark.parametrize(("selected", "number"), [(0, 19_273_856), (1, None), (2, 2_510_400)])
def test_the_row_looked_at_is_compared(selected, number):
    assert compute(with_(selected=selected)).dense_equivalent_parameters == number


def test_a_row_beyond_the_last_means_the_last():
    assert compute(with_(selected=199)).selected == 6
    assert compute(with_(selected=3, layers=[])).to_json()["selected"] is None


def test_one_output_of_a_convolution_sees_its_window_in_all_channels():
    seen = compute(with_(selected=0, position=[3, 27])).to_json()["connections"]
    assert seen == {
        "row": 3, "column": 27, "rows": [3, 8], "columns": [27, 32], "channels": 3,
        "inputs": 75, "of": 3072,
    }  # fmt: skip


def test_one_output_of_pooling_sees_one_channel_and_one_of_a_dense_layer_all():
    pool = compute(with_(selected=1, position=[100, 0])).to_json()["connections"]
    assert (pool["row"], pool["rows"], pool["inputs"], pool["of"]) == (13, [26, 28], 4, 6272)
    dense = compute(with_(selected=4)).to_json()["connections"]
    assert (dense["inputs"], dense["of"]) == (400, 400)


def test_a_row_that_was_not_counted_has_no_connections():
    result = compute(with_(input_shape=[8, 8, 3], selected=4)).to_json()
    assert result["connections"] is result["dense_equivalent_parameters"] is None


def test_an_input_cell_leads_to_the_output_whose_window_lies_around_it():
    result = compute(with_(selected=0))
    assert result.output_near(2, 2) == (0, 0)
    assert result.output_near(31, 16) == (27, 14)
    assert compute(with_(selected=4)).output_near(3, 3) == (0, 0)


def test_shares_of_the_total_add_up():
    result = compute(State())
    shares = [result.share(index, "parameters") for index in range(7)]
    assert sum(shares) == pytest.approx(1)
    assert shares[4] == 48_120 / 62_958
    assert compute(with_(layers=[POOL])).share(0, "parameters") == 0


# --- errors ---------------------------------------------------------------------


def test_an_impossible_layer_says_so_in_its_row_and_the_rest_is_left_out():
    result = compute(with_(input_shape=[8, 8, 3])).to_json()
    errors = [row["error"] for row in result["rows"]]
    assert errors[:2] == errors[3:5] == [None, None]
    assert "reaches over 5 cells" in errors[2]
    assert result["rows"][3]["activation_shape"] is None
    assert result["totals"] == {
        "parameters": 608,
        "multiplications": 4 * 4 * 8 * 75,
        "activation_size": 4 * 4 * 8 + 2 * 2 * 8,
    }


def test_a_convolution_after_a_dense_layer():
    row = compute(with_(layers=[DENSE, CONV])).to_json()["rows"][1]
    assert "an earlier layer has made one list of 10 numbers" in row["error"]


def test_a_network_without_layers():
    result = compute(with_(layers=[])).to_json()
    assert result["rows"] == []
    assert result["totals"] == {"parameters": 0, "multiplications": 0, "activation_size": 0}
    assert result["dense_equivalent_parameters"] is None


# --- lesson, script -------------------------------------------------------------


def test_the_questions_of_the_lesson_have_these_answers():
    steps = lessons.load("layers")
    results = [compute(with_(**step.set)).to_json() for step in steps]
    answers = [
        lessons.look_up(result, step.answer)
        for step, result in zip(steps, results, strict=True)
        if step.ask
    ]
    assert answers == [[28, 28, 8], 608, 48_120, 68, 75]
    # What the other steps say.
    rows = results[4]["rows"]
    dense = sum(row["parameters"] for row in rows if row["type"] == "dense")
    convolved = sum(row["multiplications"] for row in rows if row["type"] == "conv")
    assert dense > 0.9 * results[4]["totals"]["parameters"]
    assert convolved > 0.9 * results[4]["totals"]["multiplications"]
    assert results[5]["rows"][0]["parameters"] == 10
    assert results[7]["rows"][2]["error"]
    assert results[8]["totals"]["parameters"] // 10**6 == 138
    assert results[8]["totals"]["multiplications"] // 10**9 == 15


def run(script, folder):
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, str(file)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


EVERYTHING = [
    CONV | {"size": 4, "padding": "same", "activation": "tanh"},
    POOL | {"padding": "same", "stride": 1},
    POOL | {"mode": "average", "padding": 1, "size": 3},
    CONV | {"stride": 2, "padding": 5, "activation": "sigmoid"},
    POOL | {"mode": "average", "padding": "same", "size": 4},
    {"type": "activation", "activation": "relu"},
    {"type": "activation", "activation": "none"},
    {"type": "flatten"},
    DENSE | {"activation": "relu"},
    DENSE | {"activation": "softmax"},
]


@pytest.mark.parametrize("state", [preset("vgg16"), with_(layers=EVERYTHING), with_(layers=[])])
def test_the_script_counts_the_same(state, tmp_path):
    script = to_code(state)
    assert "explorer" not in script.replace("CNN Explorer", "")
    ended = run(script, tmp_path)
    assert ended.returncode == 0, ended.stderr
    totals = compute(state).totals
    assert f"All: parameters {totals['parameters']:,}," in ended.stdout
    assert ended.stdout.endswith("The numbers are those that CNN Explorer shows.\n")


def test_the_script_fails_when_a_number_is_changed(tmp_path):
    script = to_code(State())
    assert script.count("48120") == 1
    ended = run(script.replace("48120", "48121"), tmp_path)
    assert "AssertionError" in ended.stderr


def test_there_is_no_script_for_a_network_that_does_not_fit():
    with pytest.raises(UserError, match="layer 3 does not: The window reaches over 5 cells"):
        to_code(with_(input_shape=[8, 8, 3]))


def test_an_answer_needs_neither_torch_nor_qt_nor_opencv():
    program = (
        "import sys; from explorer.topics.foundations.layers.state import State, compute;"
        "compute(State()).to_json();"
        "print(sorted({'torch', 'PySide6', 'cv2'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
