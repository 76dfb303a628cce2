"""Everything that the views of the verification topic show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.topics.faces.verification.against import Against
from explorer.topics.faces.verification.lab import Lab
from explorer.topics.faces.verification.learning import Learned
from explorer.topics.faces.verification.pair import Pair
from explorer.topics.faces.verification.people import Listed
from explorer.topics.faces.verification.state import State
from explorer.vision.verification import accuracy_all


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    state : State
    pair : Pair
    listed : Listed or None
        The pictures of the folder, in the views that are about them; None for the gallery.
    lab : Lab or None
        Once they are embedded; None in the view of the pair.
    against : Against or None
        In the view of one against K, once they are embedded.
    learned : Learned or None
        In the view of the classifier, once it is trained.
    """

    state: State
    pair: Pair
    listed: Listed | None = None
    lab: Lab | None = None
    against: Against | None = None
    learned: Learned | None = None

    @property
    def accuracy_all(self) -> float:
        """The chance that all K comparisons are right, where errors do not come together."""
        return accuracy_all(self.state.accuracy_one, self.state.people)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        content: dict[str, Any] = {
            "distance": self.pair.distance,
            "same": self.pair.same,
            "threshold": self.pair.threshold,
            "accuracy_all": self.accuracy_all,
            "pair": self.pair.to_json(),
        }
        parts = {"lab": self.lab, "gallery": self.against, "classifier": self.learned}
        return content | {name: part.to_json() for name, part in parts.items() if part}
