"""The program's own weight files, opened as if they were the user's."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.paths import resource
from explorer.nets.state_dicts import read_state
from explorer.weights.tensors import unpack

NAMES = ("alexnet", "lenet5", "sface", "windows", "yolov4-tiny")


@pytest.mark.parametrize("name", NAMES)
def test_integers_with_scales_are_the_numbers_that_they_stand_for(name) -> None:
    path = resource("weights", f"{name}.safetensors")
    wanted, found = unpack(path.read_bytes()), read_state(path)
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        np.testing.assert_array_equal(found[key].numpy(), value)
