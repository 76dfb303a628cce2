"""What the worker does for each frame, and for each change of the state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets.opened import Opened, open_hollow
from explorer.sources.base import Frame
from explorer.topics.networks.networks.process import Networks, first_filters, planted_kernel, run
from explorer.topics.networks.networks.result import Result, interpret
from explorer.topics.networks.networks.state import State
from explorer.ui.colours import DIVERGING, packed, sequential
from explorer.ui.widgets.scale_bar import Scale
from explorer.vision import mosaic
from explorer.vision.filter_tiles import FilterTiles, filter_tiles
from explorer.weights.store import MissingWeightsError

LINE = (118, 118, 118)
"""Between tiles: neither a low nor a high value in either table."""


def _table(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    table = colours.copy()
    table[mosaic.GAP] = LINE
    return table


SIGNED = _table(DIVERGING)
POSITIVE = _table(
    np.concatenate(
        [np.zeros((1, 3), np.uint8), sequential(np.linspace(0, 1, 255, dtype=np.float32))]
    )
)
PACKED = {True: packed(SIGNED), False: packed(POSITIVE)}
TABLES = {True: SIGNED[1:], False: POSITIVE[1:]}


@dataclass(frozen=True, eq=False)
class Map:
    """A picture of values.

    Parameters
    ----------
    pixels : (h, w) uint32, 0xFFRRGGBB
    scale : Scale
    """

    pixels: NDArray[np.uint32]
    scale: Scale


def coloured(values: NDArray[np.float32], *, signed: bool = False) -> Map:
    """Return (H, W) in colours, on a scale of its own; ``signed``: about 0 in any case."""
    low, high = mosaic.limits(values)
    if high == 0:
        high = 1.0  # nothing but zeros
    if signed:
        low = -high
    levels = mosaic.levels(values, low, high)
    finite = values[np.isfinite(values)]
    ends = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    return _map(levels, low, high, *ends)


def _map(levels: NDArray[np.uint8], low: float, high: float, least: float, most: float) -> Map:
    signed = low < 0
    return Map(PACKED[signed][levels], Scale(TABLES[signed], low, high, least, most))


@dataclass(frozen=True, eq=False)
class Asked:
    """A question to the worker; ``before`` is the last answer, of which is kept what holds."""

    frame: Frame
    state: State
    before: Shown | None


@dataclass(frozen=True, eq=False)
class Shown:
    """The answer: all that comes on screen.

    Parameters
    ----------
    maps : Map or None
        The mosaic.
    channel : Map
        The channel looked at.
    filters : FilterTiles or None
        The filters of the layer, where the view shows them.
    slices : Map or None
        The slices of one filter, where the filters look at no colours.
    cam : dict of Map
        The steps of Grad-CAM by name, where the view shows them.
    heat : (H, W) uint32 or None
        What is laid over the input, 0xAARRGGBB: the gradient of a value, or Grad-CAM.
    second : Second or None
        What another network makes of the picture, where the view compares.
    """

    asked: Asked
    result: Result
    maps: Map | None
    channel: Map
    filters: FilterTiles | None
    slices: Map | None
    cam: dict[str, Map]
    heat: NDArray[Any] | None
    second: Second | None


@dataclass(frozen=True, eq=False)
class Second:
    """Another network's view of the same picture."""

    result: Result
    maps: Map


@dataclass(frozen=True, eq=False)
class Missing:
    """The answer without weights: what is missing, and the network without them."""

    error: MissingWeightsError
    opened: Opened


def answer(networks: Networks, asked: Asked) -> Shown | Missing | UserError:
    """Work out what ``asked`` needs, or say why that is not possible."""
    before, state = asked.before, asked.state
    try:
        passed = run(networks, asked.frame, state, before.result.run if before else None)
        result = interpret(passed, state, before.result if before else None)
        second = _second(networks, asked, result) if state.view == "compare" else None
    except MissingWeightsError as error:
        return Missing(error, open_hollow(state.network))
    except UserError as error:
        return error
    maps = before.maps if before and before.result.mosaic is result.mosaic else None
    if result.mosaic is not None and maps is None:
        maps = _mosaic(result)
    cam = _cam(result)
    filters = _filters(result, state) if state.view == "filters" else None
    heat = result.heat if result.cam is None else result.cam.heat
    return Shown(
        # The last answer is needed no more; kept, it would keep all answers before it.
        replace(asked, before=None),
        result,
        maps,
        coloured(result.channel.values, signed=mosaic.limits(result.maps)[0] < 0),
        filters,
        _slices(filters),
        cam,
        None if heat is None else _glow(heat),
        second,
    )


def _second(networks: Networks, asked: Asked, first: Result) -> Second:
    """Return what the second network makes of the picture, in a layer about as deep."""
    state, last = asked.state, asked.before.second if asked.before else None
    other = replace(state, network=state.second, model="", silenced=(), transplant=(), channel=-1)
    passed = run(networks, asked.frame, other, last.result.run if last else None)
    depth = _depth(first)
    convolutions = [layer for layer in passed.opened.traced.layers if layer.kind == "conv"]
    name = convolutions[round(depth * (len(convolutions) - 1))].name
    other = replace(other, view="maps", layer=name, position=(-1, -1))
    result = interpret(passed, other, last.result if last else None)
    if last and last.result.mosaic is result.mosaic:
        return Second(result, last.maps)
    return Second(result, _mosaic(result))


def _depth(result: Result) -> float:
    """Return how deep the open layer lies, 0 to 1, counted in convolutions."""
    layers = result.opened.traced.layers
    total = sum(layer.kind == "conv" for layer in layers)
    passed = sum(layer.kind == "conv" for layer in layers[: layers.index(result.layer) + 1])
    return max(0, passed - 1) / max(1, total - 1)


def _mosaic(result: Result) -> Map:
    shown = result.mosaic
    assert shown
    ends = float(np.nanmin(result.maps)), float(np.nanmax(result.maps))
    return _map(shown.levels, shown.low, shown.high, *ends)


def _glow(heat: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Return heat in colours; what is cold is see-through."""
    high = mosaic.limits(heat)[1] or 1.0
    # The square root shows what is weak beside what is strong.
    strength = np.sqrt(np.clip(heat / np.float32(high), 0, 1))
    alpha = (40 + 190 * strength).astype(np.uint32)
    colours = packed(sequential(strength)) & np.uint32(0x00FFFFFF)
    return np.ascontiguousarray(colours | alpha << np.uint32(24))


def _cam(result: Result) -> dict[str, Map]:
    if result.cam is None:
        return {}
    number = result.channel.number
    return {
        "map": coloured(result.cam.maps[number]),
        "weighted": coloured(result.cam.weighted(number)),
        "total": coloured(result.cam.total),
        "heat": coloured(result.cam.heat),
    }


def _slices(filters: FilterTiles | None) -> Map | None:
    found = filters.slices if filters else None
    return found and _map(found.levels, found.low, found.high, found.low, found.high)


def _filters(result: Result, state: State) -> FilterTiles | None:
    module = result.opened.traced.modules[result.layer.name]
    if result.layer.kind != "conv":
        return None
    weights = module.weight.detach()
    if state.transplant and result.layer.name == first_filters(result.opened):
        weights = weights.clone()
        weights[state.transplant_filter] = planted_kernel(result.opened, state)
    weights = weights.cpu().numpy()
    return filter_tiles(weights, result.channel.number)
