import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.weights import darknet, tensors
from explorer.weights.convert import read_config
from explorer.weights.manifest import find


def test_darknet_file_round_trip(tiny, tiny_state, tmp_path):
    path = tmp_path / "tiny.weights"
    darknet.write_weights(path, tiny, tiny_state)
    assert path.stat().st_size == 20 + 4 * (4 * 4 + 4 * 3 * 9 + 6 + 6 * 2)
    back = darknet.read_weights(path, tiny)
    assert list(back) == list(tiny_state)
    for name, value in tiny_state.items():
        np.testing.assert_array_equal(back[name], value)


def test_order_in_the_file(tiny, tiny_state, tmp_path):
    path = tmp_path / "tiny.weights"
    darknet.write_weights(path, tiny, tiny_state)
    numbers = np.fromfile(path, np.float32)[5:]
    np.testing.assert_array_equal(numbers[:4], tiny_state["layers.0.bn.bias"])
    np.testing.assert_array_equal(numbers[4:8], tiny_state["layers.0.bn.weight"])
    np.testing.assert_array_equal(numbers[-12:], tiny_state["layers.2.conv.weight"].ravel())


@pytest.mark.parametrize("change", [lambda d: d[:-4], lambda d: d + b"1234", lambda d: d[:7]])
def test_every_number_must_be_used(tiny, tiny_state, tmp_path, change):
    path = tmp_path / "tiny.weights"
    darknet.write_weights(path, tiny, tiny_state)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(UserError, match="does not fit the network"):
        darknet.read_weights(path, tiny)


def test_cfg_of_nonsense():
    with pytest.raises(UserError, match="Line 2"):
        darknet.parse_cfg("[net]\nnonsense")


def test_yolov4_tiny_has_its_parameters():
    layers = darknet.convolutions(read_config(find("yolov4-tiny")))
    sizes = [
        int(np.prod(shape))
        for layer in layers
        for name, shape in layer.entries()
        if "running" not in name
    ]
    assert sum(sizes) == 6_056_606
    assert layers[-1].shape == (255, 256, 1, 1)


def test_packing_keeps_small_tensors_and_rounds_large_ones():
    random = np.random.default_rng(0)
    large = random.normal(size=(64, 32, 5, 5)).astype(np.float32)
    large[3] = 0
    state = {"a.weight": large, "a.bias": random.normal(size=64).astype(np.float32)}
    data = tensors.pack(state)
    assert data == tensors.pack(dict(reversed(state.items())))
    assert len(data) < 2.1 * large.size
    back = tensors.unpack(data)
    assert set(back) == set(state)
    np.testing.assert_array_equal(back["a.bias"], state["a.bias"])
    step = np.abs(large).max(axis=(1, 2, 3), keepdims=True) / 32767
    assert (np.abs(back["a.weight"] - large) <= 0.51 * step).all()
    assert not back["a.weight"][3].any()


def test_bundled_weights_fit_the_network(bundled):
    state = tensors.unpack(bundled.read_bytes())
    layers = darknet.convolutions(read_config(find("yolov4-tiny")))
    expected = dict(entry for layer in layers for entry in layer.entries())
    assert {name: value.shape for name, value in state.items()} == expected
    assert bundled.stat().st_size < 12 * 2**20
