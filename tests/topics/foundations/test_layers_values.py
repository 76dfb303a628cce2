"""Layers as values: what the user may write, and putting them in and out."""

import json
import re

import pytest

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.topics.foundations.layers import layer
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.presets import PRESETS
from explorer.topics.foundations.layers.state import State

CONV = {"type": "conv", "filters": 4, "size": 3}
POOL = {"type": "pool", "size": 2}
DENSE = {"type": "dense", "units": 10}


def with_(**changes):
    return fields.change(State(), changes)


def test_what_may_be_left_out():
    conv, pool, dense = with_(layers=[CONV, POOL, DENSE]).layers
    assert (conv.stride, conv.padding, conv.activation) == (1, 0, "none")
    assert (pool.stride, pool.padding, pool.mode) == (2, 0, "max")
    assert dense.activation == "none"
    assert with_(layers=[POOL | {"size": 3, "stride": 1}]).layers[0].stride == 1


def test_rows_are_put_in_taken_out_and_moved():
    a, b, c, d = (Layer("dense", units=number) for number in (1, 2, 3, 4))
    assert layer.insert((a, b), 1, c) == (a, c, b)
    assert layer.insert((a, b), 2, c) == (a, b, c)
    assert layer.remove((a, b, c), 1) == (a, c)
    assert layer.replace((a, b, c), 1, d) == (a, d, c)
    assert layer.move((a, b, c, d), 0, 2) == (b, c, a, d)
    assert layer.move((a, b, c, d), 3, 0) == (d, a, b, c)


def test_a_setting_is_changed_and_another_type_begins_anew():
    layers = with_(layers=[CONV, POOL]).layers
    assert layer.change(layers, 0, "padding", "same")[0].padding == "same"
    assert layer.change(layers, 1, "size", 3) == (layers[0], Layer("pool", size=3, stride=2))
    assert layer.change(layers, 0, "type", "pool") == (layer.NEW["pool"], layers[1])
    assert layer.change(layers, 0, "type", "conv") == layers
    with pytest.raises(UserError, match='layer 2: Stride must be a whole number, not "x"'):
        layer.change(layers, 1, "stride", "x")


def test_what_a_new_layer_begins_with_survives_a_session():
    state = with_(layers=list(layer.NEW.values()))
    kept = json.loads(json.dumps(fields.to_json(state)))
    assert fields.from_json(State, kept) == (state, [])
    assert set(layer.NEW) == set(layer.TYPES)


@pytest.mark.parametrize("name", PRESETS)
def test_a_session_brings_the_network_back(name):
    state = with_(**PRESETS[name].changes)
    kept = json.loads(json.dumps(fields.to_json(state)))
    assert fields.from_json(State, kept) == (state, [])


def test_a_preset_means_the_same_after_anything_that_was_tried_before_it():
    played = with_(layers=[POOL], input_shape=[5, 5, 5], selected=0, position=[1, 1])
    for preset in PRESETS.values():
        assert fields.change(played, preset.changes) == with_(**preset.changes)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("conv", "layers must be a list of layers"),
        ({"type": "flatten"}, "layers must be a list of layers"),
        ([POOL] * 201, "layers holds 201 layers; 200 is the most"),
        ([POOL, "conv"], "layer 2 must be an object with a type"),
        ([{"size": 3}], "layer 1 must be an object with a type"),
        ([POOL, {"type": "deconv"}], "layer 2: type must be one of conv, pool, dense"),
        ([{"type": ["conv"]}], "layer 1: type must be a text"),
        ([POOL, {"type": "conv", "size": 3}], "layer 2: the type conv needs filters"),
        ([{"type": "pool"}], "layer 1: the type pool needs size"),
        ([{"type": "dense"}], "layer 1: the type dense needs units"),
        ([CONV, DENSE | {"size": 3}], "layer 2: the type dense knows no size, only type, units"),
        ([CONV | {"mode": "max"}], "layer 1: the type conv knows no mode"),
        ([CONV | {"filters": 2.5}], "layer 1: filters must be a whole number, not 2.5"),
        ([CONV | {"size": 0}], "layer 1: size must lie between 1 and 4096, not 0"),
        ([POOL | {"size": "x"}], 'layer 1: size must be a whole number, not "x"'),
        ([CONV | {"stride": float("nan")}], "layer 1: stride must be a whole number"),
        ([CONV | {"padding": "full"}], "layer 1: padding must be a whole number or one of valid"),
        ([POOL | {"mode": "min"}], "layer 1: mode must be one of max, average"),
        ([DENSE | {"units": True}], "layer 1: units must be a whole number"),
        ([DENSE | {"activation": "gelu"}], "layer 1: activation must be one of none, relu"),
    ],
)
def test_layers_that_are_wrong_are_named(layers, message):
    with pytest.raises(UserError, match=message):
        with_(layers=layers)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"input_shape": [32, 32]}, "must be a list of 3 whole numbers (height, width, channels)"),
        ({"input_shape": 32}, "must be a list of 3 whole numbers"),
        ({"input_shape": [32, 0, 3]}, "input_shape: width must lie between 1 and 4096, not 0"),
        ({"input_shape": [32, 32, 65537]}, "input_shape: channels must lie between 1 and 65536"),
        ({"input_shape": [1.5, 32, 3]}, "input_shape: height must be a whole number, not 1.5"),
        ({"position": [1]}, "position must be a list of 2 whole numbers (row, column)"),
        ({"position": [-1, 0]}, "position: row must lie between 0 and"),
    ],
)
def test_numbers_that_are_wrong_are_named(changes, message):
    with pytest.raises(UserError, match=re.escape(message)):
        with_(**changes)
