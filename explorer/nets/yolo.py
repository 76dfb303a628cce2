"""YOLOv4-tiny, trained on COCO: the detector that ships with the program.

Source: https://github.com/AlexeyAB/darknet (Bochkovskiy, Wang and Liao, 2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets.darknet import Darknet
from explorer.nets.detector import SIZES, Prepared
from explorer.nets.device import CPU, Placement, use_threads
from explorer.nets.fused import fuse
from explorer.nets.labels import read_names
from explorer.vision.cv import cv2
from explorer.vision.grid import decode
from explorer.vision.predictions import Head, Predictions
from explorer.weights import store, tensors
from explorer.weights.convert import read_config
from explorer.weights.manifest import find

NAME = "yolov4-tiny"
_FROM_BYTE = np.float32(1 / 255)


def load_net(state: Mapping[str, NDArray[np.float32]] | None = None) -> Darknet:
    """Return the network as its cfg describes it, layer by layer, in evaluation mode.

    Parameters
    ----------
    state : dict of arrays, optional
        Other weights than those that `explorer.weights.store` finds.
    """
    entry = find(NAME)
    if state is None:
        state = tensors.unpack(store.locate(NAME).read_bytes())
    net = Darknet(read_config(entry))
    counters = {name: value for name, value in net.state_dict().items() if "num_batches" in name}
    values = {name: torch.from_numpy(np.array(value)) for name, value in state.items()}
    net.load_state_dict({**counters, **values})
    return net.eval()


class YoloV4Tiny:
    """The detector; see `explorer.nets.detector.Detector`.

    Parameters
    ----------
    device : str
        See `explorer.nets.device.available`.
    threads : int, optional
        CPU threads.
    state : dict of arrays, optional
        See `load_net`.
    """

    title = "YOLOv4-tiny"
    layout = "darknet"
    input_sizes = SIZES
    default_size = 416

    def __init__(
        self,
        device: str = "auto",
        threads: int | None = None,
        state: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        use_threads(threads)
        self.names = read_names(find(NAME).labels)
        self._placement = Placement(device)
        self._net = fuse(load_net(state))
        self._placed = "cpu"
        self._home = CPU  # where the network's numbers are now

    @property
    def device(self) -> str:
        """Where the network runs."""
        return self._placement.device

    @property
    def notice(self) -> UserError | None:
        """Why it does not run where it should."""
        return self._placement.notice

    def prepare(self, image: NDArray[np.uint8], size: int) -> Prepared:
        """Stretch the picture to a square, as darknet does; data is (1, S, S, 3) in 0..1."""
        pixels = cv2.resize(np.ascontiguousarray(image), (size, size))
        data = np.multiply(pixels, _FROM_BYTE, dtype=np.float32)[None]
        height, width = image.shape[:2]
        return Prepared(data, (height, width), (size, size), (0.0, 0.0, float(size), float(size)))

    def forward(self, prepared: Prepared) -> list[NDArray[np.float32]]:
        """Return the raw heads, (rows, columns, anchors, 5 + classes) each."""
        outputs = self._placement.run(lambda device: self._run(prepared.data, device))
        return [
            # Channels come last in memory already: this moves no numbers on the CPU.
            output[0]
            .permute(1, 2, 0)
            .contiguous()
            .numpy()
            .reshape(*output.shape[2:], len(head.anchors), 5 + head.classes)
            for output, head in zip(outputs, self._net.heads, strict=True)
        ]

    def _run(self, data: NDArray[np.float32], device: str) -> list[Any]:
        with torch.inference_mode():
            if self._home != device:
                self._net.to(device)
                self._home = device
            x = torch.from_numpy(data).permute(0, 3, 1, 2).to(device)
            # Fetching the result also waits for the device.
            return [output.cpu() for output in self._net(x)]

    def predictions(self, outputs: list[NDArray[np.float32]], prepared: Prepared) -> Predictions:
        """Decode the raw heads."""
        heads = [
            Head(
                rows=raw.shape[0],
                columns=raw.shape[1],
                per_cell=raw.shape[2],
                anchors=np.array(layer.anchors, np.float32),
                raw=raw,
                scale_xy=layer.scale_xy,
            )
            for raw, layer in zip(outputs, self._net.heads, strict=True)
        ]
        return decode(heads, self.names, prepared.image_size, prepared.input_size, prepared.area)
