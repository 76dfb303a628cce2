import numpy as np
import pytest

from explorer.core.paths import resource
from explorer.nets.yolo import YoloV4Tiny
from explorer.vision.cv import cv2
from explorer.weights import darknet, tensors
from explorer.weights.convert import read_config
from explorer.weights.manifest import find

CFG = resource("weights", "yolov4-tiny.cfg")


def pictures():
    """Return all sample photographs and a picture of noise, (H, W, 3) uint8 RGB."""
    files = sorted(resource("samples").glob("*.jpg"))
    found = {path.stem: cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB) for path in files}
    noise = np.random.default_rng(0).integers(0, 256, (97, 301, 3), dtype=np.uint8)
    return {**found, "noise": noise}


class Reference:
    """OpenCV's own reading of a darknet file: shares no code with ours."""

    def __init__(self, weights):
        # Without these two OpenCV's last layer already selects.
        selection = "[yolo]\nthresh=1e-9\nnms_threshold=0"
        cfg = CFG.read_text(encoding="utf-8").replace("[yolo]", selection)
        self.net = cv2.dnn.readNetFromDarknet(
            np.frombuffer(cfg.encode(), np.uint8), np.fromfile(weights, np.uint8)
        )
        self.outputs = self.net.getUnconnectedOutLayersNames()

    def forward(self, image, size):
        """Return raw heads (255, rows, columns), and rows bx, by, bw, bh, pc, scores."""
        blob = cv2.dnn.blobFromImage(image, 1 / 255, (size, size))
        self.net.setInput(blob)
        # The layer before each yolo layer; names as OpenCV gives them.
        raw = self.net.forward(["conv_29", "conv_36"])
        self.net.setInput(blob)
        return [head[0] for head in raw], np.concatenate(self.net.forward(self.outputs))


@pytest.fixture(scope="session")
def state():
    return tensors.unpack(resource("weights", find("yolov4-tiny").stored.file).read_bytes())


@pytest.fixture(scope="session")
def reference(state, tmp_path_factory):
    path = tmp_path_factory.mktemp("darknet") / "bundled.weights"
    darknet.write_weights(path, read_config(find("yolov4-tiny")), state)
    return Reference(path)


@pytest.fixture(scope="session")
def detector():
    return YoloV4Tiny("cpu")


@pytest.fixture(scope="session")
def photographs():
    return pictures()
