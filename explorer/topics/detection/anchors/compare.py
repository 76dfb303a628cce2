"""The detector's prediction for each slot of its own grid beside the target there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.vision.anchor_targets import Encoded, Float, encode, to_pixels
from explorer.vision.nms import select
from explorer.vision.predicted_targets import predicted_target
from explorer.vision.predictions import Predictions
from explorer.vision.raw_boxes import RawBoxes

ALIASES = {
    "pedestrian": "person",
    "motorcycle": "motorbike",
    "airplane": "aeroplane",
    "couch": "sofa",
    "tv": "tvmonitor",
    "potted plant": "pottedplant",
    "dining table": "diningtable",
}
"""What the course and COCO call the classes that Darknet's list names otherwise."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Prediction and target on one grid of the detector.

    Parameters
    ----------
    head : int
    grids : (rows, columns) of each of the detector's grids
    names : tuple of str
        The detector's classes.
    anchors : (A, 2) float64
        Width and height as shares of the picture's.
    pixels : (A, 2) float64
        The same in pixels of the network's input.
    target : Encoded
        Of the user's boxes.
    predicted : (R, C, A, 5 + K) float64
    known : tuple of bool
        Whether the detector knows the class of each of the user's boxes.
    detections : RawBoxes
        What is left after both thresholds.
    size : (width, height) of the picture
    """

    head: int
    grids: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    anchors: Float
    pixels: Float
    target: Encoded
    predicted: Float
    known: tuple[bool, ...]
    detections: RawBoxes
    size: tuple[int, int]

    def box(self, row: int, column: int, anchor: int) -> tuple[float, float, float, float]:
        """Return the predicted box of a slot, pixels of the picture."""
        return self._box(self.predicted, row, column, anchor)

    def wanted(self, row: int, column: int, anchor: int) -> tuple[float, float, float, float]:
        """Return the box that the target asks a slot for."""
        return self._box(self.target.y, row, column, anchor)

    def _box(self, y: Float, *slot: int) -> tuple[float, float, float, float]:
        grid = self.predicted.shape[:2]
        x1, y1, x2, y2 = to_pixels(y[slot][None], np.array([slot]), grid, self.size)[0].tolist()
        return x1, y1, x2, y2

    def slot_json(self, row: int, column: int, anchor: int) -> dict[str, Any]:
        """Return target, prediction and box of one slot."""
        return {
            "target": self.target.y[row, column, anchor].tolist(),
            "predicted": self.predicted[row, column, anchor].tolist(),
            "box": list(self.box(row, column, anchor)),
        }

    def to_json(self, row: int, column: int, anchor: int) -> dict[str, Any]:
        """Return the numbers of the grid and of one slot."""
        found = self.target.assigned
        at = (*self.target.cells[found].T, self.target.anchors[found])
        return {
            "grid": list(self.grids[self.head]),
            "anchors": self.anchors.tolist(),
            "classes": list(self.names),
            "slot": {
                "row": row,
                "column": column,
                "anchor": anchor,
                **self.slot_json(row, column, anchor),
            },
            "objects": [
                {
                    "index": int(box),
                    "row": int(r),
                    "column": int(c),
                    "anchor": int(a),
                    "pc": float(pc),
                }
                for box, r, c, a, pc in zip(found, *at, self.predicted[(*at, 0)], strict=True)
            ],
            "detections": self.detections.to_fields(),
        }


def compare(
    predictions: Predictions,
    boxes: Float,
    labels: tuple[str, ...],
    head: int,
    detections: RawBoxes,
) -> Compared:
    """Encode ``boxes`` on a grid of the detector with its anchors, beside what it says.

    Each grid is taken for itself: an object has its slot in each of them.
    """
    head = min(head, len(predictions.heads) - 1)
    grid = predictions.heads[head]
    assert grid.anchors is not None
    height, width = predictions.image_size
    pixels = grid.anchors.astype(np.float64)
    anchors = pixels / (predictions.input_size[1], predictions.input_size[0])
    places = {name: place for place, name in enumerate(predictions.names)}
    classes = [places.get(ALIASES.get(label, label), -1) for label in labels]
    target = encode(
        boxes,
        np.array(classes, np.intp),
        len(places),
        anchors,
        (grid.rows, grid.columns),
        (width, height),
    )
    return Compared(
        head=head,
        grids=tuple((one.rows, one.columns) for one in predictions.heads),
        names=predictions.names,
        anchors=anchors,
        pixels=pixels,
        target=target,
        predicted=predicted_target(predictions, head),
        known=tuple(place >= 0 for place in classes),
        detections=detections,
        size=(width, height),
    )


def detected(
    predictions: Predictions, score_threshold: float, iou_threshold: float, per_class: bool
) -> RawBoxes:
    """Return the detector's final boxes, best first."""
    kept = select(predictions, score_threshold, iou_threshold, per_class).kept
    return RawBoxes(
        predictions.boxes[kept].astype(np.float64),
        predictions.scores[kept].astype(np.float64),
        tuple(predictions.names[label] for label in predictions.labels[kept]),
    )
