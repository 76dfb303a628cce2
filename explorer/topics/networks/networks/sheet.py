"""The result as rows for a spreadsheet."""

from __future__ import annotations

from typing import Any

from explorer.topics.networks.networks.result import Result


def rows(result: Result, view: str) -> list[list[Any]]:
    """Return the layers, the map looked at, or the classes, by the view; titles first."""
    if view == "architecture":
        return _layers(result)
    if view == "cam" and result.cam is not None:
        return [["channel", "weight"], *([c, float(w)] for c, w in enumerate(result.cam.weights))]
    return [[float(value) for value in row] for row in result.channel.values]


def _layers(result: Result) -> list[list[Any]]:
    opened = result.opened
    found: list[list[Any]] = [["layer", "kind", "shape", "parameters"]]
    for layer in opened.traced.layers:
        shape = " x ".join(map(str, opened.shapes[layer.name]))
        found.append([layer.name, layer.kind, shape, opened.parameters[layer.name]])
    return found
