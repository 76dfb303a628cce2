"""The formulas and sentences of the layers topic, and its rows for a spreadsheet."""

import math

import pytest

from explorer.core import fields
from explorer.topics.foundations.layers import sentences, sheet
from explorer.topics.foundations.layers.presets import PRESETS
from explorer.topics.foundations.layers.state import State, compute

CONV = {"type": "conv", "filters": 4, "size": 3}


def with_(**changes):
    return fields.change(State(), changes)


def worked_out(formula):
    """Both sides of a formula as numbers: the left one calculated by Python."""
    left, _, right = formula.replace(",", "").replace("×", "*").rpartition("=")
    return eval(left or right), int(right)


@pytest.mark.parametrize("name", PRESETS)
def test_every_formula_is_right(name):
    for row in compute(with_(**PRESETS[name].changes)).rows:
        assert worked_out(sentences.parameters_formula(row)) == (row.cost.parameters,) * 2
        assert worked_out(sentences.multiplications_formula(row)) == (row.cost.multiplications,) * 2


def test_formulas_of_the_course():
    rows = compute(State()).rows
    assert sentences.parameters_formula(rows[0]) == "(5 × 5 × 3 + 1) × 8 = 608"
    assert sentences.parameters_formula(rows[4]) == "(5 × 5 × 16 + 1) × 120 = 48,120"
    assert sentences.multiplications_formula(rows[5]) == "120 × 84 = 10,080"
    assert sentences.size_formula(rows[1]).startswith("Height: ⌊(28 + 0 + 0 − 2) / 2⌋ + 1 = 14")
    assert sentences.size_formula(rows[4]) == ""


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0.0 %"), (0.0005, "< 0.1 %"), (0.0244, "2.4 %"), (1, "100.0 %")]
)
def test_percent(share, text):
    assert sentences.percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("changes", "costs", "sharing", "connections"),
    [
        ({}, "The whole network has 62,958 parameters", "31,700 times", "= 75 of 3,072"),
        ({"selected": 1}, "Layer 2, Pooling.", "no parameters to share", "one channel at a time"),
        ({"selected": 4}, "48,120", "Nothing is shared", "sees all 400 inputs"),
        ({"layers": []}, "has 0 parameters", "Choose a convolution", "Choose a convolution"),
        ({"selected": 2, "input_shape": [8, 8, 3]}, *["reaches over 5 cells"] * 3),
        ({"selected": 3, "input_shape": [8, 8, 3]}, *["one before it does not fit"] * 3),
        (
            {"selected": 0, "layers": [{"type": "activation", "activation": "relu"}]},
            "0.0", "no parameters to share", "one output sees one input",
        ),
        (
            {"selected": 0, "layers": [{"type": "activation", "activation": "softmax"}]},
            "0.0", "no parameters to share", "against all others",
        ),
        (
            {"selected": 0, "layers": [CONV | {"padding": 1}]},
            "(3 × 3 × 3 + 1) × 4", "at all 1,024 places", "lies in the padding",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_layer_has_its_sentences(changes, costs, sharing, connections):
    result = compute(with_(**changes))
    assert costs in sentences.costs_text(result)
    assert sharing in sentences.sharing_text(result)
    assert connections in sentences.connections_text(result)


def test_the_sheet_has_all_rows_under_the_same_titles():
    titles, given, *layers, total = sheet.rows(compute(with_(input_shape=[8, 8, 3])))
    assert {len(row) for row in (given, *layers, total)} == {len(titles)}
    assert dict(zip(titles, given, strict=True))["activation shape"] == "8 × 8 × 3"
    first, third = (dict(zip(titles, layers[i], strict=True)) for i in (0, 2))
    assert (first["filters"], first["mode"], first["parameters"]) == (8, "", 608)
    assert first["parameters as dense layer"] == (math.prod((8, 8, 3)) + 1) * 4 * 4 * 8
    assert third["parameters"] == "" and "reaches over 5 cells" in third["error"]
    assert total[-4:-2] == [608, 4 * 4 * 8 * 75]
