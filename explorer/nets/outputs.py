"""What the layers of a network give, computed when it is asked for and kept within a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from torch import Tensor, nn

from explorer.nets.graph import Layer

BUDGET = 512 * 2**20
"""Bytes of outputs that are kept of one picture; those beyond are computed again."""

Edit = Callable[[Tensor, tuple[Tensor, ...]], Tensor]
"""Makes another output out of a layer's own and its inputs, to be handed on in its place."""


class Outputs(Mapping[str, Tensor]):
    """The output of each layer by its name.

    Parameters
    ----------
    layers : in the order of their work
        Those that are computed here.
    modules : mapping
        What computes each.
    given : mapping
        What they read and do not compute: the input, and outputs of other layers.
    edits : mapping
        Layer name to what changes its output before others read it.
    made : dict
        Outputs that are known already.
    budget : int
        Bytes that are kept here; the oldest outputs go first.
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        modules: Mapping[str, nn.Module],
        given: Mapping[str, Tensor],
        edits: Mapping[str, Edit] | None = None,
        made: Mapping[str, Tensor] | None = None,
        budget: int = BUDGET,
    ) -> None:
        self._layers = {layer.name: layer for layer in layers}
        self._modules, self._given, self._edits = modules, given, edits or {}
        self._kept: dict[str, Tensor] = {}
        self._budget, self._size = budget, 0
        for name, output in (made or {}).items():
            self._keep(name, output)

    def __getitem__(self, name: str) -> Tensor:
        if name in self._kept:
            return self._kept[name]
        if name not in self._layers:
            return self._given[name]
        # What is kept may go while the rest is computed.
        passing: dict[str, Tensor] = {}
        for layer in self._missing(name):
            read = tuple(
                passing[source] if source in passing else self[source] for source in layer.inputs
            )
            output = self._modules[layer.name](*read)
            edit = self._edits.get(layer.name)
            passing[layer.name] = edit(output, read) if edit else output
        for passed, output in passing.items():
            self._keep(passed, output)
        return passing[name]

    def _missing(self, name: str) -> list[Layer]:
        """Return what has to be computed for a layer, in the order of work."""
        wanted = {name}
        found = []
        for layer in reversed(self._layers.values()):
            if layer.name in wanted and layer.name not in self._kept:
                wanted.update(layer.inputs)
                found.append(layer)
        return found[::-1]

    def _keep(self, name: str, output: Tensor) -> None:
        self._kept[name] = output
        self._size += output.nbytes
        while self._size > self._budget and len(self._kept) > 1:
            self._size -= self._kept.pop(next(iter(self._kept))).nbytes

    def held(self) -> list[Tensor]:
        """Return what is in memory now, without computing anything."""
        given = self._given
        below = given.held() if isinstance(given, Outputs) else list(given.values())
        return [*self._kept.values(), *below]

    def __iter__(self) -> Iterator[str]:
        yield from self._given
        yield from (name for name in self._layers if name not in self._given)

    def __len__(self) -> int:
        return len(self._given.keys() | self._layers.keys())
