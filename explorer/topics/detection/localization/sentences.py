"""What is said of a result, in its own numbers."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.i18n import tr
from explorer.topics.detection.localization.display import decimal, small
from explorer.topics.detection.localization.result import Result
from explorer.vision.localization import BOX, CLASSES


def _number(value: float) -> str:
    return decimal(value, 1)


# --- the target -------------------------------------------------------------


def _vector_formula(result: Result) -> str:
    count = len(result.classes)
    return tr("y: 5 + {classes} = {count} numbers", classes=count, count=5 + count)


def _vector(result: Result) -> list[str]:
    if result.target.box is None:
        return [
            tr("There is no object: pc = 0. The other numbers do not matter, whatever they are."),
            tr("Drag over an object to draw its box."),
        ]
    height, width = result.size
    x1, y1, x2, y2 = (_number(side) for side in result.target.box)
    bx, by, bh, bw = (decimal(share) for share in result.y[BOX])
    return [
        f"bx = (x1 + x2) / 2 / {tr('width')} = ({x1} + {x2}) / 2 / {width} = {bx}",
        f"by = (y1 + y2) / 2 / {tr('height')} = ({y1} + {y2}) / 2 / {height} = {by}",
        f"bh = (y2 − y1) / {tr('height')} = ({y2} − {y1}) / {height} = {bh}",
        f"bw = (x2 − x1) / {tr('width')} = ({x2} − {x1}) / {width} = {bw}",
    ]


# --- the loss ---------------------------------------------------------------


def _loss_formula(result: Result) -> str:
    terms = result.loss.terms
    total = small(result.loss.total)
    if not result.present:
        return tr("L = {total} (pc alone)", total=total)
    parts = (float(terms[0]), float(terms[BOX].sum()), float(terms[CLASSES].sum()))
    pc, box, classes = (small(part) for part in parts)
    return tr(
        "L = {pc} (pc) + {box} (box) + {classes} (class) = {total}",
        pc=pc,
        box=box,
        classes=classes,
        total=total,
    )


def _loss(result: Result) -> list[str]:
    found = [_rule(result), _diverged(result) if result.descent.diverged else _arrows(result)]
    if not result.present:
        found.append(tr("Drag over an object to draw its box."))
    return found


def _rule(result: Result) -> str:
    if result.loss_name == "squared":
        if not result.present:
            return tr(
                "pc = 0: only (ŷ1 − y1)² counts. Box and class may be anything; nobody looks at "
                "them."
            )
        return tr(
            "Squared error: (ŷ − y)² of all {count} numbers, added up. Gradient: 2 (ŷ − y).",
            count=len(result.y),
        )
    if not result.present:
        return tr(
            "pc = 0: only −log(1 − pc) counts. Gradient with respect to z, where pc = sigmoid(z): "
            "pc − 0."
        )
    return tr(
        "pc and class: minus the logarithm of the probability given to the truth; box: squared "
        "error. With pc = sigmoid(z) and c = softmax(z), the gradient with respect to z is simply "
        "ŷ − y."
    )


def _arrows(result: Result) -> str:
    if not result.present:
        return tr("No arrows: without an object nothing pulls at the box.")
    if not result.scale:
        return tr("No arrows: the box has arrived.")
    if result.scale == 1:
        return tr("Arrows: where one step of descent takes the box.")
    return tr(
        "Arrows: where one step of descent takes the box, drawn {scale} times as long.",
        scale=f"{result.scale:,}",
    )


# --- descent ----------------------------------------------------------------


def _descent_formula(result: Result) -> str:
    values = {
        "steps": result.descent.steps,
        "loss": small(result.loss.total),
        "begin": small(float(result.descent.losses[0])),
    }
    if result.iou is None:
        return tr("After {steps} steps: L = {loss} (before: {begin})", **values)
    return tr(
        "After {steps} steps: L = {loss} (before: {begin}), IoU {iou}",
        iou=decimal(result.iou, 3),
        **values,
    )


def _descent(result: Result) -> list[str]:
    if result.descent.diverged:
        return [_diverged(result)]
    return [_pace(result), _arrows(result)]


def _diverged(result: Result) -> str:
    return tr(
        "The learning rate is too large: each step leads further away. It was stopped at step "
        "{step}, before the numbers overflow. Choose a rate below 1.",
        step=result.descent.steps,
    )


def _pace(result: Result) -> str:
    factor = 1 - 2 * result.rate
    values = {"rate": decimal(result.rate), "factor": decimal(factor)}
    if result.loss_name == "cross_entropy":
        if not result.present:
            return tr("Only pc is pulled: the nearer it comes to 0, the smaller its steps.")
        return tr(
            "Box: a step leaves 1 − 2 × {rate} = {factor} of each distance. pc and class: the "
            "nearer to the truth, the smaller the steps; they never quite arrive.",
            **values,
        )
    text = tr("A step leaves 1 − 2 × {rate} = {factor} of each distance to y.", **values)
    return text + _manner(factor)


def _manner(factor: float) -> str:
    if factor <= -1:
        return " " + tr("That is no nearer: it swings from side to side.")
    if factor < 0:
        return " " + tr("Below 0: it swings beyond the target and back.")
    return ""


# --- what to know besides ---------------------------------------------------


def notes(result: Result, view: str) -> list[str]:
    """Return what is out of the ordinary."""
    found = []
    if result.target.cut:
        found.append(
            tr("The box reaches beyond the picture; what counts is the part inside."),
        )
    if view == "vector":
        return found
    x1, y1, x2, y2 = result.predicted
    if x2 <= x1 or y2 <= y1:
        found.append(tr("The predicted box has no area: bh or bw is not above 0."))
    if result.clipped:
        found.append(
            tr(
                "Taken as 10⁻⁷ away from 0 or 1, as the logarithm of 0 is infinite: {names}.",
                names=", ".join(result.clipped),
            )
        )
    if result.unnormalised:
        found.append(tr("The classes do not add up to 1; they were divided by their sum."))
    return found


FORMULAS: dict[str, Callable[[Result], str]] = {
    "vector": _vector_formula,
    "loss": _loss_formula,
    "descent": _descent_formula,
}
LINES: dict[str, Callable[[Result], list[str]]] = {
    "vector": _vector,
    "loss": _loss,
    "descent": _descent,
}


def formula(result: Result, view: str) -> str:
    """Return the number that the view is about, and what it is made of."""
    return FORMULAS[view](result)


def lines(result: Result, view: str) -> str:
    """Say where the numbers come from."""
    return "\n".join([*LINES[view](result), *notes(result, view)])
