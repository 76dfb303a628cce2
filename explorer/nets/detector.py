"""What every detector can do, whatever it runs on.

The stages are separate so that a caller can time them, and so that selection can be
repeated without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision.predictions import Predictions

# Multiples of the coarsest grid's cell.
SIZES = tuple(range(160, 641, 32))


@dataclass(frozen=True, eq=False)
class Prepared:
    """A picture as the network wants it.

    Parameters
    ----------
    data : ndarray
        What goes in, in the detector's own order and range.
    image_size, input_size, area
        See `explorer.vision.predictions.Predictions`.
    """

    data: NDArray[Any]
    image_size: tuple[int, int]
    input_size: tuple[int, int]
    area: tuple[float, float, float, float]


class Detector(Protocol):
    """A network that predicts boxes.

    Attributes
    ----------
    title : str
        Name for people.
    names : class names
    input_sizes : sides that it takes, pixels, ascending; one where it is fixed
    default_size : int
    device : str
        "cpu", "cuda:0", "mps"; may become "cpu" while it runs.
    layout : str
        Kind of output: "darknet", "yolov5", "yolov8", "yolox".
    notice : UserError or None
        Why ``device`` is not the wanted one.
    """

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def input_sizes(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def default_size(self) -> int: ...  # noqa: D102
    @property
    def device(self) -> str: ...  # noqa: D102
    @property
    def layout(self) -> str: ...  # noqa: D102
    @property
    def notice(self) -> UserError | None: ...  # noqa: D102

    def prepare(self, image: NDArray[np.uint8], size: int) -> Prepared:
        """Bring an (H, W, 3) uint8 RGB picture to the input of side ``size``."""

    def forward(self, prepared: Prepared) -> Any:
        """Run the network; returns when it has finished, with raw numbers on the host."""

    def predictions(self, outputs: Any, prepared: Prepared) -> Predictions:
        """Decode the raw numbers; nothing is selected."""


def predict(detector: Detector, image: NDArray[np.uint8], size: int | None = None) -> Predictions:
    """Run all stages on one picture.

    Parameters
    ----------
    image : (H, W, 3) uint8, RGB
    size : int, optional
        Side of the network's input; the nearest one that the detector takes.
    """
    prepared = detector.prepare(image, nearest_size(detector, size or detector.default_size))
    return detector.predictions(detector.forward(prepared), prepared)


def nearest_size(detector: Detector, size: int) -> int:
    """Return the side closest to ``size`` that ``detector`` takes."""
    return nearest(detector.input_sizes, size)


def nearest(sides: Iterable[int], size: int) -> int:
    """Return which of ``sides`` is closest to ``size``."""
    return min(sides, key=lambda side: abs(side - size))


def open_detector(model: str = "", device: str = "auto", threads: int | None = None) -> Detector:
    """Load a detector.

    Parameters
    ----------
    model : str
        Empty or "yolov4-tiny" for the bundled network, else the path of an ONNX file.
    device : str
        See `explorer.nets.device.available`.
    threads : int, optional
        CPU threads; None for `explorer.nets.device.default_threads`.

    Raises
    ------
    UserError
        The weights are missing or damaged, or the file is no such network.
    """
    if model in ("", "yolov4-tiny"):
        from explorer.nets.yolo import YoloV4Tiny

        return YoloV4Tiny(device, threads)
    from explorer.nets.onnx_detector import OnnxDetector

    return OnnxDetector(Path(model), device, threads)
