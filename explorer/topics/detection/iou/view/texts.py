"""How each measure comes about, in the numbers of a result."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.topics.detection.iou.result import Result
from explorer.ui.widgets.cells import number_text


def _decimal(value: float) -> str:
    # Adding zero turns -0 into 0.
    text = f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _iou(result: Result) -> list[str]:
    first, second = result.areas
    lines = [tr("Intersection: the two have nothing in common, 0 cells.")]
    if result.common:
        x1, y1, x2, y2 = result.common
        lines = [
            tr(
                "Intersection: ({x2} − {x1}) × ({y2} − {y1}) = {cells} cells",
                **{
                    k: _number(v)
                    for k, v in zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
                },
                cells=_number(result.intersection),
            )
        ]
    lines.append(
        tr(
            "Union: {a} + {b} − {intersection} = {union} cells",
            a=_number(first),
            b=_number(second),
            intersection=_number(result.intersection),
            union=_number(result.union),
        )
    )
    return lines


def _fraction(result: Result) -> str:
    if result.union <= 0:
        return tr("IoU = 1: two boxes without area count as the same box twice")
    return (
        f"IoU = {_number(result.intersection)} / {_number(result.union)} = {_decimal(result.iou)}"
    )


def _match(result: Result) -> str:
    values = {"iou": _decimal(result.iou), "threshold": number_text(result.threshold)}
    if result.match:
        return tr("{iou} ≥ {threshold}: match", **values)
    return tr("{iou} < {threshold}: no match", **values)


def _giou(result: Result) -> list[str]:
    around = result.enclosing_area
    return [
        tr(
            "Enclosing box: {around} cells, of which {empty} belong to neither box",
            around=_number(around),
            empty=_number(around - result.union),
        ),
        tr("Without overlap the IoU is 0 near and far; GIoU goes on falling to −1."),
    ]


def _giou_formula(result: Result) -> str:
    if not result.enclosing_area:
        return tr("GIoU = IoU: the enclosing box has no area")
    around = _number(result.enclosing_area)
    empty = _number(result.enclosing_area - result.union)
    return f"GIoU = {_decimal(result.iou)} − {empty} / {around} = {_decimal(result.giou)}"


def _diou(result: Result) -> list[str]:
    return [
        tr(
            "Midpoints: d² = {distance}; diagonal of the enclosing box: c² = {diagonal}",
            distance=_number(result.distance),
            diagonal=_number(result.diagonal),
        ),
        tr("DIoU also falls when one box lies off the middle of the other."),
    ]


def _diou_formula(result: Result) -> str:
    if not result.diagonal:
        return tr("DIoU = IoU: the enclosing box is a point")
    part = f"{_number(result.distance)} / {_number(result.diagonal)}"
    return f"DIoU = {_decimal(result.iou)} − {part} = {_decimal(result.diou)}"


LINES: dict[str, Callable[[Result], list[str]]] = {"iou": _iou, "giou": _giou, "diou": _diou}
FORMULAS: dict[str, Callable[[Result], str]] = {
    "iou": _fraction,
    "giou": _giou_formula,
    "diou": _diou_formula,
}


def _turned(result: Result) -> list[str]:
    """Say which boxes are typed the wrong way round: they look as if they had an area."""
    return [
        tr("Box {box} has no area: x2 lies before x1, or y2 above y1.", box=name)
        for name, (x1, y1, x2, y2) in (("A", result.box_a), ("B", result.box_b))
        if x2 < x1 or y2 < y1
    ]


def lines(result: Result, view: str) -> str:
    """Return where the numbers of the formula come from."""
    return "\n".join([*_turned(result), *LINES[view](result)])


def formula(result: Result, view: str) -> str:
    """Return the measure as a formula with its numbers."""
    return FORMULAS[view](result)


def verdict(result: Result) -> str:
    """Say whether the threshold is reached, and what the three measures are."""
    named = (("IoU", result.iou), ("GIoU", result.giou), ("DIoU", result.diou))
    # A line may end between two measures, not within one.
    measures = "   ".join(f"{name}\N{NO-BREAK SPACE}{_decimal(value)}" for name, value in named)
    return f"{_match(result)}      {measures}"
