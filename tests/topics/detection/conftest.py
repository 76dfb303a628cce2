import functools

import pytest

from explorer.core.paths import resource
from explorer.nets.detector import open_detector
from explorer.topics.detection.yolo import process
from explorer.topics.detection.yolo.state import State

PARK = str(resource("samples", "park.jpg"))
load_once = functools.cache(open_detector)


@pytest.fixture(autouse=True)
def one_network(monkeypatch):
    """Loading the network takes longer than running it."""
    monkeypatch.setattr(process, "open_detector", load_once)


@pytest.fixture(scope="session")
def park():
    """The park through the bundled network, once."""
    return process.run_once(State(image=PARK), device="cpu")
