"""Random networks, built once more in torch: every row must agree."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.core import fields
from explorer.topics.foundations.layers import layer
from explorer.topics.foundations.layers.state import State, compute


def with_(**changes):
    return fields.change(State(), changes)


windows = {
    "size": st.integers(1, 5),
    "stride": st.integers(1, 3),
    "padding": st.integers(0, 3) | st.sampled_from(["same", "valid"]),
}
activations = st.sampled_from(list(layer.ACTIVATIONS))
any_layer = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.just("conv"),
            "filters": st.integers(1, 5),
            "activation": activations,
            **windows,
        }
    ),
    st.fixed_dictionaries(
        {"type": st.just("pool"), "mode": st.sampled_from(["max", "average"]), **windows}
    ),
    st.fixed_dictionaries({"type": st.just("activation"), "activation": activations}),
)
flat_layer = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("dense"), "units": st.integers(1, 9), "activation": activations}
    ),
    st.just({"type": "flatten"}),
)
networks = st.builds(
    list.__add__, st.lists(any_layer, max_size=5), st.lists(any_layer | flat_layer, max_size=3)
)
shapes = st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 4))


def module(content, x):
    """One layer in torch, as somebody else would build it for an input like ``x``."""
    if content["type"] == "conv":
        return nn.Conv2d(
            x.shape[1], content["filters"], content["size"], content["stride"], padding=0
        )
    if content["type"] == "pool":
        kind = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}[content["mode"]]
        return kind(content["size"], content["stride"])
    if content["type"] == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(x[0].numel(), content["units"]))
    return nn.Flatten() if content["type"] == "flatten" else nn.Identity()


def padded(content, x):
    padding, size = content.get("padding", 0), content.get("size", 1)
    if padding == "same":
        before = (size - 1) // 2
        ends = (before, size - 1 - before) * 2
    else:
        ends = (0 if padding == "valid" else padding,) * 4
    if content["type"] == "pool" and padding not in ("same", "valid"):
        # Torch judges how much padding a window may have.
        nn.functional.max_pool2d(x, size, content["stride"], padding)
    return nn.functional.pad(x, ends) if content["type"] in ("conv", "pool") else x


@settings(max_examples=100, deadline=None)
@given(input_shape=shapes, layers=networks)
def test_every_row_equals_torch(input_shape, layers):
    rows = compute(with_(input_shape=input_shape, layers=layers)).to_json()["rows"]
    height, width, channels = input_shape
    x = torch.empty(1, channels, height, width, device="meta")
    for number, (content, row) in enumerate(zip(layers, rows, strict=True)):
        assert row["type"] == content["type"]
        try:
            if content["type"] in ("conv", "pool") and x.dim() != 4:
                raise RuntimeError("no picture")
            x = padded(content, x)
            one = module(content, x).to("meta")
            with FlopCounterMode(display=False) as counter:
                x = one(x)
        except RuntimeError:
            # Torch refuses: so does the row, and what follows is not counted.
            assert row["error"]
            for later in rows[number:]:
                assert later["activation_shape"] is later["parameters"] is None
            assert all(later["error"] is None for later in rows[number + 1 :])
            return
        made = [*x.shape[2:], x.shape[1]] if x.dim() == 4 else [x.shape[1]]
        assert row["error"] is None
        assert row["activation_shape"] == made
        assert row["activation_size"] == x.numel()
        assert row["parameters"] == sum(p.numel() for p in one.parameters())
        products = counter.get_total_flops() // 2
        if content.get("mode") == "average":
            products = x.numel()
        assert row["multiplications"] == products


@settings(max_examples=50, deadline=None)
@given(shape=shapes, filters=st.integers(1, 4), size=st.integers(1, 5))
def test_the_dense_layer_in_place_of_a_convolution(shape, filters, size):
    state = with_(input_shape=shape, layers=[{"type": "conv", "filters": filters, "size": size}])
    result = compute(state)
    if result.rows[0].error:
        assert result.dense_equivalent_parameters is None
        return
    inputs, outputs = shape[0] * shape[1] * shape[2], result.to_json()["rows"][0]["activation_size"]
    dense = nn.Linear(inputs, outputs, device="meta")
    expected = sum(p.numel() for p in dense.parameters())
    assert result.dense_equivalent_parameters == expected
