"""Everything the views show of a picture's way through a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.plain import finite
from explorer.nets.arithmetic import Arithmetic
from explorer.nets.graph import Layer
from explorer.nets.guess import Guess
from explorer.nets.opened import Opened
from explorer.nets.saliency import GradCam
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.embedding import Embedding
from explorer.topics.networks.networks.process import Pass
from explorer.vision.mosaic import Mosaic

Array = NDArray[np.float32]

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Channel:
    """One channel of the layer.

    Parameters
    ----------
    values : (H, W) float32
        (1, 1) in a layer without rows and columns.
    low, high : float
        Ends of its own colour scale, see `explorer.vision.mosaic.limits`.
    mean, least, most : float
    counts, edges : (bins,) int, (bins + 1,) float
        How often values lie between two edges.
    """

    number: int
    values: Array
    low: float
    high: float
    mean: float
    least: float
    most: float
    counts: NDArray[np.intp]
    edges: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    run : Pass
    layer : Layer
        The one that is open.
    maps : (C, H, W) float32
        Its output; (n, 1, 1) of a layer without rows and columns.
    order : str
        Of the maps in the mosaic.
    mosaic : Mosaic or None
        Where the view shows it.
    channel : Channel
    place : (row, column)
        The value looked at.
    field : (x1, y1, x2, y2) or None
        What that value can see, in pixels of the network's input; None: all of it.
    heat : (H, W) float32 or None
        How strongly each input pixel moves that value, where a gradient can tell.
    steps : tuple of Arithmetic
        How it is made: from the last layer that joins several numbers (a convolution, a
        sum, ...) through those that change a single one, to `layer`. Empty for a layer of
        an unknown kind.
    top, top_before : tuple of Guess
        The five best classes with the user's changes, and without. Empty where the
        network has no classifier.
    embedding : Embedding or None
        What the network gives in place of classes.
    target : int
        The class that `cam` explains.
    cam : GradCam or None
    brought : Brought or None
        The ideas of the network, where the view shows them.
    """

    run: Pass
    layer: Layer
    maps: Array
    order: str
    mosaic: Mosaic | None
    channel: Channel
    place: tuple[int, int]
    field: Box | None
    heat: Array | None
    steps: tuple[Arithmetic, ...]
    top: tuple[Guess, ...]
    top_before: tuple[Guess, ...]
    embedding: Embedding | None
    target: int
    cam: GradCam | None
    brought: Brought | None

    @property
    def opened(self) -> Opened:
        """The network."""
        return self.run.opened

    @property
    def shape(self) -> tuple[int, ...]:
        """The output of the layer: (C, H, W) or (n,)."""
        return self.opened.shapes[self.layer.name]

    @property
    def value(self) -> float:
        """The value looked at."""
        return float(self.channel.values[self.place])

    @property
    def parameters(self) -> int:
        """All weights and biases of the network that its classes depend on."""
        return sum(self.opened.parameters.values())

    @property
    def seen(self) -> NDArray[np.uint8]:
        """The picture on which boxes and heat are shown: a face alone, upright, else all of it."""
        warp = self.run.prepared.warp
        return self.run.frame.pixels if warp is None else warp.pixels

    def corners(self, box: Box) -> NDArray[np.float64]:
        """Return where the corners of a box in input pixels lie in the whole picture, (4, 2)."""
        warp = self.run.prepared.warp
        if warp is not None:
            return warp.corners(box)
        x1, y1, x2, y2 = self.in_picture(box)
        return np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]])

    def in_picture(self, box: Box) -> Box:
        """Return a box in input pixels as one in pixels of the picture `seen`."""
        if self.run.prepared.warp is not None:
            return box
        how = self.opened.loaded.weights.preprocessing
        x1, y1, x2, y2 = self.run.prepared.area
        rows, columns = how.size
        across, down = (x2 - x1) / columns, (y2 - y1) / rows
        left, top, right, bottom = (side - how.border for side in box)
        return x1 + left * across, y1 + top * down, x1 + right * across, y1 + bottom * down

    def _face(self) -> list[list[float]] | None:
        """Return the corners of the face that goes in, None where the picture does."""
        if self.run.prepared.warp is None:
            return None
        rows, columns = self.opened.loaded.weights.preprocessing.size
        found: list[list[float]] = self.corners((0, 0, columns, rows)).tolist()
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; shapes are [H, W, C] or [n]."""
        found: dict[str, Any] = {
            "network": self.opened.loaded.classifier.title,
            "parameters": self.parameters,
            "layers": [
                {
                    "name": layer.name,
                    "kind": layer.kind,
                    "inputs": list(layer.inputs),
                    "shape": _last_channels(self.opened.shapes[layer.name]),
                    "parameters": self.opened.parameters[layer.name],
                }
                for layer in self.opened.traced.layers
            ],
            "layer": self.layer.name,
            "layer_shape": _last_channels(self.shape),
            "channel": self.channel.number,
            "channel_mean": self.channel.mean,
            "channel_range": [self.channel.least, self.channel.most],
            "position": list(self.place),
            "value": self.value,
            "receptive_field": self.field and list(self.field),
            "steps": [
                {
                    "layer": step.layer.name,
                    "value": step.value,
                    "again": step.again,
                    "inputs": step.values.size,
                    **step.numbers,
                }
                for step in self.steps
            ],
            "top5": [_guess(guess) for guess in self.top],
            "top5_before": [_guess(guess) for guess in self.top_before],
            "cam": self.cam
            and {"target": self.target, "weights": self.cam.weights.astype(float).tolist()},
            "face": self._face(),
            **(self.embedding.to_json() if self.embedding else {}),
            **(self.brought.to_json() if self.brought else {}),
        }
        # A model of the user's own may give numbers that JSON does not have.
        return {name: finite(value) for name, value in found.items()}


def _last_channels(shape: tuple[int, ...]) -> list[int]:
    return [*shape[1:], shape[0]]


def _guess(guess: Guess) -> dict[str, Any]:
    return {"label": guess.label, "probability": guess.probability}
