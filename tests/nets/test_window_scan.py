"""The two forms of the window classifier against torch on crops cut out here."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from torch import nn

from explorer.core.jobs import Cancelled, CancelToken
from explorer.core.paths import resource
from explorer.nets import window_scan
from explorer.nets.window_net import as_convolution
from explorer.vision import sliding


@pytest.fixture(scope="module")
def net():
    return window_scan.load()


def picture(size: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (size, size, 3), dtype=np.uint8)


def reference(x: torch.Tensor) -> np.ndarray:
    """Run (B, 3, 14, 14) through layers written out here, with the weights of the file."""
    stored = load_file(resource("weights", "windows.safetensors"))

    def weight(name: str) -> torch.Tensor:
        value = stored[name].astype(np.float32)
        if name + ".scale" in stored:
            value *= stored[name + ".scale"].reshape(-1, *[1] * (value.ndim - 1))
        return torch.from_numpy(value)

    x = nn.functional.conv2d(x, weight("conv.weight"), weight("conv.bias")).relu()
    x = nn.functional.max_pool2d(x, 2).flatten(1)
    for name in ("dense1", "dense2"):
        x = nn.functional.linear(x, weight(f"{name}.weight"), weight(f"{name}.bias")).relu()
    x = nn.functional.linear(x, weight("output.weight"), weight("output.bias"))
    return x.softmax(1).numpy()


@pytest.mark.parametrize(
    ("size", "window", "stride"),
    [
        (14, 14, 2), (16, 14, 2), (28, 14, 2), (41, 14, 1), (40, 14, 3), (64, 14, 8),
        (61, 28, 4), (61, 28, 3), (75, 42, 5),
    ],
)  # fmt: skip
def test_both_forms_give_the_scores_of_the_crops(net, size, window, stride) -> None:
    pixels, slide = picture(size), sliding.slide(size, window, stride)
    starts = range(0, size - window + 1, stride)
    crops = [
        torch.from_numpy(pixels[y : y + window, x : x + window].astype(np.float32))
        for y in starts
        for x in starts
    ]
    batch = torch.stack(crops).permute(0, 3, 1, 2) / 127.5 - 1
    small = nn.functional.avg_pool2d(batch, window // 14)
    expected = reference(small).reshape(len(starts), len(starts), 4)
    for found in (
        window_scan.by_windows(net, pixels, slide, CancelToken()),
        window_scan.by_convolution(net, pixels, slide),
    ):
        np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("work", [window_scan.by_windows, window_scan.milliseconds])
def test_what_nobody_waits_for_is_given_up(net, work) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        work(net, picture(20), sliding.slide(20, 14, 2), token)


def test_a_dense_layer_is_a_filter(net) -> None:
    maps = torch.randn(1, 16, 5, 5)
    dense = net.dense1(maps.flatten(1))
    filtered = as_convolution(net.dense1, 5)(maps)
    assert filtered.shape == (1, 400, 1, 1)
    torch.testing.assert_close(filtered.flatten(1), dense)


@pytest.mark.parametrize(("window", "stride"), [(14, 2), (14, 3), (28, 4), (14, 8)])
def test_a_unit_at_a_window(net, window, stride) -> None:
    pixels, slide = picture(60), sliding.slide(60, window, stride)
    unit = window_scan.unit(net, pixels, slide, (1, 2), 7)
    by_hand = float((unit.read.astype(float) * unit.weights).sum()) + unit.bias
    assert unit.as_dense == pytest.approx(by_hand, abs=1e-4)
    assert unit.as_filter == pytest.approx(by_hand, abs=1e-4)
    np.testing.assert_array_equal(unit.weights.ravel(), net.dense1.weight[7].numpy())


def test_times_are_taken_of_all_ways(net) -> None:
    times = window_scan.milliseconds(net, picture(16), sliding.slide(16, 14, 2), CancelToken())
    assert min(times.one_by_one, times.in_batches, times.convolution) > 0
