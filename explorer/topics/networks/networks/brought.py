"""What a network brought: its ideas, where they are, and what the user's switches change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.core.errors import UserError
from explorer.nets.guess import best
from explorer.nets.opened import Opened
from explorer.topics.networks.networks import idea_numbers
from explorer.topics.networks.networks.idea_counts import Row
from explorer.topics.networks.networks.idea_numbers import Gradients, Looked, relative
from explorer.topics.networks.networks.places import SINCE, WHATS, Place, places
from explorer.topics.networks.networks.process import Pass
from explorer.topics.networks.networks.state import State


@dataclass(frozen=True, eq=False)
class Brought:
    """The ideas of a network, one of them in numbers.

    Parameters
    ----------
    places : dict
        Where each idea is; the keys are those of `state.IDEAS`.
    idea : str
        The one looked at.
    rows : list of Row
        Its numbers.
    gradients : mapping
        For the activation function: what comes back with each; else empty.
    answers : dict
        The class ranked first with each function in all activations, and its probability.
    switched : tuple of str
        As in the state.
    change, change_last : float
        How far the user's changes move the output of the open layer, and what the network
        gives: the norm of the difference against the norm of what it was.
    """

    places: dict[str, tuple[Place, ...]]
    idea: str
    rows: list[Row]
    gradients: Gradients
    answers: dict[str, tuple[str, float]]
    switched: tuple[str, ...]
    change: float
    change_last: float

    @property
    def whats(self) -> tuple[str, ...]:
        """What can be switched where the idea is."""
        return WHATS.get(self.idea, ())

    @property
    def layers(self) -> tuple[str, ...]:
        """The layer that is opened at each place of the idea."""
        return tuple(place[0] for place in self.places[self.idea])

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "ideas": [
                {"idea": idea, "since": list(SINCE[idea]), "places": [list(p) for p in found]}
                for idea, found in self.places.items()
            ],
            "idea": self.idea,
            "numbers": self.rows,
            "functions": {
                what: {"label": label, "probability": probability}
                for what, (label, probability) in self.answers.items()
            },
            "switched": list(self.switched),
            "change": self.change,
            "change_last": self.change_last,
        }


def chosen(opened: Opened, state: State) -> tuple[dict[str, tuple[Place, ...]], str]:
    """Return where the ideas of a network are, and the one that ``state`` looks at.

    Raises
    ------
    UserError
        There are none, or not this one.
    """
    found, title = places(opened), opened.loaded.classifier.title
    if not found:
        raise UserError(
            "{network} has none of the ideas that are shown here: no activation, no 1 × 1 or "
            "3 × 3 convolution, no sum and no mean that the program knows.",
            network=title,
        )
    if state.idea and state.idea not in found:
        raise UserError(
            "{network} does not have the idea {idea}; it has {ideas}.",
            network=title,
            idea=state.idea,
            ideas=", ".join(found),
        )
    here = (idea for idea, at in found.items() if any(state.layer in place for place in at))
    return found, state.idea or next(here, next(iter(found)))


def brought(run: Pass, state: State, layer: str, before: Brought | None = None) -> Brought:
    """Look at the ideas of a network at work.

    Parameters
    ----------
    layer : str
        The open one.
    before : Brought, optional
        What was found for the same picture; its gradients are kept.

    Raises
    ------
    UserError
        See `chosen`.
    """
    opened = run.opened
    found, idea = chosen(opened, state)
    gradients = before.gradients if before else {}
    if idea == "function" and not gradients:
        gradients = idea_numbers.with_each_function(opened, run.plain, found[idea])
    shown = gradients if idea == "function" else {}
    looked = Looked(opened, run.plain, run.recording, found[idea], state.seed, shown)
    same = run.recording is run.plain
    last = opened.traced.last
    return Brought(
        places=found,
        idea=idea,
        rows=idea_numbers.numbers(idea, looked),
        gradients=gradients,
        answers=_answers(opened, shown),
        switched=state.switched,
        change=0.0 if same else relative(run.plain[layer], run.recording[layer]),
        change_last=0.0 if same else relative(run.plain[last], run.recording[last]),
    )


def _answers(opened: Opened, gradients: Gradients) -> dict[str, tuple[str, float]]:
    if not opened.loaded.ranks:
        return {}
    found = {}
    for what, norms in gradients.items():
        (first,) = best(norms.output.flatten(), opened.loaded.labels, 1)
        found[what] = first.label, first.probability
    return found
