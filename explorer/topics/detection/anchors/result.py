"""Everything that the views of the anchors topic show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.anchor_targets import Decoded, Encoded, Fate, Float, Index, decode

if TYPE_CHECKING:
    from explorer.topics.detection.anchors.clusters import KMeans
    from explorer.topics.detection.anchors.compare import Compared

REASONS = {Fate.TAKEN: "taken", Fate.OUTSIDE: "outside", Fate.EMPTY: "empty"}


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    picture : (H, W, 3) uint8, RGB, or None
        What the boxes lie on; None for an empty sheet.
    size : (width, height), pixels
    boxes : (N, 4) float64
    labels : (N,) integers
        Places in ``classes``.
    classes : tuple of str
    anchors : (A, 2) float64
        Width and height as shares of the picture's.
    grid : int
    encoded : Encoded
        The target on the user's grid.
    selected : int
        The box looked at, -1 for none.
    slot : (row, column, anchor)
        What is looked at: of the user's grid, or of the detector's in the view of its
        prediction.
    view : str
    kmeans : KMeans or None
        Where the view shows it.
    compared : Compared or None
        Where the view shows it and there is a picture.
    """

    picture: NDArray[np.uint8] | None
    size: tuple[int, int]
    boxes: Float
    labels: Index
    classes: tuple[str, ...]
    anchors: Float
    grid: int
    encoded: Encoded
    selected: int
    slot: tuple[int, int, int]
    view: str
    kmeans: KMeans | None = None
    compared: Compared | None = None

    @property
    def shown(self) -> Encoded:
        """The target of the grid that the view shows."""
        return self.compared.target if self.compared else self.encoded

    @cached_property
    def decoded(self) -> Decoded:
        """The boxes that the target gives again."""
        return decode(self.encoded.y, self.size)

    @cached_property
    def order(self) -> Index:
        """The box of each decoded one."""
        found = self.encoded.assigned
        keys = (self.encoded.anchors[found], *self.encoded.cells[found].T[::-1])
        return found[np.lexsort(keys)]

    @property
    def max_difference(self) -> float:
        """Largest difference of a side between a box and its decoded twin, pixels."""
        return float(np.abs(self.decoded.boxes - self.boxes[self.order]).max(initial=0.0))

    @property
    def collisions(self) -> int:
        """Objects whose slot is taken."""
        return int(np.count_nonzero(self.encoded.fates == Fate.TAKEN))

    def label(self, index: int) -> str:
        """Return the name of a box's class."""
        return self.classes[int(self.labels[index])]

    def slot_of(self, index: int) -> dict[str, int]:
        """Return the place that a box has or would have had."""
        encoded = self.encoded
        row, column = encoded.cells[index].tolist()
        return {"row": row, "column": column, "anchor": int(encoded.anchors[index])}

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        encoded = self.encoded
        row, column, anchor = self.slot
        content: dict[str, Any] = {
            "target": encoded.y.tolist(),
            "shape": list(encoded.y.shape),
            "length": encoded.y.size,
            "assignments": [self._assignment(index) for index in encoded.assigned.tolist()],
            "unassigned": [
                self._unassigned(index) for index in np.flatnonzero(encoded.fates).tolist()
            ],
            "collisions": self.collisions,
            "mean_iou": encoded.mean_iou,
            "decoded": self._decoded(),
            "max_difference": self.max_difference,
            "size": list(self.size),
            "slot": {"row": row, "column": column, "anchor": anchor},
        }
        if self.compared:
            content["prediction"] = self.compared.to_json(row, column, anchor)
        else:
            content["slot"]["y"] = encoded.y[row, column, anchor].tolist()
        if self.kmeans:
            content["kmeans"] = self.kmeans.to_json()
        return content

    def _assignment(self, index: int) -> dict[str, Any]:
        place = self.slot_of(index)
        return {
            "index": index,
            "label": self.label(index),
            **place,
            "iou": float(self.encoded.ious[index, place["anchor"]]),
            "ious": self.encoded.ious[index].tolist(),
        }

    def _unassigned(self, index: int) -> dict[str, Any]:
        encoded = self.encoded
        return {
            "index": index,
            "label": self.label(index),
            "reason": REASONS[Fate(int(encoded.fates[index]))],
            "by": int(encoded.holders[index]),
            **self.slot_of(index),
        }

    def _decoded(self) -> list[dict[str, Any]]:
        parts = (self.order.tolist(), self.decoded.classes.tolist(), self.decoded.boxes.tolist())
        return [
            {"index": index, "label": self.classes[label], "box": box}
            for index, label, box in zip(*parts, strict=True)
        ]
