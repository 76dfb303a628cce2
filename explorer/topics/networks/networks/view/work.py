"""What the worker does for each frame, and for each change of the state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.nets.opened import Opened, open_hollow
from explorer.sources.base import Frame
from explorer.topics.networks.networks.changes import filter_weights
from explorer.topics.networks.networks.interpret import interpret
from explorer.topics.networks.networks.process import Key, Networks, NoFaceError, run
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import State
from explorer.topics.networks.networks.view.pair import Pair, pair
from explorer.ui.colours import packed, sequential
from explorer.ui.maps import Map, coloured, extremes, from_levels
from explorer.vision import mosaic
from explorer.vision.filter_tiles import FilterTiles, filter_tiles
from explorer.weights.store import MissingWeightsError

AS_IT_IS: dict[str, Any] = {"silenced": (), "switched": (), "transplant": ()}
"""A network without the user's changes."""


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
    second : Second, NoFaceError or None
        What another network makes of the picture, where the view compares; or that it sees no
        face in it.
    pair : (Map, Map) or None
        The open layer before and after the changes, where the view shows ideas.
    """

    asked: Asked
    result: Result
    maps: Map | None
    channel: Map
    filters: FilterTiles | None
    slices: Map | None
    cam: dict[str, Map]
    heat: NDArray[Any] | None
    second: Second | NoFaceError | None
    pair: Pair | None


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


@dataclass(frozen=True, eq=False)
class Faceless:
    """The answer of a network for faces to a picture without any."""

    error: NoFaceError
    opened: Opened


Answer = Shown | Missing | Faceless | UserError


def answer(networks: Networks, asked: Asked) -> Answer:
    """Work out what ``asked`` needs, or say why that is not possible."""
    before, state = asked.before, asked.state
    try:
        passed = run(networks, asked.frame, state, before.result.run if before else None)
        result = interpret(passed, state, before.result if before else None)
        second = _second(networks, asked, result) if state.view == "compare" else None
    except MissingWeightsError as error:
        return Missing(error, open_hollow(state.network))
    except NoFaceError as error:
        return Faceless(error, networks.get(Key(state.network, state.model)))
    except UserError as error:
        return error
    cam = _cam(result)
    filters = _filters(result, state) if state.view == "filters" else None
    heat = result.heat if result.cam is None else result.cam.heat
    return Shown(
        # The last answer is needed no more; kept, it would keep all answers before it.
        replace(asked, before=None),
        result,
        None if result.mosaic is None else _mosaic(result),
        _alone(result),
        filters,
        _slices(filters),
        cam,
        None if heat is None else _glow(heat),
        second,
        pair(result) if result.brought else None,
    )


def _alone(result: Result) -> Map:
    """Return the channel looked at, about zero where its layer has negative values."""
    channel = result.channel
    return result.run.pictures.get(
        ("alone", result.layer.name, channel.number),
        lambda: coloured(channel.values, signed=_signed(result)),
        lambda made: made.pixels.nbytes,
    )


def _signed(result: Result) -> bool:
    """Return whether the layer has negative values, in any channel."""
    low = mosaic.limits(result.maps)[0] if result.mosaic is None else result.mosaic.low
    return low < 0


def _second(networks: Networks, asked: Asked, first: Result) -> Second | NoFaceError:
    """Return what the second network makes of the picture, in a layer about as deep."""
    state, before = asked.state, asked.before
    last = before.second if before and isinstance(before.second, Second) else None
    other = replace(state, network=state.second, model="", channel=-1, **AS_IT_IS)
    try:
        passed = run(networks, asked.frame, other, last.result.run if last else None)
    except NoFaceError as error:
        return error
    depth = _depth(first)
    convolutions = [layer for layer in passed.opened.traced.layers if layer.kind == "conv"]
    name = convolutions[round(depth * (len(convolutions) - 1))].name
    other = replace(other, view="maps", layer=name, position=(-1, -1))
    result = interpret(passed, other, last.result if last else None)
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
    return result.run.pictures.get(
        ("map", result.layer.name, result.order),
        lambda: from_levels(shown.levels, (shown.low, shown.high), extremes(result.maps)),
        lambda made: made.pixels.nbytes,
    )


def _glow(heat: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Return heat in colours; what is cold is see-through."""
    high = mosaic.limits(heat)[1] or 1.0
    # The square root shows what is weak beside what is strong.
    strength = np.sqrt(np.clip(np.nan_to_num(heat) / np.float32(high), 0, 1))
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
    return found and from_levels(found.levels, *[(found.low, found.high)] * 2)


def _filters(result: Result, state: State) -> FilterTiles | None:
    weights = filter_weights(result.opened, result.layer, state)
    return None if weights is None else filter_tiles(weights, result.channel.number)
