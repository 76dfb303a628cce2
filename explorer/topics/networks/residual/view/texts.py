"""What the views say in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.core.i18n import tr
from explorer.topics.networks.residual.block import Block
from explorer.topics.networks.residual.result import Result
from explorer.topics.networks.residual.state import State
from explorer.ui.widgets.cells import number_text

if TYPE_CHECKING:
    from explorer.topics.networks.residual.process import Cut


def block_text(block: Block) -> str:
    """Say what comes out of the block, and how its first number is made."""
    if block.shortcut is None:
        if not block.output.any():
            return tr("Without a shortcut nothing is left: every output is 0.")
        return tr(
            "Without a shortcut: a[l+2] = g(z[l+2]). All that comes out, the two layers had to "
            "make."
        )
    if block.identity:
        return tr("The output is the input: the block is the identity.")
    if not block.z2.any() and block.projection is None:
        return tr("z[l+2] is 0: the block is the identity, but for negative inputs, which g cuts.")
    terms = {
        "z": number_text(float(block.z2[0, 0])),
        "a": number_text(float(block.shortcut[0, 0])),
        "output": number_text(float(block.output[0, 0])),
    }
    if block.projection is None:
        return tr(
            "a[l+2] = g(z[l+2] + a[l]), with g = ReLU; first number: g({z} + {a}) = {output}.",
            **terms,
        )
    return tr(
        "a[l+2] = g(z[l+2] + Wₛ a[l]): Wₛ brings a[l] to the size of z[l+2]; "
        "first number: g({z} + {a}) = {output}.",
        **terms,
    )


def decay_text(result: Result, state: State) -> str:
    """Say what weight decay does, and what is multiplied onto the weights."""
    text = tr(
        "A step of weight decay alone: w → w (1 − {rate} · {decay}) = {step} w.",
        rate=f"{state.rate:g}",
        decay=f"{state.weight_decay:g}",
        step=f"{1 - state.rate * state.weight_decay:.7g}",
    )
    if result.block.factor == 1:
        return text
    left = tr(
        "After {steps} steps {left} w is left. Times s = {strength}: both layers have {factor} of "
        "their weights and biases.",
        steps=f"{state.decay_steps:,}",
        left=f"{result.left:.4g}",
        strength=f"{state.strength:g}",
        factor=f"{result.block.factor:.4g}",
    )
    return f"{text} {left}"


def cut_text(cut: Cut) -> str:
    """Say what the cuts have changed."""
    count = sum(part.cut for part in cut.parts)
    ratios = [part.ratio for part in cut.parts if not part.projected]
    if not count:
        return tr(
            "Nothing is cut. Where the shortcut is the input x itself, what the block computes, "
            "F(x), has {least} to {most} times its norm. Take a check mark away on the right.",
            least=f"{min(ratios):.2f}",
            most=f"{max(ratios):.2f}",
        )
    before, now = cut.top_before[0], cut.top[0]
    after = {guess.index: guess.probability for guess in cut.top}.get(before.index)
    if after is None:
        return tr(
            "Shortcuts cut: {count}. {label}, {before} before, is no longer among the first five; "
            "now it is {now}, {probability}.",
            count=count,
            label=before.label,
            before=percent(before.probability),
            now=now.label,
            probability=percent(now.probability),
        )
    return tr(
        "Shortcuts cut: {count}. {label}: {before} before, {after} now.",
        count=count,
        label=before.label,
        before=percent(before.probability),
        after=percent(after),
    )


def percent(share: float) -> str:
    """Return "81.3 %"."""
    return f"{100 * share:.1f} %"
