"""What is said of the ideas of a network, in its own numbers."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.topics.networks.networks.brought import Brought
from explorer.topics.networks.networks.idea_columns import (
    FUNCTION_NAMES,
    arrows,
    number,
    percent,
    times,
)
from explorer.topics.networks.networks.idea_counts import Row
from explorer.topics.networks.networks.places import SINCE
from explorer.topics.networks.networks.result import Result


def _function(result: Result, found: Brought) -> str:
    own = type(result.opened.traced.modules[found.layers[0]]).__name__
    if not found.gradients:
        return tr("No gradient passes all layers of this model, so that it cannot be compared.")
    lines = [
        tr(
            "The gradient that comes back to the sum in front of each activation, with this "
            "function in all of them. A sigmoid is nowhere steeper than ¼; ReLU lets all through "
            "where its input is positive."
        )
    ]
    shares = [
        f"{FUNCTION_NAMES[what]} {number(_share(found.rows, what))}" for what in found.gradients
    ]
    lines.append(tr("First layer against last: {shares}.", shares=", ".join(shares)))
    if found.answers:
        named = [
            f"{FUNCTION_NAMES[what]}: {label} ({percent(probability)})"
            for what, (label, probability) in found.answers.items()
        ]
        lines.append(
            tr(
                "Best class (the weights were learned with {own}): {classes}.",
                own=own,
                classes=", ".join(named),
            )
        )
    return " ".join(lines)


def _share(rows: list[Row], what: str) -> float:
    first, last = float(rows[0][what]), float(rows[-1][what])
    return first / last if last else 0.0


def _lrn(_result: Result, _found: Brought) -> str:
    return tr(
        "Each value is divided by (2 + 0.0001 · Σa²)^0.75, the sum over 5 neighbouring channels: "
        "a strong one holds the others down. AlexNet had it here in 2012; it turned out not to be "
        "needed, and these weights were learned without."
    )


def _dropout(result: Result, found: Brought) -> str:
    text = tr(
        "In training each number is set to 0 with the probability p and the others are divided "
        "by 1 − p: the mean stays about the same, and none can rely on another. In the test all "
        "are let through."
    )
    if not result.opened.loaded.complete and not result.opened.loaded.own:
        text += " " + tr(
            "These weights end before the first dropout layer; it is drawn on the last maps, with "
            "p = {p}.",
            p=number(found.rows[0]["probability"]),
        )
    return text


def _two_gpus(_result: Result, _found: Brought) -> str:
    return tr(
        "Each half of the filters sees only its own half of the channels, as in 2012, when the "
        "halves lay on two GPUs; the weights between them are 0 then. The weights here were "
        "learned without the split."
    )


def _stacks(result: Result, found: Brought) -> str:
    row = here(result, found)
    count, side = row["convolutions"], row["side"]
    return tr(
        "{count} in a row see {side} × {side} values with {count} · 9 = {weights} weights for each "
        "pair of channels in place of {single}, and there is an activation after each. Where a "
        "row begins by widening the channels, the others pay for the wider ones: with few "
        "channels in front the ratio comes out above 1.",
        count=count,
        side=side,
        weights=9 * count,
        single=side * side,
    )


def _one_by_one(_result: Result, _found: Brought) -> str:
    return tr(
        "A window of 1 × 1 sees one place only, but all channels there: it makes more or fewer "
        "of them, at a ninth of the products of 3 × 3."
    )


def _separable(result: Result, found: Brought) -> str:
    row = here(result, found)
    return tr(
        "The window of {window} sees each channel alone; the 1 × 1 convolution behind sees all "
        "channels, but one place. Together they have {weights} weights; one window over all "
        "channels would have {single}.",
        window=times(row["window"]),
        weights=number(row["weights"]),
        single=number(row["single"]),
    )


def _global_pool(result: Result, found: Brought) -> str:
    row = here(result, found)
    text = tr(
        "The mean of each map, {shape}, in place of all its values.", shape=times(row["shape"])
    )
    if "parameters" not in row:
        return text
    return f"{text} " + tr(
        "The dense layer behind has {parameters} parameters; flattened maps would need "
        "{flattened}, {times} times as many.",
        parameters=number(row["parameters"]),
        flattened=number(row["flattened"]),
        times=number(row["flattened"] / row["parameters"]),
    )


def _bottleneck(result: Result, found: Brought) -> str:
    row = here(result, found)
    return tr(
        "1 × 1 keeps the channels of the costly window of {window} few: {channels}. One "
        "convolution of {window} from {first} to {last} channels would need {without} products in "
        "place of {products}.",
        window=times(row["window"]),
        channels=arrows(row["channels"]),
        first=row["channels"][0],
        last=row["channels"][-1],
        without=number(row["without"]),
        products=number(row["multiplications"]),
    )


def _branches(result: Result, found: Brought) -> str:
    layer = here(result, found)["layer"]
    shares = [percent(row["share"]) for row in found.rows if row["layer"] == layer]
    return tr(
        "Branches look at the same input with windows of several sizes, and their maps are joined. "
        "Of the channels of {layer} they make {shares}.",
        layer=layer,
        shares=", ".join(shares),
    )


def _shortcut(_result: Result, _found: Brought) -> str:
    return tr(
        "The block hands on F(x) + x: what it computes, and what the shortcut brings past it. The "
        "table has their norms on this picture. Cut, F(x) is alone."
    )


SENTENCES: dict[str, Callable[[Result, Brought], str]] = {
    "function": _function,
    "lrn": _lrn,
    "dropout": _dropout,
    "two_gpus": _two_gpus,
    "stacks": _stacks,
    "one_by_one": _one_by_one,
    "separable": _separable,
    "global_pool": _global_pool,
    "bottleneck": _bottleneck,
    "branches": _branches,
    "shortcut": _shortcut,
}


def here(result: Result, found: Brought) -> Row:
    """Return the row of the open layer; the first where it is at no place of the idea."""
    layer = result.layer.name
    place = next((place for place in found.places[found.idea] if layer in place), ("",))
    return next((row for row in found.rows if row["layer"] == place[0]), found.rows[0])


def since(idea: str) -> str:
    """Return "AlexNet, 2012"."""
    network, year = SINCE[idea]
    # Activation functions are older; ReLU came then.
    return f"ReLU: {network}, {year}" if idea == "function" else f"{network}, {year}"


def effect(result: Result, found: Brought) -> str:
    """Say how far the user's changes move the open layer and what the network gives."""
    if result.run.recording is result.run.plain:
        return tr("Nothing is changed in the network now.")
    return tr(
        "Your changes move the output of {layer} by {change} of its norm, that of the whole "
        "network by {last}.",
        layer=result.layer.name,
        change=percent(found.change),
        last=percent(found.change_last),
    )


def sentence(result: Result, found: Brought) -> str:
    """Say what the idea is, in the numbers of this network, and what is changed."""
    lines = [SENTENCES[found.idea](result, found)]
    if found.whats or result.run.recording is not result.run.plain:
        lines.append(effect(result, found))
    return "\n".join(lines)
