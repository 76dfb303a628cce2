"""The numbers of each view as rows of plain values, as a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.topics.networks.inception.result import Result
from explorer.vision.inception import Path, multiplications, parameters

Rows = list[list[Any]]


def rows(result: Result, view: str) -> Rows:
    """Return what the view in front shows, titles first."""
    return SHEETS[view](result)


def _pixel(result: Result) -> Rows:
    found: Rows = []
    for number, values in enumerate(result.output.tolist()):
        found += [[f"map {number}"], *values]
    return found


def _cost(result: Result) -> Rows:
    titles = ["way", "multiplications", "parameters", "counted", "milliseconds"]
    found: Rows = [titles]
    measured = result.measured or (None, None)
    ways = (("direct", result.direct), ("bottleneck", result.squeezed))
    for (name, path), run in zip(ways, measured, strict=True):
        ran = [run.counted, run.milliseconds] if run else ["", ""]
        found.append([name, multiplications(path), parameters(path), *ran])
    return found


def _module(result: Result) -> Rows:
    numbers = ("channels", "parameters", "multiplications")
    titles = ["branch", *numbers, *(f"{name} without bottleneck" for name in numbers)]
    paths = zip(result.branches.items(), result.naive.values(), strict=True)
    found = [[name, *_counts(path), *_counts(naive)] for (name, path), naive in paths]
    sums = [sum(column) for column in list(zip(*found, strict=True))[1:]]
    return [titles, *found, ["total", *sums]]


def _counts(path: Path) -> list[int]:
    return [path[-1].cost.shape[2], parameters(path), multiplications(path)]


def _activations(result: Result) -> Rows:
    titles = ["branch", "first_channel", "channels", "parameters", "multiplications", "silenced"]
    if result.activations is None:
        return [titles]
    found = result.activations
    return [
        titles,
        *(
            [
                branch.name,
                branch.first,
                branch.channels,
                branch.parameters,
                branch.multiplications,
                branch.name in found.silenced,
            ]
            for branch in found.branches
        ),
    ]


SHEETS: dict[str, Callable[[Result], Rows]] = {
    "pixel": _pixel,
    "cost": _cost,
    "module": _module,
    "activations": _activations,
}
