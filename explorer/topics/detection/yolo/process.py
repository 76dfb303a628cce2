"""One frame through the detector, stage by stage."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets.detector import Detector, nearest_size, open_detector
from explorer.sources.base import Frame
from explorer.sources.open import first_frame
from explorer.topics.detection.yolo.result import Result, interpret
from explorer.topics.detection.yolo.state import State
from explorer.vision.predictions import Predictions


@dataclass(frozen=True)
class Key:
    """What a forward pass depends on beside the frame."""

    model: str
    input_size: int
    device: str
    threads: int


@dataclass(frozen=True, eq=False)
class Processed:
    """A frame with all that was computed from it; ``seconds`` per stage."""

    frame: Frame
    key: Key
    state: State
    predictions: Predictions
    result: Result
    seconds: dict[str, float]
    detector: Detector


class Detectors:
    """Keeps the detector that was loaded last. Used in the inference thread only."""

    def __init__(self, load: Callable[[str, str, int | None], Detector]) -> None:
        self._load = load
        self._loaded: tuple[tuple[str, str, int], Detector] | None = None

    def get(self, key: Key) -> Detector:
        """Return the detector for ``key``, loading it when it is another one."""
        wanted = (key.model, key.device, key.threads)
        if self._loaded is None or self._loaded[0] != wanted:
            # Let go of the old one first: two may not fit into memory.
            self._loaded = None
            self._loaded = (wanted, self._load(key.model, key.device, key.threads or None))
        return self._loaded[1]


def process(
    detectors: Detectors, frame: Frame, key: Key, state: State, token: CancelToken
) -> Processed:
    """Run the stages on one frame and time each."""
    detector = detectors.get(key)
    token.check()
    marks = [time.perf_counter()]
    prepared = detector.prepare(frame.pixels, nearest_size(detector, key.input_size))
    marks.append(time.perf_counter())
    outputs = detector.forward(prepared)
    marks.append(time.perf_counter())
    predictions = detector.predictions(outputs, prepared)
    if frame.original_size:
        predictions = replace(predictions, original_size=frame.original_size)
    result = interpret(predictions, state)
    marks.append(time.perf_counter())
    stages = ("prepare", "forward", "select")
    seconds = {name: marks[i + 1] - marks[i] for i, name in enumerate(stages)}
    return Processed(
        frame, key, state, predictions, result, {"grab": frame.grab_seconds, **seconds}, detector
    )


def run_once(state: State, device: str = "auto", threads: int = 0) -> Processed:
    """Process the first frame of ``state.image`` in the calling thread."""
    frame = first_frame(state.image)
    key = Key(state.model, state.input_size, device, threads)
    processed = process(Detectors(open_detector), frame, key, state, CancelToken())
    if unknown := processed.result.unknown:
        raise UserError(
            "The network knows no class {name}; it knows {names}.",
            name=unknown[0],
            names=", ".join(processed.detector.names),
        )
    sizes = processed.detector.input_sizes
    # A network of one size takes the picture in that one, whatever is set for the others.
    if len(sizes) > 1 and state.input_size not in sizes:
        raise UserError(
            "{name} must be one of {options}, not {value}.",
            name="input_size",
            options=", ".join(map(str, sizes)),
            value=state.input_size,
        )
    return processed
