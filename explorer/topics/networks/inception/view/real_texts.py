"""What is said about a module of a trained network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.i18n import mark, tr
from explorer.topics.counts import count, product
from explorer.ui.widgets.cells import number_text

if TYPE_CHECKING:
    from explorer.topics.networks.inception.activations import Activations
    from explorer.topics.networks.inception.structure import Branch, Step

WINDOWS = {
    "conv": "{window}",
    "max_pool": mark("max {window}"),
    "average_pool": mark("mean {window}"),
}


def branch_text(branch: Branch) -> str:
    """Return "1 × 1 → 3 × 3": the windows in a row, those beside each other with a plus."""
    return " → ".join(" + ".join(map(_window, steps)) for steps in branch.forks)


def _window(step: Step) -> str:
    return tr(WINDOWS[step.kind], window=product(*step.window))


def short(number: int) -> str:
    """Return a count with three digits at least, thousands and millions as k and M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if number >= 10 * size:
            return f"{number / size:,.0f} {unit}"
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return str(number)


def module_text(found: Activations) -> str:
    """Say what goes into the module, what comes out of it, and what that takes."""
    text = tr(
        "{module} of {network}: from {shape} the branches make {sum} = {channels} channels, one "
        "behind the other. Parameters: {parameters}, multiplications: {multiplications}.",
        module=found.module,
        network=found.opened.loaded.classifier.title,
        shape=product(*found.shape),
        sum=" + ".join(count(branch.channels) for branch in found.branches),
        channels=count(len(found.joined)),
        parameters=count(sum(branch.parameters for branch in found.branches)),
        multiplications=count(sum(branch.multiplications for branch in found.branches)),
    )
    return f"{text}\n{channel_text(found)}"


def channel_text(found: Activations) -> str:
    """Say which branch the channel looked at comes from."""
    number = found.branch_of(found.channel)
    branch = found.branches[number]
    silenced = branch.name in found.silenced
    sentence = (
        mark(
            "Channel {channel} of the output is channel {own} of branch {number} ({windows}), "
            "which is silenced: zeros."
        )
        if silenced
        else mark(
            "Channel {channel} of the output is channel {own} of branch {number} ({windows}); "
            "highest value {highest}."
        )
    )
    return tr(
        sentence,
        channel=found.channel,
        own=found.channel - branch.first,
        number=number + 1,
        windows=branch_text(branch),
        highest=number_text(float(found.joined[found.channel].max())),
    )


def value_text(found: Activations, channel: int, row: int, column: int) -> str:
    """Say what stands at a place of the module's output."""
    return tr(
        "Channel {channel}, row {row}, column {column}: {value}",
        channel=channel,
        row=row,
        column=column,
        value=number_text(float(found.joined[channel, row, column])),
    )
