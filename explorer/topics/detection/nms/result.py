"""Everything that the views of the non-max suppression topic show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.nms import best_first
from explorer.vision.nms_curves import Curves
from explorer.vision.nms_steps import Action, Step, Steps
from explorer.vision.raw_boxes import RawBoxes


@dataclass(frozen=True, eq=False)
class Soft:
    """What soft-NMS makes of the same boxes.

    Parameters
    ----------
    kept : (K,) integers
        Boxes whose score stays above the threshold, in the order in which they are picked.
    scores : (N,) float64
        The weakened scores.
    left_out : int
        Boxes with the lowest scores that it did not look at.
    """

    kept: NDArray[np.intp]
    scores: NDArray[np.float64]
    left_out: int

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "kept": self.kept.tolist(),
            "scores": self.scores.tolist(),
            "count": len(self.kept),
            "left_out": self.left_out,
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    picture : (H, W, 3) uint8, RGB, or None
        What the boxes lie on.
    raw : RawBoxes
    detected : bool
        Whether a detector has found them.
    score_threshold, iou_threshold : float
    per_class : bool
    view : str
    steps : Steps
    step : int
        The step that is shown.
    selected : int
        The box looked at, -1 for none.
    curves : Curves or None
        Where the view shows them and there are not too many boxes.
    soft : Soft or None
        Where the view shows it.
    """

    picture: NDArray[np.uint8] | None
    raw: RawBoxes
    detected: bool
    score_threshold: float
    iou_threshold: float
    per_class: bool
    view: str
    steps: Steps
    step: int
    selected: int
    curves: Curves | None
    soft: Soft | None

    @property
    def now(self) -> Step:
        """What the present step does."""
        return self.steps.at(self.step)

    @property
    def best(self) -> int:
        """The box of the present round, -1 outside the loop."""
        return int(self.steps.kept[self.now.round]) if self.now.round >= 0 else -1

    @cached_property
    def removed(self) -> NDArray[np.intp]:
        """Boxes that the present step removes because of `best`."""
        if self.now.action is not Action.REMOVE:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.steps.by == self.best)

    @cached_property
    def fates(self) -> NDArray[np.uint8]:
        """What has become of each box (`nms_steps.Fate`), (N,)."""
        return self.steps.fates(self.step)

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """All boxes, best score first."""
        return best_first(self.raw.scores.astype(np.float32))

    @property
    def counts(self) -> dict[str, int]:
        """How many boxes there are, and how they end."""
        dropped, kept = int(self.steps.dropped.sum()), len(self.steps.kept)
        return {
            "raw": len(self.raw),
            "dropped": dropped,
            "kept": kept,
            "suppressed": len(self.raw) - dropped - kept,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        steps = self.steps
        content: dict[str, Any] = {
            "kept": steps.kept.tolist(),
            "suppressed": [
                {"index": int(i), "by": int(steps.by[i]), "iou": float(steps.overlap[i])}
                for i in steps.suppressed
            ],
            "counts": self.counts,
            "steps": steps.count,
            "now": {
                "action": self.now.action.name.lower(),
                "best": self.best,
                "removed": self.removed.tolist(),
            },
            **self.raw.to_fields(),
        }
        if self.soft:
            content["soft"] = self.soft.to_json()
        if self.curves:
            content["curves"] = {name: part.tolist() for name, part in vars(self.curves).items()}
        return content
