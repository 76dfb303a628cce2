"""The numbers of the view as rows for a spreadsheet."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.nets.arithmetic import Arithmetic
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.changes import filter_weights
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.state import State

Rows = list[list[Any]]


def rows(result: Result, state: State, second: Result | None = None) -> Rows:
    """Return what the view of ``state`` shows, titles first; the map looked at has none."""
    if state.view == "architecture":
        return _layers(result)
    if state.view == "value" and result.steps:
        return _products(result.steps[0])
    if state.view == "filters":
        return _filter(result, state)
    if state.view == "cam" and result.cam is not None:
        return [["channel", "weight"], *([c, float(w)] for c, w in enumerate(result.cam.weights))]
    if result.brought is not None:
        return _idea(result.brought)
    if state.view == "compare" and second is not None:
        return [["network", "output", "value"], *_outputs(result), *_outputs(second)]
    return [[float(value) for value in row] for row in result.channel.values]


def _idea(found: Brought) -> Rows:
    """Return the numbers of the idea looked at; of several numbers in a cell one text."""
    keys = list(dict.fromkeys(key for row in found.rows for key in row))
    return [keys, *([_cell(row.get(key, "")) for key in keys] for row in found.rows)]


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _layers(result: Result) -> Rows:
    opened = result.opened
    found: Rows = [["layer", "kind", "shape", "parameters"]]
    for layer in opened.traced.layers:
        shape = " x ".join(map(str, opened.shapes[layer.name]))
        found.append([layer.name, layer.kind, shape, opened.parameters[layer.name]])
    return found


def _products(step: Arithmetic) -> Rows:
    """Return each number that goes into the sum, its weight, and their product."""
    axes = ["channel", "row", "column"] if step.values.ndim == 3 else ["number"]
    if step.weights is None:
        return [[*axes, "input"], *([*at, float(x)] for at, x in np.ndenumerate(step.values))]
    found: Rows = [[*axes, "input", "weight", "product"]]
    for at, value in np.ndenumerate(step.values):
        weight = float(step.weights[at])
        # In front of max pooling the padding is minus infinity, times 0.
        named = [at[0] + step.first, *at[1:]]
        found.append([*named, float(value), weight, float(value) * weight if weight else 0.0])
    return found


def _filter(result: Result, state: State) -> Rows:
    weights = filter_weights(result.opened, result.layer, state)
    if weights is None:
        return []
    number = result.channel.number
    inside = np.ndenumerate(weights[number])
    titles = ["filter", "channel", "row", "column", "weight"]
    return [titles, *([number, *at, float(weight)] for at, weight in inside)]


def _outputs(result: Result) -> Rows:
    """Return the best classes with their probabilities, or the numbers of the embedding."""
    title = result.opened.loaded.classifier.title
    if result.embedding:
        return [[title, n, float(x)] for n, x in enumerate(result.embedding.values)]
    if not result.top:
        return [[title, "", ""]]
    return [[title, guess.label, guess.probability] for guess in result.top]
