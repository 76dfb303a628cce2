"""What the windows and the convolution say of a picture, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.sliding import Found, Scores, Slide, Wanted, multiplications, shape_of

if TYPE_CHECKING:
    from explorer.nets.window_scan import Times, Unit


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The square that is slid over.
    slide : Slide
    windows, convolution : (rows, columns, 4) float32
        The scores of each window, cut out by itself and from the convolutional form.
    found : tuple of Found
        Where windows show a digit, by the threshold.
    wanted : tuple of Wanted
        The digits to be found. In a picture of one's own: what the stride of a single pass
        finds.
    strangers : int
        Digits in the scene that the network does not know.
    threshold : float
    row, column : int
        The window looked at.
    crop : (14, 14, 3) uint8
        What the network sees of it.
    unit : Unit
        One unit of the first dense layer at this window.
    number, channel : int
        Those looked at.
    times : Times or None
        None where they were not asked for.
    """

    pixels: NDArray[np.uint8]
    slide: Slide
    windows: Scores
    convolution: Scores
    found: tuple[Found, ...]
    wanted: tuple[Wanted, ...]
    strangers: int
    threshold: float
    row: int
    column: int
    crop: NDArray[np.uint8]
    unit: Unit
    number: int
    channel: int
    times: Times | None

    @property
    def steps(self) -> int:
        """Windows."""
        return self.slide.side**2

    @property
    def step(self) -> int:
        """The window looked at, row by row from 0."""
        return self.row * self.slide.side + self.column

    @cached_property
    def max_difference(self) -> float:
        """Largest difference of a score between the two forms."""
        return float(np.abs(self.windows - self.convolution).max())

    @cached_property
    def missed(self) -> tuple[Wanted, ...]:
        """The digits for which every window about them scores below the threshold."""
        return tuple(one for one in self.wanted if one.score < self.threshold)

    @cached_property
    def costs(self) -> dict[str, tuple[int, int]]:
        """Multiplications of each layer: of all windows, and of the convolution."""
        return multiplications(self.slide)

    @property
    def multiplications(self) -> tuple[int, int]:
        """Of all layers."""
        windows, convolution = (sum(pair[way] for pair in self.costs.values()) for way in (0, 1))
        return windows, convolution

    @cached_property
    def channel_sums(self) -> NDArray[np.float64]:
        """The products of the unit summed within each of its 16 channels."""
        products = self.unit.read.astype(float) * self.unit.weights
        return np.asarray(products.sum(axis=(1, 2)))

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        windows, convolution = self.multiplications
        return {
            "output_shape": list(shape_of(self.slide)),
            "windows": self.steps,
            "passes": self.slide.passes**2,
            "multiplications_windows": windows,
            "multiplications_convolutional": convolution,
            "multiplications": {name: list(pair) for name, pair in self.costs.items()},
            "max_difference": self.max_difference,
            "found": [one.to_json() for one in self.found],
            "wanted": [
                {"digit": one.digit, "box": list(one.box), "score": one.score}
                for one in self.wanted
            ],
            "missed": len(self.missed),
            "window": {
                "row": self.row,
                "column": self.column,
                "box": list(self.slide.box(self.row, self.column)),
                "scores": self.windows[self.row, self.column].tolist(),
                "scores_convolutional": self.convolution[self.row, self.column].tolist(),
            },
            "unit": {
                "number": self.number,
                "channel_sums": self.channel_sums.tolist(),
                "bias": self.unit.bias,
                "as_dense": self.unit.as_dense,
                "as_filter": self.unit.as_filter,
            },
            "milliseconds": self.times
            and {
                "one_by_one": self.times.one_by_one,
                "in_batches": self.times.in_batches,
                "convolution": self.times.convolution,
            },
            "scores": self.convolution.tolist(),
        }
