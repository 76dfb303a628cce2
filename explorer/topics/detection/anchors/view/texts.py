"""What is said of a result."""

from __future__ import annotations

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.anchors.compare import Compared
from explorer.topics.detection.anchors.result import Result
from explorer.vision.anchor_targets import Fate

FATES = {
    Fate.ASSIGNED: mark("has a slot"),
    Fate.TAKEN: mark("taken"),
    Fate.OUTSIDE: mark("outside"),
    Fate.EMPTY: mark("no area"),
}
LISTED = 4
"""More collisions than this are counted, not listed."""


OWN = (mark("pedestrian"), mark("motorcycle"))
"""Classes of the course that COCO's list names otherwise."""


def class_name(name: str) -> str:
    """Return the name of a class in the active language, or as it is."""
    return tr(name) if name in OWN else label_name(name)


def box_name(result: Result, index: int) -> str:
    """Return "2: car", the box and its class."""
    return f"{index}: {class_name(result.label(index))}"


def _named(result: Result, index: int) -> str:
    """Return "2 (car)", the same within a sentence."""
    return f"{index} ({class_name(result.label(index))})"


def slot_name(row: int, column: int, anchor: int) -> str:
    """Return the slot as it is written in code."""
    return f"y[{row}][{column}][{anchor}]"


def caption(result: Result) -> str:
    """Say what the view shows of the picture."""
    if result.view == "prediction":
        if result.compared is None:
            return tr(
                "There is no picture for the detector to look at. Open one, or choose the "
                "example of the park."
            )
        return _prediction(result, result.compared)
    lines = [_box(result, result.selected) if result.selected >= 0 else _tensor(result)]
    lines.append(_collisions(result) if result.collisions else _decoded(result))
    return "\n".join(lines)


def _tensor(result: Result) -> str:
    rows, columns, anchors, length = result.encoded.y.shape
    return tr(
        "The target has {rows} × {columns} cells × {anchors} anchors × {length} numbers = {all}; "
        "of {count} objects {held} have a slot.",
        rows=rows,
        columns=columns,
        anchors=anchors,
        length=length,
        all=result.encoded.y.size,
        count=len(result.boxes),
        held=len(result.encoded.assigned),
    )


def _box(result: Result, index: int) -> str:
    encoded = result.encoded
    fate, anchor = Fate(int(encoded.fates[index])), int(encoded.anchors[index])
    name = _named(result, index)
    x1, y1, x2, y2 = result.boxes[index].tolist()
    if fate == Fate.EMPTY:
        return tr("Box {box} has no area: it is no object.", box=name)
    middle = f"({(x1 + x2) / 2:g}, {(y1 + y2) / 2:g})"
    if fate == Fate.OUTSIDE:
        return tr(
            "Box {box}: its midpoint {middle} lies outside of the picture, in no cell.",
            box=name,
            middle=middle,
        )
    row, column = encoded.cells[index].tolist()
    values = {
        "box": name,
        "middle": middle,
        "row": row,
        "column": column,
        "anchor": anchor + 1,
        "iou": f"{encoded.ious[index, anchor]:.3f}",
        "slot": slot_name(row, column, anchor),
    }
    if fate == Fate.TAKEN:
        return tr(
            "Box {box}: midpoint {middle} in row {row}, column {column} (from 0); anchor {anchor} "
            "fits best (IoU {iou}). But {slot} is taken.",
            **values,
        )
    return tr(
        "Box {box}: midpoint {middle} in row {row}, column {column} (from 0); anchor {anchor} fits "
        "best (IoU {iou}). Its slot is {slot}.",
        **values,
    )


def _collisions(result: Result) -> str:
    encoded = result.encoded
    taken = (encoded.fates == Fate.TAKEN).nonzero()[0].tolist()
    told = [
        tr(
            "box {box} finds {slot} taken by box {holder}",
            box=_named(result, index),
            slot=slot_name(*encoded.cells[index].tolist(), int(encoded.anchors[index])),
            holder=_named(result, int(encoded.holders[index])),
        )
        for index in taken[:LISTED]
    ]
    if more := len(taken) - len(told):
        told.append(tr("{count} more", count=more))
    return tr("Collision: {list}.", list="; ".join(told))


def _decoded(result: Result) -> str:
    return tr(
        "Decoded again, {count} boxes come out of y. The largest difference of a side is "
        "{difference} pixels.",
        count=len(result.decoded.boxes),
        difference=f"{result.max_difference:.2g}",
    )


def _prediction(result: Result, compared: Compared) -> str:
    row, column, anchor = result.slot
    holder = compared.target.holder(row, column, anchor)
    values = {
        "slot": slot_name(row, column, anchor),
        "pc": f"{compared.predicted[row, column, anchor, 0]:.3f}",
    }
    if holder < 0:
        text = tr(
            "{slot} of the detector: no object of yours belongs here, so pc should be 0. The "
            "detector says {pc}; its other numbers do not count.",
            **values,
        )
    else:
        text = tr(
            "{slot} of the detector should hold box {box}: pc should be 1, and the detector says "
            "{pc}. Solid: its box. Dashed: the target.",
            box=_named(result, holder),
            **values,
        )
        if not compared.known[holder]:
            text += " " + tr("It knows no class of this name.")
    return text
