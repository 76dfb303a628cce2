"""What is said about a result: under the picture, and where there is no detection."""

from __future__ import annotations

from explorer.core.i18n import mark, tr
from explorer.topics.detection.yolo.result import Result
from explorer.topics.detection.yolo.view.overlay import DRAWN

CAPTIONS = {
    "boxes": mark("Final boxes: what is left after the score threshold and non-max suppression."),
    "raw": mark(
        "{raw} of {all} raw boxes score above the threshold; "
        "non-max suppression leaves {kept} of them."
    ),
    "grid": mark(
        "Grid {rows} × {columns}. The cell that holds the midpoint of an object owns its "
        "detection; dashed: cells of another grid. Click a cell to open it."
    ),
    "anchors": mark(
        "Grid {rows} × {columns}. Dashed: the anchors of the open cell, shapes to start from. "
        "Solid: what each becomes. Bold: the highest score."
    ),
    "pc": mark(
        "Grid {rows} × {columns}. Objectness pc: how sure each cell is that the midpoint of an "
        "object lies in it. Objects of another size show on another grid."
    ),
    "numbers": mark("One box, from the raw outputs of the network to its place in the picture."),
}
COUNTS, DRAWS_FINAL = ("boxes", "raw"), ("boxes", "raw", "grid")
FILTERED = mark(
    "{above} of {all} raw boxes score above the threshold; the class filter hides {hidden} of "
    "them, and non-max suppression leaves {kept}."
)


def caption(view: str, result: Result) -> str:
    """Say what ``view`` shows, in the numbers of ``result``."""
    head = result.predictions.heads[result.head]
    kept = len(result.detections)
    text = FILTERED if view in COUNTS and result.hidden else CAPTIONS[view]
    said = tr(
        text,
        raw=result.raw_count,
        above=result.raw_count + result.hidden,
        hidden=result.hidden,
        all=len(result.predictions),
        kept=kept,
        rows=head.rows,
        columns=head.columns,
    )
    if view in DRAWS_FINAL and kept > DRAWN:
        said += " " + tr("Only the {count} best final boxes are drawn.", count=DRAWN)
    return said


def why_empty(result: Result) -> str:
    """Say why there is no detection, and what helps."""
    if result.unknown:
        return tr("The network knows no class {names}.", names=", ".join(result.unknown))
    if result.hidden:
        return tr(
            "The class filter hides all boxes above the threshold ({count}).", count=result.hidden
        )
    return tr("No box scores above the threshold.")
