"""From a state to its result; what has not changed is not computed again."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from explorer.core.jobs import CancelToken
from explorer.nets.face_looker import Looked, Looker
from explorer.sources.open import first_frame
from explorer.topics.faces.verification.against import ask, measure_accuracy
from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.topics.faces.verification.gallery_people import GalleryPeople
from explorer.topics.faces.verification.lab import judge, measure
from explorer.topics.faces.verification.learning import Training, plan
from explorer.topics.faces.verification.pair import Pair, Side
from explorer.topics.faces.verification.people import Listed, list_people
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.samples import locate
from explorer.topics.faces.verification.state import State
from explorer.topics.faces.verification.survey import Survey


class Worker:
    """Keeps pictures and people between changes. Used in one thread only.

    Parameters
    ----------
    looker : Looker, optional
    """

    def __init__(self, looker: Looker | None = None) -> None:
        self.looker = looker or Looker()
        self._look = lru_cache(maxsize=4)(self._looked)
        self._measure = lru_cache(maxsize=1)(measure)
        self._accuracy = lru_cache(maxsize=4)(measure_accuracy)
        self._enrolled: tuple[Listed, Enrolled] | None = None
        self._gallery = GalleryPeople()

    def _looked(self, image: str) -> Looked:
        return self.looker.look(first_frame(locate(image)).pixels)

    def compute(self, state: State) -> Result:
        """Compute what is there at once: the pair, and what follows from `survey`.

        Raises
        ------
        UserError
            Picture, folder, gallery or weights cannot be read.
        """
        sides = (Side(self._look(state.image_a), state.face_a),
                 Side(self._look(state.image_b), state.face_b))  # fmt: skip
        pair = Pair(*sides, state.threshold)
        if state.view == "pair":
            return Result(state, pair)
        if state.source == "gallery":
            listed = None
            enrolled: Enrolled | None = self._gallery.read(self.looker.pass_seconds)
        else:
            listed = list_people(state.folder)
            enrolled = self.known(listed)
        if enrolled is None:
            return Result(state, pair, listed)
        lab, against = judge(self._measure(enrolled), state.threshold), None
        if state.view == "gallery":
            accuracy = self._accuracy(enrolled, state.threshold)
            against = ask(enrolled, state.threshold, state.query, accuracy)
        return Result(state, pair, listed, lab, against)

    def known(self, listed: Listed) -> Enrolled | None:
        """Return the people of a folder, if they were looked at."""
        if self._enrolled is None or self._enrolled[0] != listed:
            return None
        return self._enrolled[1]

    def keep(self, listed: Listed, enrolled: Enrolled) -> None:
        """Keep what a survey has found."""
        self._enrolled = listed, enrolled

    def complete(self, state: State) -> Result:
        """Compute all that the view of ``state`` shows, however long it takes.

        Raises
        ------
        UserError
            See `compute`; or there are too few people.
        """
        result, token = self.compute(state), CancelToken()
        if result.listed and not result.lab:
            Survey(result.listed, self.looker, self.keep).advance(token)
            result = self.compute(state)
        if state.view != "classifier":
            return result
        assert result.lab
        learned = Training(result.lab.measured.enrolled, plan(state)).advance(token)
        return replace(result, learned=learned)
