"""The open layer before and after the user's changes, as two pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.topics.networks.networks.interpret import maps_of
from explorer.topics.networks.networks.result import Result
from explorer.ui.maps import Map, coloured, extremes, from_levels
from explorer.vision import mosaic

Pair = tuple[Map, Map]


def pair(result: Result) -> Pair:
    """Return the channel looked at, or all numbers of a list, without the changes and with them.

    A list has one scale for both; two maps each their own, as another function may give values
    of quite another size.
    """
    name = result.layer.name
    before, after = maps_of(result.run.plain, name), result.maps
    if after.shape[1:] == (1, 1):
        return _lists(before, after)
    first, second = before[result.channel.number], after[result.channel.number]
    return _alone(first, before), _alone(second, after)


def _alone(values: NDArray[np.float32], maps: NDArray[np.float32]) -> Map:
    return coloured(values, signed=mosaic.limits(maps)[0] < 0)


def _lists(before: NDArray[np.float32], after: NDArray[np.float32]) -> Pair:
    low, high = mosaic.limits(np.concatenate([before, after]))
    first, second = (
        from_levels(
            mosaic.mosaic(maps, scale=(low, high)).levels,
            (low, high),
            extremes(maps),
        )
        for maps in (before, after)
    )
    return first, second
