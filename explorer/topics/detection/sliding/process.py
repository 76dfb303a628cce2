"""From a state to a picture, both forms of the network on it, and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.core.jobs import CancelToken
from explorer.nets import window_scan
from explorer.nets.digits import path
from explorer.nets.window_net import WindowNet
from explorer.nets.window_scan import Pixels, Times
from explorer.sources.open import first_frame
from explorer.topics.detection.sliding.result import Result
from explorer.topics.detection.sliding.state import State
from explorer.vision import scenes, sliding
from explorer.vision.cv import cv2
from explorer.vision.sliding import KNOWN, Box, Scores, Slide


@dataclass(frozen=True, eq=False)
class Scan:
    """What takes time, and stays while one looks from window to window.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    slide : Slide
    windows, convolution : (rows, columns, 4) float32
    digits : list of (digit, box) or None
        What is in the scene; None where nobody knows.
    finest : (Slide, Scores) or None
        Of a picture of one's own, a single pass with its own stride.
    times : Times or None
    """

    pixels: Pixels
    slide: Slide
    windows: Scores
    convolution: Scores
    digits: list[tuple[int, Box]] | None
    finest: tuple[Slide, Scores] | None
    times: Times | None

    def wanted(self, threshold: float) -> list[tuple[int, Box]]:
        """Return the known digits that are to be found."""
        if self.digits is not None:
            return [(digit, box) for digit, box in self.digits if digit in KNOWN]
        assert self.finest
        return [(one.digit, one.box) for one in sliding.found(*self.finest, threshold)]


class Scanner:
    """Keeps network, picture and scan between changes. Used in one thread only.

    Parameters
    ----------
    token : CancelToken
        Ends the work for good.
    """

    def __init__(self, token: CancelToken) -> None:
        self._token = token
        self._asked: tuple[object, ...] = ()
        self._scan: Scan | None = None
        self._image = ""
        self._square: Pixels | None = None

    @cached_property
    def _net(self) -> WindowNet:
        return window_scan.load()

    def run(self, state: State) -> Result:
        """Slide over the picture of ``state`` and stop at its window.

        Raises
        ------
        UserError
            Window and picture do not fit together, or picture or weights cannot be had.
        Cancelled
            Nobody waits for the result any more.
        """
        asked = (
            state.image, state.input_size, state.digit_size, state.seed,
            state.window, state.stride, state.measure,
        )  # fmt: skip
        if self._scan is None or asked != self._asked:
            self._scan, self._asked = self._scanned(state), asked
        scan, slide = self._scan, self._scan.slide
        row, column = divmod(min(state.step, slide.side**2 - 1), slide.side)
        return Result(
            pixels=scan.pixels,
            slide=slide,
            windows=scan.windows,
            convolution=scan.convolution,
            found=sliding.found(slide, scan.convolution, state.threshold),
            wanted=sliding.look_for(slide, scan.convolution, scan.wanted(state.threshold)),
            strangers=sum(digit not in KNOWN for digit, _ in scan.digits or ()),
            threshold=state.threshold,
            row=row,
            column=column,
            crop=window_scan.seen(scan.pixels, slide, row, column),
            unit=window_scan.unit(self._net, scan.pixels, slide, (row, column), state.unit),
            number=state.unit,
            channel=state.channel,
            times=scan.times,
        )

    def _scanned(self, state: State) -> Scan:
        slide = sliding.slide(state.input_size, state.window, state.stride)
        pixels, digits = self._picture(state)
        finest, net, token = None, self._net, self._token
        if digits is None:
            single = sliding.slide(state.input_size, state.window, slide.period)
            finest = single, window_scan.by_convolution(net, pixels, single)
        return Scan(
            pixels=pixels,
            slide=slide,
            windows=window_scan.by_windows(net, pixels, slide, token),
            convolution=window_scan.by_convolution(net, pixels, slide),
            digits=digits,
            finest=finest,
            times=window_scan.milliseconds(net, pixels, slide, token) if state.measure else None,
        )

    def _picture(self, state: State) -> tuple[Pixels, list[tuple[int, Box]] | None]:
        if not state.image:
            scene = scene_of(state)
            return scene.pixels, [(one.digit, one.box) for one in scene.placed]
        if self._square is None or state.image != self._image:
            self._square, self._image = middle(first_frame(state.image).pixels), state.image
        side = state.input_size
        scaled = cv2.resize(self._square, (side, side), interpolation=cv2.INTER_AREA)
        return scaled.astype(np.uint8), None


def scene_of(state: State) -> scenes.Scene:
    """Return the scene of ``state``, of digits that the network was not trained on."""
    with np.load(path()) as stored:
        images, labels = stored["t10k_images"], stored["t10k_labels"]
    known = scenes.mixed(images, labels, KNOWN, np.random.default_rng(0))
    return scenes.draw(*known, state.input_size, [state.digit_size], state.seed)


def middle(pixels: Pixels) -> Pixels:
    """Return the largest square in the middle of a picture."""
    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]
