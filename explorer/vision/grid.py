"""The YOLO grid: from the numbers of a head to boxes.

A cell predicts tx, ty, tw, th, to and class logits for each of its anchors. With s
the head's factor on the sigmoid (1.05 in YOLOv4-tiny), the cell's column and row
(cx, cy) and the anchor's size in input pixels:

    bx = (sigmoid(tx) * s - (s - 1) / 2 + cx) / columns      bw = exp(tw) * anchor_w / input_w
    by = (sigmoid(ty) * s - (s - 1) / 2 + cy) / rows         bh = exp(th) * anchor_h / input_h
    pc = sigmoid(to)                                         score = pc * sigmoid(class)

Sources: Redmon and Farhadi, YOLOv3 (2018); Bochkovskiy et al., YOLOv4 (2020), section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.predictions import Head, Predictions, Slot

Float = NDArray[np.float32]


def sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    """Return 1 / (1 + exp(-x)), in the dtype of ``x``."""
    # exp(-x) may overflow to inf, whose reciprocal is the right answer.
    with np.errstate(over="ignore"):
        result = np.exp(-x)
    result += 1
    value: NDArray[Any] = np.reciprocal(result, out=result)
    return value


def decode_head(head: Head, input_size: tuple[int, int]) -> tuple[Float, Float, Float]:
    """Decode all boxes of one grid.

    Parameters
    ----------
    head : Head
        With ``raw`` and ``anchors``.
    input_size : (height, width) of the network's input, pixels

    Returns
    -------
    boxes : (n, 4) float32, x1, y1, x2, y2 in input pixels
    objectness : (n,) float32
    class_scores : (n, C) float32
        All in the order row, column, anchor.
    """
    if head.raw is None or head.anchors is None:
        raise ValueError("the head has no raw numbers to decode")
    raw, scale = head.raw, np.float32(head.scale_xy)
    cells = np.array([head.columns, head.rows], np.float32)
    pixels = np.array([input_size[1], input_size[0]], np.float32)
    corner = np.stack(np.meshgrid(np.arange(head.columns), np.arange(head.rows)), axis=-1)
    middle = sigmoid(raw[..., :2]) * scale - (scale - 1) / 2 + corner[:, :, None]
    middle *= (pixels / cells).astype(np.float32)
    with np.errstate(over="ignore"):
        half = np.exp(raw[..., 2:4]) * (head.anchors / 2)
    boxes = np.concatenate([middle - half, middle + half], axis=-1, dtype=np.float32)
    chances = sigmoid(raw[..., 4:]).reshape(head.count, -1)
    return boxes.reshape(-1, 4), chances[:, 0], chances[:, 1:]


def decode(
    heads: Sequence[Head],
    names: tuple[str, ...],
    image_size: tuple[int, int],
    input_size: tuple[int, int],
    area: tuple[float, float, float, float],
) -> Predictions:
    """Decode raw heads into predictions in picture pixels; see `Predictions`."""
    parts = [decode_head(head, input_size) for head in heads]
    return Predictions(
        image_size=image_size,
        input_size=input_size,
        area=area,
        boxes=to_picture(np.concatenate([part[0] for part in parts]), image_size, area),
        objectness=np.concatenate([part[1] for part in parts]),
        class_scores=np.concatenate([part[2] for part in parts]),
        names=names,
        heads=tuple(heads),
    )


def to_picture(
    boxes: Float, image_size: tuple[int, int], area: tuple[float, float, float, float]
) -> Float:
    """Map boxes (N, 4) from input pixels to picture pixels; ``area`` as in `Predictions`."""
    x1, y1, x2, y2 = area
    height, width = image_size
    offset = np.array([x1, y1, x1, y1], np.float32)
    factor = np.array([width / (x2 - x1), height / (y2 - y1)] * 2, np.float32)
    return np.asarray((boxes - offset) * factor, np.float32)


@dataclass(frozen=True)
class ClassScore:
    """One class of a decoded box."""

    name: str
    logit: float
    probability: float
    score: float


@dataclass(frozen=True)
class Decode:
    """Every step from the numbers of one raw box to what is shown.

    Parameters
    ----------
    index : int
        Raw box; ``slot`` is its place in the grids.
    rows, columns : int
        Cells of its grid; ``stride`` is a cell's (width, height) in input pixels.
    tx, ty, tw, th, to : float
        As they leave the network.
    sx, sy : float
        sigmoid(tx), sigmoid(ty).
    scale : float
        Factor on the sigmoid, s.
    anchor : (width, height), input pixels
    bx, by, bw, bh : float
        Middle and size, relative to the network's input.
    box : (x1, y1, x2, y2), picture pixels
    pc : float
        sigmoid(to).
    classes : the best classes, best first
    """

    index: int
    slot: Slot
    rows: int
    columns: int
    stride: tuple[float, float]
    input_size: tuple[int, int]
    tx: float
    ty: float
    tw: float
    th: float
    to: float
    sx: float
    sy: float
    scale: float
    anchor: tuple[float, float]
    bx: float
    by: float
    bw: float
    bh: float
    box: tuple[float, float, float, float]
    pc: float
    classes: tuple[ClassScore, ...]


def explain(predictions: Predictions, index: int, top: int = 5) -> Decode | None:
    """Return the decoding of raw box ``index`` step by step.

    None where the detector only tells decoded boxes. ``top`` limits the classes.
    """
    slot = predictions.locate(index)
    head = predictions.heads[slot.head]
    if head.raw is None or head.anchors is None:
        return None
    height, width = predictions.input_size
    raw = head.raw[slot.row, slot.column, slot.anchor].astype(np.float64)
    tx, ty, tw, th, to = (float(value) for value in raw[:5])
    sx, sy, pc = (float(value) for value in sigmoid(np.array([tx, ty, to])))
    anchor_w, anchor_h = (float(side) for side in head.anchors[slot.anchor])
    shift = (head.scale_xy - 1) / 2
    probabilities = sigmoid(raw[5:])
    best = np.argsort(-probabilities, kind="stable")[:top]
    x1, y1, x2, y2 = (float(side) for side in predictions.boxes[index])
    with np.errstate(over="ignore"):
        bw, bh = np.exp([tw, th]) * [anchor_w / width, anchor_h / height]
    return Decode(
        index=index,
        slot=slot,
        rows=head.rows,
        columns=head.columns,
        stride=(width / head.columns, height / head.rows),
        input_size=predictions.input_size,
        tx=tx,
        ty=ty,
        tw=tw,
        th=th,
        to=to,
        sx=sx,
        sy=sy,
        scale=head.scale_xy,
        anchor=(anchor_w, anchor_h),
        bx=(sx * head.scale_xy - shift + slot.column) / head.columns,
        by=(sy * head.scale_xy - shift + slot.row) / head.rows,
        bw=float(bw),
        bh=float(bh),
        box=(x1, y1, x2, y2),
        pc=pc,
        classes=tuple(
            ClassScore(
                predictions.names[label],
                float(raw[5 + label]),
                float(probabilities[label]),
                float(pc * probabilities[label]),
            )
            for label in best
        ),
    )


def anchor_shape_iou(width: float, height: float, anchors: NDArray[Any]) -> NDArray[np.float64]:
    """Return the IoU of a box with each anchor when both are centred on one point.

    Parameters
    ----------
    width, height : float
        Of the box, in the unit of the anchors.
    anchors : (A, 2) width and height
    """
    sides = np.asarray(anchors, np.float64)
    common = np.minimum(sides, [width, height]).prod(axis=1)
    union = width * height + sides.prod(axis=1) - common
    ratio: NDArray[np.float64] = np.divide(
        common, union, out=np.zeros_like(common), where=union > 0
    )
    return ratio
