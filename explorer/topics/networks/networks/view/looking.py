"""What the keys do: another layer, channel or value, and a channel silenced."""

from __future__ import annotations

from explorer.core import matrix_text
from explorer.core.errors import UserError
from explorer.topics.networks.networks.process import Key
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.view.work import AS_IT_IS, Shown
from explorer.ui.drawn_view import DrawnView


class Looking(DrawnView):
    """Changes what is looked at, from what is on screen and what was asked for since.

    Keys may come faster than answers.
    """

    answer: Shown | None

    def _looked_at(self) -> tuple[Result, int] | None:
        """Return what is on screen and the channel asked for; None while another layer comes."""
        if self.answer is None:
            return None
        result, state, then = self.answer.result, self.store.state, self.answer.asked.state
        # Without a layer asked for, the view chooses.
        first = (state.layer, state.view) == ("", then.view) and not then.layer
        here = first or state.layer == result.layer.name
        if result.run.key != Key(state.network, state.model) or not here:
            return None
        return result, result.channel.number if state.channel < 0 else state.channel

    def step_layer(self, by: int) -> None:
        """Open the next layer (1) or the one before (-1); the ends stop."""
        state = self.store.state
        if self.answer and self.answer.result.run.key == Key(state.network, state.model):
            names = [layer.name for layer in self.answer.result.opened.traced.layers]
            asked = state.layer if state.layer in names else self.answer.result.layer.name
            at = names.index(asked) + by
            if 0 <= at < len(names):
                self.store.amend(layer=names[at], channel=-1, position=(-1, -1))

    def step_channel(self, by: int) -> None:
        """Look at another channel; after the last comes the first."""
        if looked := self._looked_at():
            result, channel = looked
            self.store.amend(channel=(channel + by) % len(result.maps), position=(-1, -1))

    def strongest(self) -> None:
        """Look at the channel with the highest value."""
        self.store.amend(channel=-1, position=(-1, -1))

    def step_value(self, by: tuple[int, int]) -> None:
        """Look at a neighbouring value; the ends stop."""
        if looked := self._looked_at():
            result, channel = looked
            asked = self.store.state.position
            # Which value is the highest of a channel that is on its way, is not known yet.
            if min(asked) < 0 and channel != result.channel.number:
                return
            place = [
                min(max(at + step, 0), size - 1)
                for at, step, size in zip(
                    result.place if min(asked) < 0 else asked,
                    by,
                    result.channel.values.shape,
                    strict=True,
                )
            ]
            self.store.amend(channel=channel, position=tuple(place))

    def silence(self) -> None:
        """Set the channel looked at to zero for all layers behind, or let it through again."""
        if looked := self._looked_at():
            (result, channel), state = looked, self.store.state
            entry = f"{result.layer.name}:{channel}"
            rest = tuple(known for known in state.silenced if known != entry)
            silenced = rest if entry in state.silenced else (*rest, entry)
            self.change(silenced=silenced, channel=channel)

    def hear_all(self) -> None:
        """Take back all changes in the network."""
        self.change(**AS_IT_IS)

    def take_text(self, text: str) -> bool:
        """Put a pasted matrix in place of a filter of the first layer."""
        try:
            number = self.store.state.transplant_filter
            self.change(transplant=matrix_text.parse(text), layer="", channel=number)
        except UserError as error:
            self.refuse(error)
        return True
