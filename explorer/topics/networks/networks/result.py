"""From a pass through a network and a state to everything the views show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.plain import finite
from explorer.nets import arithmetic
from explorer.nets.arithmetic import Arithmetic
from explorer.nets.graph import Layer
from explorer.nets.guess import Guess, best
from explorer.nets.opened import Opened
from explorer.nets.saliency import GradCam, grad_cam, input_gradient
from explorer.nets.traced import Recording
from explorer.topics.networks.networks.brought import Brought, brought, chosen
from explorer.topics.networks.networks.places import ALONE
from explorer.topics.networks.networks.process import Pass, first_filters
from explorer.topics.networks.networks.state import State
from explorer.vision.mosaic import Mosaic, limits, mosaic

Array = NDArray[np.float32]
BINS = 64

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
    counts, edges : (BINS,) int, (BINS + 1,) float
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

    def in_picture(self, box: Box) -> Box:
        """Return a box in input pixels as one in pixels of the picture."""
        how = self.opened.loaded.weights.preprocessing
        x1, y1, x2, y2 = self.run.prepared.area
        rows, columns = how.size
        across, down = (x2 - x1) / columns, (y2 - y1) / rows
        left, top, right, bottom = (side - how.border for side in box)
        return x1 + left * across, y1 + top * down, x1 + right * across, y1 + bottom * down

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
            **(self.brought.to_json() if self.brought else {}),
        }
        # A model of the user's own may give numbers that JSON does not have.
        return {name: finite(value) for name, value in found.items()}


def _last_channels(shape: tuple[int, ...]) -> list[int]:
    return [*shape[1:], shape[0]]


def _guess(guess: Guess) -> dict[str, Any]:
    return {"label": guess.label, "probability": guess.probability}


def interpret(run: Pass, state: State, before: Result | None = None) -> Result:
    """Open the layer that ``state`` asks for; what ``before`` has of the same pass is kept.

    Raises
    ------
    UserError
        There is no such layer or channel, or Grad-CAM is not possible there.
    """
    opened = run.opened
    layer = _layer(opened, state)
    same = before is not None and before.run is run and before.layer == layer
    maps = before.maps if before and same else maps_of(run.recording, layer.name)
    channel = _channel(maps, state, layer.name)
    place = _place(channel.values, state.position)
    shown = before.mosaic if before and same and before.order == state.order else None
    if shown is None and state.view in ("maps", "compare"):
        shown = mosaic(maps, state.order)
    top = _top(opened, run.recording)
    target = _target(opened, state, top)
    at = (channel.number, *place)
    return Result(
        run=run,
        layer=layer,
        maps=maps,
        order=state.order,
        mosaic=shown,
        channel=channel,
        place=place,
        field=_field(opened, layer, at),
        heat=_heat(run, layer, at) if state.view == "value" else None,
        steps=_steps(run, layer, at),
        top=top,
        top_before=top if run.recording is run.plain else _top(opened, run.plain),
        target=target,
        cam=_cam(run, layer, target, bool(top)) if state.view == "cam" else None,
        brought=_brought(run, state, layer, before) if state.view == "ideas" else None,
    )


def _brought(run: Pass, state: State, layer: Layer, before: Result | None) -> Brought:
    kept = before.brought if before and before.run.plain is run.plain else None
    return brought(run, state, layer.name, kept)


def _layer(opened: Opened, state: State) -> Layer:
    wanted = state.layer or _first_layer(opened, state)
    for layer in opened.traced.layers:
        if layer.name == wanted:
            return layer
    raise UserError(
        "{network} has no layer {layer}; its layers are {layers}.",
        network=opened.loaded.classifier.title,
        layer=wanted,
        layers=", ".join(layer.name for layer in opened.traced.layers),
    )


def _first_layer(opened: Opened, state: State) -> str:
    """Return the layer to begin with."""
    if state.view == "ideas":
        found, idea = chosen(opened, state)
        return found[idea][0][0]
    return (_last_maps if state.view == "cam" else first_filters)(opened)


def _last_maps(opened: Opened) -> str:
    """Return the last layer with maps of several values: where Grad-CAM tells most."""
    names = [layer.name for layer in opened.traced.layers]
    return [names[0], *(name for name in names if math.prod(opened.shapes[name][1:]) > 1)][-1]


def maps_of(recording: Recording, name: str) -> Array:
    """Return the output of a layer, (C, H, W) float32; (n, 1, 1) of one without rows."""
    output = recording[name].detach().to("cpu", torch.float32)
    if output.dim() == 1:
        output = output[:, None, None]
    if not output.is_contiguous():
        # Channels come last in memory; as a matrix they are put in order ten times as fast.
        output = output.flatten(1).contiguous().reshape(output.shape)
    values: Array = output.numpy()
    if not values.size:
        raise UserError("{layer} gives no numbers at all for this picture.", layer=name)
    return values


def _channel(maps: Array, state: State, layer: str) -> Channel:
    if state.channel >= len(maps):
        raise UserError(
            "{layer} has {count} channels, counted from 0; there is no channel {channel}.",
            layer=layer,
            count=len(maps),
            channel=state.channel,
        )
    number = state.channel
    if number < 0:
        number = int(maps.reshape(len(maps), -1).max(axis=1).argmax())
    values = maps[number]
    low, high = limits(values)
    # In float64 there is room for bins between the closest of float32.
    numbers = values[np.isfinite(values)].astype(np.float64)
    counts, edges = np.histogram(numbers, BINS)
    return Channel(
        number=number,
        values=values,
        low=low,
        high=high,
        mean=float(numbers.mean()) if numbers.size else 0.0,
        least=float(numbers.min()) if numbers.size else 0.0,
        most=float(numbers.max()) if numbers.size else 0.0,
        counts=counts,
        edges=edges,
    )


def _place(values: Array, wanted: tuple[int, ...]) -> tuple[int, int]:
    rows, columns = values.shape
    row, column = wanted
    if row < 0 or column < 0:
        # A model of the user's own may give no numbers (NaN) at all.
        row, column = divmod(int(np.nan_to_num(values, nan=-np.inf).argmax()), columns)
    if row >= rows or column >= columns:
        raise UserError(
            "The maps have {rows} × {columns} values, counted from 0; there is none at "
            "row {row}, column {column}.",
            rows=rows,
            columns=columns,
            row=row,
            column=column,
        )
    return row, column


def _field(opened: Opened, layer: Layer, at: tuple[int, int, int]) -> Box | None:
    found = opened.fields[layer.name]
    if found is None:
        return _field_of_list(opened, layer, at)
    (top, bottom), (left, right) = (field.at(i) for field, i in zip(found, at[1:], strict=True))
    return left, top, right, bottom


def _field_of_list(opened: Opened, layer: Layer, at: tuple[int, int, int]) -> Box | None:
    """Return the field of a number that stands in a list but is still one of a map."""
    before = next((known for known in opened.traced.layers if known.name == layer.inputs[0]), None)
    if before is None or layer.kind not in (*ALONE, "flatten"):
        return None
    if layer.kind == "flatten" and len(opened.shapes[before.name]) == 3:
        channel, row, column = np.unravel_index(at[0], opened.shapes[before.name])
        at = int(channel), int(row), int(column)
    return _field(opened, before, at)


def _steps(run: Pass, layer: Layer, at: tuple[int, int, int]) -> tuple[Arithmetic, ...]:
    layers = {known.name: known for known in run.opened.traced.layers}
    found: list[Arithmetic] = []
    while True:
        step = arithmetic.explain(run.opened.traced, run.recording, layer, at)
        if step is None:
            return tuple(found)
        found.insert(0, step)
        # The channel, row and column stay the same through these.
        if layer.kind not in ALONE or layer.inputs[0] not in layers:
            return tuple(found)
        layer = layers[layer.inputs[0]]


def _heat(run: Pass, layer: Layer, at: tuple[int, int, int]) -> Array | None:
    traced = run.opened.traced
    if traced.without_gradient(traced.before(layer.name)):
        return None
    return input_gradient(run.opened.traced, run.recording, layer.name, at, run.edits)


def _top(opened: Opened, recording: Recording) -> tuple[Guess, ...]:
    if not opened.loaded.complete:
        return ()
    return best(recording[opened.traced.last].flatten(), opened.loaded.labels)


def _target(opened: Opened, state: State, top: tuple[Guess, ...]) -> int:
    if not top:
        return -1
    classes = opened.shapes[opened.traced.last][0]
    if state.target >= classes:
        raise UserError(
            "The network knows {count} classes, counted from 0; there is no class {target}.",
            count=classes,
            target=state.target,
        )
    return state.target if state.target >= 0 else top[0].index


def _cam(run: Pass, layer: Layer, target: int, classified: bool) -> GradCam:
    opened = run.opened
    if not classified:
        raise UserError(
            "Grad-CAM needs the classifier, and these weights of {network} have none.",
            network=opened.loaded.classifier.title,
        )
    behind = opened.traced.behind(layer.name)
    if opened.traced.last not in behind:
        raise UserError(
            "Grad-CAM needs a layer in front of {last}, which gives the classes; {layer} is none.",
            last=opened.traced.last,
            layer=layer.name,
        )
    blocked = opened.traced.without_gradient(behind)
    if blocked:
        raise UserError(
            "Grad-CAM needs gradients, and none passes {blocked}, whose inner working is not "
            "known; choose a layer behind it.",
            blocked=blocked,
        )
    if len(opened.shapes[layer.name]) < 3:
        raise UserError(
            "Grad-CAM needs a layer with rows and columns; {layer} has none.", layer=layer.name
        )
    return grad_cam(opened.traced, run.recording, layer.name, target, run.edits)
