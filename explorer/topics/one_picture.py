"""A network and a picture that stay until others are asked for."""

from __future__ import annotations

from collections.abc import Callable

import torch

from explorer.core.paths import resource
from explorer.nets.opened import Opened, open_network
from explorer.nets.preprocess import Prepared, prepare
from explorer.nets.traced import Recording
from explorer.sources.base import Frame
from explorer.sources.open import first_frame

FIRST_PICTURE = str(resource("samples", "cat.jpg"))


class OnePicture:
    """Keeps network, picture and all that the network makes of it.

    Used in one thread only.

    Parameters
    ----------
    opener : callable (name)
    """

    def __init__(self, opener: Callable[[str], Opened] = open_network) -> None:
        self._open = opener
        self._network, self._image = "", ""
        self._opened: Opened | None = None
        self._frame: Frame | None = None
        self._pass: tuple[Prepared, Recording] | None = None

    def opening(self, network: str) -> Opened:
        """Return the network.

        Raises
        ------
        UserError
            Its weights cannot be had.
        """
        if self._opened is None or network != self._network:
            # Let go first: two may not fit into memory.
            self._opened = self._pass = None
            self._opened, self._network = self.first(network), network
        return self._opened

    def first(self, network: str) -> Opened:
        """Open a network that is not kept."""
        return self._open(network)

    def reading(self, image: str) -> Frame:
        """Return the first picture of ``image``; empty: a sample.

        Raises
        ------
        UserError
            It cannot be had.
        """
        if self._frame is None or image != self._image:
            self._frame, self._image = first_frame(image or FIRST_PICTURE), image
            self._pass = None
        return self._frame

    def passing(self, opened: Opened, frame: Frame) -> tuple[Prepared, Recording]:
        """Return the picture as it goes in, and what the unchanged network makes of it."""
        if self._pass is None:
            prepared = prepare(frame.pixels, opened.loaded.weights.preprocessing)
            with torch.inference_mode():
                self._pass = prepared, opened.traced.run(torch.from_numpy(prepared.data))
        return self._pass
