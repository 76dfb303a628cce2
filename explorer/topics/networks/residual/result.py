"""From a state of the residual topic to everything its views show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.core.errors import UserError
from explorer.nets.curves import Array, Curves, Plan
from explorer.topics.networks.residual import block
from explorer.topics.networks.residual.block import Block
from explorer.topics.networks.residual.state import State

if TYPE_CHECKING:
    from explorer.topics.networks.residual.process import Cut


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    block : Block
    left : float
        What steps of weight decay alone leave of a weight.
    curves : Curves or None
        How far the training has come, where the view shows it.
    cut : Cut or None
        The trained network with its cuts, where the view shows it.
    missing : UserError or None
        Why `cut` is not there: its weights have to be fetched first.
    instead : str
        Another network whose weights are there in that case; empty if there is none.
    """

    block: Block
    left: float
    curves: Curves | None = None
    cut: Cut | None = None
    missing: UserError | None = None
    instead: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "block": self.block.to_json(),
            "weight_decay": {"left": self.left},
            "curves": self.curves and curves_json(self.curves),
            "cut": self.cut and cut_json(self.cut),
        }


def interpret(state: State) -> Result:
    """Compute the block, and what else the view of ``state`` shows.

    Raises
    ------
    UserError
        The block does not fit together, there is no network of this depth, or picture,
        weights or a shortcut to cut cannot be had.
    """
    result = look(state)
    if state.view == "training":
        from explorer.core.jobs import CancelToken
        from explorer.nets.side_by_side import Training

        return Result(result.block, result.left, Training(plan(state)).advance(CancelToken()))
    if state.view == "cut":
        from explorer.topics.networks.residual.process import Cutter

        return Result(result.block, result.left, cut=Cutter().run(state))
    return result


def look(state: State) -> Result:
    """Compute the block alone."""
    return Result(block.run(state), block.decay(state))


def plan(state: State) -> Plan:
    """Return what ``state`` says about the training.

    Raises
    ------
    UserError
        There is no network of this depth.
    """
    if state.depth % 6 != 2:
        below = state.depth - (state.depth - 2) % 6
        raise UserError(
            "The networks have 6n + 2 weight layers: {below} or {above}, not {depth}.",
            below=below,
            above=below + 6,
            depth=state.depth,
        )
    return Plan(
        depth=state.depth,
        width=state.width,
        epochs=state.epochs,
        rate=state.rate,
        momentum=state.momentum,
        weight_decay=state.weight_decay,
        batch=state.batch,
        seed=state.seed,
    )


def curves_json(curves: Curves) -> dict[str, Any]:
    """Return the curves as plain JSON values, by network."""

    def lists(values: dict[str, Array]) -> dict[str, list[float]]:
        return {name: array.tolist() for name, array in values.items()}

    return {
        "steps": curves.steps,
        "steps_an_epoch": curves.steps_an_epoch,
        "finished": curves.finished,
        "losses": lists(curves.losses),
        "train_errors": lists(curves.train_errors),
        "test_errors": lists(curves.test_errors),
        "gradients": lists(curves.gradients),
    }


def cut_json(cut: Cut) -> dict[str, Any]:
    """Return top five and blocks as plain JSON values."""

    def guesses(top: Any) -> list[dict[str, Any]]:
        return [{"label": guess.label, "probability": guess.probability} for guess in top]

    return {
        "network": cut.opened.loaded.classifier.title,
        "top5": guesses(cut.top),
        "top5_before": guesses(cut.top_before),
        "blocks": [
            {
                "name": part.name,
                "cut": part.cut,
                "projected": part.projected,
                "residual_norm": part.residual,
                "shortcut_norm": part.shortcut,
                "ratio": part.ratio,
            }
            for part in cut.parts
        ],
    }
