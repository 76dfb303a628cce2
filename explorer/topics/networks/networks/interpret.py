"""From a pass through a network and a state to everything the views show."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets import arithmetic
from explorer.nets.arithmetic import Arithmetic
from explorer.nets.graph import Layer
from explorer.nets.guess import Guess, best
from explorer.nets.opened import Opened
from explorer.nets.saliency import GradCam, grad_cam, input_gradient
from explorer.nets.traced import Recording
from explorer.topics.networks.networks.brought import Brought, brought, chosen
from explorer.topics.networks.networks.changes import first_filters
from explorer.topics.networks.networks.embedding import embedding
from explorer.topics.networks.networks.places import ALONE
from explorer.topics.networks.networks.process import Pass
from explorer.topics.networks.networks.result import Box, Channel, Result
from explorer.topics.networks.networks.state import State
from explorer.vision.mosaic import Mosaic, limits, mosaic

Array = NDArray[np.float32]
BINS = 64


def interpret(run: Pass, state: State, before: Result | None = None) -> Result:
    """Open the layer that ``state`` asks for; what ``before`` has of the same pass is kept.

    Raises
    ------
    UserError
        There is no such layer or channel, or Grad-CAM is not possible there.
    """
    opened = run.opened
    layer = _layer(run, state)
    same = before is not None and before.run is run and before.layer == layer
    maps = before.maps if before and same else maps_of(run.recording, layer.name)
    channel = _channel(run, maps, _number(run, maps, state, layer.name), layer.name)
    place = _place(channel.values, state.position)
    shown = _mosaic(run, state, layer, maps) if state.view in ("maps", "compare") else None
    top = run.pictures.get("top", lambda: _top(opened, run.recording), lambda _: 0)
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
        embedding=embedding(run),
        target=target,
        cam=_cam(run, layer, target, bool(top)) if state.view == "cam" else None,
        brought=_brought(run, state, layer, before) if state.view == "ideas" else None,
    )


def _brought(run: Pass, state: State, layer: Layer, before: Result | None) -> Brought:
    kept = before.brought if before and before.run.plain is run.plain else None
    return brought(run, state, layer.name, kept)


def _layer(run: Pass, state: State) -> Layer:
    opened = run.opened
    wanted = state.layer or _first_layer(run, state)
    for layer in opened.traced.layers:
        if layer.name == wanted:
            return layer
    raise UserError(
        "{network} has no layer {layer}; its layers are {layers}.",
        network=opened.loaded.classifier.title,
        layer=wanted,
        layers=", ".join(layer.name for layer in opened.traced.layers),
    )


def _first_layer(run: Pass, state: State) -> str:
    """Return the layer to begin with."""
    opened = run.opened
    if state.view == "ideas":
        found, idea = chosen(opened, state)
        return found[idea][0][0]
    return _last_maps(run) if state.view == "cam" else first_filters(opened)


def _last_maps(run: Pass) -> str:
    """Return the last layer with maps of several values: where Grad-CAM tells most."""
    names = [layer.name for layer in run.opened.traced.layers]
    several = (name for name in names[::-1] if math.prod(run.opened.shapes[name][1:]) > 1)
    return next((name for name in several if _has_maps(run, name)), names[0])


def _has_maps(run: Pass, name: str) -> bool:
    """Return whether a layer gives (1, C, H, W): the tokens of a transformer are a table."""
    shape = run.recording.outputs[name].shape
    return len(shape) == 4 and shape[0] == 1


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


def _mosaic(run: Pass, state: State, layer: Layer, maps: Array) -> Mosaic:
    return run.pictures.get(
        ("mosaic", layer.name, state.order),
        lambda: mosaic(maps, state.order),
        lambda made: made.levels.nbytes,
    )


def _strongest(maps: Array) -> int:
    return int(maps.reshape(len(maps), -1).max(axis=1).argmax())


def _number(run: Pass, maps: Array, state: State, layer: str) -> int:
    """Return the channel that is asked for, or the one with the highest value."""
    if state.channel >= len(maps):
        raise UserError(
            "{layer} has {count} channels, counted from 0; there is no channel {channel}.",
            layer=layer,
            count=len(maps),
            channel=state.channel,
        )
    if state.channel >= 0:
        return state.channel
    return run.pictures.get(("strongest", layer), lambda: _strongest(maps), lambda _: 0)


def _channel(run: Pass, maps: Array, number: int, layer: str) -> Channel:
    return run.pictures.get(
        ("channel", layer, number),
        # A copy: a part of all maps would keep them in memory.
        lambda: _measured(number, maps[number].copy()),
        lambda made: made.values.nbytes,
    )


def _measured(number: int, values: Array) -> Channel:
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
    return run.pictures.get(
        ("steps", layer.name, at),
        lambda: _taken_apart(run, layer, at),
        lambda made: sum(step.values.nbytes for step in made),
    )


def _taken_apart(run: Pass, layer: Layer, at: tuple[int, int, int]) -> tuple[Arithmetic, ...]:
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
    if not opened.loaded.ranks:
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
    if opened.loaded.classifier.embeds:
        raise UserError(
            "Grad-CAM explains a class, and {network} has none: it gives an embedding. Which "
            "pixels move one value stands under “One value”.",
            network=opened.loaded.classifier.title,
        )
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
    if not _has_maps(run, layer.name):
        raise UserError(
            "Grad-CAM needs maps with the rows and columns of a picture; {layer} gives none.",
            layer=layer.name,
        )
    return grad_cam(opened.traced, run.recording, layer.name, target, run.edits)
