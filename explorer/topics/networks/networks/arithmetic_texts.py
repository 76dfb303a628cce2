"""How one value is made, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.nets.arithmetic import Arithmetic
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.sentences import kind, number


def field(result: Result) -> str:
    """Say which part of the input the value can see."""
    traced = result.opened.traced
    if blocked := traced.without_gradient(traced.before(result.layer.name)):
        return tr(
            "Which pixels move this value is not shown: the inner working of {layer} is not known.",
            layer=blocked,
        )
    if result.field is None and result.opened.loaded.own:
        return tr("The brighter, the more a pixel moves this value.")
    if result.field is None:
        return tr("This value sees the whole input.")
    x1, y1, x2, y2 = result.field
    return tr(
        "This value sees {width} × {height} pixels of the input (the frame); the brighter, the "
        "more a pixel moves it.",
        width=round(x2 - x1),
        height=round(y2 - y1),
    )


def _window(step: Arithmetic) -> str:
    count, total = f"{step.values.size:,}", _part(step, "sum")
    if "bias" not in step.numbers:
        return tr("{count} products add up to {total}", count=count, total=total)
    return tr(
        "{count} products add up to {total}, with the bias {bias} to {value}",
        count=count,
        total=total,
        bias=_part(step, "bias"),
        value=number(step.again),
    )


def _norm(step: Arithmetic) -> str:
    x = number(float(step.values.flat[0]))
    return (
        f"γ · (x − μ) / √(σ² + ε) + β = {_part(step, 'gamma')} · ({x} − "
        f"{_part(step, 'mean')}) / √({_part(step, 'variance')} + {_part(step, 'eps')}) + "
        f"{_part(step, 'beta')} = {number(step.again)}"
    )


def _activation(step: Arithmetic) -> str:
    if "slope" in step.numbers:
        return _prelu(step)
    return f"g({number(float(step.values.flat[0]))}) = {number(step.again)}"


def _prelu(step: Arithmetic) -> str:
    x, slope = float(step.values.flat[0]), _part(step, "slope")
    if x > 0:
        return tr("x = {x} is positive and stays as it is", x=number(x))
    return tr(
        "x = {x} is not positive: a · x = {a} · ({x}) = {value}, with the slope a that channel "
        "{channel} has learned",
        x=number(x),
        a=slope,
        value=number(step.again),
        channel=step.channel,
    )


def _same(step: Arithmetic) -> str:
    return tr("{value}: once training is over, dropout changes nothing", value=number(step.again))


def _maximum(step: Arithmetic) -> str:
    return tr("the largest of {count}: {value}", count=step.values.size, value=number(step.again))


def _mean(step: Arithmetic) -> str:
    return tr("the mean of {count}: {value}", count=step.values.size, value=number(step.again))


def _add(step: Arithmetic) -> str:
    terms = " + ".join(number(float(value)) for value in step.values.flat)
    return f"z + a = {terms} = {number(step.again)}"


def _concat(step: Arithmetic) -> str:
    return tr(
        "{value}: channel {channel} of branch {branch}, {layer}",
        value=number(step.again),
        channel=round(step.numbers["channel"]),
        branch=round(step.numbers["branch"]) + 1,
        layer=step.layer.inputs[round(step.numbers["branch"])],
    )


def _flatten(step: Arithmetic) -> str:
    return tr(
        "{value}: channel {channel}, row {row}, column {column} of the maps before",
        value=number(step.again),
        channel=round(step.numbers["channel"]),
        row=round(step.numbers["row"]),
        column=round(step.numbers["column"]),
    )


def _part(step: Arithmetic, name: str) -> str:
    return number(step.numbers[name])


STEPS: dict[str, Callable[[Arithmetic], str]] = {
    "conv": _window,
    "dense": _window,
    "norm": _norm,
    "activation": _activation,
    "dropout": _same,
    "max_pool": _maximum,
    "average_pool": _mean,
    "add": _add,
    "concat": _concat,
    "flatten": _flatten,
}


def steps(result: Result) -> str:
    """Say how the value is made, a line for each layer."""
    if not result.steps:
        return tr("How this layer works is not known to the program.")
    lines = [
        f"{step.layer.name}, {kind(result.opened, step.layer.name, step.layer.kind)}: "
        f"{STEPS[step.layer.kind](step)}."
        for step in result.steps
    ]
    last = result.steps[-1]
    lines.append(
        tr(
            "Computed again from these numbers: {again}; the network has {value}.",
            again=f"{last.again:.6g}".replace("-", "\N{MINUS SIGN}"),
            value=f"{last.value:.6g}".replace("-", "\N{MINUS SIGN}"),
        )
    )
    if changed := [step.layer.name for step in result.steps if step.layer.name in result.run.edits]:
        lines.append(
            tr(
                "You have changed {layers}: the arithmetic is that of the network as it was.",
                layers=", ".join(changed),
            )
        )
    return "\n".join(lines)
